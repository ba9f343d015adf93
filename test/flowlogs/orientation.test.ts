import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bucketOf } from '../../src/flowlogs/reduce/port-sketch.ts';
import {
  DAY_START,
  describeFlows,
  FLAGS_HEADER,
  type LogRecord,
  logText,
  record,
  reply,
  rollUpFiles,
} from './support/logs.ts';
import { describeRow, expectedFlows } from './support/oracle.ts';

const DAY = 86_400;

async function flowsOf(records: readonly LogRecord[], header = FLAGS_HEADER): Promise<string[]> {
  return describeFlows((await rollUpFiles({ 'a.log': logText(records, header) })).flows);
}

describe('who opened a connection', () => {
  const inbound = record({ targetPort: 8443, direction: 'ingress' });

  it('is the sender of a SYN, and requests and replies are one flow of the service port', async () => {
    const records = [{ ...inbound, flags: 2 }, reply(inbound, { flags: 18 })];
    expect(await flowsOf(records)).toEqual(['ingress 198.51.100.7 6/8443 ACCEPT observed ×2']);
  });

  it('is the receiver of a SYN-ACK, whatever else the interval holds', async () => {
    const records = [{ ...inbound, flags: 0 }, reply(inbound, { flags: 19 })];
    expect(await flowsOf(records)).toEqual(['ingress 198.51.100.7 6/8443 ACCEPT observed ×2']);
  });

  it('is the sender of a short connection that opened and closed in one interval', async () => {
    expect(await flowsOf([{ ...inbound, flags: 3 }])).toEqual([
      'ingress 198.51.100.7 6/8443 ACCEPT observed ×1',
    ]);
  });

  it('is seen from any record of the day', async () => {
    const later = { ...inbound, start: DAY_START + 40_000, end: DAY_START + 40_060, flags: 0 };
    expect(await flowsOf([later, { ...inbound, flags: 2 }])).toEqual([
      'ingress 198.51.100.7 6/8443 ACCEPT observed ×2',
    ]);
  });

  it('is learned on another day from the service that answered', async () => {
    const next = { start: DAY_START + DAY, end: DAY_START + DAY + 60, flags: 0 };
    const other = { ...inbound, ...next, sourcePort: 60_001 };
    const records = [{ ...inbound, flags: 2 }, reply(inbound, { flags: 18 }), other];
    expect(await flowsOf(records)).toEqual([
      'ingress 198.51.100.7 6/8443 ACCEPT learned ×1',
      'ingress 198.51.100.7 6/8443 ACCEPT observed ×2',
    ]);
  });

  it('is not learned from a scan that a closed port answered with RST', async () => {
    const scan = { ...inbound, targetPort: 40_000, flags: 2 };
    const outbound = record({
      ...{ source: '10.0.1.10', target: '203.0.113.9', sourcePort: 40_000, targetPort: 8443 },
      ...{ direction: 'egress', flags: 0 },
    });
    expect(await flowsOf([scan, reply(scan, { flags: 4 }), outbound])).toEqual([
      'egress 203.0.113.9 6/8443 ACCEPT ambiguous 1/2 ×1',
      'ingress 198.51.100.7 6/40000 ACCEPT observed ×2',
      'ingress 203.0.113.9 6/40000 ACCEPT ambiguous 2/2 ×1',
    ]);
  });

  it('stays open when both ends sent a SYN', async () => {
    const records = [{ ...inbound, flags: 2 }, reply(inbound, { flags: 2 })];
    expect(await flowsOf(records)).toEqual([
      'egress 198.51.100.7 6/50123 ACCEPT ambiguous 1/2 ×2',
      'ingress 198.51.100.7 6/8443 ACCEPT ambiguous 2/2 ×2',
    ]);
  });
});

describe('a system port', () => {
  const withPorts = (sourcePort: number, targetPort: number, protocol = 6) =>
    flowsOf([record({ sourcePort, targetPort, protocol, direction: 'ingress' })]);

  it('shows the service when the other port is no system port', async () => {
    expect(await withPorts(50_123, 443)).toEqual(['ingress 198.51.100.7 6/443 ACCEPT inferred ×1']);
    expect(await withPorts(443, 50_123)).toEqual(['egress 198.51.100.7 6/443 ACCEPT inferred ×1']);
  });

  it.each([
    [900, 2049, 6],
    [636, 50_123, 6],
    [20, 50_123, 6],
    [53, 53, 17],
    [123, 123, 17],
    [500, 500, 17],
    [514, 514, 17],
    [443, 80, 6],
    [1024, 50_051, 6],
  ])('decides nothing between %i and %i', async (source, target, protocol) => {
    const flows = await withPorts(source, target, protocol);
    expect(flows).toHaveLength(2);
    expect(flows.every((row) => row.includes('ambiguous'))).toBe(true);
  });
});

