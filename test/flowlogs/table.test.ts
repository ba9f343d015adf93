import { describe, expect, it } from '@jest/globals';
import { fieldOfColumn, fieldsOfTable } from '../../src/flowlogs/table/columns.ts';
import { rangesOf } from '../../src/flowlogs/table/day-range.ts';
import {
  type DayColumn,
  type DayPartition,
  findDayPartition,
  partitionCondition,
} from '../../src/flowlogs/table/partitions.ts';
import { daysQuery } from '../../src/flowlogs/table/query.ts';

const NEEDED = [
  'interface_id',
  'srcaddr',
  'dstaddr',
  'srcport',
  'dstport',
  'protocol',
  'start',
  'action',
];
const columns = (names: readonly string[], type = 'string') =>
  names.map((name) => ({ name, type }));
const NOVEMBER = { first: '2026-11-30', last: '2026-12-01' };

describe('columns of a table', () => {
  it('are known by the names of the newer and the older guide', () => {
    const names = [
      'interface_id',
      'interfaceid',
      'SourceAddress',
      'numbytes',
      'starttime',
      'tcp_flags',
    ];
    expect(names.map(fieldOfColumn)).toEqual([
      ...['interface-id', 'interface-id', 'srcaddr', 'bytes', 'start', 'tcp-flags'],
    ]);
    expect(fieldOfColumn('day')).toBeNull();
  });

  it('that are missing are named as in a log format', () => {
    expect(() => fieldsOfTable('x.y', columns(['version', 'srcaddr']))).toThrow(
      /x\.y cannot be used: no column for interface-id, srcport, dstport.*It has version, srcaddr/,
    );
  });

  it.each([
    ['srcport', 'array<int>'],
    ['dstport', 'timestamp'],
    ['start', 'boolean'],
    ['action', 'struct<a:string>'],
    ['srcaddr', 'bigint'],
    ['interface_id', 'binary'],
  ])('of a type that cannot hold the field are named: %s %s', (name, type) => {
    const with_ = columns(NEEDED).map((each) => (each.name === name ? { name, type } : each));
    expect(() => fieldsOfTable('x.y', with_)).toThrow(
      `x.y cannot be used: ${name} (${type}) cannot hold what a flow log has there`,
    );
  });

  it.each([
    ['srcport', 'string'],
    ['dstport', 'double'],
    ['start', 'timestamp(3) with time zone'],
    ['protocol', 'decimal(10,0)'],
    ['srcaddr', 'varchar(45)'],
    ['dstaddr', 'ipaddress'],
  ])('of a type that can are taken: %s %s', (name, type) => {
    const with_ = columns(NEEDED).map((each) => (each.name === name ? { name, type } : each));
    expect(fieldsOfTable('x.y', with_).size).toBe(NEEDED.length);
  });

  it('of a transit gateway are refused with the reason', () => {
    expect(() => fieldsOfTable('x.y', columns(['tgw_id', 'start']))).toThrow(/transit gateway/);
  });
});

describe('partitions', () => {
  const find = (
    names: Record<string, string>,
    format: string | null = null,
    settings: DayColumn = {},
  ) =>
    findDayPartition(
      'x.y',
      Object.entries(names).map(([name, type]) => ({ name, type, isPartition: true })),
      settings,
      async () => (format === null ? [] : [format]),
    );

  it.each<[Record<string, string>, string | null, string]>([
    [{ region: 'string', day: 'string' }, 'yyyy/MM/dd', `"day" IN ('2026/11/30', '2026/12/01')`],
    [{ dt: 'varchar' }, '2026-11-05', `"dt" IN ('2026-11-30', '2026-12-01')`],
    [{ day: 'string' }, 'yyyy/MM/dd/HH', `"day" BETWEEN '2026/11/30/00' AND '2026/12/01/23'`],
    [{ date: 'date' }, null, `"date" BETWEEN DATE '2026-11-30' AND DATE '2026-12-01'`],
    [
      { year: 'int', month: 'int', day: 'int' },
      null,
      `(("year" IN (2026) AND "month" IN (11) AND "day" IN (30)) OR ("year" IN (2026) AND "month" IN (12) AND "day" IN (1)))`,
    ],
    [
      { year: 'string', month: 'string', day: 'string' },
      null,
      `(("year" IN ('2026') AND "month" IN ('11') AND "day" IN ('30')) OR ("year" IN ('2026') AND "month" IN ('12') AND "day" IN ('01', '1')))`,
    ],
  ])('of %j choose days', async (names, format, condition) => {
    expect(partitionCondition(await find(names, format), NOVEMBER)).toBe(condition);
  });

  it('that tell no day choose nothing, and days in an unknown form are refused', async () => {
    expect(partitionCondition(await find({ region: 'string' }), NOVEMBER)).toBeNull();
    expect(partitionCondition(await find({ day: 'string' }), NOVEMBER)).toBeNull();
    await expect(find({ day: 'string' }, 'dd.MM.yyyy')).rejects.toMatchObject({
      code: 'table-partitions',
    });
  });

  it('that write days in more than one way are refused: some would be passed over', async () => {
    const find = (...written: string[]) =>
      findDayPartition(
        'x.y',
        [{ name: 'day', type: 'string', isPartition: true }],
        {},
        async () => written,
      );
    await expect(find('2026/11/05', '2026-11-06')).rejects.toThrow(
      /day writes days in more than one way, "2026\/11\/05" and "2026-11-06"/,
    );
    expect(await find('2026/11/05', '__HIVE_DEFAULT_PARTITION__', '2026/11/06')).toEqual({
      ...{ kind: 'text', column: 'day', format: 'yyyy/MM/dd' },
    });
  });

  it('are quoted where names and values are hostile', () => {
    const hostile = `d" = '' OR 1=1 --`;
    const partition: DayPartition = { kind: 'text', column: hostile, format: 'yyyy-MM-dd' };
    expect(partitionCondition(partition, NOVEMBER)).toBe(
      `"d"" = '' OR 1=1 --" IN ('2026-11-30', '2026-12-01')`,
    );
  });
});

describe('the query for days', () => {
  it('scans the partitions of the days and of the next, once, and takes records by their start', () => {
    const query = daysQuery(
      {
        relation: '"network"."logs"',
        fields: fieldsOfTable('x.y', columns(NEEDED)),
        partition: { kind: 'text', column: 'day', format: 'yyyy/MM/dd' },
      },
      { first: '2026-11-05', last: '2026-11-05' },
    );
    expect(query.match(/"network"\."logs"/g)).toHaveLength(1);
    expect(query.match(/\bFROM fields\b/g)).toHaveLength(1);
    expect(query.match(/\bFROM sorted\b/g)).toHaveLength(1);
    expect(query).toContain(`"day" IN ('2026/11/05', '2026/11/06')`);
    expect(query).toContain('>= 1793836800');
    expect(query).toContain('< 1793923200');
  });
});

describe('days', () => {
  it('in a row are ranges of so many at most', () => {
    const days = ['2026-11-03', '2026-11-01', '2026-11-02', '2026-11-05'];
    expect(rangesOf(days, 2)).toEqual([
      { first: '2026-11-01', last: '2026-11-02' },
      { first: '2026-11-03', last: '2026-11-03' },
      { first: '2026-11-05', last: '2026-11-05' },
    ]);
  });
});
