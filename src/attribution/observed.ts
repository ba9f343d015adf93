import type { SqlConnection } from '../model/rollup.ts';
import type { Rule } from '../model/rule.ts';
import type {
  ObservedBounds,
  ObservedInterface,
  ObservedPeer,
  ObservedPort,
  ObservedTraffic,
} from '../model/verdict.ts';
import { openReading, type Reversed } from './reversed.ts';
import { readingColumns, type SignedUnit } from './signed-units.ts';
import type { Days } from './timeline.ts';
import { isoTime, joinSmallGaps } from './traffic.ts';
import { type Classification, classifiedRows, splitSignature, TURNABLE } from './traffic-tables.ts';
import type { Admissions } from './units.ts';

const MOST_PEERS = 10_000;
const MOST_PORT_RANGES = 1_000;

/** What attribution found, as `observeRules` needs it; the traffic tables are in place. */
export interface Attributed {
  readonly sql: SqlConnection;
  readonly days: Days;
  readonly classification: Classification;
  readonly rules: readonly Rule[];
  readonly units: readonly SignedUnit[];
  readonly reversed: Reversed;
  readonly readings: number;
  readonly admissions: Admissions;
}

/** Everything that the window's accepted traffic shows of the wanted rules, by rule key. */
export async function observeRules(
  attributed: Attributed,
  wanted: ReadonlySet<string>,
  bounds: ObservedBounds,
): Promise<ReadonlyMap<string, ObservedTraffic>> {
  const { sql, rules } = attributed;
  const positions = rules.flatMap((rule, position) => (wanted.has(rule.key) ? [position] : []));
  await collectHits(attributed, new Set(positions));
  const peers = await peersOf(sql, bounds.peers ?? MOST_PEERS);
  const ports = await portsOf(sql);
  const interfaces = await interfacesOf(sql);
  return new Map(
    positions.map((position) => {
      const { list = [], all = 0, flows = 0 } = peers.get(position) ?? {};
      const kept = list.reduce((sum, peer) => sum + peer.flows, 0);
      return [
        rules[position]!.key,
        {
          peers: list,
          ports: ports.get(position) ?? [],
          byInterface: interfaces.get(position) ?? [],
          dropped: { peers: all - list.length, flows: flows - kept },
        },
      ];
    }),
  );
}

/** `sga_hit`: the rows that a wanted rule admits or may admit, with the service ports that they may have. */
async function collectHits(attributed: Attributed, wanted: ReadonlySet<number>): Promise<void> {
  const { sql, days, classification, readings } = attributed;
  await insertWanted(attributed, wanted);
  const columns = readingColumns(readings);
  const same = columns.map((name) => `s.${name} IS NOT DISTINCT FROM w.${name}`).join(' AND ');
  const ofReading = (name: string): string =>
    `CASE w.reading ${columns.map((_, at) => `WHEN ${at} THEN s.${name}${at}`).join(' ')} END`;
  // Two readings with one peer are one traffic.
  const again = columns.map(
    (_, at) => `(w.earlier & ${1 << at} <> 0 AND s.peer${at} = ${ofReading('peer')})`,
  );
  const counted = (name: string): string =>
    `CASE WHEN ${again.join(' OR ')} THEN 0 ELSE s.${name} END`;
  const turned = classifiedRows(days, classification)(TURNABLE);
  const low = `greatest(coalesce(o.opener_low, 0), w.low)`;
  const high = `least(coalesce(o.opener_high, 65535), w.high)`;
  const own = `list_filter(o.opener_ports, port -> port BETWEEN w.low AND w.high)`;
  await sql.run(`CREATE OR REPLACE TEMP TABLE sga_hit AS
    SELECT w.rule, w.certain, o.interface, o.peer, o.port AS low, o.port AS high, o.flows, o.bytes, o.last_seen
    FROM sga_oriented AS o JOIN sga_wanted AS w ON o.sig = w.sig
    UNION ALL
    SELECT w.rule, w.certain, s.interface, ${ofReading('peer')} AS peer, ${ofReading('port')} AS low, ${ofReading('port')} AS high,
      ${counted('flows')} AS flows, ${counted('bytes')} AS bytes, s.last_seen
    FROM sga_set AS s JOIN sga_wanted_set AS w ON ${same}
    UNION ALL
    SELECT rule, false, interface, peer, low, high, flows, bytes, last_seen
    FROM (SELECT w.rule, o.interface, o.peer, o.flows, o.bytes, o.last_seen,
        CASE WHEN o.opener_ports IS NULL THEN ${low} ELSE list_min(${own}) END AS low,
        CASE WHEN o.opener_ports IS NULL THEN ${high} ELSE list_max(${own}) END AS high
      FROM (${turned}) AS o JOIN sga_wanted_reversed AS w ON o.sig = w.sig)
    WHERE low <= high`);
}

