import { protocolName } from '../model/protocol.ts';
import type { Rollup } from '../model/rollup.ts';
import type { Evidence, UnexplainedFlow } from '../model/verdict.ts';
import type { CoverageDay } from './coverage.ts';
import type { AcceptedFlows } from './logged.ts';
import { isKnown, type Membership } from './membership.ts';
import type { ServiceClass } from './services.ts';
import { insertSignatures, readingColumns, type SignedUnit } from './signed-units.ts';
import type { TimedCapture } from './timeline.ts';

const TOP_UNEXPLAINED = 10;
/** The top is looked for among this many of the largest kinds of unexplained flows. */
const MOST_UNEXPLAINED_UNITS = 5_000;

/** What the window's traffic and inventory are as a whole. Counts are those of the window. */
export async function describeEvidence(input: {
  readonly rollup: Rollup;
  /** The days of the window, in order. */
  readonly window: readonly string[];
  readonly accepted: AcceptedFlows;
  readonly membership: Membership;
  readonly captures: readonly TimedCapture[];
  readonly captureCount: number;
  readonly coverage: readonly CoverageDay[];
  readonly units: readonly SignedUnit[];
  /** Learned and inferred signatures of which some, turned round, matches a rule. */
  readonly reversible: ReadonlyMap<number, unknown>;
  readonly services: readonly ServiceClass[];
}): Promise<Evidence> {
  const { rollup, units, coverage } = input;
  const { orientation } = input.accepted;
  const accepted = Object.values(orientation).reduce((sum, flows) => sum + flows, 0);
  const unexplained = units.filter((unit) => !isExplained(unit, input.reversible));
  const unexplainedFlows = sum(unexplained, (unit) => unit.flows);
  const rejected = sum(coverage, (row) => row.rejected);
  const noData = sum(coverage, (row) => row.no_data);
  const skipData = sum(coverage, (row) => row.skip_data);
  return {
    engine: rollup.summary.engine,
    records: {
      read: accepted + rejected + noData + skipData,
      accepted,
      rejected,
      noData,
      skipData,
      refused: rollup.summary.records.refused,
    },
    orientation,
    interfaces: interfacesOf(input.membership, coverage),
    explained: {
      flows: accepted - unexplainedFlows,
      unexplained: unexplainedFlows,
      topUnexplained: await topUnexplained(input, unexplained),
    },
    damaged: rollup.summary.damaged.map(({ file, problem }) => ({ file, problem })),
    refusedFiles: rollup.summary.refusedFiles ?? [],
    duplicateFiles: rollup.summary.duplicates ?? 0,
    rejectsDropped: rollup.summary.rejectsDropped ?? 0,
    loggedDays: newestStretch(input.window, new Set(rollup.summary.days)),
    missingFields: rollup.summary.missingFields,
    inventory: {
      captures: input.captureCount,
      interfaces: new Set(
        input.captures.flatMap((capture) => capture.interfaces.map((one) => one.id)),
      ).size,
    },
  };
}

/** By a rule that admits or may admit it, or by there being no group that filters it. */
function isExplained(unit: SignedUnit, reversible: ReadonlyMap<number, unknown>): boolean {
  if (unit.unguarded || unit.certain.length + unit.possible.size > 0) return true;
  return !unit.ambiguous && reversible.has(unit.signatures[0]!);
}

/** The newest days in a row of the window that were logged. */
function newestStretch(
  window: readonly string[],
  logged: ReadonlySet<string>,
): NonNullable<Evidence['loggedDays']> | null {
  const end = window.findLastIndex((day) => logged.has(day));
  if (end === -1) return null;
  const gap = window.slice(0, end).findLastIndex((day) => !logged.has(day));
  return { first: window[gap + 1]!, last: window[end]! };
}

function sum<Item>(items: readonly Item[], value: (item: Item) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}

/** Every interface of the logs, and members of the rules' groups that the logs never name. */
function interfacesOf(
  membership: Membership,
  coverage: readonly CoverageDay[],
): Evidence['interfaces'] {
  const logged = new Map<string, { days: Set<number>; skipped: number }>();
  for (const row of coverage) {
    const entry = logged.get(row.interface) ?? { days: new Set<number>(), skipped: 0 };
    if (row.hours !== 0) entry.days.add(row.day);
    entry.skipped += row.skip_data;
    logged.set(row.interface, entry);
  }
  const found: Evidence['interfaces'][number][] = [];
  for (const history of membership.interfaces.values()) {
    const entry = logged.get(history.id);
    if (!entry && !inSomeGroup(membership, history.id)) continue;
    found.push({
      id: history.id,
      daysWithRecords: entry?.days.size ?? 0,
      skipDataRecords: entry?.skipped ?? 0,
      inInventory: isKnown(history),
    });
  }
  return found.sort((left, right) => (left.id < right.id ? -1 : 1));
}

function inSomeGroup(membership: Membership, id: string): boolean {
  const last = membership.days.labels.length - 1;
  const { certain, possible } = membership.on(id, last);
  return certain.size + possible.size > 0;
}

interface UnexplainedRow {
  readonly interface: string;
  /** Service class and direction, as a signature holds them. */
  readonly kind: number;
  readonly peer: string;
  readonly port: number | null;
  readonly flows: number;
}

/** An ambiguous set shows by its first reading. */
async function topUnexplained(
  input: {
    readonly rollup: Rollup;
    readonly services: readonly ServiceClass[];
    readonly accepted: AcceptedFlows;
  },
  unexplained: readonly SignedUnit[],
): Promise<UnexplainedFlow[]> {
  if (unexplained.length === 0) return [];
  const { sql } = input.rollup;
  const largest = [...unexplained]
    .sort((left, right) => right.flows - left.flows)
    .slice(0, MOST_UNEXPLAINED_UNITS);
  await insertSignatures(sql, largest, input.accepted.readings);
  const same = readingColumns(input.accepted.readings).map(
    (name) => `s.${name} IS NOT DISTINCT FROM m.${name}`,
  );
  const kind = (sig: string): string => `(${sig} // 3) % ${2 * input.services.length} AS kind`;
  const rows =
    await sql.rows<UnexplainedRow>(`SELECT i.interface, kind::INTEGER AS kind, p.peer, port, flows
    FROM (SELECT interface, kind, peer, port, sum(flows)::BIGINT AS flows FROM (
        SELECT interface, ${kind('o.sig')}, peer, port, flows FROM sga_oriented AS o SEMI JOIN sga_sig AS m ON o.sig = m.sig
        UNION ALL
        SELECT interface, ${kind('s.sig0')}, peer0, port0, flows FROM sga_set AS s SEMI JOIN sga_sets AS m ON ${same.join(' AND ')})
      GROUP BY ALL) AS f
    JOIN sga_interface AS i ON f.interface = i.id JOIN sga_peer AS p ON f.peer = p.id
    ORDER BY flows DESC, i.interface, f.peer, port, kind LIMIT ${TOP_UNEXPLAINED}`);
  return rows.map(({ kind: code, flows, ...row }) => ({
    ...row,
    direction: code % 2 === 1 ? 'egress' : 'ingress',
    protocol: protocolName(input.services[Math.floor(code / 2)]!.protocol),
    flows: Number(flows),
  }));
}
