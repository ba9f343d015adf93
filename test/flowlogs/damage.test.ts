import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import {
  DEFAULT_HEADER,
  describeFlows,
  lines,
  logText,
  record,
  rollUp,
  rollUpFiles,
  withFiles,
} from './support/logs.ts';

const GOOD = logText([record({ source: '198.51.100.7' }), record({ source: '198.51.100.8' })]);
const GOOD_FLOWS = [
  'ingress 198.51.100.7 6/443 ACCEPT inferred ×1',
  'ingress 198.51.100.8 6/443 ACCEPT inferred ×1',
];
const OTHER = logText([record({ source: '192.0.2.9' }), record({ source: '192.0.2.10' })]);

/** The good file's flows stand, and the other is named with its problem. */
async function expectLeftOut(name: string, content: string | Buffer, problem: RegExp) {
  const { flows, summary } = await rollUpFiles({ 'good.log': GOOD, [name]: content });
  expect(describeFlows(flows)).toEqual(GOOD_FLOWS);
  expect(summary.damaged).toHaveLength(1);
  expect(summary.damaged[0]?.file.endsWith(name)).toBe(true);
  expect(summary.damaged[0]?.problem).toMatch(problem);
  return summary.damaged[0];
}

describe('a damaged file is left out whole and named', () => {
  const zipped = gzipSync(OTHER);

  it('when gzip was cut off', () =>
    expectLeftOut('a.log.gz', zipped.subarray(0, -12), /cut off/).then((damaged) =>
      expect(damaged?.days).toBeNull(),
    ));

  it('when its check sum is wrong', () => {
    const wrong = Buffer.from(zipped);
    wrong[wrong.length - 6] = (wrong[wrong.length - 6] ?? 0) ^ 0xff;
    return expectLeftOut('a.log.gz', wrong, /damaged/);
  });

  it('when bits inside are flipped', () => {
    const wrong = Buffer.from(zipped);
    wrong[40] = (wrong[40] ?? 0) ^ 0x55;
    return expectLeftOut('a.log.gz', wrong, /gzip/);
  });

  it('when it is no gzip though it is called so', () =>
    expectLeftOut('a.log.gz', Buffer.from(OTHER), /not gzip/));

  it('when it is empty', () => expectLeftOut('a.log', '', /empty/));

  it('when a parquet file has no end', () =>
    expectLeftOut('a.parquet', Buffer.from(`PAR1${'x'.repeat(100)}`), /parquet/));

  it('when a parquet file is broken inside', () =>
    expectLeftOut('a.parquet', Buffer.from(`PAR1${'x'.repeat(100)}PAR1`), /parquet/));

  it('when it is no flow log at all', () =>
    expectLeftOut('notes.txt', 'buy milk\nand bread\n', /neither a header nor a record/));

  it.each(['interface-id', 'action', 'srcport', 'dstport', 'protocol', 'start'])(
    'when its header lacks %s',
    (field) => {
      const header = DEFAULT_HEADER.split(' ')
        .filter((each) => each !== field)
        .join(' ');
      return expectLeftOut('a.log', logText([record()], header), new RegExp(`lacks ${field}`));
    },
  );

  it('when its header lacks addresses', () => {
    const header = DEFAULT_HEADER.replace('srcaddr dstaddr ', '');
    return expectLeftOut('a.log', logText([record()], header), /srcaddr or pkt-srcaddr/);
  });

  it('when its header names a field twice', () =>
    expectLeftOut('a.log', logText([record()], `${DEFAULT_HEADER} action`), /action stands twice/));

  it('when it is a transit-gateway log', () =>
    expectLeftOut(
      'a.log',
      'version resource-type account-id tgw-id srcaddr dstaddr srcport dstport protocol start end log-status\n' +
        '6 TransitGateway 123456789012 tgw-0123 10.0.0.1 10.0.0.2 1 2 6 1762128000 1762128060 OK\n',
      /transit-gateway/,
    ));

  it('with the days that its path names', async () => {
    const damaged = await expectLeftOut('2026/11/03/a.log.gz', zipped.subarray(0, -12), /cut off/);
    expect(damaged?.days).toEqual(['2026-11-02', '2026-11-03']);
  });

  it('but not if the same object is there whole', async () => {
    const name = '123456789012_vpcflowlogs_eu-west-1_fl-0123abcd_20261103T0005Z_0a1b2c3d.log.gz';
    const { summary } = await rollUpFiles({
      [`whole/${name}`]: zipped,
      [`half/${name}`]: zipped.subarray(0, -12),
    });
    expect(summary.damaged).toEqual([]);
    expect(summary.records.read).toBe(2);
  });
});

