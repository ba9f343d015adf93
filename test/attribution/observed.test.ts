import { describe, expect, it } from '@jest/globals';
import { attribute } from '../../src/attribution/attribute.ts';
import type { NetworkInterface } from '../../src/model/inventory.ts';
import type { Attribution, ObservedBounds, ObservedTraffic } from '../../src/model/verdict.ts';
import {
  ambiguous,
  attributeWorld,
  cidr,
  DAYS,
  flow,
  fullCoverage,
  inventory,
  judgementOf,
  networkInterface,
  rule,
  ruleSet,
  WINDOW,
  type World,
  whileOpen,
} from '../support/attribution-world.ts';
import { rollupOf } from '../support/rollup-fixture.ts';

const WEB = networkInterface('web1', ['web'], '10.0.1.10');

function world(rules: World['ruleSet']['rules'], flows: World['flows'], more: Partial<World> = {}) {
  return {
    ruleSet: ruleSet(rules),
    inventory: inventory([WEB]),
    flows,
    coverage: fullCoverage('web1'),
    ...more,
  };
}

async function observed(
  of: World,
  key: string,
  bounds: ObservedBounds = {},
): Promise<ObservedTraffic | undefined> {
  return whileOpen(of, async (attribution) => (await attribution.observed([key], bounds)).get(key));
}

