import type { SqlConnection } from '../model/rollup.ts';
import type { CoverageDay } from './coverage.ts';
import type { LoggedInterface } from './membership.ts';
import type { Days } from './timeline.ts';

/** The coverage of the window, a row per interface and day. */
export async function logged(sql: SqlConnection, days: Days): Promise<CoverageDay[]> {
  const rows = await sql.rows<CoverageDay>(`SELECT
      (CAST(day AS DATE) - DATE '${days.labels[0]}')::INTEGER AS day, interface, max(vpc) AS vpc,
      sum(accepted)::DOUBLE AS accepted, sum(rejected)::DOUBLE AS rejected,
      sum(no_data)::DOUBLE AS no_data, sum(skip_data)::DOUBLE AS skip_data, bit_or(hours)::INTEGER AS hours
    FROM coverage WHERE interface IS NOT NULL AND ${inWindow(days)} GROUP BY 1, 2`);
  return rows;
}

/** Every interface that the window's logs name, with its VPC where they say it. */
export async function loggedInterfaces(sql: SqlConnection, days: Days): Promise<LoggedInterface[]> {
  return sql.rows<LoggedInterface>(`SELECT interface, max(vpc) AS vpc FROM (
      SELECT interface, vpc FROM flows WHERE ${inWindow(days)}
      UNION ALL SELECT interface, vpc FROM coverage WHERE ${inWindow(days)})
    GROUP BY interface ORDER BY interface`);
}

export function inWindow(days: Pick<Days, 'labels'>): string {
  return `CAST(day AS DATE) BETWEEN DATE '${days.labels[0]}' AND DATE '${days.labels.at(-1)}'`;
}
