import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { describeFlows, rollUp, rollUpFiles } from './support/logs.ts';

const fixture = (name: string) => `test/fixtures/flow-logs/${name}.log`;

describe('the record examples of the VPC user guide', () => {
  it('in the default format', async () => {
    const { flows, coverage, summary } = await rollUp(fixture('aws-examples-default'), {
      inventoryAddresses: new Map([
        [
          'eni-1235b8ca123456789',
          [
            '172.31.16.21',
            '172.31.9.12',
            '172.31.16.139',
            '2001:db8:1234:a102:3304:8879:34cf:4071',
          ],
        ],
      ]),
    });
    expect(summary.records).toEqual({
      ...{ read: 7, accepted: 3, rejected: 2, noData: 1, skipData: 1, refused: 0 },
    });
    expect(describeFlows(flows)).toEqual([
      'egress 172.31.16.21 6/22 ACCEPT ambiguous 2/2 ×1',
      'egress 203.0.113.12 1/- ACCEPT ambiguous 1/2 ×1',
      'egress 203.0.113.12 1/- REJECT ambiguous 1/2 ×1',
      'ingress 172.31.16.139 6/22 ACCEPT ambiguous 1/2 ×1',
      'ingress 172.31.9.69 6/3389 REJECT inferred ×1',
      'ingress 2001:db8:1234:a100:8d6e:3477:df66:f105 6/22 ACCEPT inferred ×1',
      'ingress 203.0.113.12 1/- ACCEPT ambiguous 2/2 ×1',
      'ingress 203.0.113.12 1/- REJECT ambiguous 2/2 ×1',
    ]);
    expect(coverage.map((row) => [row.day, row.interface, row.no_data, row.skip_data])).toEqual([
      ['2014-12-14', 'eni-1235b8ca123456789', 0, 0],
      ['2015-05-10', 'eni-11111111aaaaaaaaa', 0, 1],
      ['2015-05-10', 'eni-1235b8ca123456789', 1, 0],
      ['2015-05-29', 'eni-1235b8ca123456789', 0, 0],
      ['2016-10-31', 'eni-1235b8ca123456789', 0, 0],
    ]);
  });

  it('with TCP flags: a long connection, one in its middle, a short one', async () => {
    const { flows } = await rollUp(fixture('aws-example-tcp-flags'), {
      inventoryAddresses: new Map([['eni-1235b8ca123456789', ['10.0.0.62']]]),
    });
    expect(describeFlows(flows)).toEqual([
      'ingress 52.213.180.42 6/5001 ACCEPT learned ×2',
      'ingress 52.213.180.42 6/5001 ACCEPT observed ×2',
      'ingress 52.213.180.42 6/5001 ACCEPT observed ×4',
    ]);
    expect(flows.every((row) => row.vpc === 'vpc-abcdefab012345678')).toBe(true);
  });

  it('through a NAT gateway: the packet’s own addresses are the peers', async () => {
    const { flows } = await rollUp(fixture('aws-example-nat-gateway'));
    const of = (id: string) => describeFlows(flows.filter((row) => row.interface === id));
    expect(of('eni-1235b8ca123456789')).toEqual([
      'egress 203.0.113.5 6/443 ACCEPT inferred ×2',
      'ingress 10.0.1.5 6/443 ACCEPT inferred ×2',
    ]);
    expect(of('eni-1111aaaa2222bbbb3')).toEqual([
      'egress 203.0.113.5 6/443 ACCEPT ambiguous 1/2 ×2',
      'ingress 10.0.1.5 6/443 ACCEPT ambiguous 2/2 ×2',
    ]);
  });

  it('through a transit gateway: the format has no times, which is said', async () => {
    const { flows, summary } = await rollUp(fixture('aws-example-transit-gateway'));
    expect(flows).toEqual([]);
    expect(summary.damaged[0]?.problem).toBe('the log format lacks start');
  });

  it('through a transit gateway, with times: its interfaces see the packet’s ends as peers', async () => {
    const [header = '', ...rows] = readFileSync(fixture('aws-example-transit-gateway'), 'utf8')
      .trim()
      .split('\n');
    const timed = [`${header} start end`, ...rows.map((row) => `${row} 1566848875 1566848933`)];
    const { flows } = await rollUpFiles(
      { 'a.log': timed.join('\n') },
      { inventoryAddresses: new Map([['eni-33333333333333333', ['10.40.2.236']]]) },
    );
    const of = (id: string) => describeFlows(flows.filter((row) => row.interface === id));
    expect(of('eni-33333333333333333')).toEqual(['ingress 10.20.33.164 6/80 ACCEPT observed ×2']);
    // What arrives for the server leaves the first attachment into the VPC, and replies enter the second.
    expect(of('eni-11111111111111111')).toEqual(['egress 10.40.2.236 6/80 ACCEPT observed ×1']);
    expect(of('eni-22222222222222222')).toEqual(['egress 10.40.2.236 6/80 ACCEPT observed ×1']);
  });
});
