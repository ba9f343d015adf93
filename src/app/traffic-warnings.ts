import type { ErrorCode } from '../model/error-codes.ts';
import type { Inventory } from '../model/inventory.ts';
import type { Problem } from '../model/problem.ts';
import type { Rollup } from '../model/rollup.ts';

const DAY_MS = 86_400_000;
/** Logs of a retention period have no gap of more than a year before their newest day. */
const FAR_DAYS = 366;

/** What makes logs and inventory look as if they did not belong together, or a clock as if it lied. */
export async function trafficWarnings(
  rollup: Rollup,
  inventory: Inventory | null,
): Promise<Problem[]> {
  return [...strayDay(rollup.summary.days), ...(await foreignLogs(rollup, inventory))];
}

/** The window ends with the newest day, so that one record years off would move it away from all others. */
function strayDay(days: readonly string[]): Problem[] {
  const newest = days.at(-1);
  const before = days.at(-2);
  if (newest === undefined || before === undefined) return [];
  const apart = Math.round((Date.parse(newest) - Date.parse(before)) / DAY_MS);
  if (apart <= FAR_DAYS) return [];
  return [
    warning(
      'stray-day',
      `the newest day of the flow logs, ${newest}, lies ${apart} days after the one before it, ${before}: ` +
        'if its records are stamped wrongly, name the days to judge with --window',
    ),
  ];
}

async function foreignLogs(rollup: Rollup, inventory: Inventory | null): Promise<Problem[]> {
  const known = (inventory?.captures ?? []).flatMap((capture) => capture.interfaces ?? []);
  if (known.length === 0) return [];
  const logged = await rollup.sql.rows<{ interface: string; account: string | null }>(
    'SELECT interface, max(account) AS account FROM coverage WHERE interface IS NOT NULL GROUP BY interface',
  );
  const ids = new Set(known.map(({ id }) => id));
  if (logged.length === 0 || logged.some((row) => ids.has(row.interface))) return [];
  const ofLogs = accounts(logged.map(({ account }) => account));
  const ofInventory = accounts(known.map(({ accountId }) => accountId));
  return [
    warning(
      'foreign-logs',
      `none of the ${logged.length} interfaces in the flow logs${ofLogs} is in the inventory${ofInventory}: ` +
        'give the inventory of the account and region that the logs are of',
    ),
  ];
}

/** ` (account 123456789012)`; AWS writes `unknown` for interfaces that a service made. */
function accounts(ids: readonly (string | null)[]): string {
  const named = [...new Set(ids)].filter((id) => id !== null && id !== 'unknown').sort();
  if (named.length === 0) return '';
  return ` (${named.length === 1 ? 'account' : 'accounts'} ${named.slice(0, 5).join(', ')})`;
}

function warning(code: ErrorCode, message: string): Problem {
  return { code, message, location: null, severity: 'warning' };
}
