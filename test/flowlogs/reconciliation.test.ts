import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { FileRecords, RollupSummary } from '../../src/model/rollup.ts';
import {
  DEFAULT_HEADER,
  lines,
  record,
  rollUp,
  rollUpFiles,
  withFiles,
  writeFiles,
} from './support/logs.ts';

const GOOD = lines([record(), record({ action: 'REJECT' })]);
const [ACCEPTED = '', REJECTED = ''] = GOOD;
const change = (index: number, value: string) =>
  ACCEPTED.split(' ')
    .map((each, at) => (at === index ? value : each))
    .join(' ');
const NO_DATA = '2 123456789012 eni-0aaaaaaaaaaaaaaaa - - - - - - - 1793664000 1793664060 - NODATA';
const SKIP_DATA = NO_DATA.replace('NODATA', 'SKIPDATA');
/** Refused by its shape, by the engine, and by its address. */
const SHORT = 'lorem ipsum';
const BACKWARDS = change(11, '1700000000');
const NO_ADDRESS = change(3, 'localhost');

const text = (...all: readonly string[]) => `${[DEFAULT_HEADER, ...all].join('\n')}\n`;

function named(summary: RollupSummary): Record<string, Omit<FileRecords, 'file'>> {
  const files = summary.refusedFiles ?? [];
  return Object.fromEntries(files.map(({ file, ...counts }) => [file.split('/').at(-1), counts]));
}

describe('what was read is accounted for', () => {
  it('file by file where lines were refused, and in all', async () => {
    const { summary } = await rollUpFiles({
      'clean.log': text(ACCEPTED, REJECTED),
      'engine.log': text(ACCEPTED, ACCEPTED, BACKWARDS, NO_DATA),
      'address.log.gz': text(NO_ADDRESS, REJECTED, SKIP_DATA),
      'shape.log': text(SHORT, ACCEPTED, BACKWARDS, SHORT),
      'nothing.log': text(SHORT),
      'wrapped.json': [ACCEPTED, SHORT].map((message) => JSON.stringify({ message })).join('\n'),
      "o'brien [1].log": text(ACCEPTED, NO_ADDRESS),
    });
    const none = { read: 0, accepted: 0, rejected: 0, noData: 0, skipData: 0, refused: 0 };
    expect(named(summary)).toEqual({
      'engine.log': { ...none, read: 4, accepted: 2, noData: 1, refused: 1 },
      'address.log.gz': { ...none, read: 3, rejected: 1, skipData: 1, refused: 1 },
      'shape.log': { ...none, read: 4, accepted: 1, refused: 3 },
      'nothing.log': { ...none, read: 1, refused: 1 },
      'wrapped.json': { ...none, read: 2, accepted: 1, refused: 1 },
      "o'brien [1].log": { ...none, read: 2, accepted: 1, refused: 1 },
    });
    expect(summary.refusedFiles?.[0]?.file).toMatch(/shape\.log$/);
    expect(summary.records).toEqual({
      ...{ read: 18, accepted: 6, rejected: 2, noData: 1, skipData: 1, refused: 8 },
    });
  });

  it('whatever the lines are: read is the sum of the rest', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.array(
            fc.constantFrom(ACCEPTED, REJECTED, NO_DATA, SKIP_DATA, SHORT, BACKWARDS, NO_ADDRESS),
            { minLength: 1, maxLength: 6 },
          ),
          { minLength: 1, maxLength: 4 },
        ),
        async (files) => {
          // A file's own number in its accepted records: two of one content would be one file twice.
          const content = files.map((each, at) =>
            text(...each.map((line) => line.replace(' 840 ', ` ${900 + at} `)), NO_DATA),
          );
          const { summary } = await rollUpFiles(
            Object.fromEntries(content.map((each, at) => [`${at}.log`, each])),
          );
          const { read, ...rest } = summary.records;
          expect(Object.values(rest).reduce((sum, count) => sum + count, 0)).toBe(read);
          for (const { file: _, read: own, ...counts } of summary.refusedFiles ?? []) {
            expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(own);
          }
          const refused = (summary.refusedFiles ?? []).map((each) => each.refused);
          expect(refused.reduce((sum, count) => sum + count, 0)).toBe(summary.records.refused);
        },
      ),
      { seed: 11, numRuns: 12 },
    ));

  it('also from a rollup folder that another run opens', () =>
    withFiles({ 'logs/a.log': text(ACCEPTED, BACKWARDS) }, async (folder) => {
      const store = `${folder}/store`;
      const first = await rollUp(`${folder}/logs`, { store });
      writeFiles(folder, { 'logs/b.log': text(REJECTED, SHORT) });
      const second = await rollUp(`${folder}/logs`, { store });
      expect(Object.keys(named(first.summary))).toEqual(['a.log']);
      expect(Object.keys(named(second.summary)).sort()).toEqual(['a.log', 'b.log']);
      expect(second.summary.records).toMatchObject({ read: 4, refused: 2 });
    }));

  it('with the files named that say the same', async () => {
    const content = text(ACCEPTED, NO_DATA);
    const { summary } = await rollUpFiles({ 'a.log': content, 'b.log.gz': content });
    expect(summary.duplicates).toBe(1);
    expect(summary.records.read).toBe(2);
  });

  it('with a list of at most 100 files', async () => {
    const files = Array.from({ length: 120 }, (_, at) => [
      `${at}.log`,
      text(change(9, `${at}`), SHORT),
    ]);
    const { summary } = await rollUpFiles(Object.fromEntries(files));
    expect(summary.records.refused).toBe(120);
    expect(summary.refusedFiles).toHaveLength(100);
  });
});