async function insertWanted(attributed: Attributed, wanted: ReadonlySet<number>): Promise<void> {
  const { sql, units, readings } = attributed;
  const names = readingColumns(readings);
  const columns = names.map((name) => `${name} BIGINT`).join(', ');
  await sql.run(
    'CREATE OR REPLACE TEMP TABLE sga_wanted (sig BIGINT, rule INTEGER, certain BOOLEAN)',
  );
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE sga_wanted_set (${columns}, rule INTEGER, certain BOOLEAN, reading INTEGER, earlier INTEGER)`,
  );
  await sql.run(
    'CREATE OR REPLACE TEMP TABLE sga_wanted_reversed (sig BIGINT, rule INTEGER, low INTEGER, high INTEGER)',
  );
  const oriented: unknown[][] = [];
  const sets: unknown[][] = [];
  for (const unit of units) {
    const earlier = new Map<number, number>();
    for (const { rule, certain, reading } of matches(attributed, unit)) {
      if (!wanted.has(rule)) continue;
      if (!unit.ambiguous) oriented.push([unit.signatures[0], rule, certain]);
      else {
        const signatures = names.map((_, at) => unit.signatures[at] ?? null);
        sets.push([...signatures, rule, certain, reading, earlier.get(rule) ?? 0]);
        earlier.set(rule, (earlier.get(rule) ?? 0) | (1 << reading));
      }
    }
  }
  const reversed = [...attributed.reversed.matched].flatMap(([sig, rules]) =>
    [...rules.keys()]
      .filter((rule) => wanted.has(rule))
      .map((rule) => [sig, rule, ...portBounds(attributed.rules[rule]!)]),
  );
  await sql.insert('sga_wanted', oriented);
  await sql.insert('sga_wanted_set', sets);
  await sql.insert('sga_wanted_reversed', reversed);
}

interface Match {
  readonly rule: number;
  readonly certain: boolean;
  /** Of an ambiguous set the reading that the rule matches. */
  readonly reading: number;
}

function matches({ admissions, classification }: Attributed, unit: SignedUnit): Match[] {
  if (!unit.ambiguous || unit.standing !== null) {
    const reading = unit.standing ?? 0;
    return [
      ...unit.certain.map((rule) => ({ rule, certain: true, reading })),
      ...[...unit.possible.keys()].map((rule) => ({ rule, certain: false, reading })),
    ];
  }
  return unit.signatures.flatMap((sig, reading) => {
    const { possible } = openReading(admissions.of(splitSignature(sig, classification)));
    return [...possible.keys()].map((rule) => ({ rule, certain: false, reading }));
  });
}

/** What is not known, or is none, bounds nothing. */
function portBounds(rule: Rule): readonly [number, number] {
  const open = rule.protocol === 'all' || rule.unresolved.includes('protocol');
  const bound = (port: number | null, part: 'fromPort' | 'toPort', otherwise: number): number =>
    open || port === null || port < 0 || rule.unresolved.includes(part) ? otherwise : port;
  return [bound(rule.fromPort, 'fromPort', 0), bound(rule.toPort, 'toPort', 65_535)];
}

interface Peers {
  readonly list: ObservedPeer[];
  /** Of all, those beyond the bound included. */
  readonly all: number;
  readonly flows: number;
}

async function peersOf(sql: SqlConnection, most: number): Promise<Map<number, Peers>> {
  interface Row extends Omit<ObservedPeer, 'lastSeen'> {
    readonly rule: number;
    readonly last_seen: number;
    readonly all_peers: number;
    readonly all_flows: number;
  }
  const rows =
    await sql.rows<Row>(`SELECT rule, p.peer AS address, flows, bytes, certain, last_seen, all_peers, all_flows
    FROM (SELECT *, row_number() OVER (PARTITION BY rule ORDER BY flows DESC, peer) AS place,
        count(*) OVER (PARTITION BY rule) AS all_peers, (sum(flows) OVER (PARTITION BY rule))::BIGINT AS all_flows
      FROM (SELECT rule, peer, sum(flows)::BIGINT AS flows, sum(bytes)::BIGINT AS bytes, bool_or(certain) AS certain,
          max(last_seen)::BIGINT AS last_seen
        FROM sga_hit GROUP BY rule, peer) AS each) AS f
    JOIN sga_peer AS p ON f.peer = p.id WHERE place <= ${most} ORDER BY rule, place`);
  const found = new Map<number, Peers>();
  for (const row of rows) {
    const peers = found.get(row.rule) ?? {
      list: [],
      all: Number(row.all_peers),
      flows: Number(row.all_flows),
    };
    found.set(row.rule, peers);
    peers.list.push({
      address: row.address,
      flows: Number(row.flows),
      bytes: Number(row.bytes),
      certain: row.certain,
      lastSeen: isoTime(Number(row.last_seen)),
    });
  }
  return found;
}

async function portsOf(sql: SqlConnection): Promise<Map<number, ObservedPort[]>> {
  type Row = ObservedPort & { readonly rule: number };
  const rows =
    await sql.rows<Row>(`SELECT rule, certain, low AS "from", high AS "to", sum(flows)::BIGINT AS flows
    FROM sga_hit WHERE low IS NOT NULL GROUP BY ALL ORDER BY rule, certain DESC, "from", "to"`);
  const found = new Map<number, { certain: ObservedPort[]; possible: ObservedPort[] }>();
  for (const { rule, certain, from, to, flows } of rows) {
    const ports = found.get(rule) ?? { certain: [], possible: [] };
    found.set(rule, ports);
    appendRange(certain ? ports.certain : ports.possible, {
      from,
      to,
      flows: Number(flows),
      certain,
    });
  }
  const bounded = (ranges: readonly ObservedPort[], certain: boolean): ObservedPort[] =>
    joinSmallGaps(ranges, MOST_PORT_RANGES).map((range) => ({ ...range, certain }));
  return new Map(
    [...found].map(([rule, { certain, possible }]) => [
      rule,
      [...bounded(certain, true), ...bounded(possible, false)].sort(
        (left, right) => left.from - right.from || Number(right.certain) - Number(left.certain),
      ),
    ]),
  );
}

/** Ranges come in the order of their starts; those that touch or overlap are one. */
function appendRange(ranges: ObservedPort[], range: ObservedPort): void {
  const last = ranges.at(-1);
  if (!last || range.from > last.to + 1) {
    ranges.push(range);
    return;
  }
  const to = Math.max(last.to, range.to);
  ranges[ranges.length - 1] = { ...last, to, flows: last.flows + range.flows };
}

async function interfacesOf(sql: SqlConnection): Promise<Map<number, ObservedInterface[]>> {
  const rows = await sql.rows<
    ObservedInterface & { rule: number }
  >(`SELECT rule, i.interface, flows, certain
    FROM (SELECT rule, interface, sum(flows)::BIGINT AS flows, bool_or(certain) AS certain FROM sga_hit GROUP BY ALL) AS f
    JOIN sga_interface AS i ON f.interface = i.id ORDER BY rule, flows DESC, i.interface`);
  const found = new Map<number, ObservedInterface[]>();
  for (const { rule, interface: id, flows, certain } of rows) {
    const list = found.get(rule) ?? [];
    found.set(rule, list);
    list.push({ interface: id, flows: Number(flows), certain });
  }
  return found;
}
