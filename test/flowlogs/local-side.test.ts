import { describe, expect, it } from '@jest/globals';
import {
  DEFAULT_HEADER,
  describeFlows,
  FLAGS_HEADER,
  type LogRecord,
  lines,
  record,
  reply,
  rollUpFiles,
  WEB,
} from './support/logs.ts';

/** The classic pipeline's fields: packets' own addresses alone. */
const PACKET_HEADER =
  'interface-id srcport dstport protocol bytes packets start end action pkt-dstaddr pkt-srcaddr';
const BOTH_HEADER = `${DEFAULT_HEADER} pkt-srcaddr pkt-dstaddr tcp-flags`;

type Seen = LogRecord & { readonly outerSource?: string; readonly outerTarget?: string };

/** Lines under a header; `outer…` is what `srcaddr` and `dstaddr` show where it is not the packet's own. */
function logOf(records: readonly Seen[], header: string): string {
  const fields = header.split(' ');
  const rows = records.map((each) => {
    const values = lines([each], header)[0]?.split(' ') ?? [];
    const set = (field: string, value: string | undefined) => {
      const at = fields.indexOf(field);
      if (at >= 0 && value !== undefined) values[at] = value;
    };
    set('srcaddr', each.outerSource);
    set('dstaddr', each.outerTarget);
    return values.join(' ');
  });
  return [header, ...rows].join('\n');
}

async function sides(
  records: readonly Seen[],
  header: string,
  own: Readonly<Record<string, readonly string[]>> = {},
): Promise<string[]> {
  const { flows } = await rollUpFiles(
    { 'a.log': logOf(records, header) },
    { inventoryAddresses: new Map(Object.entries(own)) },
  );
  return describeFlows(flows).map((row) => row.split(' ').slice(0, 3).join(' '));
}

const bothWays = async (flows: Promise<string[]>) =>
  new Set((await flows).map((row) => row.split(' ')[0]));
const OPEN = new Set(['ingress', 'egress']);

const syn = (changes: Partial<LogRecord>) => record({ flags: 2, ...changes });

describe('the end of a record that is the interface’s own', () => {
  it('is told by flow-direction, before all else', async () => {
    const inbound = syn({ direction: 'ingress' });
    // The inventory says otherwise: an address may have been another interface's when it was captured.
    const own = { [WEB]: [inbound.source] };
    expect(await sides([inbound], FLAGS_HEADER, own)).toEqual(['ingress 198.51.100.7 6/443']);
  });

  it('stays open where flow-direction contradicts itself', async () => {
    const records = [syn({ direction: 'ingress' }), syn({ direction: 'egress' })];
    expect(await bothWays(sides(records, FLAGS_HEADER))).toEqual(OPEN);
  });

  it('is told by the inventory, secondary addresses and IPv6 too', async () => {
    const records = [
      syn({ target: '10.0.1.99' }),
      syn({ source: '2001:db8::7', target: '2001:db8:1::a' }),
    ];
    const own = { [WEB]: ['10.0.1.10', '10.0.1.99', '2001:DB8:1:0::a'] };
    expect(await sides(records, FLAGS_HEADER, own)).toEqual([
      'ingress 198.51.100.7 6/443',
      'ingress 2001:db8::7 6/443',
    ]);
  });

  it('stays open where the inventory gives the interface both ends, as on a loop', async () => {
    const own = { [WEB]: ['10.0.1.10', '198.51.100.7'] };
    expect(await bothWays(sides([syn({})], FLAGS_HEADER, own))).toEqual(OPEN);
  });

  it('is told by the address that all records share, in a log with srcaddr and dstaddr', async () => {
    const records = [syn({}), syn({ source: '198.51.100.8' })];
    expect(await sides(records, FLAGS_HEADER)).toEqual([
      'ingress 198.51.100.7 6/443',
      'ingress 198.51.100.8 6/443',
    ]);
  });

  it('stays open with one peer alone', async () => {
    expect(await bothWays(sides([syn({})], FLAGS_HEADER))).toEqual(OPEN);
  });

  // AWS shows the primary address in srcaddr and dstaddr only for IPv4, and packets' own addresses may be a pod's.
  it('is not told by a shared address of packets: several pods behind one interface with one database', async () => {
    const pods = ['10.0.1.21', '10.0.1.22', '10.0.1.23'].map((source) =>
      record({ source, target: '10.0.5.5', targetPort: 443 }),
    );
    expect(await bothWays(sides(pods, PACKET_HEADER))).toEqual(OPEN);
    const seen = pods.map((each) => ({ ...each, outerSource: '10.0.1.10' }));
    expect(await sides(seen, BOTH_HEADER)).toEqual(['egress 10.0.5.5 6/443']);
  });

  it('is not told by a shared IPv6 address: an interface may have many, and one peer', async () => {
    const records = ['2001:db8:1::a', '2001:db8:1::b'].map((source) =>
      syn({ source, target: '2001:db8::5' }),
    );
    expect(await bothWays(sides(records, FLAGS_HEADER))).toEqual(OPEN);
  });

  it('is not told by a shared address that the inventory does not give the interface', async () => {
    const records = ['10.0.1.21', '10.0.1.22'].map((source) => syn({ source, target: '10.0.5.5' }));
    expect(await bothWays(sides(records, FLAGS_HEADER, { [WEB]: ['10.0.1.10'] }))).toEqual(OPEN);
  });

  it('is not told by a shared address where the records name no interface', async () => {
    const records = [syn({}), syn({ source: '198.51.100.8' })].map((each) => ({
      ...each,
      interface: '-',
    }));
    expect(await bothWays(sides(records, FLAGS_HEADER))).toEqual(OPEN);
  });

  it('is not told by a shared address where any log of the run has packets’ addresses alone', async () => {
    const { flows } = await rollUpFiles({
      'a.log': logOf([syn({}), syn({ source: '198.51.100.8' })], FLAGS_HEADER),
      'b.log': logOf([record({ source: '10.9.9.9', target: '10.9.9.8' })], PACKET_HEADER),
    });
    expect(flows.every((row) => row.readings > 1)).toBe(true);
  });
});