describe('fan-in', () => {
  const clients = (count: number, changes: Partial<LogRecord> = {}) =>
    Array.from({ length: count }, (_, index) =>
      record({
        sourcePort: 33_000 + index * 7,
        targetPort: 50_051,
        direction: 'ingress',
        ...changes,
      }),
    );

  it('shows a service that met many ports, in a log without flags', async () => {
    expect(await flowsOf(clients(40))).toEqual([
      'ingress 198.51.100.7 6/50051 ACCEPT inferred ×40',
    ]);
  });

  it('shows nothing with few', async () => {
    expect(await flowsOf(clients(7))).toHaveLength(14);
  });

  /** Connections from `ports` ports of a busy client, each of which comes back to `services` services a day. */
  const busyClient = (ports: number, services: number): LogRecord[] =>
    Array.from({ length: ports * services }, (_, index) =>
      record({
        ...{ source: '10.0.1.10', sourcePort: 20_000 + (index % ports), direction: 'egress' },
        ...{ target: '203.0.113.7', targetPort: 7000 + Math.floor(index / ports) * 11 },
      }),
    );

  it('shows the services of a busy client whose ports come back, as they met far more ports than each of its own', async () => {
    expect(await flowsOf(busyClient(200, 3))).toEqual([
      'egress 203.0.113.7 6/7000 ACCEPT inferred ×200',
      'egress 203.0.113.7 6/7011 ACCEPT inferred ×200',
      'egress 203.0.113.7 6/7022 ACCEPT inferred ×200',
    ]);
  });

  it('shows the service of a host that is a busy client as well', async () => {
    const served = clients(40, { target: '10.0.1.10', targetPort: 8080 });
    const flows = await flowsOf([...busyClient(200, 6), ...served]);
    expect(flows).toContain('ingress 198.51.100.7 6/8080 ACCEPT inferred ×40');
  });

  it.each([
    [31, 'inferred'],
    [32, 'ambiguous'],
  ])('beside %i ports of its address that met half as many is %s', async (ports, certainty) => {
    const served = clients(12, { target: '10.0.1.10', targetPort: 8080 });
    const flows = await flowsOf([...busyClient(ports, 6), ...served]);
    const ingress = flows.filter((row) => row.startsWith('ingress 198.51.100.7 6/8080'));
    expect(ingress).not.toEqual([]);
    expect(ingress.every((row) => row.includes(certainty))).toBe(true);
  });

  it.each([
    [8, 'ambiguous'],
    [9, 'inferred'],
  ])('beside a client of %i ports that come back is %s', async (ports, certainty) => {
    const flows = await flowsOf(busyClient(ports, 2));
    expect(flows.every((row) => row.includes(certainty))).toBe(true);
  });

  it('does not count services that answered one client each among the ports that come back', async () => {
    const answered = Array.from({ length: 12 }, (_, index) => {
      const opened = record({
        target: '10.0.1.10',
        targetPort: 6000 + index,
        direction: 'ingress',
      });
      return [{ ...opened, flags: 2 }, reply(opened, { flags: 18 })];
    }).flat();
    const others = clients(40, { target: '203.0.113.7', targetPort: 7000, direction: 'egress' });
    const flows = await flowsOf([...answered, ...others, ...busyClient(8, 2)]);
    const calls = flows.filter(
      (row) => row.includes(' 203.0.113.7 6/7000 ') && !row.includes('inferred ×40'),
    );
    expect(calls).toHaveLength(8);
    expect(calls.every((row) => row.includes('ambiguous'))).toBe(true);
  });

  it('decides nothing about a client that calls from few ports, whose services look like its ports', async () => {
    const calls = busyClient(8, 40).map((each) => ({
      ...each,
      target: `203.0.113.${each.targetPort % 251}`,
    }));
    const flows = await flowsOf(calls);
    expect(flows.every((row) => row.includes('ambiguous'))).toBe(true);
  });

  it('is not what a busy client looks like, whose ports met many services', async () => {
    const nat = Array.from({ length: 40 }, (_, port) =>
      Array.from({ length: 12 }, (_, service) =>
        record({
          ...{ source: '10.0.1.10', sourcePort: 20_000 + port, direction: 'egress' },
          ...{ target: `203.0.113.${service}`, targetPort: 7000 + service * 11 },
        }),
      ),
    ).flat();
    const rare = record({
      ...{ source: '10.0.1.10', sourcePort: 20_000, direction: 'egress' },
      ...{ target: '192.0.2.1', targetPort: 8443 },
    });
    const flows = await flowsOf([...nat, rare]);
    expect(flows).toContain('egress 192.0.2.1 6/8443 ACCEPT ambiguous 1/2 ×1');
  });

  it('is not what a datagram socket looks like that speaks to many others', async () => {
    const gossip = Array.from({ length: 40 }, (_, peer) =>
      record({
        ...{ source: '10.0.1.10', sourcePort: 30_303, direction: 'egress', protocol: 17 },
        ...{ target: `203.0.113.${peer}`, targetPort: 20_000 + peer * 13 },
      }),
    );
    const flows = await flowsOf(gossip);
    expect(flows).toHaveLength(80);
  });

  it('is not what a scan from one port looks like', async () => {
    const scan = Array.from({ length: 40 }, (_, index) =>
      record({
        sourcePort: 40_000,
        targetPort: index < 20 ? 100 + index : 8000 + index,
        direction: 'ingress',
      }),
    );
    const flows = await flowsOf(scan);
    expect(flows.filter((row) => row.startsWith('egress') && !row.includes('ambiguous'))).toEqual(
      [],
    );
  });
});

