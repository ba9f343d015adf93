import { createHash } from 'node:crypto';
import type { Rule, RulePart } from '../../model/rule.ts';
import { peerContent } from '../rule-parts/draft.ts';
import { withoutIndexes } from '../rule-parts/references.ts';
import type { JoinOptions } from './join-known.ts';
import { effect } from './mirrored-rules.ts';

/**
 * Rules of which a part is not known, replaced by what `known` says of the same resource.
 * A known rule is taken only where just one open rule of the resource can stand for it;
 * otherwise it stays open which expression gave which value.
 */
export function resolveRules(
  base: readonly Rule[],
  known: readonly Rule[],
  options: JoinOptions,
): readonly Rule[] {
  const open = base.filter((rule) => rule.unresolved.length > 0);
  if (open.length === 0) return base;
  const candidates = claims(base, open, known);
  const keys = new Set(base.map((rule) => rule.key));
  return base.flatMap((rule) => {
    if (rule.unresolved.length === 0) return [rule];
    const found = candidates.get(rule) ?? [];
    if (found.length > 0) return replacements(rule, found, keys);
    return options.complete && isAbsent(rule) ? [] : [rule];
  });
}

/**
 * Rules that `known` has and `base` does not, nor could one of its open rules stand for them.
 * A plan keeps the rules of a group whose last inline block was deleted: the argument is computed as well.
 */
export function missingRules(base: readonly Rule[], known: readonly Rule[]): readonly Rule[] {
  const keys = new Set(base.map((rule) => rule.key));
  const told = new Set(base.map((rule) => `${rule.address} ${effectInResource(rule)}`));
  const open = byResource(base.filter((rule) => rule.unresolved.length > 0));
  return known.filter((rule) => {
    if (rule.unresolved.length > 0 || keys.has(rule.key)) return false;
    if (told.has(`${rule.address} ${effectInResource(rule)}`)) return false;
    const near = open.get(withoutIndexes(rule.address ?? '')) ?? [];
    return !near.some((candidate) => fits(candidate, rule));
  });
}

/** A plan that knows the resource's instances has none for this one. Unknown `dynamic` content stays unknown there. */
function isAbsent(rule: Rule): boolean {
  return rule.unresolved.includes('existence') && !rule.source?.style.startsWith('inline');
}

/** From an open rule to the known rules that only it can stand for. */
function claims(
  base: readonly Rule[],
  open: readonly Rule[],
  known: readonly Rule[],
): ReadonlyMap<Rule, readonly Rule[]> {
  const closed = new Set(
    base
      .filter((rule) => rule.unresolved.length === 0)
      .map((rule) => `${rule.address} ${effectInResource(rule)}`),
  );
  const openByResource = byResource(open);
  const claimed = new Map<Rule, Rule[]>();
  for (const candidate of known) {
    if (candidate.address === null || candidate.unresolved.length > 0) continue;
    if (closed.has(`${candidate.address} ${effectInResource(candidate)}`)) continue;
    const fitting = (openByResource.get(withoutIndexes(candidate.address)) ?? []).filter((rule) =>
      fits(rule, candidate),
    );
    const [only, ...others] = fitting;
    if (only === undefined || others.length > 0) continue;
    const known = claimed.get(only);
    if (known) known.push(candidate);
    else claimed.set(only, [candidate]);
  }
  return claimed;
}

/** Rules by the resource block they are written in. */
function byResource(rules: readonly Rule[]): ReadonlyMap<string, readonly Rule[]> {
  const groups = new Map<string, Rule[]>();
  for (const rule of rules) {
    const resource = withoutIndexes(rule.address ?? '');
    const known = groups.get(resource);
    if (known) known.push(rule);
    else groups.set(resource, [rule]);
  }
  return groups;
}

/** What a rule does, but for its group: HCL may know that by address, state by id. */
function effectInResource(rule: Rule): string {
  return effect({ ...rule, group: { address: null, id: null, name: null } });
}

function fits(rule: Rule, candidate: Rule): boolean {
  const isOpen = (part: RulePart) => rule.unresolved.includes(part);
  if (rule.direction !== candidate.direction) return false;
  if (rule.address !== candidate.address && !isOpen('existence')) return false;
  if (!isOpen('protocol')) {
    if (rule.protocol !== candidate.protocol) return false;
    if (!isOpen('fromPort') && rule.fromPort !== candidate.fromPort) return false;
    if (!isOpen('toPort') && rule.toPort !== candidate.toPort) return false;
  }
  return isOpen('peer') || samePeerKnown(rule, candidate);
}

/** Group references are compared loosely: one side may know the id only. */
function samePeerKnown(rule: Rule, candidate: Rule): boolean {
  const [mine, other] = [rule.peer, candidate.peer];
  if (mine.kind === 'cidr' || other.kind === 'cidr')
    return peerContent(mine) === peerContent(other);
  const isGroup = (kind: string) => kind === 'group' || kind === 'self';
  return mine.kind === other.kind || (isGroup(mine.kind) && isGroup(other.kind));
}

/** One known rule keeps the key, so that the rule is the same with state and without. */
function replacements(rule: Rule, found: readonly Rule[], keys: Set<string>): readonly Rule[] {
  return found.map((candidate) => {
    const key = found.length === 1 ? rule.key : splitKey(rule.key, candidate, keys);
    return {
      ...rule,
      key,
      address: candidate.address,
      ruleId: candidate.ruleId,
      group: candidate.group,
      protocol: candidate.protocol,
      fromPort: candidate.fromPort,
      toPort: candidate.toPort,
      peer: candidate.peer,
      unresolved: [],
    };
  });
}

function splitKey(key: string, candidate: Rule, keys: Set<string>): string {
  for (let ordinal = 0; ; ordinal++) {
    const text = `${key} ${candidate.address} ${effectInResource(candidate)} ${ordinal}`;
    const split = createHash('sha256').update(text).digest('hex').slice(0, 12);
    if (keys.has(split)) continue;
    keys.add(split);
    return split;
  }
}