describe('interfaces that forward', () => {
  const client = { source: '10.0.1.5', target: '203.0.113.5', sourcePort: 38_000, flags: 2 };

  it('NAT gateway: its own side by srcaddr and dstaddr, the peers by pkt-*', async () => {
    const nat = '10.0.0.220';
    const records: Seen[] = [
      { ...record(client), outerTarget: nat },
      { ...reply(record(client), { flags: 18 }), outerSource: nat },
      { ...record({ ...client, source: nat, sourcePort: 39_812 }) },
      { ...reply(record({ ...client, source: nat, sourcePort: 39_812 }), { flags: 18 }) },
    ];
    expect(await sides(records, BOTH_HEADER, { [WEB]: [nat] })).toEqual([
      'egress 203.0.113.5 6/443',
      'ingress 10.0.1.5 6/443',
    ]);
  });

  it('NAT gateway and transit gateway in a log of packets’ addresses: both ends stay possible', async () => {
    const records = [record(client), record({ ...client, source: '10.0.1.6' })];
    expect(await bothWays(sides(records, PACKET_HEADER, { [WEB]: ['10.0.0.220'] }))).toEqual(OPEN);
  });

  it('transit gateway attachment: neither end of the packet is its own, srcaddr or dstaddr is', async () => {
    const attachment = '10.40.1.175';
    const through = record({
      source: '10.20.33.164',
      target: '10.40.2.236',
      targetPort: 80,
      flags: 2,
    });
    // Out of the attachment into the VPC, and into it on the way back.
    const records: Seen[] = [
      { ...through, outerSource: attachment },
      { ...reply(through, { flags: 18 }), outerTarget: attachment },
    ];
    expect(await sides(records, BOTH_HEADER)).toEqual(['egress 10.40.2.236 6/80']);
  });

  it('stays open where both of srcaddr and dstaddr differ from the packet', async () => {
    const records: Seen[] = [
      { ...record(client), outerSource: '10.0.0.1', outerTarget: '10.0.0.2' },
    ];
    expect(await bothWays(sides(records, BOTH_HEADER))).toEqual(OPEN);
  });

  it('network load balancer that hands clients on: the packet’s client is the peer', async () => {
    const balancer = '10.0.8.8';
    const inbound = record({ source: '198.51.100.7', target: balancer, flags: 2 });
    const onward = record({ source: '198.51.100.7', target: '10.0.1.10', flags: 2 });
    const records: Seen[] = [inbound, { ...onward, outerSource: balancer }];
    expect(await sides(records, BOTH_HEADER, { [WEB]: [balancer] })).toEqual([
      'egress 10.0.1.10 6/443',
      'ingress 198.51.100.7 6/443',
    ]);
  });
});
