import { randomBytes } from 'node:crypto';
import {
  type Census,
  concludeLearning,
  type DaySpan,
  isoDay,
  learnDays,
  prepareTables,
  recall,
  spansOf,
  writeDays,
} from './days.ts';
import type { Engine } from './engine/duckdb.ts';
import type { RollupProgress } from './rollup.ts';
import type { StoredDay } from './store.ts';

export interface DaysInput {
  /** Has the table `connections`, its addresses fixed, with all records of the days. */
  readonly engine: Engine;
  readonly folder: string;
  /** Whether the folder is a store that later runs go on with. */
  readonly keep: boolean;
  readonly ownAddresses: ReadonlyMap<string, readonly string[]>;
  readonly census: readonly Census[];
  /** The days that the store holds, and those among them that do not count any more. */
  readonly standing: Readonly<Record<string, StoredDay>>;
  readonly touched: ReadonlySet<string>;
  /** Which epoch days of `connections` are to be written. */
  readonly isTouched: (day: number) => boolean;
  /** All logs have `srcaddr` and `dstaddr`. */
  readonly isShown: boolean;
  readonly onProgress: (progress: RollupProgress) => void;
  readonly signal?: AbortSignal;
}

/**
 * Two passes over the days of `connections`: what all of them teach, then each one oriented and written. Answers the
 * days that stand and those that were written; until a manifest names them, the folder is what it was.
 */
export async function makeDays(input: DaysInput): Promise<Record<string, StoredDay>> {
  const { engine, folder, onProgress, signal } = input;
  await prepareTables(engine, input.ownAddresses);
  const days = { ...input.standing };
  for (const day of input.touched) delete days[day];
  await recall(engine, folder, days);
  const spans = spansOf(input.census, input.isTouched);
  const all = spans.flatMap((span) => span.days).length;
  let done = 0;
  const advance = (stage: 'learn' | 'orient', span: DaySpan) => {
    signal?.throwIfAborted();
    done += span.days.length;
    onProgress({ stage, done, total: all });
  };
  for (const span of spans) {
    advance('learn', span);
    await learnDays(engine, span);
  }
  await concludeLearning(engine, input.isShown);
  done = 0;
  const generation = randomBytes(4).toString('hex');
  for (const span of spans) {
    advance('orient', span);
    const dropped = await writeDays(engine, span, { folder, generation, eachDay: input.keep });
    for (const day of span.days) {
      const rejectsDropped = dropped.get(day) ?? 0;
      days[isoDay(day)] = { state: 'complete', generation, rejectsDropped };
    }
  }
  return days;
}
