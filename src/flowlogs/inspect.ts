import type { DamagedInput } from '../model/rollup.ts';
import { dayInPath } from './batches.ts';
import { TRANSIT_GATEWAY } from './layout.ts';
import { logSource, objectName } from './log-source.ts';

/**
 * A file that is left out, with what its path tells. A transit gateway's log holds no interface's record; but who joined
 * files may have put others behind it, so the name must be AWS's.
 */
export function damagedInput(file: string, problem: string): DamagedInput {
  const source = logSource(file);
  const isForeign = problem === TRANSIT_GATEWAY && objectName(file) !== null;
  return { file, problem, days: isForeign ? [] : daysIn(file), ...(source ? { source } : {}) };
}

/** Records lie in their day's folder or in the next day's. */
function daysIn(file: string): string[] | null {
  const day = dayInPath(file);
  if (day === null) return null;
  const before = new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
  return [before, day];
}
