import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fixAddresses } from '../../src/flowlogs/addresses.ts';
import { takeCensus } from '../../src/flowlogs/days.ts';
import { type Engine, openEngine, quoteName, quoteText } from '../../src/flowlogs/engine/duckdb.ts';
import { FIELD_BY_NAME } from '../../src/flowlogs/fields.ts';
import { CONNECTIONS_TABLE, tableConnectionsQuery } from '../../src/flowlogs/query/connections.ts';
import { DUCKDB } from '../../src/flowlogs/query/dialect.ts';
import type { DayColumns } from '../../src/flowlogs/reduce/day-connections.ts';
import { ParquetReader } from '../../src/flowlogs/reduce/parquet-reader.ts';
import { daysOfTable } from '../../src/flowlogs/reduce/table-days.ts';
import { connectionsOf } from './support/day-rows.ts';
import { withFiles } from './support/logs.ts';

const START = 1_762_128_000;

type Value = string | number | null;
const oneOf = (...values: readonly Value[]) => fc.constantFrom(...values);
const mostly = (usual: fc.Arbitrary<Value>, ...others: readonly Value[]) =>
  fc.oneof({ weight: 30, arbitrary: usual }, { weight: 1, arbitrary: oneOf(null, ...others) });
const whole = (min: number, max: number) => fc.integer({ min, max });

/** Of every length at which a text is kept otherwise in memory, and of letters that take several bytes. */
const ODD_TEXTS = ['', '-', 'x', 'x'.repeat(12), 'x'.repeat(13), 'x'.repeat(16), 'x'.repeat(17)];
/** Some differ only where the pieces do not show it that a text is read in. */
const LONG_TEXTS = [
  ...['x'.repeat(28), 'x'.repeat(29), `${'x'.repeat(28)}y`, 'x'.repeat(60)],
  ...['\u00e9\u00e9\u00e8\u00e9xxxxxxxxx', '\u00e9\u00e9\u00e0\u00e9xxxxxxxxx', '\u{1f600}6789'],
];
const address = mostly(
  oneOf(
    ...['1.2.3.4', '10.0.0.1', '203.0.113.9', '203.0.113.199', '255.255.255.255'],
    ...['2001:db8::1', '2001:DB8:0::2', '2001:db8:1111:2222:3333:4444:5555:6666'],
  ),
  ...[
    '10.0.0.256',
    '010.0.0.1',
    '10.0.0',
    '1.2.3.4.5',
    '1.2.3.4x',
    '\u00e9.2.3.4',
    '::ffff:10.0.0.77',
  ],
  ...ODD_TEXTS,
);
const port = mostly(oneOf(22, 443, 50_000, 65_535, 0), -1, 65_536);
const count = (usual: fc.Arbitrary<number>) => mostly(usual, -1, -(2 ** 40), 2 ** 31, 2 ** 52);

const FIELDS: Readonly<Record<string, fc.Arbitrary<Value>>> = {
  'account-id': oneOf('123456789012', '-', null),
  'interface-id': mostly(
    oneOf('eni-0123456789abcdef0', 'eni-0123456789abcdef1', 'eni-0123456', 'eni-00000000'),
    ...ODD_TEXTS,
    ...LONG_TEXTS,
  ),
  srcaddr: address,
  dstaddr: address,
  'pkt-srcaddr': fc.oneof(address, oneOf(null)),
  'pkt-dstaddr': fc.oneof(address, oneOf(null)),
  srcport: port,
  dstport: port,
  protocol: mostly(oneOf(6, 6, 17, 1, 58), -1, 256),
  packets: count(whole(0, 9)),
  bytes: count(whole(40, 90_000)),
  start: mostly(whole(START, START + 200_000), -1, 5, 4_102_444_801, 2 ** 40),
  end: mostly(whole(START + 200_000, START + 200_060), -1, 5, 2 ** 40),
  action: mostly(oneOf('ACCEPT', 'ACCEPT', 'REJECT'), '-', '', 'accept', 'ACCEPTED-BY-NOBODY'),
  'log-status': mostly(oneOf('OK'), 'NODATA', 'SKIPDATA', '-', 'ODD'),
  'tcp-flags': mostly(oneOf(0, 2, 3, 18, 19, 4, 16), -1, 256),
  'flow-direction': oneOf('ingress', 'egress', '-', null, 'sideways'),
  'vpc-id': oneOf('vpc-0123456789abcdef0', '-', null),
};
const NAMES = Object.keys(FIELDS);
const LAYOUTS = [
  NAMES.filter((name) => !/^pkt|flags|direction|vpc/.test(name)),
  NAMES,
  NAMES.filter((name) => !/^(srcaddr|dstaddr|end|log-status|bytes|packets|account-id)$/.test(name)),
];
const WIDE = new Set(['start', 'end', 'bytes', 'packets']);
const isNumber = (field: string) => FIELD_BY_NAME.get(field)?.type === 'integer';
const typeOf = (field: string) =>
  isNumber(field) ? (WIDE.has(field) ? 'BIGINT' : 'INTEGER') : 'VARCHAR';
const columnOf = (field: string) => field.replaceAll('-', '_');

const log = oneOf(0, 1, 2).chain((index) => {
  const fields = LAYOUTS[Number(index)]!;
  const record = fc.tuple(...fields.map((field) => FIELDS[field]!));
  return fc.record({ fields: fc.constant(fields), rows: fc.array(record, { maxLength: 60 }) });
});

