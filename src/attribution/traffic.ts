import type { SqlConnection } from '../model/rollup.ts';
import type { DayTraffic, PeerTraffic, PortTraffic, RuleTraffic } from '../model/verdict.ts';
import { insertSignatures, readingColumns, type SignedUnit } from './signed-units.ts';
import type { Days } from './timeline.ts';
import type { Unit } from './units.ts';

const TOP_PEERS = 10;
/** More ranges than these are joined over the smallest gaps, so that they still hold every port seen. */
export const MAX_PORT_RANGES = 64;

/** What the window's accepted records say of each rule, in the rules' order. */
export async function ruleTraffic(
  sql: SqlConnection,
  days: Days,
  ruleCount: number,
  units: readonly SignedUnit[],
  reversed: ReadonlyMap<number, number>,
  readings: number,
): Promise<RuleTraffic[]> {
  const sets = await insertRuleSets(sql, units, readings);
  const admitted = await admittedTraffic(sql, days, sets, ruleCount);
  const counts = unitCounts(ruleCount, units, reversed);
  return counts.map((count, rule) => ({ ...count, ...admitted[rule]! }));
}

export type AdmittedTraffic = Omit<RuleTraffic, 'flows' | 'sole' | 'possible'>;

/**
 * What the view `sga_admitted` holds of each rule: it says of each row which set of rules admits it, `sga_rules_of`
 * and `sets` which rules a set has.
 */
export async function admittedTraffic(
  sql: SqlConnection,
  days: Days,
  sets: readonly (readonly number[])[],
  ruleCount: number,
): Promise<AdmittedTraffic[]> {
  const totals = await dayTotals(sql, sets, ruleCount, days);
  const peers = await peerTotals(sql, ruleCount);
  const ports = await portTotals(sql, sets, ruleCount);
  return totals.map((total, rule) => ({ ...total, ...peers[rule]!, ports: ports[rule]! }));
}

