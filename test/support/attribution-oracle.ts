import type { Inventory, NetworkInterface } from '../../src/model/inventory.ts';
import type { CoverageRow, FlowRow } from '../../src/model/rollup.ts';
import type { Rule } from '../../src/model/rule.ts';

/**
 * What DESIGN 2.4 says, as plain loops over every flow and rule of a small world. It shares no code
 * with the attribution it judges, and is written for clarity, not speed. Its worlds hold: groups with
 * ids, IPv4, captures at midnights, interfaces attached long ago, rules of known groups.
 */
export interface OracleWorld {
  readonly rules: readonly Rule[];
  /** `sg-…` of every group in the rule set; all of them are managed. */
  readonly groups: readonly string[];
  readonly inventory: Inventory | null;
  /** What captures show, where `inventory` is what a change makes of it. */
  readonly captured?: Inventory | null;
  readonly flows: readonly FlowRow[];
  readonly coverage: readonly CoverageRow[];
  readonly days: readonly string[];
  readonly minimumDays: number;
}

export interface OracleJudgement {
  readonly verdict: 'used' | 'redundant' | 'unused' | 'unknown';
  readonly flows: number;
  readonly sole: number;
  readonly possible: number;
}

type Word = 'yes' | 'maybe' | 'no';

/** Rules that admit a reading of some flows, and all those that match it, one of which may be needed. */
interface Reading {
  readonly yes: Set<string>;
  readonly matches: Set<string>;
}

interface Case {
  readonly flows: number;
  readonly yes: Set<string>;
  readonly maybe: Set<string>;
  /** Readings that are open. */
  readonly open: readonly Reading[];
  /** Rules that match when a learned or inferred orientation was wrong. */
  readonly reversed: Set<string>;
  readonly unguarded: boolean;
}

export function judgeByLoops(world: OracleWorld): {
  judgements: Map<string, OracleJudgement>;
  unexplained: number;
} {
  const cases = casesOf(world);
  const gone = chooseRedundant(world, cases);
  const stays = (key: string): boolean => !gone.has(key);
  const judgements = new Map<string, OracleJudgement>();
  const verdictOf = (rule: Rule): OracleJudgement['verdict'] => {
    const own = cases.filter((one) => one.yes.has(rule.key));
    const savedBy = (one: { yes: Set<string> }): boolean =>
      [...one.yes].some((other) => other !== rule.key && stays(other) && !isIdle(cases, other));
    if (own.some((one) => !savedBy(one))) return 'used';
    if (!openReadings(cases, rule.key).every(savedBy)) return 'unknown';
    if (!evidenceIsComplete(world, rule)) return 'unknown';
    return own.length > 0 ? 'redundant' : 'unused';
  };
  const first = new Map(world.rules.map((rule) => [rule.key, verdictOf(rule)]));
  for (const rule of world.rules) {
    let verdict = first.get(rule.key)!;
    const coveredByStaying = world.rules.some(
      (outer) => includes(outer, rule) && stays(outer.key) && first.get(outer.key) !== 'unused',
    );
    if (!stays(rule.key) && coveredByStaying) verdict = 'redundant';
    const total = (list: readonly Case[]): number => list.reduce((sum, one) => sum + one.flows, 0);
    judgements.set(rule.key, {
      verdict,
      flows: total(cases.filter((one) => one.yes.has(rule.key))),
      sole: total(cases.filter((one) => one.yes.has(rule.key) && one.yes.size === 1)),
      possible:
        total(cases.filter((one) => one.maybe.has(rule.key))) +
        (cases.some((one) => one.yes.has(rule.key))
          ? 0
          : total(cases.filter((one) => one.reversed.has(rule.key)))),
    });
  }
  const unexplained = cases
    .filter((one) => !one.unguarded && one.yes.size + one.maybe.size + one.reversed.size === 0)
    .reduce((sum, one) => sum + one.flows, 0);
  return { judgements, unexplained };
}

