import { describe, expect, it } from '@jest/globals';
import {
  DAY_START,
  DEFAULT_HEADER,
  describeFlows,
  FLAGS_HEADER,
  lines,
  logText,
  record,
  rollUpFiles,
} from './support/logs.ts';

/** What log files look like outside of documentation. */

const RECORDS = [record({ source: '198.51.100.7' }), record({ source: '198.51.100.8' })];
const [FIRST = '', SECOND = ''] = lines(RECORDS);
const EXPECTED = [
  'ingress 198.51.100.7 6/443 ACCEPT inferred ×1',
  'ingress 198.51.100.8 6/443 ACCEPT inferred ×1',
];

async function read(content: string, name = 'a.log') {
  const { flows, coverage, summary } = await rollUpFiles({ [name]: content });
  expect(summary.damaged).toEqual([]);
  return { flows: describeFlows(flows), coverage, records: summary.records, rows: flows };
}

const swap = (line: string, field: string, value: string, header = DEFAULT_HEADER) => {
  const values = line.split(' ');
  values[header.split(' ').indexOf(field)] = value;
  return values.join(' ');
};

describe('joined files', () => {
  it('have headers inside, after an empty line, with blanks around, and at the very end', async () => {
    const parts = [DEFAULT_HEADER, FIRST, '', `  ${DEFAULT_HEADER} `, SECOND, '', DEFAULT_HEADER];
    for (const end of ['\n', '\r\n']) {
      const { flows, records } = await read(parts.join(end));
      expect(flows).toEqual(EXPECTED);
      expect(records).toMatchObject({ read: 2, accepted: 2, refused: 0 });
    }
  });

  it('begin with a record and have a header further down', async () => {
    const { flows } = await read([FIRST, DEFAULT_HEADER, SECOND].join('\n'));
    expect(flows).toEqual(EXPECTED);
  });

  it('change their format with each header, and what follows one that lacks a field is refused', async () => {
    const other = FLAGS_HEADER.split(' ').reverse().join(' ');
    const lacking = DEFAULT_HEADER.replace(' action', '');
    const { flows, records } = await read(
      [
        logText([RECORDS[0]!]).trim(),
        logText([RECORDS[1]!], other).trim(),
        lacking,
        swap(FIRST, 'action', '').replace('  ', ' '),
        DEFAULT_HEADER,
      ].join('\n'),
    );
    expect(flows).toEqual(EXPECTED);
    expect(records).toMatchObject({ read: 3, accepted: 2, refused: 1 });
  });
});

describe('headers', () => {
  it.each(DEFAULT_HEADER.split(' '))('may begin with %s', async (field) => {
    const rest = DEFAULT_HEADER.split(' ').filter((name) => name !== field);
    const { flows } = await read(logText(RECORDS, [field, ...rest].join(' ')));
    expect(flows).toEqual(EXPECTED);
  });

  it('may begin with a field that is not documented yet', async () => {
    expect((await read(logText(RECORDS, `some-new-field-2 ${DEFAULT_HEADER}`))).flows).toEqual(
      EXPECTED,
    );
  });

  it('of version 11 are read, tags in any spelling', async () => {
    const header = `instance-tag ${DEFAULT_HEADER} next-hop-interface-type encryption-status`;
    const rows = lines(RECORDS, header).map((line) => line.replace(/^-/, 'my%2Dapp%20%E5%BA%97'));
    expect((await read([header, ...rows].join('\n'))).flows).toEqual(EXPECTED);
  });
});

