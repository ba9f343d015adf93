import { protocolName } from '../model/protocol.ts';
import type { Rollup } from '../model/rollup.ts';
import type { Evidence, UnexplainedFlow } from '../model/verdict.ts';
import { ALL_HOURS, type CoverageDay } from './coverage.ts';
import type { FlowReader } from './flow-reader.ts';
import { isKnown, type Membership } from './membership.ts';
import type { Tally } from './tally.ts';
import type { TimedCapture } from './timeline.ts';
import type { UnexplainedSum } from './unexplained.ts';

const TOP_UNEXPLAINED = 10;

export interface EvidenceInput {
  readonly rollup: Rollup;
  /** The days of the window, in order. */
  readonly window: readonly string[];
  readonly membership: Membership;
  readonly captures: readonly TimedCapture[];
  readonly captureCount: number;
  readonly coverage: readonly CoverageDay[];
  /** Of all that `reader` read. */
  readonly tally: Tally;
  readonly reader: FlowReader;
  /** Learned and inferred signatures of which some, turned round, matches a rule. */
  readonly reversible: ReadonlyMap<number, unknown>;
}

/** What the window's traffic and inventory are as a whole. Counts are those of the window. */
export function describeEvidence(input: EvidenceInput): Evidence {
  const { rollup, coverage, tally } = input;
  const [observed = 0, learned = 0, inferred = 0] = tally.orientedFlows;
  const orientation = { observed, learned, inferred, ambiguous: tally.ambiguousFlows };
  const accepted = Object.values(orientation).reduce((sum, flows) => sum + flows, 0);
  const unexplained = tally.unexplainedFlows(input.reversible);
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
      flows: accepted - unexplained,
      unexplained,
      topUnexplained: topUnexplained(input),
    },
    damaged: rollup.summary.damaged.map(({ file, problem }) => ({ file, problem })),
    refusedFiles: rollup.summary.refusedFiles ?? [],
    duplicateFiles: rollup.summary.duplicates ?? 0,
    rejectsDropped: rollup.summary.rejectsDropped ?? 0,
    loggedDays: newestStretch(input.window, new Set(rollup.summary.days), coverage),
    missingFields: rollup.summary.missingFields,
    inventory: {
      captures: input.captureCount,
      interfaces: new Set(
        input.captures.flatMap((capture) => capture.interfaces.map((one) => one.id)),
      ).size,
    },
  };
}

/**
 * The newest days in a row of the window that were logged. The first and last of them count only where some interface has
 * records in every hour: records that began before midnight lie among those of the next day, and today is not over.
 */
function newestStretch(
  window: readonly string[],
  logged: ReadonlySet<string>,
  coverage: readonly CoverageDay[],
): NonNullable<Evidence['loggedDays']> | null {
  const end = window.findLastIndex((day) => logged.has(day));
  if (end === -1) return null;
  const start = window.slice(0, end).findLastIndex((day) => !logged.has(day)) + 1;
  const whole = new Set(coverage.filter(({ hours }) => hours === ALL_HOURS).map(({ day }) => day));
  const isWhole = (_: string, day: number) => start <= day && day <= end && whole.has(day);
  const first = window.findIndex(isWhole);
  const last = window.findLastIndex(isWhole);
  return first === -1
    ? { first: window[start]!, last: window[end]! }
    : { first: window[first]!, last: window[last]! };
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

/** An ambiguous set shows by its first reading. */
function topUnexplained({ tally, reader, reversible }: EvidenceInput): UnexplainedFlow[] {
  const order = (one: UnexplainedSum, other: UnexplainedSum): number =>
    other.flows - one.flows ||
    compareTexts(reader.interfaces[one.interface]!, reader.interfaces[other.interface]!) ||
    reader.peers.compare(one.peer, other.peer) ||
    (one.port ?? NO_PORT) - (other.port ?? NO_PORT) ||
    one.protocol - other.protocol ||
    Number(one.egress) - Number(other.egress);
  const isWanted = (unit: number) => tally.isUnexplained(unit, reversible);
  return tally.unexplained
    .first(TOP_UNEXPLAINED, isWanted, order)
    .map(({ interface: id, egress, peer, protocol, port, flows }) => ({
      interface: reader.interfaces[id]!,
      peer: reader.peers.textOf(peer),
      port,
      direction: egress ? 'egress' : 'ingress',
      protocol: protocolName(protocol),
      flows,
    }));
}

/** Behind all ports. */
const NO_PORT = 65_536;

function compareTexts(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
