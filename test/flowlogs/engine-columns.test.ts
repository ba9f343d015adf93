import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Engine, openEngine } from '../../src/flowlogs/engine/duckdb.ts';
import type { ListColumn } from '../../src/model/rollup.ts';

const ROWS = 300_000;

let folder: string;
let engine: Engine;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sgaudit-columns-'));
  engine = await openEngine({ database: ':memory:', temporaryFolder: folder, threads: 2 });
});

afterAll(() => {
  engine.close();
  rmSync(folder, { recursive: true });
});

describe('rows by column', () => {
  it('are those of all queries, of every type, over several chunks', async () => {
    const part = (from: number, to: number) =>
      `SELECT i::INTEGER, (i * 17)::UINTEGER, (i::UBIGINT * 4294967296 + 7)::UBIGINT, i / 2, [i, i + 1][:1 + i % 2]::INTEGER[]
        FROM range(${from}, ${to}) AS r(i)`;
    let sum = 0;
    let seen = 0;
    await engine.columns([part(0, 5_000), part(5_000, 9_000)], (rows, columns) => {
      const [whole, unsigned, wide, double, list] = columns as [
        ...[Int32Array, Uint32Array, Uint32Array, Float64Array, ListColumn],
      ];
      for (let row = 0; row < rows; row++) {
        const value = whole[row]!;
        sum += value;
        const [first, , count] = list.entries.subarray(4 * row, 4 * row + 3);
        const values = [...list.values.subarray(first, first! + count!)];
        expect([unsigned[row], wide[2 * row], wide[2 * row + 1], double[row], values]).toEqual([
          ...[value * 17, 7, value, value / 2],
          value % 2 === 0 ? [value] : [value, value + 1],
        ]);
      }
      seen += rows;
    });
    expect([seen, sum]).toEqual([9_000, (9_000 * 8_999) / 2]);
  });

  it('are refused where a query fails after its first rows', async () => {
    const path = join(folder, 'whole.parquet');
    await engine.run(`COPY (SELECT ((i * 7919) % 1000003)::INTEGER AS x, concat('peer-', hash(i) % 50003) AS p
      FROM range(${ROWS}) AS r(i)) TO '${path}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 30000)`);
    const whole = readFileSync(path);
    const damaged = join(folder, 'damaged.parquet');
    const sql = `SELECT x, length(p)::INTEGER FROM read_parquet('${damaged}')`;
    let failedLate = 0;
    for (let part = 1; part < 20; part++) {
      const bytes = Buffer.from(whole);
      const at = Math.floor((bytes.length * part) / 20);
      for (let byte = at; byte < at + 300; byte++) bytes[byte]! ^= 0x5a;
      writeFileSync(damaged, bytes);
      let rows = 0;
      const isRead = await succeeds(
        engine.columns([sql], (count) => {
          rows += count;
        }),
      );
      expect(isRead).toBe(
        await succeeds(engine.run(`SELECT bit_xor(hash(rows)) FROM (${sql}) AS rows`)),
      );
      expect(await succeeds(engine.stream(sql, () => undefined))).toBe(isRead);
      if (!isRead && rows > 0) failedLate++;
    }
    expect(failedLate).toBeGreaterThan(0);
  }, 60_000);

  it('of several calls at once do not disturb each other, nor other statements', async () => {
    const countOf = async (size: number) => {
      let seen = 0;
      await engine.columns([`SELECT i::INTEGER FROM range(${size}) AS r(i)`], (rows) => {
        seen += rows;
      });
      return seen;
    };
    const others = Array.from({ length: 20 }, () => engine.rows('SELECT 1 AS one'));
    expect(await Promise.all([countOf(100_000), countOf(200_000), ...others])).toEqual([
      ...[100_000, 200_000],
      ...others.map(() => [{ one: 1 }]),
    ]);
  });
});

function succeeds(promise: Promise<unknown>): Promise<boolean> {
  return promise.then(
    () => true,
    () => false,
  );
}