describe('what was observed of a rule', () => {
  it('are all its peers, not the top ones alone, with what was dropped beyond a bound', async () => {
    const flows = Array.from({ length: 25 }, (_, at) =>
      flow({ peer: `203.0.113.${at}`, flows: at + 1, bytes: 100 * at, day: DAYS[at % 3]! }),
    );
    const all = await observed(world([rule('https')], flows), 'https');
    expect(all?.peers).toHaveLength(25);
    expect(all?.peers[0]).toEqual({
      address: '203.0.113.24',
      flows: 25,
      bytes: 2_400,
      certain: true,
      lastSeen: '2026-11-01T12:01:00Z',
    });
    expect(all?.dropped).toEqual({ peers: 0, flows: 0 });
    expect(all?.byInterface).toEqual([{ interface: 'eni-web1', flows: 325, certain: true }]);
    const few = await observed(world([rule('https')], flows), 'https', { peers: 2 });
    expect(few?.peers.map(({ flows: count }) => count)).toEqual([25, 24]);
    expect(few?.dropped).toEqual({ peers: 23, flows: 276 });
  });

  it('has peers and ports that the rule only may admit, told from the certain ones', async () => {
    const high = rule('high', { fromPort: 1_024, toPort: 60_000 });
    const sure = [flow({ port: 8_080 }), flow({ port: 8_081 }), flow({ port: 9_000 })];
    const open = ambiguous(
      { peer: '10.9.9.9', port: 50_000 },
      { direction: 'egress', port: 3_000 },
    );
    const out = rule('out', { direction: 'egress', port: 3_000 });
    const found = await observed(world([high, out], [...sure, ...open]), 'high');
    expect(found?.peers.map(({ address, certain }) => [address, certain])).toEqual([
      ['203.0.113.7', true],
      ['10.9.9.9', false],
    ]);
    expect(found?.ports).toEqual([
      { from: 8_080, to: 8_081, flows: 20, certain: true },
      { from: 9_000, to: 9_000, flows: 10, certain: true },
      { from: 50_000, to: 50_000, flows: 10, certain: false },
    ]);
  });

  it.each([
    ['the ports that are told', { opener_ports: [2_000, 50_000] }, [2_000, 50_000]],
    ['all between the lowest and the highest', { opener_ports: null }, [2_000, 50_000]],
    ['the port that is the rule’s own', { opener_ports: [22, 2_000] }, [2_000, 2_000]],
  ])('holds inferred flows turned round: %s', async (_, ports, [from, to]) => {
    const high = rule('high', { fromPort: 1_024, toPort: 60_000 });
    const out = rule('out', { direction: 'egress', port: 5_432 });
    const low = ports.opener_ports?.[0] ?? 2_000;
    const row = flow({
      direction: 'egress',
      port: 5_432,
      certainty: 'inferred',
      opener_low: low,
      opener_high: 50_000,
      ...ports,
    });
    const found = await observed(world([high, out], [row]), 'high');
    expect(found?.ports).toEqual([{ from, to, flows: 10, certain: false }]);
    expect(found?.peers).toMatchObject([{ address: '203.0.113.7', certain: false }]);
  });

  it('counts an ambiguous flow once for a peer, whichever readings the rule matches', async () => {
    const any = rule('any', { protocol: 'all', fromPort: null, toPort: null });
    const rows = ambiguous({ port: 443 }, { port: 444 });
    expect(await observed(world([any, rule('https')], rows), 'any')).toMatchObject({
      peers: [{ flows: 10, certain: false }],
    });
  });

  it('names the peer of the reading that stands, where it was open which end is the interface', async () => {
    const rows = ambiguous(
      { peer: '10.0.1.10', direction: 'egress' },
      { peer: '203.0.113.9', direction: 'ingress' },
    );
    const https = world([rule('https')], rows);
    expect((await observed(https, 'https'))?.peers).toMatchObject([{ address: '203.0.113.9' }]);
    const attribution = await attributeWorld(https);
    expect(judgementOf(attribution, 'https').traffic.topPeers).toMatchObject([
      { address: '203.0.113.9' },
    ]);
  });

  it('is empty for a rule without traffic, and nothing for keys that no rule has', async () => {
    const ssh = rule('ssh', { port: 22, peer: cidr('10.0.0.0/8') });
    const found = await whileOpen(world([ssh], [flow()]), (attribution) =>
      attribution.observed(['ssh', 'gone']),
    );
    expect([...found]).toEqual([
      ['ssh', { peers: [], ports: [], byInterface: [], dropped: { peers: 0, flows: 0 } }],
    ]);
  });

  it('has the traffic of interfaces that were in the group on some days, or may be, and of no others', async () => {
    const captured = (day: number, groups: readonly string[]) =>
      inventory(
        [
          WEB,
          networkInterface('moved', groups, '10.0.1.12'),
          networkInterface('db1', ['db'], '10.0.1.13'),
        ],
        `${DAYS[day]}T00:00:00Z`,
      ).captures;
    const on = ['web1', 'moved', 'db1', "it's unknown"];
    const found = await observed(
      world(
        [rule('https'), rule('db', { in: 'db' })],
        on.map((id) => flow({ on: id })),
        { inventory: { captures: [...captured(0, ['web']), ...captured(2, ['db'])] } },
      ),
      'https',
    );
    expect(found?.byInterface.map(({ interface: id, certain }) => [id, certain])).toEqual([
      ["eni-it's unknown", false],
      ['eni-moved', false],
      ['eni-web1', true],
    ]);
  });

  it('can be asked several times at once', async () => {
    const rules = [rule('https'), rule('ssh', { port: 22 })];
    const answers = await whileOpen(world(rules, [flow(), flow({ port: 22, flows: 3 })]), (one) =>
      Promise.all([one.observed(['https']), one.observed(['ssh'])]),
    );
    expect(answers.map((each) => [...each.values()].map(({ peers }) => peers[0]?.flows))).toEqual([
      [10],
      [3],
    ]);
  });

  it('stays that of its attribution when another one has read the same rollup', async () => {
    const other = networkInterface('app1', ['app'], '10.0.1.11');
    const flows = [flow(), flow({ interface: other.id, peer: '192.0.2.7', flows: 5 })];
    const rollup = await rollupOf(flows, [...fullCoverage('web1'), ...fullCoverage('app1')], {
      days: DAYS,
    });
    try {
      const input = { rollup, window: WINDOW, thresholds: { minimumDays: 3 } };
      const rules = [rule('https'), rule('app', { in: 'app' })];
      const attributed = (interfaces: readonly NetworkInterface[]) =>
        attribute({ ...input, ruleSet: ruleSet(rules), inventory: inventory(interfaces) });
      const first = await attributed([WEB, other]);
      const second = await attributed([other, WEB]);
      const peersOf = async (attribution: Attribution) =>
        [...(await attribution.observed(['https', 'app'])).values()].map(({ peers }) =>
          peers.map(({ address }) => address),
        );
      for (const each of [first, second, first]) {
        expect(await peersOf(each)).toEqual([['203.0.113.7'], ['192.0.2.7']]);
      }
    } finally {
      await rollup.close();
    }
  });
});
