import type { Value } from '../../hcl/value.ts';
import type { GroupRef } from '../../model/rule.ts';
import { GROUP_TYPES } from '../resources/groups.ts';
import { type DefaultGroups, groupNamed, withoutIndexes } from './references.ts';
import type { Argument, BodyView, ResourceView } from './view.ts';

/** Which groups are named, in whatever form: an id inside of a text, an ARN, a name, the whole object. */
export interface GroupMentions {
  /** Anywhere in a resource that nothing reads as rules. */
  inResource(resource: ResourceView): readonly GroupRef[];
  inValue(value: Value): readonly GroupRef[];
  /** In the text of an expression of a module. */
  inText(text: string, module: string): readonly GroupRef[];
}

const INDEX = String.raw`(?:\["(?:[^"\\]|\\.)*"\]|\[\d+\])?`;
const GROUP_TYPE = '(?:aws_security_group|aws_default_security_group)';
/** The address of a group at the beginning of what a value depends on. */
const GROUP_ADDRESS = new RegExp(
  `^(?:module\\.[\\w-]+${INDEX}\\.)*(?:data\\.)?${GROUP_TYPE}\\.[\\w-]+${INDEX}`,
);
const GROUP_IN_TEXT = new RegExp(`(?<![\\w.-])(?:data\\.)?${GROUP_TYPE}\\.[\\w-]+${INDEX}`, 'g');
const GROUP_ID = /\bsg-[0-9a-f]{8,17}\b/g;
/** What may lead to a group by a name that says nothing of it. */
const LEADS_ON =
  /\b(?:local|var|module|each|self)\.|\.(?:value|key)\b|security_?group|\bsg-[0-9a-f]|(?:^|_)sg(?:_|s?\b)/i;
/** Results that hold no group; the files may be large. */
const READS_FILE = /\bfile(?:base64\w*|md5|sha\d+)?\(/;

export function groupMentions(
  resources: readonly ResourceView[],
  defaults: DefaultGroups,
  refer: (ref: GroupRef) => GroupRef,
): GroupMentions {
  const byBlock = new Map<string, GroupRef[]>();
  for (const { type, address } of resources) {
    if (!GROUP_TYPES.has(type)) continue;
    const block = withoutIndexes(address);
    const ref = refer({ address, id: null, name: null });
    byBlock.set(block, [...(byBlock.get(block) ?? []), ref]);
  }

  function inText(text: string, module: string): readonly GroupRef[] {
    const prefix = module === '' ? '' : `${module}.`;
    return [...text.matchAll(GROUP_IN_TEXT)].flatMap(([name]) =>
      instancesOf(prefix + name).filter(({ address }) => address?.startsWith(prefix)),
    );
  }

  function inValue(value: Value): readonly GroupRef[] {
    switch (value.kind) {
      case 'list':
      case 'set':
      case 'tuple':
        return value.elements.flatMap(inValue);
      case 'map':
      case 'object':
        return [...value.entries.values()].flatMap((item) => inValue(item.value));
      case 'string':
        return (value.value.match(GROUP_ID) ?? []).map((id) =>
          refer({ address: null, id, name: null }),
        );
      case 'unknown': {
        const named = groupNamed(value, defaults);
        return named === null ? value.references.flatMap(inReference) : [refer(named)];
      }
      default:
        return [];
    }
  }

  function inReference(reference: string): readonly GroupRef[] {
    const address = GROUP_ADDRESS.exec(reference)?.[0];
    return address === undefined ? [] : instancesOf(address);
  }

  /** The very instance; all where it is not said which, or not known. */
  function instancesOf(address: string): readonly GroupRef[] {
    const instances = byBlock.get(withoutIndexes(address)) ?? [];
    const exact = instances.filter((each) => each.address === address);
    return exact.length > 0 ? exact : instances;
  }

  function inArgument(argument: Argument, module: string): readonly GroupRef[] {
    const written = argument.range !== null;
    const evaluated = !written || (LEADS_ON.test(argument.text) && !READS_FILE.test(argument.text));
    const valued = evaluated ? inValue(argument.value) : [];
    if (!written) return valued;
    // A text does not say which instance `[each.key]` is; the value does.
    const known = new Set(valued.map(blockOf));
    return [...valued, ...inText(argument.text, module).filter((ref) => !known.has(blockOf(ref)))];
  }

  function inBody(body: BodyView, module: string): readonly GroupRef[] {
    return body.names().flatMap((name) => {
      const argument = body.argument(name);
      const isBlock = argument.range === null && argument.value.kind === 'null';
      return isBlock
        ? body.blocks(name).flatMap((block) => inBody(block, module))
        : inArgument(argument, module);
    });
  }

  return {
    inResource: (resource) => inBody(resource, moduleOf(resource.address)),
    inValue,
    inText,
  };
}

/** Null for a group of which only the id is known. */
function blockOf({ address }: GroupRef): string | null {
  return address === null ? null : withoutIndexes(address);
}

/** The address of the module that a resource belongs to; empty for the root. */
function moduleOf(address: string): string {
  return (
    new RegExp(`^(?:module\\.[\\w-]+${INDEX}\\.)*`).exec(address)?.[0].replace(/\.$/, '') ?? ''
  );
}
