import type { DayTraffic, PeerTraffic, PortTraffic, RuleTraffic } from '../model/verdict.ts';
import { firstOf } from './first-of.ts';
import type { PeerBlocks } from './peer-blocks.ts';
import type { Days } from './timeline.ts';
import type { TrafficBySet } from './traffic-by-set.ts';
import type { CountedUnit } from './units.ts';

const TOP_PEERS = 10;
/** More ranges than these are joined over the smallest gaps, so that they still hold every port seen. */
export const MAX_PORT_RANGES = 64;

/** What the window's accepted records say of each rule, in the rules' order. */
export function ruleTraffic(
  admitted: readonly AdmittedTraffic[],
  units: readonly CountedUnit[],
  reversed: ReadonlyMap<number, number>,
): RuleTraffic[] {
  const counts = unitCounts(admitted.length, units, reversed);
  return counts.map((count, rule) => ({ ...count, ...admitted[rule]! }));
}

export type AdmittedTraffic = Omit<RuleTraffic, 'flows' | 'sole' | 'possible'>;

/** The traffic of each rule: `sets` says which rules each set has. */
export function admittedTraffic(
  traffic: TrafficBySet,
  sets: readonly (readonly number[])[],
  ruleCount: number,
  days: Days,
  peersOf: PeerBlocks,
): AdmittedTraffic[] {
  const totals = dayTotals(traffic, sets, ruleCount, days);
  const peers = peerTotals(traffic, sets, ruleCount, peersOf);
  const ports = portTotals(traffic, sets, ruleCount);
  return totals.map((total, rule) => ({ ...total, ...peers[rule]!, ports: ports[rule]! }));
}

/** Learned and inferred flows count as possible, turned round, for rules that have nothing surer. */
function unitCounts(
  ruleCount: number,
  units: readonly CountedUnit[],
  reversed: ReadonlyMap<number, number>,
): { flows: number; sole: number; possible: number }[] {
  const counts = Array.from({ length: ruleCount }, () => ({ flows: 0, sole: 0, possible: 0 }));
  for (const { certain, possible, flows } of units) {
    for (const rule of certain) counts[rule]!.flows += flows;
    for (const rule of possible.keys()) counts[rule]!.possible += flows;
    if (certain.length === 1) counts[certain[0]!]!.sole += flows;
  }
  for (const [rule, flows] of reversed) {
    const count = counts[rule]!;
    if (count.flows === 0) count.possible += flows;
  }
  return counts;
}

type DayTotals = Pick<RuleTraffic, 'bytes' | 'packets' | 'firstSeen' | 'lastSeen' | 'byDay'>;

function dayTotals(
  traffic: TrafficBySet,
  sets: readonly (readonly number[])[],
  ruleCount: number,
  days: Days,
): DayTotals[] {
  const totals = Array.from({ length: ruleCount }, () => ({
    bytes: 0,
    packets: 0,
    first: Number.POSITIVE_INFINITY,
    last: Number.NEGATIVE_INFINITY,
    byDay: new Map<number, { flows: number; bytes: number }>(),
  }));
  sets.forEach((rules, set) => {
    const { packets, first, last } = traffic.totals(set);
    for (const rule of rules) {
      const total = totals[rule]!;
      total.packets += packets;
      total.first = Math.min(total.first, first);
      total.last = Math.max(total.last, last);
    }
    traffic.eachDay(set, (at, flows, bytes) => {
      for (const rule of rules) {
        const total = totals[rule]!;
        total.bytes += bytes;
        const day = total.byDay.get(at) ?? { flows: 0, bytes: 0 };
        total.byDay.set(at, { flows: day.flows + flows, bytes: day.bytes + bytes });
      }
    });
  });
  return totals.map(({ bytes, packets, first, last, byDay }) => ({
    bytes,
    packets,
    firstSeen: timeSeen(first),
    lastSeen: timeSeen(last),
    byDay: [...byDay]
      .sort(([left], [right]) => left - right)
      .map(([day, counts]): DayTraffic => ({ day: days.labels[day]!, ...counts })),
  }));
}

/** Epoch seconds as ISO 8601. */
export function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}

function timeSeen(seconds: number): string | null {
  return Number.isFinite(seconds) ? isoTime(seconds) : null;
}

/** Rules are taken one by one, so that the peers of one alone are in memory twice. */
function peerTotals(
  traffic: TrafficBySet,
  sets: readonly (readonly number[])[],
  ruleCount: number,
  peersOf: PeerBlocks,
): Pick<RuleTraffic, 'peers' | 'topPeers'>[] {
  const setsOf: number[][] = Array.from({ length: ruleCount }, () => []);
  sets.forEach((rules, set) => {
    for (const rule of rules) setsOf[rule]!.push(set);
  });
  return setsOf.map((own) => {
    const sums = traffic.peers.of(own);
    const top = firstOf(
      positions(sums.size),
      TOP_PEERS,
      (left, right) =>
        sums.flows(right) - sums.flows(left) || peersOf.compare(sums.peer(left), sums.peer(right)),
    );
    return {
      peers: sums.size,
      topPeers: top.map(
        (at): PeerTraffic => ({
          address: peersOf.textOf(sums.peer(at)),
          flows: sums.flows(at),
          bytes: sums.bytes(at),
        }),
      ),
    };
  });
}

function* positions(size: number): Iterable<number> {
  for (let at = 0; at < size; at++) yield at;
}

function portTotals(
  traffic: TrafficBySet,
  sets: readonly (readonly number[])[],
  ruleCount: number,
): PortTraffic[][] {
  const byPort: Map<number, number>[] = Array.from({ length: ruleCount }, () => new Map());
  traffic.eachPort((set, port, flows) => {
    for (const rule of sets[set]!) {
      byPort[rule]!.set(port, (byPort[rule]!.get(port) ?? 0) + flows);
    }
  });
  return byPort.map((ports) => {
    const ranges: PortTraffic[] = [];
    const ascending = [...ports].sort(([left], [right]) => left - right);
    for (const [port, flows] of ascending) appendPort(ranges, port, flows);
    return joinSmallGaps(ranges, MAX_PORT_RANGES);
  });
}

/** Ports come in order; neighbours are one range. */
function appendPort(ranges: PortTraffic[], port: number, flows: number): void {
  const last = ranges.at(-1);
  if (last && port <= last.to + 1) {
    ranges[ranges.length - 1] = { from: last.from, to: port, flows: last.flows + flows };
  } else {
    ranges.push({ from: port, to: port, flows });
  }
}

export function joinSmallGaps(ranges: readonly PortTraffic[], most: number): PortTraffic[] {
  if (ranges.length <= most) return [...ranges];
  const gaps = ranges.slice(1).map((range, at) => ({ at, size: range.from - ranges[at]!.to }));
  gaps.sort((left, right) => left.size - right.size || left.at - right.at);
  const joined = new Set(gaps.slice(0, ranges.length - most).map(({ at }) => at));
  const result: PortTraffic[] = [];
  ranges.forEach((range, at) => {
    const last = result.at(-1);
    if (last && joined.has(at - 1)) {
      result[result.length - 1] = {
        from: last.from,
        to: range.to,
        flows: last.flows + range.flows,
      };
    } else {
      result.push(range);
    }
  });
  return result;
}
