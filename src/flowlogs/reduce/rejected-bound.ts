import { compareConnections, type Ranks } from './connection-order.ts';
import { REJECTED, ROW_WORDS, WORD } from './connection-rows.ts';
import type { DayColumns } from './day-connections.ts';

/** Rejected connections kept per interface and day; the largest stay, the number of the others is counted. */
export const REJECTED_KEPT = 1_000;

/** The rejected connections beyond the bound, as a mark for each row; null where there are none. */
export function beyondBound(
  day: DayColumns,
  ranks: Ranks,
): { marks: Uint8Array; dropped: number } | null {
  const rows = rejectedByInterface(day);
  let marks: Uint8Array | null = null;
  let dropped = 0;
  for (const own of rows) {
    if (own.length <= REJECTED_KEPT) continue;
    marks ??= new Uint8Array(day.size);
    for (const row of own) marks[row] = 1;
    for (const row of largest(own, day, ranks)) marks[row] = 0;
    dropped += own.length - REJECTED_KEPT;
  }
  return marks === null ? null : { marks, dropped };
}

function rejectedByInterface({ words, size, places, interfaces }: DayColumns): number[][] {
  const rows: number[][] = interfaces.map(() => []);
  for (let row = 0; row < size; row++) {
    const at = row * ROW_WORDS;
    if ((words[at + WORD.kind]! & REJECTED) === 0) continue;
    rows[places[words[at + WORD.place]!]!.interface]!.push(row);
  }
  return rows;
}

/** The bound's worth of them: what is gathered is cut back whenever it is twice as many, so that no sort is of all. */
function largest(rows: readonly number[], day: DayColumns, ranks: Ranks): number[] {
  const { words } = day;
  const records = (row: number) => words[row * ROW_WORDS + WORD.records]! >>> 0;
  const compare = (left: number, right: number) =>
    records(right) - records(left) || compareConnections(day, ranks, left, right);
  let kept: number[] = [];
  let worst = -1;
  for (const row of rows) {
    if (worst >= 0 && compare(row, worst) > 0) continue;
    kept.push(row);
    if (kept.length < REJECTED_KEPT * 2) continue;
    kept = kept.sort(compare).slice(0, REJECTED_KEPT);
    worst = kept[REJECTED_KEPT - 1]!;
  }
  return kept.sort(compare).slice(0, REJECTED_KEPT);
}