function casesOf(world: OracleWorld): Case[] {
  const accepted = world.flows.filter(
    (flow) => flow.action === 'ACCEPT' && world.days.includes(flow.day),
  );
  const cases: Case[] = [];
  const done = new Set<string>();
  for (const flow of accepted) {
    const unguarded = isUnguarded(world, flow);
    const known = groupsAreKnown(world, flow);
    const standing = (found: Admitters): Case => {
      const { yes, maybe } = known ? byElimination(found) : found;
      const open = maybe.size > 0 ? [{ yes, matches: maybe }] : [];
      return { flows: flow.flows, yes, maybe, open, reversed: new Set(), unguarded };
    };
    if (flow.ambiguity === null) {
      const one = standing(admitters(world, flow));
      const turned = turnedRound(flow).map((reading) => asOpen(admitters(world, reading)));
      const reversed = new Set(turned.flatMap((reading) => [...reading.matches]));
      cases.push({ ...one, open: [...one.open, ...turned], reversed });
      continue;
    }
    const set = `${flow.day} ${flow.ambiguity}`;
    if (done.has(set)) continue;
    done.add(set);
    const readings = accepted.filter(
      (one) => one.day === flow.day && one.ambiguity === flow.ambiguity,
    );
    const each = readings.map((reading) => admitters(world, reading));
    const matching = each.filter((one) => one.yes.size + one.maybe.size > 0);
    if (matching.length === 1 && known) {
      cases.push(standing(matching[0]!));
      continue;
    }
    const open = each.map(asOpen);
    const maybe = new Set(open.flatMap((one) => [...one.matches]));
    const { flows } = flow;
    cases.push({ flows, yes: new Set(), maybe, open, reversed: new Set(), unguarded });
  }
  return cases;
}

interface Admitters {
  readonly yes: Set<string>;
  readonly maybe: Set<string>;
  /** Of these the ones of which nothing is open but an ICMP type. */
  readonly typeAlone: Set<string>;
}

function asOpen({ yes, maybe }: Admitters): Reading {
  return { yes, matches: new Set([...yes, ...maybe]) };
}

/** Nothing relies on a rule without traffic of its own. */
function isIdle(cases: readonly Case[], key: string): boolean {
  return !cases.some((one) => one.yes.has(key));
}

function openReadings(cases: readonly Case[], key: string): Reading[] {
  return cases.flatMap((one) => one.open.filter((reading) => reading.matches.has(key)));
}

/** A learned or inferred flow, had the other end opened it: from each of the ports that the row knows, or from any. */
function turnedRound(flow: FlowRow): FlowRow[] {
  if (flow.certainty !== 'learned' && flow.certainty !== 'inferred') return [];
  if (flow.protocol !== 6 && flow.protocol !== 17) return [];
  const low = flow.opener_low ?? 0;
  const high = flow.opener_high ?? 65_535;
  const ports =
    flow.opener_ports ?? Array.from({ length: high - low + 1 }, (_, index) => low + index);
  const direction = flow.direction === 'ingress' ? 'egress' : 'ingress';
  return ports.map((port) => ({ ...flow, direction, port }));
}

/** The one rule that matches, and is open in its ICMP type alone, admitted the flow. */
export function byElimination({ yes, maybe, typeAlone }: Admitters): Admitters {
  if (yes.size > 0 || maybe.size !== 1 || typeAlone.size !== 1) return { yes, maybe, typeAlone };
  return { yes: maybe, maybe: yes, typeAlone };
}

export function admitters(world: OracleWorld, flow: FlowRow): Admitters {
  const yes = new Set<string>();
  const maybe = new Set<string>();
  const typeAlone = new Set<string>();
  for (const rule of world.rules) {
    const words: Word[] = [
      rule.direction === flow.direction ? 'yes' : 'no',
      isMember(world, flow.interface, flow.day, rule.group.id!, flow.vpc),
      serviceFits(rule, flow),
      peerFits(world, rule, flow),
      rule.unresolved.includes('existence') ? 'maybe' : 'yes',
    ];
    if (words.includes('no')) continue;
    if (!words.includes('maybe')) {
      yes.add(rule.key);
      continue;
    }
    maybe.add(rule.key);
    const open = words.filter((word) => word === 'maybe').length;
    if (open === 1 && words[2] === 'maybe' && rule.protocol === 'icmp') typeAlone.add(rule.key);
  }
  return { yes, maybe, typeAlone };
}

