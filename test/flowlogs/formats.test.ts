import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { FLOW_LOG_FIELDS } from '../../src/flowlogs/fields.ts';
import {
  DAY_START,
  DEFAULT_HEADER,
  describeFlows,
  lines,
  logText,
  record,
  rollUp,
  rollUpFiles,
  WEB,
  withFiles,
} from './support/logs.ts';

const RECORDS = [
  record({ source: '198.51.100.7' }),
  record({ source: '198.51.100.8', sourcePort: 40_001 }),
  record({ source: '10.0.1.10', target: '203.0.113.1', sourcePort: 40_000 }),
];
const EXPECTED = [
  'egress 203.0.113.1 6/443 ACCEPT inferred ×1',
  'ingress 198.51.100.7 6/443 ACCEPT inferred ×1',
  'ingress 198.51.100.8 6/443 ACCEPT inferred ×1',
];
const WHOLE = { read: 3, accepted: 3, rejected: 0, noData: 0, skipData: 0, refused: 0 };

async function expectSame(files: Record<string, string | Buffer>, logFormat: string | null = null) {
  const { flows, summary } = await rollUpFiles(files, { logFormat });
  expect(describeFlows(flows)).toEqual(EXPECTED);
  expect(summary.records).toEqual(WHOLE);
  expect(summary.damaged).toEqual([]);
}

