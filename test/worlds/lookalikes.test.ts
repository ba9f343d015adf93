import { describe, expect, it } from '@jest/globals';
import type { LogFormat } from '../support/worlds/model.ts';
import { type Meeting, type TinyRule, tinyWorld } from '../support/worlds/tiny.ts';
import { judge } from './pipeline.ts';

const ANYWHERE = { kind: 'cidr', value: '0.0.0.0/0' } as const;
const EVERYTHING_OUT: TinyRule = {
  direction: 'egress',
  protocol: 'all',
  fromPort: null,
  toPort: null,
  peer: ANYWHERE,
};

function inbound(protocol: 'tcp' | 'udp', fromPort: number, toPort: number): TinyRule {
  return { direction: 'ingress', protocol, fromPort, toPort, peer: ANYWHERE };
}

/** One client's port that meets many ports of the host, as a service's port meets many clients'. */
function sweep(
  clientPort: number,
  firstPort: number,
  flags: number,
  answer: number | null,
  more: Partial<Meeting> & { readonly step?: number; readonly count?: number } = {},
) {
  const { step = 3, count = 20, ...rest } = more;
  return Array.from({ length: count }, (_, index): Meeting => {
    return {
      client: '192.0.2.200',
      clientPort,
      serverPort: firstPort + index * step,
      flags,
      answer,
      ...rest,
    };
  });
}

/** A client that has few ports to call from, all of which met many ports of the host: crowd and services change places. */
function fewPorts(ports: number): Meeting[] {
  return Array.from({ length: ports }, (_, port) =>
    sweep(40_000 + port, 2000, 2, 18, { step: 7, count: 40 }),
  ).flat();
}

async function verdictsOf(
  rules: readonly TinyRule[],
  protocol: number,
  meetings: readonly Meeting[],
  format: LogFormat,
): Promise<readonly string[]> {
  const { judgements } = await judge(tinyWorld(rules, protocol, meetings), format);
  return judgements.map(({ verdict, reasons }) => [verdict, ...reasons].join(' '));
}

/** Always one host to many ports, from one port: what a service's replies to many clients look like. */
const LOOKALIKES = [
  ['a scan from one port', 'tcp', 6, sweep(61_000, 2000, 2, 4)],
  ['a scan from port 443', 'tcp', 6, sweep(443, 2000, 2, 4)],
  ['a scan from port 53', 'tcp', 6, sweep(53, 2000, 2, 18)],
  ['calls from 8 ports to 40 services', 'tcp', 6, fewPorts(8)],
  ['calls from 30 ports to 40 services', 'tcp', 6, fewPorts(30)],
  ['traceroute from one port', 'udp', 17, sweep(40_000, 33_434, 0, null, { step: 1 })],
  ['traceroute from port 53', 'udp', 17, sweep(53, 33_434, 0, null, { step: 1 })],
  ['media from one port to many', 'udp', 17, sweep(40_000, 20_000, 0, 0)],
  ['a name server that asks from port 53', 'udp', 17, sweep(53, 5353, 0, 0, { step: 0 })],
  ['traps from port 161', 'udp', 17, sweep(161, 1162, 0, null, { count: 1 })],
] as const;

describe.each(['full', 'default', 'classic'] as const)(
  'clients that look like services, in the %s format',
  (format) => {
    it.each(LOOKALIKES)(
      'never make their rule unused: %s',
      async (_, protocol, number, meetings) => {
        const rule = inbound(protocol, 1024, 65_535);
        const [alone] = await verdictsOf([rule], number, meetings, format);
        expect(alone).toMatch(/^used$|^unknown possible-traffic$/);
        const [beside] = await verdictsOf([rule, EVERYTHING_OUT], number, meetings, format);
        expect(beside).toMatch(/^used$|^unknown possible-traffic$/);
      },
    );
  },
);

/**
 * A listener that opens connections from its own port as well: BGP speakers, cluster members, SIP over TCP. The log of
 * the first day shows with flags that it listens; its own opening lies where the log has none.
 */
describe.each([
  ['BGP', 179, 40_179],
  ['gossip', 7946, 40_946],
  ['SIP', 5060, 35_060],
  ['NFS', 2049, 44_049],
] as const)(
  'a %s listener that opens from its own port where no flags are',
  (_, port, openedTo) => {
    const peer = '192.0.2.200';
    const listens: Meeting = {
      client: peer,
      clientPort: 50_001,
      serverPort: port,
      flags: 3,
      answer: 19,
    };

    it.each(['alone', 'beside allow-all ingress'] as const)(
      'does not make the egress rule that it needs unused, %s',
      async (beside) => {
        const needed: TinyRule = { ...inbound('tcp', 1024, 65_535), direction: 'egress' };
        const admitting =
          beside === 'alone' ? inbound('tcp', port, port) : inbound('tcp', 0, 65_535);
        const opens: Meeting = { ...listens, clientPort: openedTo, byHost: true, day: 1 };
        const found = await verdictsOf([needed, admitting], 6, [listens, opens], 'mixed');
        expect(found[0]).toMatch(/^used$|^unknown possible-traffic$/);
      },
    );

    it('does not make the ingress rule unused when it is the other end', async () => {
      const needed = inbound('tcp', 1024, 65_535);
      const out: TinyRule = { ...inbound('tcp', port, port), direction: 'egress' };
      const asked: Meeting = {
        ...listens,
        clientPort: port,
        serverPort: 50_001,
        byHost: true,
      };
      const opened: Meeting = { ...asked, serverPort: openedTo, byHost: false, day: 1 };
      const found = await verdictsOf([needed, out], 6, [asked, opened], 'mixed');
      expect(found[0]).toMatch(/^used$|^unknown possible-traffic$/);
    });
  },
);

describe('services and their clients', () => {
  it('flags tell a scan from one port from a service', async () => {
    const rules = [inbound('tcp', 1024, 65_535), EVERYTHING_OUT];
    const [scanned] = await verdictsOf(rules, 6, sweep(61_000, 2000, 2, 4), 'full');
    expect(scanned).toBe('used');
  });

  it.each(['default', 'classic'] as const)(
    'a rule for ports that no client came from stays unused, in the %s format',
    async (format) => {
      const clients = sweep(0, 443, 2, 18, { step: 0 }).map((meeting, index) => {
        return { ...meeting, clientPort: 49_152 + index * 11 };
      });
      const out: TinyRule = { ...inbound('tcp', 5432, 5432), direction: 'egress' };
      const within: TinyRule = { ...inbound('tcp', 49_163, 49_163), direction: 'egress' };
      expect(await verdictsOf([inbound('tcp', 443, 443), out], 6, clients, format)).toEqual([
        'used',
        'unused',
      ]);
      expect(await verdictsOf([inbound('tcp', 443, 443), within], 6, clients, format)).toEqual([
        'used',
        'unknown possible-traffic',
      ]);
    },
  );
});
