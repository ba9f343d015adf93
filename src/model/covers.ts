import { cidrContains, parseCidr } from './address.ts';
import { groupIsOpen, groupKey } from './group.ts';
import { isIcmp } from './protocol.ts';
import type { Rule } from './rule.ts';

/**
 * Whether `outer` admits everything that `inner` could, by their text alone: same group and
 * direction, and no wider peer, protocol or ports. Rules with open parts cover nothing.
 */
export function covers(outer: Rule, inner: Rule): boolean {
  if (groupIsOpen(outer) || groupIsOpen(inner)) return false;
  if (groupKey(outer.group) !== groupKey(inner.group)) return false;
  if (outer.direction !== inner.direction || outer.unresolved.length > 0) return false;
  // A rule that may not exist at all is covered all the same.
  if (inner.unresolved.some((part) => part !== 'existence')) return false;
  return coversService(outer, inner) && coversPeer(outer, inner);
}

/** Whether `outer` is for every protocol and port that `inner` is for. */
export function coversService(outer: Rule, inner: Rule): boolean {
  if (outer.protocol === 'all') return true;
  if (outer.protocol !== inner.protocol) return false;
  if (isIcmp(outer.protocol)) {
    const sameType = outer.fromPort === inner.fromPort;
    const anyCode = (outer.toPort ?? -1) === -1;
    return (
      (outer.fromPort ?? -1) === -1 || (sameType && (anyCode || outer.toPort === inner.toPort))
    );
  }
  if (outer.fromPort === null || outer.toPort === null) {
    return outer.fromPort === inner.fromPort && outer.toPort === inner.toPort;
  }
  if (inner.fromPort === null || inner.toPort === null) return false;
  return outer.fromPort <= inner.fromPort && inner.toPort <= outer.toPort;
}

function coversPeer({ peer: outer }: Rule, { peer: inner }: Rule): boolean {
  if (outer.kind === 'cidr' && inner.kind === 'cidr') {
    const wide = parseCidr(outer.value);
    const narrow = parseCidr(inner.value);
    if (!wide || !narrow || wide.prefix > narrow.prefix) return false;
    return cidrContains(wide, { family: narrow.family, value: narrow.network });
  }
  if (outer.kind === 'self') return inner.kind === 'self';
  if (
    (outer.kind === 'group' || outer.kind === 'prefix-list') &&
    outer.kind === inner.kind &&
    (outer.address !== null || outer.id !== null)
  ) {
    return outer.address === inner.address && outer.id === inner.id;
  }
  return false;
}

/** For each rule the positions of those that cover it, itself left out. */
export function coversByRule(rules: readonly Rule[]): number[][] {
  const byGroup = new Map<string, number[]>();
  rules.forEach((rule, position) => {
    const key = `${groupKey(rule.group)} ${rule.direction}`;
    byGroup.set(key, [...(byGroup.get(key) ?? []), position]);
  });
  const found: number[][] = rules.map(() => []);
  for (const positions of byGroup.values()) {
    for (const inner of positions) {
      for (const outer of positions) {
        if (outer !== inner && covers(rules[outer]!, rules[inner]!)) found[inner]!.push(outer);
      }
    }
  }
  return found;
}