function serviceFits(rule: Rule, flow: FlowRow): Word {
  const numbers: Record<string, number> = { icmp: 1, tcp: 6, udp: 17, icmpv6: 58 };
  if (rule.protocol === 'all') return rule.unresolved.includes('protocol') ? 'maybe' : 'yes';
  if ((numbers[rule.protocol] ?? Number(rule.protocol)) !== flow.protocol) return 'no';
  if (rule.protocol === 'icmp') return rule.fromPort === -1 ? 'yes' : 'maybe';
  if (rule.protocol !== 'tcp' && rule.protocol !== 'udp') return 'yes';
  if (rule.unresolved.includes('fromPort')) return 'maybe';
  return rule.fromPort! <= flow.port! && flow.port! <= rule.toPort! ? 'yes' : 'no';
}

export function peerFits(world: OracleWorld, rule: Rule, flow: FlowRow): Word {
  const { peer } = rule;
  if (peer.kind === 'unresolved') return 'maybe';
  if (peer.kind === 'cidr') return contains(peer.value, flow.peer) ? 'yes' : 'no';
  const target = peer.kind === 'group' ? peer.id! : rule.group.id!;
  // Of a group without a member that a capture shows, one may hand clients' own addresses on.
  const other: Word = hasMember(world, target) ? 'no' : 'maybe';
  const captures = capturesAround(world, flow.day);
  const words = captures.map((interfaces): Word => {
    const owners = interfaces.filter((one) => one.privateAddresses.includes(flow.peer));
    if (owners.length === 0) return isPrivate(flow.peer) ? 'maybe' : 'no';
    const members = owners.map((owner) => isMember(world, owner.id, flow.day, target, owner.vpcId));
    if (members.every((word) => word === 'yes')) return 'yes';
    return members.every((word) => word === 'no') ? 'no' : 'maybe';
  });
  if (words.length === 0) return isPrivate(flow.peer) ? 'maybe' : other;
  if (words.every((word) => word === 'yes')) return 'yes';
  return words.every((word) => word === 'no') ? other : 'maybe';
}

function hasMember(world: OracleWorld, groupId: string): boolean {
  return ((world.captured ?? world.inventory)?.captures ?? []).some((capture) =>
    (capture.interfaces ?? []).some((one) => one.groupIds.includes(groupId)),
  );
}

/** Certain where the captures around the day that hold the interface agree. */
export function isMember(
  world: OracleWorld,
  id: string,
  day: string,
  groupId: string,
  vpc: string | null,
): Word {
  const holding = capturesAround(world, day, id)
    .map((interfaces) => interfaces.find((one) => one.id === id))
    .filter((one) => one !== undefined);
  if (holding.length === 0) return 'maybe';
  const inGroup = holding.filter((one) => one.groupIds.includes(groupId)).length;
  void vpc;
  if (inGroup === 0) return 'no';
  return inGroup === holding.length ? 'yes' : 'maybe';
}

export function groupsAreKnown(world: OracleWorld, flow: FlowRow): boolean {
  return (
    capturesAround(world, flow.day, flow.interface).length > 0 &&
    world.groups.every((id) => isMember(world, flow.interface, flow.day, id, flow.vpc) !== 'maybe')
  );
}

/** Every capture around the day that holds the interface shows it without any group. */
function isUnguarded(world: OracleWorld, flow: FlowRow): boolean {
  return (
    groupsAreKnown(world, flow) &&
    capturesAround(world, flow.day, flow.interface).every((interfaces) =>
      interfaces.every((one) => one.id !== flow.interface || one.groupIds.length === 0),
    )
  );
}

/** The interfaces of the last capture before the day's midnight (or at it) and of the first after its end. */
function capturesAround(world: OracleWorld, day: string, holding?: string): NetworkInterface[][] {
  const start = `${day}T00:00:00Z`;
  const end = new Date(Date.parse(start) + 86_400_000).toISOString().replace('.000Z', 'Z');
  const all = (world.inventory?.captures ?? [])
    .filter(
      (capture) => holding === undefined || capture.interfaces!.some((one) => one.id === holding),
    )
    .map((capture) => ({
      time: capture.capturedAt ?? '9999',
      interfaces: [...capture.interfaces!],
    }));
  const before = all.filter((capture) => capture.time <= start).slice(-1);
  const after = all.filter((capture) => capture.time >= end).slice(0, 1);
  return [...before, ...after].map((capture) => capture.interfaces);
}

