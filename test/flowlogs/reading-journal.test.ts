import { appendFileSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ReadingJournal } from '../../src/flowlogs/reading-journal.ts';
import { DayConnections } from '../../src/flowlogs/reduce/day-connections.ts';
import { DayStore } from '../../src/flowlogs/reduce/day-store.ts';
import { OwnReader } from '../../src/flowlogs/reduce/log-reader.ts';
import { logText, record, withFiles, writeFiles } from './support/logs.ts';

const LOGS = {
  'a.log': logText([record({ source: '198.51.100.7' })]),
  'b.log': logText([record({ source: '198.51.100.8' })]),
  'c.log': logText([record({ source: '198.51.100.9' })]),
};
const UNWATCHED = { onPart: async () => undefined, onBytes: () => undefined };
const NOBODY: ReadonlySet<string> = new Set();

/** A journal that knows `a.log` and `b.log` as read together, and `c.log`. */
async function withJournal(use: (at: (name: string) => string) => Promise<void>): Promise<void> {
  await withFiles(LOGS, async (folder) => {
    const at = (name: string) => join(folder, name);
    const journal = new ReadingJournal(at('rollup'), null);
    expect(await journal.take([at('a.log'), at('b.log'), at('c.log')], NOBODY)).toEqual(NOTHING);
    for (const names of [['a.log', 'b.log'], ['c.log']]) {
      const reader = new OwnReader(() => true);
      const readings = [];
      for (const name of names) readings.push(await reader.read(at(name), null, UNWATCHED));
      const kept = [];
      for (const day of await reader.flush()) kept.push((await journal.keep(day))!);
      expect(kept.map(({ file }) => file)).toEqual([expect.stringMatching(/\.words$/)]);
      await journal.name(readings, kept);
    }
    await use(at);
  });
}

const NOTHING = { readings: [], days: [] };

async function taken(
  at: (name: string) => string,
  names: readonly string[] = Object.keys(LOGS),
  known = NOBODY,
  logFormat: readonly string[] | null = null,
): Promise<string[]> {
  const journal = new ReadingJournal(at('rollup'), logFormat);
  const { readings, days } = await journal.take(names.map(at), known);
  const records = readings.reduce((sum, { counts }) => sum + counts.accepted, 0);
  expect(days.reduce((sum, { columns }) => sum + columns.size, 0)).toBe(records);
  return readings.map(({ file }) => basename(file.path)).sort();
}

describe('what a run has read that was cut off', () => {
  it('is taken up as it was', () =>
    withJournal(async (at) => {
      expect(await taken(at)).toEqual(['a.log', 'b.log', 'c.log']);
      expect(await taken(at)).toEqual(['a.log', 'b.log', 'c.log']);
    }));

  it('is read again with all that was read together when one of the files is another by now', () =>
    withJournal(async (at) => {
      writeFiles(at('.'), { 'b.log': logText([record({ source: '203.0.113.1' }), record()]) });
      expect(await taken(at)).toEqual(['c.log']);
    }));

  it('is dropped for good when the run is of other files: later it would count twice', () =>
    withJournal(async (at) => {
      expect(await taken(at, ['a.log', 'c.log'])).toEqual(['c.log']);
      expect(await taken(at)).toEqual(['c.log']);
    }));

  it('is dropped where the rollup has the same content from elsewhere', () =>
    withJournal(async (at) => {
      const reading = await new OwnReader(() => true).read(at('c.log'), null, UNWATCHED);
      if (reading.kind !== 'read') throw new Error('not read');
      expect(await taken(at, undefined, new Set([reading.file.hash]))).toEqual(['a.log', 'b.log']);
    }));

  it('is dropped where the log format is another', () =>
    withJournal(async (at) => {
      expect(await taken(at, undefined, NOBODY, ['start', 'end'])).toEqual([]);
    }));

  it('counts up to where the journal was cut off', () =>
    withJournal(async (at) => {
      const path = at('rollup/.reading/journal');
      const text = readFileSync(path, 'utf8');
      writeFileSync(path, text.slice(0, -20));
      expect(await taken(at)).toEqual(['a.log', 'b.log']);
      appendFileSync(path, '{"readings":');
      expect(await taken(at)).toEqual(['a.log', 'b.log']);
    }));

  it.each(['shorter', 'empty of what was written'])('is dropped where its words are %s', (how) =>
    withJournal(async (at) => {
      const words = readdirSync(at('rollup/.reading')).filter((name) => name.endsWith('-1.words'));
      const path = at(`rollup/.reading/${words[0]}`);
      const { size } = statSync(path);
      writeFileSync(path, Buffer.alloc(how === 'shorter' ? size - 4 : size));
      expect(await taken(at)).toEqual(['a.log', 'b.log']);
    }),
  );
});

describe('a store of days that leaves the files of a journal', () => {
  it('has what lay only there, and what it held itself', () =>
    withJournal(async (at) => {
      const journal = new ReadingJournal(at('rollup'), null);
      const { days } = await journal.take(Object.keys(LOGS).map(at), NOBODY);
      const store = new DayStore(at('.'));
      for (const { columns, file } of days) store.addKept(columns, file);
      const more = new DayConnections(days[0]!.columns.day + 1);
      more.interfaceIndex('eni-0aaaaaaaaaaaaaaaa');
      const kept = await journal.keep(more.columns());
      await store.add(more.columns(), kept!.file);
      await store.leaveKept();
      await journal.remove();
      const loaded = [];
      for (const source of store.sources()) loaded.push(await source.load());
      expect(loaded.map(({ size }) => size)).toEqual([3, 0]);
    }));
});