/** Each record as often as wanted, so that a file has several row groups and texts in dictionaries. */
async function write(
  engine: Engine,
  path: string,
  fields: readonly string[],
  rows: readonly (readonly Value[])[],
  times = 1,
): Promise<void> {
  const columns = fields.map((field) => `${quoteName(columnOf(field))} ${typeOf(field)}`);
  await engine.run(`CREATE OR REPLACE TABLE records (${columns.join(', ')})`);
  await engine.insert('records', rows);
  await engine.run(`COPY (SELECT records.* FROM records, range(${times})) TO ${quoteText(path)}
    (FORMAT parquet, ROW_GROUP_SIZE 2048)`);
}

interface Came {
  readonly connections: ReturnType<typeof connectionsOf>;
  readonly interfaces: unknown;
  readonly counts: readonly number[];
}

function described(days: readonly DayColumns[], counts: readonly number[]): Came {
  const interfaces = days.flatMap(({ day, interfaces }) =>
    interfaces.map((each) => ({ day, ...each })),
  );
  const byName = (each: { day: number; id: string }) => `${each.day} ${each.id}`;
  return {
    connections: connectionsOf(days),
    interfaces: interfaces.sort((a, b) => (byName(a) < byName(b) ? -1 : 1)),
    counts,
  };
}

async function readBy(reader: ParquetReader, path: string): Promise<Came> {
  const { size } = await stat(path);
  const reading = await reader.read(
    {
      ...{
        path,
        size,
        contentSize: size,
        modified: 0,
        hash: '',
        encoding: 'parquet',
        layout: null,
      },
    },
    () => undefined,
  );
  if (!reading.ok) throw new Error(reading.problem);
  const counts = [...reading.sink.counts];
  return described(
    reader.flush().map((table) => table.columns()),
    counts,
  );
}

/** The way of tables: the engine reduces the records in SQL. */
async function reduceBySql(engine: Engine, path: string, fields: readonly string[]): Promise<Came> {
  await engine.run('DROP TABLE IF EXISTS connections');
  await engine.run(CONNECTIONS_TABLE);
  const query = tableConnectionsQuery(
    {
      relation: `read_parquet(${quoteText(path)})`,
      column(field) {
        if (!fields.includes(field)) return null;
        const column = quoteName(columnOf(field));
        return isNumber(field) ? `CAST(${column} AS BIGINT)` : `nullif(nullif(${column}, '-'), '')`;
      },
    },
    ['action'],
    DUCKDB,
  );
  await engine.run(`INSERT INTO connections
    SELECT 1 AS batch, * EXCLUDE (refused_day, present_any, present_all) FROM (${query})`);
  await fixAddresses(engine);
  const census = await takeCensus(engine);
  const days: DayColumns[] = [];
  for (const source of daysOfTable(engine, census, () => true)) days.push(await source.load());
  const counts = [0, 0, 0, 0, 0];
  for (const { kind, records } of census) counts[kind]! += records;
  return described(days, counts);
}

async function withEngine(
  use: (engine: Engine, reader: ParquetReader, folder: string) => Promise<void>,
) {
  await withFiles({}, async (folder) => {
    const engine = await openEngine({ database: ':memory:', temporaryFolder: folder });
    const reader = new ParquetReader();
    try {
      await use(engine, reader, folder);
    } finally {
      engine.close();
      await reader.close();
    }
  });
}

describe('the records of parquet files', () => {
  it(
    'come to what SQL over the same files comes to',
    () =>
      withEngine((engine, reader, folder) =>
        fc.assert(
          fc.asyncProperty(log, async ({ fields, rows }) => {
            const path = join(folder, 'a.parquet');
            await write(engine, path, fields, rows);
            expect(await readBy(reader, path)).toEqual(await reduceBySql(engine, path, fields));
          }),
          { numRuns: 80 },
        ),
      ),
    60_000,
  );

  it('tell all interfaces apart, however long their names are', () =>
    withEngine(async (engine, reader, folder) => {
      const path = join(folder, 'a.parquet');
      const fields = LAYOUTS[0]!;
      const usual: Readonly<Record<string, Value>> = {
        ...{ 'account-id': '123456789012', srcaddr: '10.0.0.1', dstaddr: '10.0.0.2' },
        ...{ srcport: 50_000, dstport: 443, protocol: 6, packets: 1, bytes: 40 },
        ...{ start: START, end: START + 60, action: 'ACCEPT', 'log-status': 'OK' },
      };
      const names = [...ODD_TEXTS, ...LONG_TEXTS];
      const rows = [...names, ...names].map((name) =>
        fields.map((field) => (field === 'interface-id' ? name : usual[field]!)),
      );
      await write(engine, path, fields, rows);
      const came = await readBy(reader, path);
      expect(came).toEqual(await reduceBySql(engine, path, fields));
      // An empty name and a dash are the same: none.
      expect(Object.keys(came.connections)).toHaveLength(names.length - 1);
    }));

  it(
    'in several row groups, too, whose texts stand in dictionaries',
    () =>
      withEngine((engine, reader, folder) =>
        fc.assert(
          fc.asyncProperty(log, async ({ fields, rows }) => {
            const path = join(folder, 'a.parquet');
            await write(engine, path, fields, rows, 300);
            expect(await readBy(reader, path)).toEqual(await reduceBySql(engine, path, fields));
          }),
          { numRuns: 15 },
        ),
      ),
    60_000,
  );
});
