import { formatCidr, readCidr } from '../../model/address.ts';
import type { PrefixList, RuleProblem } from '../../model/rule.ts';
import { toLocation } from '../../model/source.ts';
import { prefixListNamed } from '../rule-parts/references.ts';
import { readText, textOrNull } from '../rule-parts/scalars.ts';
import { type Argument, elementsOf, type ResourceView } from '../rule-parts/view.ts';

export interface PrefixListReading {
  readonly prefixLists: readonly PrefixList[];
  readonly problems: readonly RuleProblem[];
}

/** Resources and data sources that are a prefix list. A gateway endpoint has one: `aws_vpc_endpoint.prefix_list_id`. */
const LIST_TYPES = new Set(['aws_ec2_managed_prefix_list', 'aws_prefix_list']);

/**
 * Managed prefix lists with their `entry` blocks and `aws_ec2_managed_prefix_list_entry` resources.
 * A list for which neither is written may be filled elsewhere: its entries are not known.
 * https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ec2_managed_prefix_list
 */
export function readPrefixLists(resources: readonly ResourceView[]): PrefixListReading {
  const problems: RuleProblem[] = [];
  const added = entriesByList(resources);
  const prefixLists = resources.filter(isPrefixList).map((resource): PrefixList => {
    const blocks = resource.blocks(resource.mode === 'data' ? 'entries' : 'entry');
    const own = blocks.map((block) => ({
      address: resource.address,
      cidr: block.argument('cidr'),
      certain: block.existence === 'known' && block.unknown === null,
    }));
    const id = textOrNull(listId(resource));
    const entries = [
      ...own,
      ...(added.get(resource.address) ?? []),
      ...(added.get(id ?? '') ?? []),
    ];
    return {
      address: resource.address,
      id: id?.startsWith('pl-') ? id : null,
      name: textOrNull(resource.argument('name')),
      cidrs: entries.length === 0 ? listedCidrs(resource) : cidrsOf(entries, problems),
    };
  });
  return { prefixLists, problems };
}

interface ListEntry {
  readonly address: string;
  readonly cidr: Argument;
  readonly certain: boolean;
}

function isPrefixList(resource: ResourceView): boolean {
  if (LIST_TYPES.has(resource.type)) return true;
  return resource.type === 'aws_vpc_endpoint' && textOrNull(listId(resource)) !== null;
}

function listId(resource: ResourceView): Argument {
  return resource.argument(resource.type === 'aws_vpc_endpoint' ? 'prefix_list_id' : 'id');
}

function entriesByList(resources: readonly ResourceView[]): Map<string, ListEntry[]> {
  const byList = new Map<string, ListEntry[]>();
  for (const resource of resources) {
    if (resource.type !== 'aws_ec2_managed_prefix_list_entry') continue;
    const list = prefixListNamed(resource.argument('prefix_list_id').value);
    const key = list?.address ?? list?.id;
    if (key === undefined || key === null) continue;
    const entry = {
      address: resource.address,
      cidr: resource.argument('cidr'),
      certain: resource.existence === 'known',
    };
    byList.set(key, [...(byList.get(key) ?? []), entry]);
  }
  return byList;
}

/** Null when an entry is not known: the list may hold more than what is written. */
function cidrsOf(entries: readonly ListEntry[], problems: RuleProblem[]): readonly string[] | null {
  const cidrs = new Set<string>();
  let complete = true;
  for (const { address, cidr, certain } of entries) {
    const text = readText(cidr);
    if (text.state !== 'known' || !certain) {
      complete = false;
      continue;
    }
    const reading = readCidr(text.value);
    if (reading.ok) cidrs.add(formatCidr(reading.cidr));
    if (reading.ok && !reading.hostBits) continue;
    problems.push({
      kind: reading.ok ? 'host-bits' : 'malformed-cidr',
      message: reading.ok ? `"${text.value}" has bits set beyond its prefix` : reading.problem,
      address,
      ruleKey: null,
      location: cidr.range === null ? null : toLocation(cidr.range),
    });
  }
  return complete ? [...cidrs] : null;
}

/** What state says that a list of AWS's own holds; HCL never does. */
function listedCidrs(resource: ResourceView): readonly string[] | null {
  if (resource.type === 'aws_ec2_managed_prefix_list') return null;
  const list = resource.argument('cidr_blocks');
  if (list.value.kind === 'null' || list.value.kind === 'unknown') return null;
  const cidrs = elementsOf(list).map(textOrNull);
  return cidrs.includes(null) ? null : cidrs.filter((cidr) => cidr !== null);
}
