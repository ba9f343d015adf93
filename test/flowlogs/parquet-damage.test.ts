import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Engine, openEngine } from '../../src/flowlogs/engine/duckdb.ts';
import { type RollupContent, rollUp, withFiles, writeFiles } from './support/logs.ts';
import { damaged, damagedInside, PARQUET_RECORDS, writeParquet } from './support/parquet.ts';

const contentOf = ({ flows, coverage, summary }: RollupContent) => ({
  ...{ flows, coverage, records: summary.records },
});

describe('a parquet file that is damaged inside', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openEngine({ database: ':memory:', temporaryFolder: '.' });
  });
  afterAll(() => engine.close());

  /** Files of one day, some of them damaged after most of their records. */
  async function rolledUp(damagedOnes: readonly string[], absent: readonly string[] = []) {
    return withFiles({}, async (folder) => {
      for (const [part, name] of ['a', 'b', 'c', 'd', 'e'].entries()) {
        if (absent.includes(name)) continue;
        const path = join(folder, `${name}.parquet`);
        await writeParquet(engine, path, part);
        if (damagedOnes.includes(name)) writeFileSync(path, await damagedInside(engine, path));
      }
      const result = await rollUp(folder);
      const named = result.summary.damaged.map(({ file, problem }) => [file.at(-9), problem]);
      return { content: contentOf(result), named };
    });
  }

  it.each([[['a']], [['b']], [['e']], [['b', 'c', 'e']], [['a', 'b', 'c', 'd', 'e']]])(
    'is left out whole and named, and those read before it count once: %j',
    async (names) => {
      const { content, named } = await rolledUp(names);
      const without = await rolledUp([], names.length === 5 ? names.slice(1) : names);
      const problem = 'the parquet file is damaged inside: fetch it again';
      expect(named).toEqual(names.map((name) => [name, problem]));
      if (names.length === 5) expect(content).toMatchObject({ flows: [], coverage: [] });
      else expect(content).toEqual(without.content);
      expect(content.records.read).toBe((5 - names.length) * PARQUET_RECORDS);
    },
  );

  it('counts whole or not at all, wherever the damage is', async () => {
    await withFiles({}, async (folder) => {
      const path = join(folder, 'a.parquet');
      const whole = await writeParquet(engine, path, 0);
      const outcomes = new Set<string>();
      for (let part = 0.005; part < 1; part += 0.02) {
        writeFileSync(path, damaged(whole, Math.floor(whole.length * part), 4));
        const { summary, flows } = await rollUp(folder);
        const isNamed = summary.damaged.length === 1;
        expect(summary.records.read).toBe(isNamed ? 0 : PARQUET_RECORDS);
        if (isNamed) expect(flows).toEqual([]);
        outcomes.add(String(isNamed));
      }
      expect(outcomes).toContain('true');
    });
  });

  it('is named when it was cut off and closed again', async () => {
    await withFiles({}, async (folder) => {
      const path = join(folder, 'a.parquet');
      const whole = await writeParquet(engine, path, 0);
      const end = whole.subarray(whole.length - 8 - whole.readUInt32LE(whole.length - 8));
      writeFiles(folder, { 'a.parquet': Buffer.concat([whole.subarray(0, 5000), end]) });
      const { summary, flows } = await rollUp(folder);
      expect([flows.length, summary.damaged.length, summary.records.read]).toEqual([0, 1, 0]);
    });
  });

  it('does not keep another one from being found by a name that is a pattern', async () => {
    await withFiles({}, async (folder) => {
      for (const [part, name] of ['a[b]*?.parquet', 'abc.parquet', 'ab.parquet'].entries()) {
        await writeParquet(engine, join(folder, name), part);
      }
      const { summary } = await rollUp(folder);
      expect(summary.records.read).toBe(3 * PARQUET_RECORDS);
    });
  });
});
