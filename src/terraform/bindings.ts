import type { Binding, GroupRef } from '../model/rule.ts';
import { toLocation } from '../model/source.ts';
import { BINDING_TABLE } from './binding-table.ts';
import { type DefaultGroups, groupNamed } from './rule-parts/references.ts';
import { textOrNull } from './rule-parts/scalars.ts';
import { type Argument, type BodyView, elementsOf, type ResourceView } from './rule-parts/view.ts';

/** What a resource puts on its network interfaces; null when its type does not, or it names no group. */
export function readBinding(resource: ResourceView, defaults: DefaultGroups): Binding | null {
  const isListed = resource.mode === 'managed' && Object.hasOwn(BINDING_TABLE, resource.type);
  const paths = isListed ? BINDING_TABLE[resource.type] : undefined;
  if (paths === undefined) return null;
  const named = paths.groups.flatMap((path) => groupArguments(resource, path.split('.')));
  if (named.length === 0) return null;
  const groups = named.map((element) => boundGroup(element, defaults));
  return {
    address: resource.address,
    groups: distinctGroups(groups.filter((group) => group !== null)),
    complete: !groups.includes(null) && resource.existence === 'known',
    ...(groups.includes(null) ? { mayHaveOthers: true as const } : {}),
    interfaceIds: interfaceIds(resource, paths.interfaces ?? []),
    location: resource.range === null ? null : toLocation(resource.range),
  };
}

function groupArguments(body: BodyView, [step, ...rest]: readonly string[]): Argument[] {
  if (step === undefined) return [];
  if (rest.length > 0) return body.blocks(step).flatMap((block) => groupArguments(block, rest));
  return elementsOf(body.argument(step)).flatMap(commaSeparated);
}

/** EMR takes several groups in one string. */
function commaSeparated(element: Argument): Argument[] {
  const text = textOrNull(element);
  if (text === null || !text.includes(',')) return text === '' ? [] : [element];
  return text.split(',').map((part) => ({
    ...element,
    value: { kind: 'string', value: part.trim(), origin: element.value.origin },
  }));
}

/** By id, by reference, or by an ARN that ends with the id. */
function boundGroup(element: Argument, defaults: DefaultGroups): GroupRef | null {
  const { value } = element;
  const arn =
    value.kind === 'string' && !value.sensitive
      ? /:security-group\/(sg-[0-9a-zA-Z]+)$/.exec(value.value)
      : null;
  if (arn?.[1] !== undefined) return { address: null, id: arn[1], name: null };
  if (value.kind === 'unknown' && value.symbol?.path.join('.') === 'arn') {
    return groupNamed({ ...value, symbol: { ...value.symbol, path: ['id'] } }, defaults);
  }
  const named = groupNamed(value, defaults);
  if (named !== null || value.kind !== 'string') return named;
  return { address: null, id: null, name: value.value };
}

/** Instances may name groups by name; where ids are there as well, the names are the same groups again. */
function distinctGroups(groups: readonly GroupRef[]): readonly GroupRef[] {
  const byKey = new Map(groups.map((group) => [group.address ?? group.id ?? group.name, group]));
  const distinct = [...byKey.values()];
  const identified = distinct.filter((group) => group.address !== null || group.id !== null);
  return identified.length > 0 ? identified : distinct;
}

function interfaceIds(resource: ResourceView, paths: readonly string[]): readonly string[] {
  const ids = paths
    .flatMap((path) => elementsOf(resource.argument(path)))
    .map(textOrNull)
    .filter((id) => id?.startsWith('eni-'));
  return [...new Set(ids as string[])];
}
