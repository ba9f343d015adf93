import type { Inventory } from '../../src/model/inventory.ts';
import type { FlowRow } from '../../src/model/rollup.ts';
import type { Rule } from '../../src/model/rule.ts';
import {
  admitters,
  byElimination,
  groupsAreKnown,
  isMember,
  type OracleWorld,
  peerFits,
} from './attribution-oracle.ts';

/** A change to a small world: other rules, and other groups of some interfaces. */
export interface OracleChange {
  readonly before: readonly Rule[];
  readonly after: readonly Rule[];
  /** Groups that an interface leaves and joins, by `eni-…` and `sg-…`; `leaves` null: it is destroyed. */
  readonly moves: ReadonlyMap<
    string,
    { readonly leaves: readonly string[] | null; readonly joins: readonly string[] }
  >;
}

export interface OracleTotals {
  lost: number;
  likely: number;
  uncertain: number;
  gained: number;
  perhaps: number;
  /** Lost records by the keys of the rules that admitted them and are gone, else of all that did. */
  readonly byRules: Map<string, number>;
}

type Effect =
  | { readonly kind: 'none' | 'kept' | 'uncertain' }
  | { readonly kind: 'lost'; readonly rules: string };

/**
 * The gate's semantics as plain loops: every flow, in every reading that it may have, against all rules of before and
 * all of after. It shares no code with the gate that it judges.
 */
export function replayByLoops(
  world: Omit<OracleWorld, 'rules'>,
  change: OracleChange,
): OracleTotals {
  const sides = {
    before: { ...world, rules: distinct(change.before) },
    after: {
      ...world,
      rules: change.after,
      inventory: moved(world.inventory, change),
      captured: world.inventory,
    },
  };
  const effectOf = (flow: FlowRow) => effect(sides, flow);
  const totals: OracleTotals = {
    ...{ lost: 0, likely: 0, uncertain: 0, gained: 0, perhaps: 0 },
    byRules: new Map(),
  };
  const lose = (kind: 'lost' | 'likely', rules: string, flows: number): void => {
    totals[kind] += flows;
    totals.byRules.set(rules, (totals.byRules.get(rules) ?? 0) + flows);
  };
  for (const readings of sets(world)) {
    const flow = readings[0]!;
    if (flow.action === 'REJECT') {
      const openings = readings.map((reading) => opening(sides, reading));
      if (openings.every((one) => one === 'yes')) totals.gained += flow.flows;
      else if (openings.some((one) => one !== 'no')) totals.perhaps += flow.flows;
      continue;
    }
    if (flow.ambiguity !== null) {
      const known = readings.every((reading) => groupsAreKnown(sides.before, reading));
      const all = readings.map(effectOf).filter(({ kind }) => kind !== 'none' || !known);
      const lost = all.find((one) => one.kind === 'lost');
      if (lost && all.every(({ kind }) => kind === 'lost')) lose('lost', lost.rules, flow.flows);
      else if (lost || all.some(({ kind }) => kind === 'uncertain')) totals.uncertain += flow.flows;
      continue;
    }
    const asRead = effectOf(flow);
    const turned = turnedRound(flow, [...change.before, ...change.after]).map(effectOf);
    const some = (...kinds: string[]) => turned.some(({ kind }) => kinds.includes(kind));
    if (asRead.kind === 'lost') {
      lose(some('kept', 'uncertain') ? 'likely' : 'lost', asRead.rules, flow.flows);
    } else if (asRead.kind === 'uncertain' || some('lost', 'uncertain')) {
      totals.uncertain += flow.flows;
    }
  }
  return totals;
}

/**
 * A learned or inferred flow, had the other end opened it: from each of the ports that the row knows, or from any. Ports
 * between two neighbouring ends of the rules' ranges are one to every rule, so the ends alone are tried.
 */
function turnedRound(flow: FlowRow, rules: readonly Rule[]): FlowRow[] {
  if (flow.certainty !== 'learned' && flow.certainty !== 'inferred') return [];
  if (flow.protocol !== 6 && flow.protocol !== 17) return [];
  const low = flow.opener_low ?? 0;
  const high = flow.opener_high ?? 65_535;
  const ends = rules.flatMap(({ fromPort, toPort }) =>
    [fromPort, toPort].flatMap((port) => (port === null ? [] : [port - 1, port, port + 1])),
  );
  const within = [low, high, ...ends].filter((port) => low <= port && port <= high);
  const direction = flow.direction === 'ingress' ? 'egress' : 'ingress';
  return [...new Set(flow.opener_ports ?? within)].map((port) => ({ ...flow, direction, port }));
}

