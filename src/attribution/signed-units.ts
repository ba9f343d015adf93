import type { SqlConnection } from '../model/rollup.ts';
import { type Classification, splitSignature } from './traffic-tables.ts';
import type { Admissions, Unit } from './units.ts';
import { ambiguousUnit, orientedUnit } from './units.ts';

/** A unit with the signatures by which the tables know it. */
export interface SignedUnit extends Unit {
  readonly ambiguous: boolean;
  /** One, or for an ambiguous set one per reading. */
  readonly signatures: readonly number[];
}

export function readingColumns(readings: number): string[] {
  return Array.from({ length: readings }, (_, at) => `sig${at}`);
}

/** The distinct signatures of the window's traffic, judged. */
export async function readUnits(
  sql: SqlConnection,
  admissions: Admissions,
  sizes: Classification,
  readings: number,
): Promise<SignedUnit[]> {
  const oriented = await sql.rows<{ sig: number; flows: number }>(
    'SELECT sig, sum(flows)::BIGINT AS flows FROM sga_oriented GROUP BY sig',
  );
  const columns = readingColumns(readings);
  const sets = await sql.rows<Record<string, number | null>>(
    `SELECT ${columns.join(', ')}, sum(flows)::BIGINT AS flows FROM sga_set GROUP BY ALL`,
  );
  const units: SignedUnit[] = oriented.map(({ sig, flows }) => {
    const unit = orientedUnit(splitSignature(Number(sig), sizes), Number(flows), admissions);
    return Object.assign(unit, { ambiguous: false, signatures: [Number(sig)] });
  });
  for (const row of sets) {
    const signatures = columns.flatMap((name) => (row[name] == null ? [] : [Number(row[name])]));
    const parts = signatures.map((sig) => splitSignature(sig, sizes));
    const unit = ambiguousUnit(parts, Number(row.flows), admissions);
    units.push(Object.assign(unit, { ambiguous: true, signatures }));
  }
  return units;
}

/**
 * Puts the units' signatures into `sga_sig` (oriented: sig, rules) and `sga_sets` (ambiguous: a
 * signature per reading, standing, rules); `extra` gives standing reading and rule set.
 */
export async function insertSignatures(
  sql: SqlConnection,
  units: readonly SignedUnit[],
  readings: number,
  extra: (unit: SignedUnit) => readonly [number | null, number | null] = () => [null, null],
): Promise<void> {
  const columns = readingColumns(readings);
  await sql.run('CREATE OR REPLACE TEMP TABLE sga_sig (sig BIGINT, rules INTEGER)');
  await sql.run(
    `CREATE OR REPLACE TEMP TABLE sga_sets (${columns.map((name) => `${name} BIGINT`).join(', ')}, standing INTEGER, rules INTEGER)`,
  );
  await sql.insert(
    'sga_sig',
    units.filter((unit) => !unit.ambiguous).map((unit) => [unit.signatures[0], extra(unit)[1]]),
  );
  await sql.insert(
    'sga_sets',
    units
      .filter((unit) => unit.ambiguous)
      .map((unit) => [...columns.map((_, at) => unit.signatures[at] ?? null), ...extra(unit)]),
  );
}
