import { describe, expect, it } from '@jest/globals';
import { openEngine, quoteText } from '../../src/flowlogs/engine/duckdb.ts';
import { DAY_START, describeFlows, record, rollUp, withFiles, writeFiles } from './support/logs.ts';

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

/** Columns as AWS names and types them: https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html */
const AWS_COLUMNS: Readonly<Record<string, string>> = {
  version: '2::INTEGER',
  account_id: "'123456789012'",
  interface_id: 'interface',
  srcaddr: 'source',
  dstaddr: 'target',
  srcport: 'source_port::INTEGER',
  dstport: 'target_port::INTEGER',
  protocol: '6::INTEGER',
  packets: '10::BIGINT',
  bytes: '840::BIGINT',
  start: 'first::BIGINT',
  end: 'last::BIGINT',
  action: "'ACCEPT'",
  log_status: "'OK'",
  tcp_flags: 'NULL::INTEGER',
  traffic_path: '8::INTEGER',
};

/** The records as a parquet file, some columns written otherwise, or left out by null. */
async function rolledUp(
  changes: Readonly<Record<string, string | null>>,
  path = 'aws-region=eu-west-1/year=2026/month=11/day=03/hour=00/a.log.parquet',
  beside: Readonly<Record<string, string>> = {},
) {
  return withFiles(beside, async (folder) => {
    writeFiles(folder, { [`${path}.md`]: '' });
    const columns = Object.entries({ ...AWS_COLUMNS, ...changes })
      .filter(([, value]) => value !== null)
      .map(([name, value]) => `${value} AS "${name}"`);
    const rows = RECORDS.map(
      (each) =>
        `('${each.interface}', '${each.source}', '${each.target}', ${each.sourcePort}, ${each.targetPort}, ${each.start}, ${each.end})`,
    );
    const engine = await openEngine({ database: ':memory:', temporaryFolder: folder });
    await engine.run(`COPY (SELECT ${columns.join(', ')}
      FROM (VALUES ${rows.join(', ')}) AS r(interface, source, target, source_port, target_port, first, last))
      TO ${quoteText(`${folder}/${path}`)} (FORMAT parquet)`);
    engine.close();
    return rollUp(folder);
  });
}