describe('records', () => {
  it('of interfaces with 8 digits, of unknown accounts, of services', async () => {
    const old = swap(swap(FIRST, 'interface-id', 'eni-1235b8ca'), 'account-id', 'unknown');
    const { coverage, rows } = await read(
      [old, swap(SECOND, 'interface-id', 'eni-1235b8ca')].join('\n'),
    );
    expect(coverage.map((row) => row.interface)).toEqual(['eni-1235b8ca']);
    expect(rows.every((row) => row.interface === 'eni-1235b8ca')).toBe(true);
  });

  it('of a regional NAT gateway name no interface: they are kept, and told of no interface', async () => {
    const header = `${DEFAULT_HEADER} resource-id`;
    const rows = lines(RECORDS, header).map((line) =>
      swap(swap(line, 'interface-id', '-', header), 'resource-id', 'nat-0a1b2c3d', header),
    );
    const { coverage, records } = await read([header, ...rows].join('\n'));
    expect(records).toMatchObject({ read: 2, accepted: 2 });
    expect(coverage.map((row) => row.interface)).toEqual(['-']);
  });

  it('of a VPC whose public access is blocked have no bytes', async () => {
    const blocked = swap(swap(FIRST, 'bytes', '-'), 'action', 'REJECT');
    const { records, rows } = await read([DEFAULT_HEADER, blocked].join('\n'));
    expect(records).toMatchObject({ read: 1, rejected: 1, refused: 0 });
    expect(rows.every((row) => row.bytes === 0)).toBe(true);
  });

  it('of one file may span years', async () => {
    const years = [2015, 2019, 2026].map((year) => {
      const start = String(Date.UTC(year, 5, 1, 12) / 1000);
      const end = String(Date.UTC(year, 5, 1, 12, 1) / 1000);
      return swap(swap(FIRST, 'start', start), 'end', end);
    });
    const { coverage } = await read(years.join('\n'));
    expect(coverage.map((row) => row.day)).toEqual(['2015-06-01', '2019-06-01', '2026-06-01']);
  });

  it('belong to the day in which they start, whatever their folder says', async () => {
    const late = record({ start: DAY_START + 86_400 - 30, end: DAY_START + 86_400 + 25 });
    const { coverage } = await read(logText([late]), 'year=2026/month=11/day=04/hour=00/a.log.gz');
    expect(coverage.map((row) => row.day)).toEqual(['2026-11-03']);
  });

  it('with NODATA and SKIPDATA are such whatever else they carry, words for numbers too', async () => {
    const odd = swap(swap(FIRST, 'log-status', 'SKIPDATA'), 'srcaddr', 'localhost');
    const none = swap(swap(FIRST, 'log-status', 'NODATA'), 'action', '-');
    const { flows, records } = await read([DEFAULT_HEADER, odd, none].join('\n'));
    expect(flows).toEqual([]);
    expect(records).toMatchObject({ read: 2, noData: 1, skipData: 1, refused: 0 });
  });
});

describe('several accounts and regions in one run', () => {
  it('are kept apart by interface and account', async () => {
    const of = (account: string, id: string) =>
      RECORDS.map((each) =>
        swap(swap(lines([each])[0] ?? '', 'account-id', account), 'interface-id', id),
      );
    const files = {
      'AWSLogs/111111111111/vpcflowlogs/eu-west-1/2026/11/03/a.log.gz': of(
        '111111111111',
        'eni-0a',
      ),
      'AWSLogs/aws-account-id=222222222222/aws-service=vpcflowlogs/aws-region=us-east-1/year=2026/month=11/day=03/b.log':
        of('222222222222', 'eni-0b'),
    };
    const { flows } = await rollUpFiles(
      Object.fromEntries(
        Object.entries(files).map(([name, rows]) => [name, [DEFAULT_HEADER, ...rows].join('\n')]),
      ),
    );
    expect([...new Set(flows.map((row) => `${row.account} ${row.interface}`))].sort()).toEqual([
      '111111111111 eni-0a',
      '222222222222 eni-0b',
    ]);
  });
});

describe('formats that lack what is needed', () => {
  it.each([
    ['the transit-gateway example of the user guide: times', /lacks start/, 'start'],
    ['the action', /lacks action$/, 'action'],
    ['ports', /lacks srcport, dstport$/, 'srcport', 'dstport'],
    ['the interface and the times', /lacks interface-id, start$/, 'interface-id', 'start', 'end'],
    ['addresses', /lacks srcaddr or pkt-srcaddr, dstaddr or pkt-dstaddr/, 'srcaddr', 'dstaddr'],
  ])('name it: %s', async (_, problem, ...fields) => {
    const header = DEFAULT_HEADER.split(' ')
      .filter((name) => !fields.includes(name))
      .join(' ');
    const { summary, flows } = await rollUpFiles({ 'a.log': logText(RECORDS, header) });
    expect(flows).toEqual([]);
    expect(summary.damaged[0]?.problem).toMatch(problem);
  });
});

describe('exports that lead their lines', () => {
  it.each([
    ['CloudWatch Logs to S3', '2026-11-03T00:10:00.000Z '],
    ['aws logs tail, detailed', '2026-11-03T00:10:00.000000+00:00 eni-0aaaaaaaaaaaaaaaa-all '],
    ['aws logs tail, short', '2026-11-03T00:10:00 '],
  ])('%s', async (_, lead) => {
    expect((await read([FIRST, SECOND].map((line) => lead + line).join('\n'))).flows).toEqual(
      EXPECTED,
    );
  });
});