describe('a damaged file tells whose records are missing', () => {
  const cutOff = gzipSync(OTHER).subarray(0, -12);
  const account = '123456789012';
  const region = 'eu-west-1';
  const source = { account, region, flowLog: null };
  const objectOf = (flowLog: string, hour = '00') =>
    `${account}_vpcflowlogs_${region}_${flowLog}_20261103T${hour}05Z_0a1b2c3d.log.gz`;

  it.each([
    ['AWSLogs/123456789012/vpcflowlogs/eu-west-1/2026/11/03/a.log.gz', source],
    [
      'AWSLogs/aws-account-id=123456789012/aws-service=vpcflowlogs/aws-region=eu-west-1/year=2026/a.log.gz',
      source,
    ],
    [objectOf('fl-0123abcd'), { ...source, flowLog: 'fl-0123abcd' }],
    [
      `AWSLogs/123456789012/vpcflowlogs/eu-west-1/${objectOf('fl-0123abcd')}`,
      { ...source, flowLog: 'fl-0123abcd' },
    ],
  ])('by its path: %s', async (path, expected) => {
    const damaged = await expectLeftOut(path, cutOff, /cut off/);
    expect(damaged?.source).toEqual(expected);
  });

  it.each([
    'a.log.gz',
    '123456789012/eu-west-1/a.log.gz',
    `AWSLogs/999999999999/vpcflowlogs/eu-west-1/${objectOf('fl-0123abcd')}`,
    `AWSLogs/123456789012/vpcflowlogs/eu-west-2/${objectOf('fl-0123abcd')}`,
    'AWSLogs/123456789012/vpcflowlogs/eu-west-1/aws-account-id=999999999999/aws-service=vpcflowlogs/aws-region=eu-west-1/a.log.gz',
  ])('but not where the path says nothing, or two things: %s', async (path) => {
    const damaged = await expectLeftOut(path, cutOff, /cut off/);
    expect(damaged?.source).toBeUndefined();
  });

  it.each([
    ['text', 'fl-0123abcd', DEFAULT_HEADER, null],
    ['text with the VPC', 'fl-0123abcd', `${DEFAULT_HEADER} vpc-id`, 'vpc-0123456789abcdef0'],
  ])(
    'by an interface that another file of its flow log names (%s)',
    async (_, log, header, vpc) => {
      const { summary } = await rollUpFiles({
        [objectOf(log)]: cutOff,
        [objectOf('fl-other')]: logText([record({ interface: 'eni-0bbbbbbbbbbbbbbbb' })]),
        [objectOf(log, '01')]: logText([record()], header),
      });
      expect(summary.damaged).toHaveLength(1);
      expect(summary.damaged[0]?.source?.sibling).toEqual({ interface: record().interface, vpc });
    },
  );

  it('by nothing more where only files of other flow logs are whole', async () => {
    const { summary } = await rollUpFiles({
      [objectOf('fl-0123abcd')]: cutOff,
      [objectOf('fl-0123abcd', '01')]: cutOff,
      [objectOf('fl-0456abcd')]: logText([record()]),
    });
    expect(summary.damaged.map((each) => each.source?.sibling)).toEqual([undefined, undefined]);
  });

  it("of no interface, if it is a transit gateway's own, and of anybody's if files were joined", async () => {
    const gateway =
      'version resource-type account-id tgw-id srcaddr dstaddr srcport dstport protocol start end log-status\n' +
      '6 TransitGateway 123456789012 tgw-0123 10.0.0.1 10.0.0.2 1 2 6 1762128000 1762128060 OK\n';
    const own = await expectLeftOut(objectOf('fl-0123abcd'), gateway, /transit-gateway/);
    expect(own?.days).toEqual([]);
    const joined = await expectLeftOut('all.log', `${gateway}${OTHER}`, /transit-gateway/);
    expect(joined?.days).toBeNull();
  });
});