/** Learned and inferred flows count as possible, turned round, for rules that have nothing surer. */
function unitCounts(
  ruleCount: number,
  units: readonly Unit[],
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

/** Units that the same rules admit are one set; the view `sga_admitted` gives each of its rows. */
async function insertRuleSets(
  sql: SqlConnection,
  units: readonly SignedUnit[],
  readings: number,
): Promise<number[][]> {
  const sets: number[][] = [];
  const byKey = new Map<string, number>();
  const admitted = units.filter((unit) => unit.certain.length > 0);
  const setOf = (unit: Unit): number => {
    const key = unit.certain.join();
    const set = byKey.get(key) ?? sets.push([...unit.certain]) - 1;
    byKey.set(key, set);
    return set;
  };
  await insertSignatures(sql, admitted, readings, (unit) => [unit.standing, setOf(unit)]);
  await sql.run('CREATE OR REPLACE TEMP TABLE sga_rules_of (rules INTEGER, rule INTEGER)');
  await sql.insert(
    'sga_rules_of',
    sets.flatMap((rules, set) => rules.map((rule) => [set, rule])),
  );
  const columns = readingColumns(readings);
  const same = columns.map((name) => `s.${name} IS NOT DISTINCT FROM m.${name}`).join(' AND ');
  const standing = (name: string): string =>
    `CASE m.standing ${columns.map((_, at) => `WHEN ${at} THEN s.${name}${at}`).join(' ')} END`;
  await sql.run(`CREATE OR REPLACE TEMP VIEW sga_admitted AS
    SELECT m.rules, o.day, o.peer, o.port, o.flows, o.bytes, o.packets, o.first_seen, o.last_seen
    FROM sga_oriented AS o JOIN sga_sig AS m ON o.sig = m.sig
    UNION ALL
    SELECT m.rules, s.day, ${standing('peer')}, ${standing('port')}, s.flows, s.bytes, s.packets, s.first_seen, s.last_seen
    FROM sga_set AS s JOIN sga_sets AS m ON ${same}`);
  return sets;
}

type DayTotals = Pick<RuleTraffic, 'bytes' | 'packets' | 'firstSeen' | 'lastSeen' | 'byDay'>;

async function dayTotals(
  sql: SqlConnection,
  sets: readonly (readonly number[])[],
  ruleCount: number,
  days: Days,
): Promise<DayTotals[]> {
  const rows = await sql.rows<{
    rules: number;
    day: number;
    flows: number;
    bytes: number;
    packets: number;
    first_seen: number;
    last_seen: number;
  }>(`SELECT rules, day, sum(flows)::BIGINT AS flows, sum(bytes)::BIGINT AS bytes, sum(packets)::BIGINT AS packets,
      min(first_seen)::BIGINT AS first_seen, max(last_seen)::BIGINT AS last_seen
    FROM sga_admitted GROUP BY rules, day`);
  const totals = Array.from({ length: ruleCount }, () => ({
    bytes: 0,
    packets: 0,
    first: Number.POSITIVE_INFINITY,
    last: Number.NEGATIVE_INFINITY,
    byDay: new Map<number, { flows: number; bytes: number }>(),
  }));
  for (const row of rows) {
    for (const rule of sets[row.rules]!) {
      const total = totals[rule]!;
      total.bytes += Number(row.bytes);
      total.packets += Number(row.packets);
      total.first = Math.min(total.first, Number(row.first_seen));
      total.last = Math.max(total.last, Number(row.last_seen));
      const day = total.byDay.get(row.day) ?? { flows: 0, bytes: 0 };
      total.byDay.set(row.day, {
        flows: day.flows + Number(row.flows),
        bytes: day.bytes + Number(row.bytes),
      });
    }
  }
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

async function peerTotals(
  sql: SqlConnection,
  ruleCount: number,
): Promise<Pick<RuleTraffic, 'peers' | 'topPeers'>[]> {
  // Peers are numbered in the order of their addresses, which breaks ties.
  const rows = await sql.rows<{
    rule: number;
    peers: number;
    address: string;
    flows: number;
    bytes: number;
  }>(
    `WITH by_set AS (SELECT rules, peer, sum(flows)::BIGINT AS flows, sum(bytes)::BIGINT AS bytes FROM sga_admitted GROUP BY rules, peer),
      by_rule AS (SELECT rule, peer, sum(flows)::BIGINT AS flows, sum(bytes)::BIGINT AS bytes
        FROM by_set JOIN sga_rules_of AS m ON by_set.rules = m.rules GROUP BY rule, peer),
      best AS (SELECT rule, count(*)::INTEGER AS peers,
          unnest(arg_max({'peer': peer, 'flows': flows, 'bytes': bytes}, flows::HUGEINT * 4294967296 - peer, ${TOP_PEERS})) AS top
        FROM by_rule GROUP BY rule)
    SELECT rule, peers, p.peer AS address, top.flows AS flows, top.bytes AS bytes
    FROM best JOIN sga_peer AS p ON p.id = top.peer ORDER BY rule, top.flows DESC, top.peer`,
  );
  const found = Array.from({ length: ruleCount }, () => ({
    peers: 0,
    topPeers: [] as PeerTraffic[],
  }));
  for (const row of rows) {
    const rule = found[row.rule]!;
    rule.peers = row.peers;
    rule.topPeers.push({
      address: row.address,
      flows: Number(row.flows),
      bytes: Number(row.bytes),
    });
  }
  return found;
}

async function portTotals(
  sql: SqlConnection,
  sets: readonly (readonly number[])[],
  ruleCount: number,
): Promise<PortTraffic[][]> {
  const rows = await sql.rows<{ rules: number; port: number; flows: number }>(
    `SELECT rules, port, sum(flows)::BIGINT AS flows FROM sga_admitted WHERE port IS NOT NULL GROUP BY rules, port ORDER BY port`,
  );
  const found: PortTraffic[][] = Array.from({ length: ruleCount }, () => []);
  for (const row of rows) {
    for (const rule of sets[row.rules]!) appendPort(found[rule]!, row.port, Number(row.flows));
  }
  return found.map((ranges) => joinSmallGaps(ranges, MAX_PORT_RANGES));
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