function includes(outer: Rule, inner: Rule): boolean {
  if (outer.key === inner.key || outer.group.id !== inner.group.id) return false;
  if (outer.direction !== inner.direction || outer.unresolved.length > 0) return false;
  if (inner.unresolved.some((part) => part !== 'existence')) return false;
  if (outer.protocol !== 'all') {
    if (outer.protocol !== inner.protocol) return false;
    if (outer.protocol === 'icmp') {
      if (outer.fromPort !== -1 && outer.fromPort !== inner.fromPort) return false;
    } else if (outer.fromPort! > inner.fromPort! || outer.toPort! < inner.toPort!) return false;
  }
  if (outer.peer.kind === 'cidr' && inner.peer.kind === 'cidr') {
    const [network, prefix] = inner.peer.value.split('/');
    return (
      Number(outer.peer.value.split('/')[1]) <= Number(prefix) &&
      contains(outer.peer.value, network!)
    );
  }
  if (outer.peer.kind === 'group' && inner.peer.kind === 'group')
    return outer.peer.id === inner.peer.id;
  return outer.peer.kind === 'self' && inner.peer.kind === 'self';
}

/** The order is the one of docs/decisions/0005. */
function chooseRedundant(world: OracleWorld, cases: readonly Case[]): Set<string> {
  const gone = new Set<string>();
  for (const inner of world.rules) {
    for (const outer of world.rules) {
      if (!includes(outer, inner)) continue;
      if (!includes(inner, outer) || outer.key < inner.key) gone.add(inner.key);
    }
  }
  const total = (key: string): number =>
    cases.reduce((sum, one) => sum + (one.yes.has(key) ? one.flows : 0), 0);
  const rest = world.rules
    .filter((rule) => !gone.has(rule.key) && evidenceIsComplete(world, rule))
    .map((rule) => rule.key)
    .sort((left, right) => total(left) - total(right) || (left > right ? -1 : 1));
  for (const key of rest) {
    const concerned = [...cases.filter((one) => one.yes.has(key)), ...openReadings(cases, key)];
    const safe = concerned.every((one) =>
      [...one.yes].some((other) => other !== key && !gone.has(other) && !isIdle(cases, other)),
    );
    if (safe) gone.add(key);
  }
  return gone;
}

/** Every member interface has every hour of every day on which it may be a member, and nothing was skipped. */
function evidenceIsComplete(world: OracleWorld, rule: Rule): boolean {
  if (world.inventory === null || world.days.length < world.minimumDays) return false;
  const ids = new Set(
    world.inventory.captures.flatMap((capture) => capture.interfaces!.map((one) => one.id)),
  );
  const observed = new Set<string>();
  let members = 0;
  for (const id of ids) {
    let member = false;
    for (const day of world.days) {
      if (isMember(world, id, day, rule.group.id!, null) === 'no') continue;
      member = true;
      const rows = world.coverage.filter((row) => row.interface === id && row.day === day);
      if (rows.length > 0) observed.add(day);
      const hours = rows.reduce((mask, row) => mask | row.hours, 0);
      if (hours !== 0xff_ffff || rows.some((row) => row.skip_data > 0)) return false;
    }
    if (member) members++;
  }
  for (const row of world.coverage) {
    if (!ids.has(row.interface) && row.skip_data > 0) return false;
  }
  if (members === 0 || observed.size < world.minimumDays) return false;
  const port = rule.protocol === 'udp' || rule.protocol === 'tcp' ? rule.fromPort : null;
  return !(
    rule.direction === 'egress' &&
    port === 53 &&
    rule.toPort === 53 &&
    mayHoldResolver(rule)
  );
}

/** The VPC's resolver has a private address. */
function mayHoldResolver({ peer }: Rule): boolean {
  if (peer.kind === 'unresolved') return true;
  if (peer.kind !== 'cidr') return false;
  const [network, prefix] = peer.value.split('/');
  return prefix === '0' || isPrivate(network!);
}

/** Of IPv4 blocks. */
function contains(cidr: string, address: string): boolean {
  if (address.includes(':')) return false;
  const [network, prefix] = cidr.split('/');
  return bits(network!).slice(0, Number(prefix)) === bits(address).slice(0, Number(prefix));
}

function bits(address: string): string {
  return address
    .split('.')
    .map((part) => Number(part).toString(2).padStart(8, '0'))
    .join('');
}

/** An IPv6 address may be a member's wherever it lies. */
function isPrivate(address: string): boolean {
  if (address.includes(':')) return true;
  return ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'].some((block) =>
    contains(block, address),
  );
}