describe('a line that is no record is refused and counted, never traffic, and not the end of the file', () => {
  const [line = ''] = lines([record({ source: '192.0.2.9' })]);
  const fields = line.split(' ');
  const change = (index: number, value: string) =>
    fields.map((each, at) => (at === index ? value : each)).join(' ');

  it.each([
    ['one field short', fields.slice(1).join(' ')],
    ['one field long', `${line} extra`],
    ['shifted', [...fields.slice(1), '-'].join(' ')],
    ['a word for a port', change(6, 'https')],
    ['a port out of range', change(6, '65536')],
    ['a negative port', change(6, '-1')],
    ['a fraction for a port', change(6, '443.6')],
    ['a power for a port', change(6, '4e2')],
    ['a port in hexadecimal', change(6, '0x1bb')],
    ['a port with a sign', change(6, '+443')],
    ['a fraction for a protocol', change(7, '6.0')],
    ['a power for a time', change(10, '1.8e9')],
    ['a fraction for bytes', change(9, '840.5')],
    ['no port', change(6, '-')],
    ['a word for an address', change(3, 'localhost')],
    ['a network for an address', change(3, '10.0.0.0/8')],
    ['no address', change(3, '-')],
    ['a protocol out of range', change(7, '256')],
    ['no time', change(10, '-')],
    ['a count for a time', change(10, '840')],
    ['an end before its start', change(11, '1700000000')],
    ['another action', change(12, 'DROP')],
    ['no action', change(12, '-')],
    ['another status', change(13, 'FINE')],
    ['letters beyond ASCII', change(3, 'ünï')],
    ['rubbish', 'lorem ipsum'],
  ])('%s', async (_, bad) => {
    const [header, first, second] = GOOD.split('\n');
    const { flows, summary } = await rollUpFiles({
      'a.log': [header, first, bad, second].join('\n'),
    });
    expect(describeFlows(flows)).toEqual(GOOD_FLOWS);
    expect(summary.records).toMatchObject({ read: 3, accepted: 2, refused: 1 });
    expect(summary.damaged).toEqual([]);
  });
});

describe('inputs', () => {
  it('without any log are an error that says what to give', async () => {
    await withFiles({ 'README.md': '#' }, async (folder) => {
      await expect(rollUp(folder)).rejects.toMatchObject({ code: 'no-flow-logs' });
      await expect(rollUp(`${folder}/*.log`)).rejects.toMatchObject({ code: 'no-flow-logs' });
    });
  });

  it('that do not exist are an error that names them', async () => {
    await expect(rollUp('/does/not/exist')).rejects.toMatchObject({
      code: 'unreadable-input',
      message: expect.stringContaining('/does/not/exist'),
    });
  });

  it('with a log format that is no format are an error', async () => {
    await withFiles({ 'a.log': GOOD }, async (folder) => {
      await expect(rollUp(folder, { logFormat: 'version start' })).rejects.toMatchObject({
        code: 'log-format',
      });
      await expect(rollUp(folder, { logFormat: '${version} ${start}' })).rejects.toMatchObject({
        message: expect.stringContaining('lacks interface-id'),
      });
    });
  });

  it('with rejected records only are said to be so', async () => {
    const { summary } = await rollUpFiles({ 'a.log': logText([record({ action: 'REJECT' })]) });
    expect(summary.rejectsOnly).toBe(true);
  });
});
