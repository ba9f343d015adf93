import type { Value } from '../../hcl/value.ts';
import { parseProtocol } from '../../model/protocol.ts';
import { readBool, readInteger, readText } from './scalars.ts';
import { type Argument, type BlockView, elementsOf } from './view.ts';

const LISTS = ['cidr_blocks', 'ipv6_cidr_blocks', 'prefix_list_ids', 'security_groups'] as const;

/**
 * Inline rules are a set: of blocks that say the same (`80` and `"80"`, `tcp` and `TCP`, lists in any order)
 * the first stays. Blocks that differ in the description are different. What is not known equals nothing.
 */
export function distinctBlocks(blocks: readonly BlockView[]): readonly BlockView[] {
  const seen = new Set<string>();
  return blocks.filter((block) => {
    const content = blockContent(block);
    if (content === null) return true;
    if (seen.has(content)) return false;
    seen.add(content);
    return true;
  });
}

/** Null when a part is not known. */
function blockContent(block: BlockView): string | null {
  if (block.unknown || block.existence === 'unknown') return null;
  const parts: unknown[] = [];
  const protocol = readText(block.argument('protocol'));
  const from = readInteger(block.argument('from_port'));
  const to = readInteger(block.argument('to_port'));
  const self = readBool(block.argument('self'));
  const description = readText(block.argument('description'));
  for (const reading of [protocol, from, to, self, description]) {
    if (reading.state === 'unknown') return null;
  }
  parts.push(protocol.state === 'known' ? (parseProtocol(protocol.value) ?? protocol.value) : '');
  parts.push(from.state === 'known' ? from.value : null, to.state === 'known' ? to.value : null);
  parts.push(self.state === 'known' && self.value);
  parts.push(description.state === 'known' ? description.value : '');
  for (const name of LISTS) {
    const texts = elementsOf(block.argument(name)).map(elementContent);
    if (texts.includes(null)) return null;
    parts.push(texts.sort());
  }
  return JSON.stringify(parts);
}

function elementContent(element: Argument): string | null {
  const value: Value = element.value;
  if (value.kind === 'unknown') {
    return value.symbol === null ? null : JSON.stringify(value.symbol);
  }
  const text = readText(element);
  return text.state === 'known' ? text.value : '';
}
