import { randomBytes } from 'node:crypto';
import { formatAddress, parseAddress } from '../model/address.ts';
import { isoDay } from './days.ts';
import type { Engine } from './engine/duckdb.ts';
import type { DayFlows } from './reduce/day-flows.ts';
import { AtOnce, type DaySource, type DayWork, IN_PROCESS, inOrder } from './reduce/day-work.ts';
import { Lessons } from './reduce/lessons.ts';
import { recallLessons } from './reduce/recall.ts';
import { DayWriter } from './reduce/write-days.ts';
import type { RollupProgress } from './rollup.ts';
import { type DayTable, dayFile, type StoredDay } from './store.ts';
import { parquet } from './views.ts';

export interface DaysInput {
  /** Writes the files and reads those of earlier runs. */
  readonly engine: Engine;
  readonly folder: string;
  /** Whether the folder is a store that later runs go on with. */
  readonly keep: boolean;
  readonly ownAddresses: ReadonlyMap<string, readonly string[]>;
  /** The days to write, ascending, with all their records. */
  readonly sources: readonly DaySource[];
  /** The days that the store holds, and those among them that do not count any more. */
  readonly standing: Readonly<Record<string, StoredDay>>;
  readonly touched: ReadonlySet<string>;
  /** All logs have `srcaddr` and `dstaddr`. */
  readonly isShown: boolean;
  readonly work?: DayWork;
  readonly onProgress: (progress: RollupProgress) => void;
  readonly signal?: AbortSignal;
}

/**
 * Two passes over days: what all of them teach, then each one oriented and written. Answers the days that stand and
 * those that were written; until a manifest names them, the folder is what it was.
 */
export async function makeDays(input: DaysInput): Promise<Record<string, StoredDay>> {
  const { engine, folder, sources, work = IN_PROCESS } = input;
  const days = { ...input.standing };
  for (const day of input.touched) delete days[day];
  const generation = randomBytes(4).toString('hex');
  const writer = new DayWriter(engine, folder, generation, input.keep);
  const lessons = new Lessons();
  await recall(engine, folder, days, lessons);

  const learning = progressOf(input, 'learn');
  for await (const day of inOrder(sources, work.width, (source) => work.learn(source))) {
    learning();
    lessons.add(day);
    await writer.lessons(day);
  }
  const known = lessons.conclude(canonicalAddresses(input.ownAddresses), input.isShown);

  const orienting = progressOf(input, 'orient');
  const writing = new AtOnce(work.width);
  try {
    for await (const flows of inOrder(sources, work.width, (each) => work.orient(each, known))) {
      orienting();
      const { day, rejectsDropped } = flows;
      if (bytesOf(flows) >= LARGE_DAY) await writing.done();
      await writing.add(() => writer.flows(flows));
      days[isoDay(day)] = { state: 'complete', generation, rejectsDropped };
    }
    await writing.add(() => writer.finish());
  } finally {
    await writing.done();
  }
  return days;
}

/** Bytes of a day's flows of which no two are written at once: as many days are being oriented meanwhile. */
const LARGE_DAY = 32 << 20;

function bytesOf({ sums, openerPorts, sets, order }: DayFlows): number {
  return sums.byteLength + openerPorts.byteLength + sets.byteLength + order.byteLength;
}

function progressOf({ sources, onProgress, signal }: DaysInput, stage: 'learn' | 'orient') {
  let done = 0;
  return () => {
    signal?.throwIfAborted();
    onProgress({ stage, done: ++done, total: sources.length });
  };
}

/** Loads what earlier runs learned on days that stand. */
async function recall(
  engine: Engine,
  folder: string,
  days: Readonly<Record<string, StoredDay>>,
  lessons: Lessons,
): Promise<void> {
  const of = (table: DayTable) =>
    parquet(
      Object.entries(days).map(([day, { generation }]) => dayFile(folder, table, day, generation)),
    );
  if (Object.keys(days).length === 0) return;
  await recallLessons(engine, of('endpoints'), of('addresses'), lessons);
}

function canonicalAddresses(
  ownAddresses: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, readonly string[]> {
  const canonical = (text: string) => {
    const address = parseAddress(text);
    return address ? formatAddress(address) : text;
  };
  return new Map([...ownAddresses].map(([id, texts]) => [id, texts.map(canonical)]));
}
