import { type AdmittedTraffic, admittedTraffic } from '../attribution/traffic.ts';
import type { SqlConnection } from '../model/rollup.ts';
import type { Entry } from './ledger.ts';
import type { Stage } from './stage.ts';

/** An entry with the records that it is about. */
export interface EntryTraffic extends AdmittedTraffic {
  readonly entry: Entry;
  readonly flows: number;
  readonly interfaces: readonly string[];
}

/** Sums over the rows that the view `sga_admitted` gives each entry, by number; entries without a row fall away. */
export async function trafficOf(
  sql: SqlConnection,
  stage: Stage,
  entries: readonly Entry[],
): Promise<EntryTraffic[]> {
  if (entries.length === 0) return [];
  await sql.run('CREATE OR REPLACE TEMP TABLE sga_rules_of (rules INTEGER, rule INTEGER)');
  await sql.insert(
    'sga_rules_of',
    entries.map((_, at) => [at, at]),
  );
  const alone = entries.map((_, at) => [at]);
  const traffic = await admittedTraffic(sql, stage.days, alone, entries.length);
  const seen = await sql.rows<{ rules: number; interface: string; flows: number }>(
    `SELECT rules, i.interface, sum(flows)::BIGINT AS flows FROM sga_admitted AS a
      JOIN sga_interface AS i ON a.interface = i.id GROUP BY ALL ORDER BY i.interface`,
  );
  return entries.flatMap((entry, at): EntryTraffic[] => {
    const own = seen.filter(({ rules }) => rules === at);
    if (own.length === 0) return [];
    const flows = own.reduce((sum, row) => sum + Number(row.flows), 0);
    const interfaces = own.map((row) => row.interface);
    return [{ entry, flows, interfaces, ...traffic[at]! }];
  });
}