describe('protocols without ports', () => {
  it.each([1, 58, 47, 50])('keep both readings: %i', async (protocol) => {
    const flows = await flowsOf([
      record({ protocol, sourcePort: 0, targetPort: 0, direction: 'ingress' }),
    ]);
    expect(flows).toEqual([
      `egress 198.51.100.7 ${protocol}/- ACCEPT ambiguous 1/2 ×1`,
      `ingress 198.51.100.7 ${protocol}/- ACCEPT ambiguous 2/2 ×1`,
    ]);
  });
});

describe("the interface's own side", () => {
  it('is the address that all its records share', async () => {
    const records = [
      record({ source: '198.51.100.7' }),
      record({ source: '198.51.100.8' }),
      record({ source: '10.0.1.10', target: '203.0.113.1', sourcePort: 40_000 }),
    ];
    expect(await flowsOf(records)).toEqual([
      'egress 203.0.113.1 6/443 ACCEPT inferred ×1',
      'ingress 198.51.100.7 6/443 ACCEPT inferred ×1',
      'ingress 198.51.100.8 6/443 ACCEPT inferred ×1',
    ]);
  });

  it('stays open with one peer only, unless the inventory knows it', async () => {
    const text = logText([record({ flags: 2 })], FLAGS_HEADER);
    const open = await rollUpFiles({ 'a.log': text });
    expect(describeFlows(open.flows)).toEqual([
      'egress 10.0.1.10 6/443 ACCEPT ambiguous 2/2 ×1',
      'ingress 198.51.100.7 6/443 ACCEPT ambiguous 1/2 ×1',
    ]);
    const inventoryAddresses = new Map([['eni-0aaaaaaaaaaaaaaaa', ['10.0.1.10', '10.0.1.11']]]);
    const known = await rollUpFiles({ 'a.log': text }, { inventoryAddresses });
    expect(describeFlows(known.flows)).toEqual(['ingress 198.51.100.7 6/443 ACCEPT observed ×1']);
  });

  it('is not an address that only one of several days shares', async () => {
    const later = { start: DAY_START + DAY, end: DAY_START + DAY + 60 };
    const records = [
      record({ source: '198.51.100.7' }),
      record({ source: '198.51.100.8' }),
      record({ ...later, source: '198.51.100.7', target: '10.0.1.11' }),
      record({ ...later, source: '198.51.100.8', target: '10.0.1.11' }),
    ];
    const flows = await flowsOf(records);
    expect(flows.every((row) => row.includes('ambiguous'))).toBe(true);
  });
});

describe('rejected records', () => {
  it('are oriented by the packet and kept apart', async () => {
    expect(
      await flowsOf([record({ targetPort: 3389, action: 'REJECT', direction: 'ingress' })]),
    ).toEqual(['ingress 198.51.100.7 6/3389 REJECT inferred ×1']);
  });

  it('are bounded per interface and day; what is beyond the bound is counted, accepted ones are never dropped', async () => {
    const many = (action: 'ACCEPT' | 'REJECT') =>
      Array.from({ length: 1_500 }, (_, index) =>
        record({ action, direction: 'ingress', source: `198.51.${index >> 8}.${index & 255}` }),
      );
    const { flows, summary } = await rollUpFiles({
      'a.log': logText([...many('REJECT'), ...many('ACCEPT')], FLAGS_HEADER),
    });
    expect(flows.filter((row) => row.action === 'REJECT')).toHaveLength(1_000);
    expect(flows.filter((row) => row.action === 'ACCEPT')).toHaveLength(1_500);
    expect(summary.rejectsDropped).toBe(500);
    expect(summary.records).toMatchObject({ accepted: 1_500, rejected: 1_500 });
  });
});

