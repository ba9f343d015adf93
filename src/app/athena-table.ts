import { createHash } from 'node:crypto';
import { describeQuery, endOf, stopQuery } from '../aws/athena/query.ts';
import { removeObjects } from '../aws/athena/results.ts';
import { type DayRange, dayAfter, daysIn } from '../flowlogs/table/day-range.ts';
import { daysQuery } from '../flowlogs/table/query.ts';
import type { LogTable } from '../flowlogs/table/update.ts';
import { SgauditError } from '../model/problem.ts';
import {
  type AthenaSource,
  type Leftovers,
  outputOf,
  ResultsGone,
  SELECT_HEAD,
  startedQuery,
  takeAnswer,
} from './athena-answer.ts';
import type { JournalEntry } from './athena-journal.ts';

/** So long after its start a query's answer still holds for days that were not over then. */
const HOLDS_MS = 3_600_000;
/** And a query of days that were over this long before, for as long as Athena remembers it. */
const SETTLED_MS = 6 * 3_600_000;

/** Queries that run at once. Athena allows an account 20 or more, which are not all ours. */
const MOST_AT_ONCE = 4;

/** A table of Athena as a source of days. */
export function athenaLogTable(source: AthenaSource): LogTable {
  const ended: { token: string; left: Leftovers }[] = [];
  const { aws, journal } = source;
  /** Ranges that are new and not yet taken in, and those of their queries that this run has started. */
  let queue: readonly DayRange[] = [];
  const ahead = new Set<string>();
  const startAhead = async (days: DayRange) => {
    queue = queue.filter(({ first }) => first !== days.first);
    await Promise.all(
      queue.slice(0, MOST_AT_ONCE - 1).map(async (range) => {
        const key = keyOf(source, range);
        if (ahead.has(key)) return;
        ahead.add(key);
        // What is wrong with it is told when it is its turn.
        await startedQuery(source, journal.add(key, range)).catch(() => undefined);
      }),
    );
    aws.settings.signal?.throwIfAborted();
  };
  const stopAll = async () => {
    const running = journal.entries().filter(({ key }) => ahead.has(key));
    await Promise.all(running.map(({ id }) => (id === null ? null : stopQuery(aws, id))));
  };
  const forget = async (entry: JournalEntry) => {
    journal.remove(new Set([entry.token]));
    await clean(source, [{ output: outputOf(source, entry), own: [] }]);
  };
  return {
    engine: 'athena',
    name: source.name,
    async announce(ranges) {
      await source.announce(ranges);
      queue = ranges;
    },
    async tidy(wanted) {
      const stale = journal
        .entries()
        .filter((entry) => usableDays(source, entry, wanted).length === 0);
      const left = await Promise.all(stale.map((entry) => leftovers(source, entry)));
      const cleaned = stale.length === 0 || (await clean(source, left));
      if (cleaned) journal.remove(new Set(stale.map(({ token }) => token)));
    },
    async begun(wanted) {
      return journal.entries().flatMap((entry) => {
        const days = usableDays(source, entry, wanted);
        return days.length === 0 ? [] : [{ range: entry.days, days }];
      });
    },
    async load(days, into, workFolder) {
      const key = keyOf(source, days);
      const before = journal.find(key);
      const isOwn = ahead.delete(key);
      if (before && !isOwn && (await mayGoOn(source, before, forget))) {
        try {
          const left = await takeAnswer(source, before, into, workFolder);
          ended.push({ token: before.token, left });
          source.cost.resumed++;
          return;
        } catch (error) {
          if (hasEnded(error)) await forget(before);
          if (!(error instanceof ResultsGone)) throw error;
          await into.run('DELETE FROM arrivals');
        }
      }
      const entry = (isOwn ? before : null) ?? journal.add(key, days);
      try {
        await startedQuery(source, entry);
        await startAhead(days);
        ended.push({
          token: entry.token,
          left: await takeAnswer(source, entry, into, workFolder),
        });
      } catch (error) {
        if (hasEnded(error)) await forget(entry);
        if (aws.settings.signal?.aborted) await stopAll();
        throw error;
      }
    },
    async settle() {
      const cleaned = await clean(
        source,
        ended.map(({ left }) => left),
      );
      if (cleaned) journal.remove(new Set(ended.map(({ token }) => token)));
    },
  };
}

/**
 * Whether Athena's word is that a query has come to nothing. After anything else (no network, expired credentials, a full
 * disk, Ctrl-C) the next run goes on with it.
 */
function hasEnded(error: unknown): boolean {
  return error instanceof SgauditError && error.code.startsWith('athena-');
}

/** A query of an earlier run that failed, was stopped or is forgotten is asked anew; but not one that would be billed again for nothing. */
async function mayGoOn(
  source: AthenaSource,
  entry: JournalEntry,
  forget: (entry: JournalEntry) => Promise<void>,
): Promise<boolean> {
  try {
    endOf(await describeQuery(source.aws, await startedQuery(source, entry)));
    return true;
  } catch (error) {
    if (!hasEnded(error)) throw error;
    await forget(entry);
    if ((error as SgauditError).code === 'athena-scan-limit') throw error;
    return false;
  }
}

/** Those of the wanted days that the query of an earlier run answers: days that were over, and all for an hour. */
function usableDays(
  source: AthenaSource,
  { key, days, startedAt }: JournalEntry,
  wanted: readonly string[],
): string[] {
  if (key !== keyOf(source, days)) return [];
  const started = Date.parse(startedAt);
  const holds = Date.now() - started < HOLDS_MS;
  const wasOver = (day: string) => Date.parse(`${dayAfter(day)}T00:00:00Z`) + SETTLED_MS <= started;
  return daysIn(days).filter((day) => wanted.includes(day) && (holds || wasOver(day)));
}

function keyOf({ shape, place, results, output }: AthenaSource, days: DayRange): string {
  const parts = [daysQuery(shape, days), place.database, place.workgroup, results, output ?? ''];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** What the query of an earlier run may have left: of a query by its id, only where its text is one of ours. */
async function leftovers(source: AthenaSource, entry: JournalEntry): Promise<Leftovers> {
  const output = outputOf(source, entry);
  if (output !== null || entry.id === null) return { output, own: [] };
  try {
    const { sql, outputLocation } = await describeQuery(source.aws, entry.id);
    const isOurs = outputLocation !== null && sql.startsWith(SELECT_HEAD);
    return { output, own: isOurs ? [outputLocation, `${outputLocation}.metadata`] : [] };
  } catch (error) {
    if (!hasEnded(error)) throw error;
    return { output, own: [] };
  }
}

/** Whether there is nothing more to do: removed, or not allowed to be. The run has what it needs, so it does not fail here. */
async function clean(
  { aws, messages, onNotice }: AthenaSource,
  left: readonly Leftovers[],
): Promise<boolean> {
  try {
    const isAllowed = await removeObjects(aws, {
      prefixes: left.flatMap(({ output }) => output ?? []),
      objects: left.flatMap(({ own }) => own),
    });
    if (!isAllowed) onNotice(messages.resultsStay);
    return true;
  } catch (error) {
    if (aws.settings.signal?.aborted || !(error instanceof SgauditError)) throw error;
    onNotice(messages.resultsStayFor(error.message));
    return false;
  }
}