describe('the fields', () => {
  it('are each listed once', () => {
    const names = FLOW_LOG_FIELDS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('text logs', () => {
  const text = logText(RECORDS);

  it('plain and gzip, whatever the name says', async () => {
    await expectSame({ 'a.log': text });
    await expectSame({ 'a.log.gz': text });
    await expectSame({ 'without-ending': gzipSync(text) });
  });

  it('gzip of several members', async () => {
    const half = text.length >> 1;
    const members = [text.slice(0, half), text.slice(half)].map((part) => gzipSync(part));
    await expectSame({ 'a.log.gz': Buffer.concat(members) });
  });

  it('with a header in any order, different from file to file', async () => {
    const reversed = DEFAULT_HEADER.split(' ').reverse().join(' ');
    await expectSame({
      'a.log': logText(RECORDS.slice(0, 1)),
      'b.log': logText(RECORDS.slice(1), reversed),
    });
  });

  it('with fields that are not documented yet', async () => {
    await expectSame({
      'a.log': logText(RECORDS, `next-new-field ${DEFAULT_HEADER} vpc-id other`),
    });
  });

  it('with zeros before numbers', async () => {
    await expectSame({ 'a.log': text.replaceAll(' 443 ', ' 0443 ') });
  });

  it('with CRLF, double spaces, empty lines, a byte-order mark and no final newline', async () => {
    await expectSame({ 'a.log': text.replaceAll('\n', '\r\n') });
    await expectSame({ 'a.log': text.replaceAll(' ', '  ') });
    await expectSame({ 'a.log': text.replaceAll('\n', ' \n\n') });
    await expectSame({ 'a.log': `\ufeff${text}` });
    await expectSame({ 'a.log': text.trimEnd() });
    await expectSame({ 'a.log': `\n\n${text}` });
  });

  it('joined, with headers inside, the same and others', async () => {
    const reversed = DEFAULT_HEADER.split(' ').reverse().join(' ');
    const [first = '', second = '', third = ''] = RECORDS.map((each) => logText([each]));
    await expectSame({ 'a.log': first + second + third });
    await expectSame({ 'a.log': `${first}\n${logText(RECORDS.slice(1), reversed)}` });
  });

  it('without a header in the default format', async () => {
    await expectSame({ 'a.log': lines(RECORDS).join('\n') });
  });

  it('without a header in a format that is named', async () => {
    const header =
      'start end interface-id action srcaddr srcport dstaddr dstport protocol bytes packets';
    const format = header
      .split(' ')
      .map((field) => `\${${field}}`)
      .join(' ');
    await expectSame({ 'a.log': lines(RECORDS, header).join('\n') }, format);
  });

  it('exported from CloudWatch Logs, each line led by a time', async () => {
    const exported = lines(RECORDS).map((line) => `2026-11-03T00:10:00.000Z ${line}`);
    await expectSame({ 'a.log.gz': exported.join('\n') });
  });

  it('with a header and no record hold no traffic, and are no damage', async () => {
    const { flows, coverage, summary } = await rollUpFiles({ 'a.log': `${DEFAULT_HEADER}\n` });
    expect([flows, coverage, summary.days, summary.damaged]).toEqual([[], [], [], []]);
    expect(summary.records.read).toBe(0);
  });

  it('without a header in a format that is not named are not guessed at', async () => {
    const header =
      'start end interface-id action srcaddr srcport dstaddr dstport protocol bytes packets';
    const { summary } = await rollUpFiles({ 'a.log': lines(RECORDS, header).join('\n') });
    expect(summary.damaged[0]?.problem).toMatch(/--log-format/);
  });

  it('in folders of any depth, by glob, and with names full of signs', async () => {
    const name = "o'brien [1]*?{x}; DROP TABLE flows --.log";
    await withFiles(
      { [`AWSLogs/year=2026/month=11/day=03/${name}`]: text, 'README.md': '# logs' },
      async (folder) => {
        for (const input of [folder, `${folder}/**/*.log`]) {
          const { flows, summary } = await rollUp(input);
          expect(describeFlows(flows)).toEqual(EXPECTED);
          expect(summary.records).toEqual(WHOLE);
        }
      },
    );
  });

  it('with the classic pipeline’s fields only, naming what is missing', async () => {
    const header =
      'interface-id srcport dstport protocol bytes packets start end action subnet-id vpc-id instance-id pkt-dstaddr pkt-srcaddr';
    const { flows, summary } = await rollUpFiles(
      { 'a.log': logText(RECORDS, header) },
      { inventoryAddresses: new Map([[WEB, ['10.0.1.10']]]) },
    );
    expect(describeFlows(flows)).toEqual(EXPECTED);
    expect(summary.missingFields).toEqual(
      expect.arrayContaining(['tcp-flags', 'flow-direction', 'log-status', 'srcaddr', 'dstaddr']),
    );
  });

  it('with NODATA and SKIPDATA records that carry addresses: the status decides first', async () => {
    const [line = ''] = lines(RECORDS);
    const { summary, flows, coverage } = await rollUpFiles({
      'a.log': [DEFAULT_HEADER, line.replace('OK', 'NODATA'), line.replace('OK', 'SKIPDATA')].join(
        '\n',
      ),
    });
    expect(flows).toEqual([]);
    expect(summary.records).toMatchObject({ read: 2, noData: 1, skipData: 1 });
    expect(coverage).toHaveLength(1);
    expect(coverage[0]).toMatchObject({ no_data: 1, skip_data: 1, accepted: 0, hours: 1 });
  });

  it('with an interface that is not named: the traffic is not lost', async () => {
    const { flows } = await rollUpFiles({ 'a.log': logText([record({ interface: '-' })]) });
    expect(flows.every((row) => row.interface === '-')).toBe(true);
    expect(flows.length).toBeGreaterThan(0);
  });

  it('with IPv6 in any spelling: one text for one address', async () => {
    const own = '2001:db8::a';
    const of = (source: string, changes = {}) => record({ source, target: own, ...changes });
    const { flows } = await rollUpFiles(
      {
        'a.log': logText([
          of('2001:DB8:0:0::1'),
          of('2001:db8::1', { start: DAY_START + 1000, end: DAY_START + 1001 }),
          of('2001:db8::2'),
          record({
            source: '2001:db8:0::a',
            target: '2001:db8:0:0:0:0:0:1',
            sourcePort: 443,
            targetPort: 50_123,
          }),
        ]),
      },
      { inventoryAddresses: new Map([[WEB, [own]]]) },
    );
    expect(describeFlows(flows)).toEqual([
      'ingress 2001:db8::1 6/443 ACCEPT inferred ×3',
      'ingress 2001:db8::2 6/443 ACCEPT inferred ×1',
    ]);
  });
});
