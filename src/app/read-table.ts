import { join } from 'node:path';
import { openRollup, type RollupOptions } from '../flowlogs/rollup.ts';
import { type TableOptions, updateFromTable } from '../flowlogs/table/update.ts';
import { makeWorkspace } from '../flowlogs/workspace.ts';
import { SgauditError } from '../model/problem.ts';
import type { Rollup } from '../model/rollup.ts';
import type { CommonRequest, TrafficRequest } from './request.ts';
import { addDays, type WindowRequest } from './window.ts';

/** Days of one query where the configuration does not say: the padding of a day costs a thirtieth then. */
export const DAYS_PER_QUERY = 31;

type Days = TableOptions['days'];

/**
 * Brings a rollup up to date with the days of the window that a table holds, and opens it; without a rollup folder the
 * rollup lives as long as it is open. `now` is the present, up to which a window of so many days is asked for.
 */
export async function readTable(
  request: TrafficRequest & CommonRequest,
  options: Omit<RollupOptions, 'store' | 'inputs' | 'logFormat'>,
  source: Pick<TableOptions, 'table' | 'daysPerQuery'>,
  now: Date = new Date(),
): Promise<Rollup> {
  const workspace = request.rollup ? null : await makeWorkspace();
  const store = request.rollup ?? join(workspace?.folder ?? '', 'rollup');
  const removeWorkspace = async () => workspace?.remove();
  const update = (days: Days) => updateFromTable({ ...options, ...source, store, days, now });
  const window = request.window ?? { kind: 'last', days: 30 };
  try {
    const asked = daysOf(window, now);
    await update(asked);
    let rollup = await openRollup(store, options);
    const earlier = daysBefore(window, asked, rollup.summary.days.at(-1));
    if (earlier) {
      await rollup.close();
      await update(earlier);
      rollup = await openRollup(store, options);
    }
    const { close } = rollup;
    if (rollup.summary.days.length === 0) {
      await close();
      throw nothingFound(source.table.name, asked, rollup.summary.records.refused);
    }
    return { ...rollup, close: () => close().finally(removeWorkspace) };
  } catch (error) {
    await removeWorkspace();
    throw error;
  }
}

/** A window of so many days ends today at the latest. */
function daysOf(window: WindowRequest, now: Date): Days {
  if (window.kind === 'days') return { first: window.window.firstDay, last: window.window.lastDay };
  const today = now.toISOString().slice(0, 10);
  return { first: addDays(today, 1 - window.days), last: today };
}

/** The window ends with the newest day that has records: where that is long ago, it begins before what was asked for. */
function daysBefore(window: WindowRequest, asked: Days, newest: string | undefined): Days | null {
  if (window.kind === 'days' || newest === undefined) return null;
  const first = addDays(newest, 1 - window.days);
  return first < asked.first ? { first, last: addDays(asked.first, -1) } : null;
}

function nothingFound(table: string, { first, last }: Days, refused: number): SgauditError {
  if (refused > 0) {
    return new SgauditError(
      'table-columns',
      `none of the ${refused} records of ${table} from ${first} to ${last} can be read: a table over text files names their fields by position, so its columns must be in the order of the files' header`,
    );
  }
  return new SgauditError(
    'no-flow-logs',
    `${table} holds no records from ${first} to ${last}: check the table and its partitions, or choose another --window`,
  );
}
