import { tmpdir } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Engine, openEngine } from '../../src/flowlogs/engine/duckdb.ts';

const ROWS = 1_000_000;
/** Fails after most of its rows. */
const FAILING = `SELECT CASE WHEN i = ${ROWS - 10} THEN CAST('x' || i AS INTEGER) ELSE CAST(i AS INTEGER) END AS i
  FROM range(${ROWS}) AS r(i)`;
const WHOLE = `SELECT CAST(i AS INTEGER) AS i FROM range(${ROWS}) AS r(i)`;

describe('the rows of a query, chunk by chunk', () => {
  let engine: Engine;
  beforeEach(async () => {
    engine = await openEngine({ database: ':memory:', temporaryFolder: tmpdir() });
  });
  afterEach(() => engine.close());

  const readings: readonly [
    string,
    (sql: string, onRows: (rows: number) => void) => Promise<void>,
  ][] = [
    ['by column', (sql, onRows) => engine.columns([sql], (rows) => onRows(rows))],
    ['by chunk', (sql, onRows) => engine.stream(sql, ({ size }) => onRows(size))],
  ];

  it.each(readings)('are all there, and the next query is another (%s)', async (_, read) => {
    for (const sql of [WHOLE, WHOLE]) {
      let taken = 0;
      await read(sql, (rows) => {
        taken += rows;
      });
      expect(taken).toBe(ROWS);
    }
  });

  it.each(readings)('do not end as if they were all when it fails (%s)', async (_, read) => {
    let some = 0;
    const reading = read(FAILING, (rows) => {
      some += rows;
    });
    await expect(reading).rejects.toThrow(/Could not convert/);
    expect(some).toBeGreaterThan(0);
    expect(await engine.rows('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it.each(readings)(
    'do not end as if they were all when it is interrupted (%s)',
    async (_, read) => {
      const reading = read(WHOLE, () => engine.interrupt());
      await expect(reading).rejects.toThrow();
    },
  );

  it.each(readings)('leave the engine usable when who uses them fails (%s)', async (_, read) => {
    const reading = read(WHOLE, () => {
      throw new Error('no room');
    });
    await expect(reading).rejects.toThrow('no room');
    expect(await engine.rows('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});