describe('parquet logs', () => {
  it('tell whose a damaged file of the same flow log is', async () => {
    const object = (hour: string) =>
      `123456789012_vpcflowlogs_eu-west-1_fl-0123abcd_20261103T${hour}00Z_0a1b2c3d.log.parquet`;
    const { summary } = await rolledUp({ vpc_id: "'vpc-0a1b'" }, object('01'), {
      [object('02')]: 'PAR1 cut off',
    });
    expect(summary.damaged[0]?.source).toEqual({
      ...{ account: '123456789012', region: 'eu-west-1', flowLog: 'fl-0123abcd' },
      sibling: { interface: record().interface, vpc: 'vpc-0a1b' },
    });
  });

  it('as AWS writes them, in Hive folders, whose keys are no columns', async () => {
    const { flows, summary } = await rolledUp({});
    expect(describeFlows(flows)).toEqual(EXPECTED);
    expect(summary.records).toEqual(WHOLE);
    expect(flows[0]?.account).toBe('123456789012');
    expect(flows.map((row) => [row.bytes, row.packets])).toEqual([
      [840, 10],
      [840, 10],
      [840, 10],
    ]);
  });

  it('are known by their content, whatever the name says', async () => {
    for (const name of ['a.log.gz', 'a.json', 'part-00000']) {
      expect(describeFlows((await rolledUp({}, name)).flows)).toEqual(EXPECTED);
    }
  });

  const texts = { srcport: 'source_port::VARCHAR', dstport: 'target_port::VARCHAR' };
  const doubles = { srcport: 'source_port::DOUBLE', dstport: 'target_port::FLOAT' };
  it.each([
    ['texts for numbers', { ...texts, bytes: "'840'", start: 'first::VARCHAR', packets: "'10'" }],
    ['bytes for texts', { action: "'ACCEPT'::BLOB", srcaddr: 'source::BLOB' }],
    ['doubles for numbers', { ...doubles, bytes: '840::DOUBLE', start: 'first::DOUBLE' }],
    ['NaN for a value that is missing', { tcp_flags: "'NaN'::DOUBLE" }],
    ['decimals for numbers', { bytes: '840::DECIMAL(18,2)', protocol: '6::DECIMAL(4,0)' }],
    ['unsigned and narrow types', { bytes: '840::UBIGINT', protocol: '6::UTINYINT' }],
    ['timestamps for times', { start: 'to_timestamp(first)', end: 'to_timestamp(last)' }],
    ['a number for the account', { account_id: '123456789012::BIGINT' }],
    ['- and empty texts for none', { tcp_flags: "'-'", bytes: "'840'", traffic_path: "''" }],
    ['columns in capitals and of their own', { Extra: '[1, 2]', next_new_field: "'x'" }],
  ])('of other writers: %s', async (_, changes) => {
    const { flows, summary } = await rolledUp(changes);
    expect(describeFlows(flows)).toEqual(EXPECTED);
    expect(summary.records).toEqual(WHOLE);
    expect(flows[0]?.account).toBe('123456789012');
    expect(flows[0]?.bytes).toBe(840);
    expect(flows[0]?.first_seen).toBe(DAY_START + 600);
  });

  it('keep the zeros that lead an account number', async () => {
    const { flows } = await rolledUp({ account_id: '12345678901::DOUBLE' });
    expect(flows[0]?.account).toBe('012345678901');
  });

  it.each([
    ['a fraction for a port', { dstport: '443.6::DOUBLE' }],
    ['a fraction in a text', { dstport: "'443.0'" }],
    ['a word for a port', { dstport: "'https'" }],
    ['a fraction for bytes', { bytes: '840.5::DOUBLE' }],
    ['a word for bytes', { bytes: "'many'" }],
    ['bytes that a double cannot hold exactly', { bytes: '1e17::DOUBLE' }],
    ['an endless number', { packets: "'Infinity'::DOUBLE" }],
    ['a number of bytes that is too large', { bytes: '18446744073709551615::UBIGINT' }],
    ['a fraction for a protocol', { protocol: '6.5::DECIMAL(4,1)' }],
    ['a fraction for a time', { start: 'first + 0.5' }],
    ['a word for flags', { tcp_flags: "'SYN'" }],
    ['a yes for a port', { dstport: 'true' }],
  ])('have records refused, never rounded: %s', async (_, changes) => {
    const { flows, summary } = await rolledUp(changes);
    expect(flows).toEqual([]);
    expect(summary.records).toMatchObject({ read: 3, accepted: 0, refused: 3 });
  });

  it.each([
    ['a column that is no value', { srcport: '[source_port]' }, /srcport holds INTEGER\[\]/],
    ['a structure', { srcaddr: "{'ip': source}" }, /srcaddr holds STRUCT/],
    ['no action', { action: null }, /lacks action/],
    ['two columns missing', { action: null, start: null }, /lacks start, action/],
  ])('that cannot be used are named: %s', async (_, changes, problem) => {
    const { summary } = await rolledUp(changes);
    expect(summary.damaged[0]?.problem).toMatch(problem);
  });

  it('of a transit gateway are refused with the reason', async () => {
    const { summary } = await rolledUp({ action: null, interface_id: null, tgw_id: "'tgw-1'" });
    expect(summary.damaged[0]?.problem).toMatch(/transit-gateway/);
  });

  it('without log-status: an empty record is NODATA', async () => {
    const none = (type: string) => `NULL::${type}`;
    const { summary } = await rolledUp({
      ...{ log_status: null, srcaddr: null, dstaddr: null, bytes: null, packets: null },
      ...{ pkt_srcaddr: none('VARCHAR'), pkt_dstaddr: none('VARCHAR'), action: none('VARCHAR') },
      ...{ srcport: none('INTEGER'), dstport: none('INTEGER'), protocol: none('INTEGER') },
    });
    expect(summary.records).toMatchObject({ read: 3, noData: 3, refused: 0 });
  });
});
