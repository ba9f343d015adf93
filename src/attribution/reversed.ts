import type { SqlConnection } from '../model/rollup.ts';
import { OPEN_ORIENTATION, type Openness } from './level.ts';
import type { SignedUnit } from './signed-units.ts';
import { type Classification, type Signature, splitSignature } from './traffic-tables.ts';
import type { Admission, Admissions } from './units.ts';

/**
 * What may have admitted the traffic of a reading that cannot be excluded (docs/decisions/0007): a rule
 * is not missed there only while another one admits that reading for certain.
 */
export interface OpenReading extends Admission {
  /** Every rule that matches the reading, with what is open. */
  readonly possible: ReadonlyMap<number, Openness>;
}

/** The learned and inferred traffic of the window, read the other way round. */
export interface Reversed {
  readonly readings: readonly OpenReading[];
  /** Records that each reading counts for, at most. */
  readonly flows: ReadonlyMap<OpenReading, number>;
  /** By signature, the rules that some of its traffic, turned round, matches, with how many flows at most. */
  readonly matched: ReadonlyMap<number, ReadonlyMap<number, number>>;
}

interface ReversedRow {
  readonly sig: number;
  /** Service classes of the other reading: one, or all from the first to the last. */
  readonly first: number;
  readonly last: number;
  readonly flows: number;
}

/** Every reading that some rule matches in which learned or inferred traffic was opened by the other end. */
export async function readReversed(
  sql: SqlConnection,
  admissions: Admissions,
  sizes: Classification,
): Promise<Reversed> {
  const rows = await sql.rows<ReversedRow>(
    'SELECT sig, first, last, sum(flows)::BIGINT AS flows FROM sga_reversed GROUP BY sig, first, last',
  );
  const readings = new Map<string, OpenReading>();
  const flows = new Map<OpenReading, number>();
  const matched = new Map<number, Map<number, number>>();
  for (const row of rows) {
    const sig = Number(row.sig);
    const forward = splitSignature(sig, sizes);
    const rules = new Set<number>();
    for (let service = row.first; service <= row.last; service++) {
      const reading = { ...forward, service, egress: !forward.egress };
      const open = matching(reading, admissions, readings);
      if (open.possible.size === 0) continue;
      flows.set(open, (flows.get(open) ?? 0) + Number(row.flows));
      for (const rule of open.possible.keys()) rules.add(rule);
    }
    if (rules.size === 0) continue;
    const counts = matched.get(sig) ?? new Map<number, number>();
    matched.set(sig, counts);
    for (const rule of rules) counts.set(rule, (counts.get(rule) ?? 0) + Number(row.flows));
  }
  return { readings: [...readings.values()], flows, matched };
}

/** A row with several ports counts for each of them, so a signature's own count is the most. */
export function reversedFlows(
  { matched }: Reversed,
  units: readonly SignedUnit[],
): ReadonlyMap<number, number> {
  const flows = new Map<number, number>();
  for (const unit of units) {
    if (unit.ambiguous) continue;
    for (const [rule, count] of matched.get(unit.signatures[0]!) ?? []) {
      flows.set(rule, (flows.get(rule) ?? 0) + Math.min(count, unit.flows));
    }
  }
  return flows;
}

function matching(
  reading: Signature,
  admissions: Admissions,
  readings: Map<string, OpenReading>,
): OpenReading {
  const key = `${reading.member} ${reading.peer} ${reading.service} ${reading.egress}`;
  const known = readings.get(key);
  if (known) return known;
  const open = openReading(admissions.of(reading));
  if (open.possible.size > 0) readings.set(key, open);
  return open;
}

/** The reading as one of several. */
export function openReading({ certain, possible }: Admission): OpenReading {
  const open = new Map<number, Openness>(certain.map((rule) => [rule, OPEN_ORIENTATION]));
  for (const [rule, openness] of possible) open.set(rule, openness | OPEN_ORIENTATION);
  return { certain, possible: open };
}