/** The readings of each set of records of the window. */
function sets(world: Omit<OracleWorld, 'rules'>): FlowRow[][] {
  const found = new Map<string, FlowRow[]>();
  world.flows.forEach((flow, at) => {
    if (!world.days.includes(flow.day)) return;
    const key = flow.ambiguity === null ? `row ${at}` : `${flow.day} ${flow.ambiguity}`;
    found.set(key, [...(found.get(key) ?? []), flow]);
  });
  return [...found.values()];
}

interface Sides {
  readonly before: OracleWorld;
  readonly after: OracleWorld;
}

function effect({ before, after }: Sides, flow: FlowRow): Effect {
  const raw = admitters(before, flow);
  const matching = [...raw.yes, ...raw.maybe];
  if (matching.length === 0) return { kind: 'none' };
  const says = new Set(after.rules.map(content));
  const stays = (key: string) => says.has(content(ruleOf(before, key)));
  if (isUntouched({ before, after }, flow) && matching.every(stays)) return { kind: 'kept' };
  const then = admitters(after, flow);
  if (then.yes.size > 0) return { kind: 'kept' };
  const { yes } = groupsAreKnown(before, flow) ? byElimination(raw) : raw;
  if (yes.size === 0 || then.maybe.size > 0) return { kind: 'uncertain' };
  const gone = [...yes].filter((key) => !stays(key));
  const responsible = gone.length > 0 ? gone : [...yes];
  return { kind: 'lost', rules: responsible.sort().join(' ') };
}

function opening({ before, after }: Sides, flow: FlowRow): 'yes' | 'maybe' | 'no' {
  const now = admitters(before, flow);
  if (now.yes.size + now.maybe.size > 0) return 'no';
  const then = admitters(after, flow);
  return then.yes.size > 0 ? 'yes' : then.maybe.size > 0 ? 'maybe' : 'no';
}

/** Neither the interface nor the peer is in other groups, as far as rules name them. */
function isUntouched({ before, after }: Sides, flow: FlowRow): boolean {
  const sameMember = before.groups.every(
    (id) =>
      isMember(before, flow.interface, flow.day, id, flow.vpc) ===
      isMember(after, flow.interface, flow.day, id, flow.vpc),
  );
  const named = [...before.rules, ...after.rules].filter(
    ({ peer }) => peer.kind === 'group' || peer.kind === 'self',
  );
  return (
    sameMember &&
    named.every((rule) => peerFits(before, rule, flow) === peerFits(after, rule, flow))
  );
}

function moved(inventory: Inventory | null, { moves }: OracleChange): Inventory | null {
  if (inventory === null) return null;
  const captures = inventory.captures.map((capture) => ({
    ...capture,
    interfaces: capture.interfaces!.map((one) => {
      const move = moves.get(one.id);
      if (!move) return one;
      const { leaves, joins } = move;
      const kept = leaves === null ? [] : one.groupIds.filter((id) => !leaves.includes(id));
      return { ...one, groupIds: [...new Set([...kept, ...joins])] };
    }),
  }));
  return { captures };
}

function ruleOf(world: OracleWorld, key: string): Rule {
  return world.rules.find((rule) => rule.key === key)!;
}

/** What a rule says. */
function content(rule: Rule): string {
  const { group, direction, protocol, fromPort, toPort, peer, unresolved, address } = rule;
  const of = peer.kind === 'group' && peer.id === group.id ? { kind: 'self' } : peer;
  const open = unresolved.length > 0 ? address : null;
  return JSON.stringify([group.id, direction, protocol, fromPort, toPort, of, unresolved, open]);
}

/** Rules that say the same are one rule, whichever admitted a flow. */
function distinct(rules: readonly Rule[]): Rule[] {
  return [...new Map([...rules].reverse().map((rule) => [content(rule), rule])).values()];
}
