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
function sweep(clientPort: number, firstPort: number, flags: number, answer: number | null) {
  return Array.from({ length: 20 }, (_, index): Meeting => {
    return {
      client: '192.0.2.200',
      clientPort,
      serverPort: firstPort + index * 3,
      flags,
      answer,
    };
  });
}

async function verdict(
  rule: TinyRule,
  protocol: number,
  meetings: readonly Meeting[],
  format: LogFormat,
) {
  const world = tinyWorld([rule, EVERYTHING_OUT], protocol, meetings);
  const { judgements } = await judge(world, format);
  return `${judgements[0]?.verdict}, ${judgements[0]?.confidence}`;
}

describe('clients that look like services', () => {
  it('flags tell a scan from one port from a service', async () => {
    const meetings = sweep(61_000, 2000, 2, 4);
    expect(await verdict(inbound('tcp', 1024, 65_535), 6, meetings, 'full')).toBe('used, high');
  });

  it.each([
    ['a scan from one port, by a log without flags', 'tcp', 6, sweep(61_000, 2000, 2, 4)],
    ['traceroute from one port', 'udp', 17, sweep(40_000, 33_434, 0, null)],
    ['media from one port to many', 'udp', 17, sweep(40_000, 20_000, 0, 0)],
  ] as const)(
    'never calls their rule unused with high confidence: %s',
    async (_, protocol, number, meetings) => {
      const rule = inbound(protocol, 1024, 65_535);
      expect(await verdict(rule, number, meetings, 'default')).not.toBe('unused, high');
    },
  );
});