describe('the rollup query', () => {
  // Few ends, so that records meet in one connection and endpoints in many; bursts, so that fan-in is reached.
  const end = fc.constantFrom(
    ...[20, 443, 600, 2049, 8443, 33_000].map((port) => ({ address: '10.0.1.10', port })),
    ...[53, 443, 900, 8443, 33_001].map((port) => ({ address: '198.51.100.7', port })),
    ...[443, 33_000].map((port) => ({ address: '10.0.1.11', port })),
    ...[8443, 33_002].map((port) => ({ address: '2001:db8::1', port })),
    ...[443, 33_000].map((port) => ({ address: '2001:db8::2', port })),
  );
  const conversation = fc
    .record({
      interface: fc.constantFrom('eni-0aaaaaaaaaaaaaaaa', 'eni-0bbbbbbbbbbbbbbbb'),
      from: end,
      to: end,
      protocol: fc.constantFrom(6, 6, 6, 17, 1),
      day: fc.integer({ min: 0, max: 2 }),
      second: fc.integer({ min: 0, max: 86_000 }),
      action: fc.constantFrom(...(['ACCEPT', 'ACCEPT', 'ACCEPT', 'REJECT'] as const)),
      flags: fc.array(fc.constantFrom(null, null, 0, 1, 2, 3, 4, 18, 19), {
        minLength: 1,
        maxLength: 3,
      }),
      direction: fc.constantFrom(null, null, 'ingress' as const, 'egress' as const),
      ports: fc.constantFrom(1, 1, 1, 3, 14),
      replied: fc.boolean(),
    })
    .filter(({ from, to }) => from.address.includes(':') === to.address.includes(':'))
    .map((each): LogRecord[] =>
      Array.from({ length: each.ports }, (_, index) =>
        each.flags.flatMap((flags, at) => {
          const start = DAY_START + each.day * DAY + each.second + at * 60;
          const request = record({
            ...{ interface: each.interface, protocol: each.protocol, action: each.action },
            ...{ source: each.from.address, sourcePort: each.from.port + index },
            ...{ target: each.to.address, targetPort: each.to.port },
            ...{ start, end: start + 59, flags, direction: each.direction },
            ...{ bytes: 40 + index, packets: 1 + at },
          });
          return each.replied
            ? [request, reply(request, { flags: flags === 2 ? 18 : flags })]
            : [request];
        }),
      ).flat(),
    );
  const traffic = fc
    .array(conversation, { minLength: 1, maxLength: 25 })
    .map((conversations) => conversations.flat());
  // A client whose ports come back towards several services of one address, and which serves others itself.
  const reuse = fc
    .record({
      ports: fc.constantFrom(8, 9, 32, 33, 80),
      services: fc.constantFrom(1, 2, 2, 5, 9, 17),
      to: fc.constantFrom(8443, 33_001),
      served: fc.constantFrom(0, 9, 14, 40),
      day: fc.integer({ min: 0, max: 1 }),
    })
    .map(({ ports, services, to, served, day }): LogRecord[] => {
      const times = { start: DAY_START + day * DAY, end: DAY_START + day * DAY + 60, flags: null };
      const calls = Array.from({ length: ports * services }, (_, index) =>
        record({
          ...{ source: '10.0.1.11', sourcePort: 35_000 + (index % ports), ...times },
          ...{ target: '198.51.100.7', targetPort: to + Math.floor(index / ports) },
          direction: 'egress',
        }),
      );
      const answers = Array.from({ length: served }, (_, index) =>
        record({
          ...{ source: '198.51.100.9', sourcePort: 40_000 + index, ...times },
          ...{ target: '10.0.1.11', targetPort: 8080 },
          direction: 'ingress',
        }),
      );
      return [...calls, ...answers];
    });

  it('says what plain loops over the records say', async () => {
    const own = new Map([['eni-0bbbbbbbbbbbbbbbb', ['10.0.1.11', '2001:db8::2']]]);
    await fc.assert(
      fc.asyncProperty(traffic, async (records) => {
        const files = { 'a.log': logText(records, FLAGS_HEADER) };
        const { flows } = await rollUpFiles(files, { inventoryAddresses: own });
        expect(flows.map(describeRow).sort()).toEqual(expectedFlows(records, own, bucketOf));
      }),
      { seed: 20_261_103, numRuns: 40 },
    );
  });

  it('says what plain loops say of busy clients', async () => {
    const fleets = fc.array(reuse, { minLength: 1, maxLength: 2 });
    await fc.assert(
      fc.asyncProperty(fleets, async (parts) => {
        const records = parts.flat();
        const { flows } = await rollUpFiles({ 'a.log': logText(records, FLAGS_HEADER) });
        expect(flows.map(describeRow).sort()).toEqual(expectedFlows(records, new Map(), bucketOf));
      }),
      { seed: 20_261_124, numRuns: 60 },
    );
  });
});
