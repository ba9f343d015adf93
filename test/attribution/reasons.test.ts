import { describe, expect, it } from '@jest/globals';
import type { Rule } from '../../src/model/rule.ts';
import {
  ALL_HOURS,
  ambiguous,
  attributeWorld,
  cidr,
  covered,
  DAYS,
  flow,
  fullCoverage,
  group,
  groupPeer,
  inventory,
  judgementOf,
  networkInterface,
  rule,
  ruleSet,
  type World,
} from '../support/attribution-world.ts';

const WEB = networkInterface('web1', ['web'], '10.0.1.10');

/** A quiet web server with complete logs: its SSH rule is unused unless the world says otherwise. */
async function sshIn(more: Partial<World>, ssh: Partial<Rule> = {}) {
  const attribution = await attributeWorld({
    ruleSet: ruleSet([rule('ssh', { port: 22, ...ssh })]),
    inventory: inventory([WEB]),
    flows: [],
    coverage: fullCoverage('web1'),
    ...more,
  });
  return judgementOf(attribution, 'ssh');
}

const unused = { verdict: 'unused', reasons: [] };
const because = (...reasons: string[]) => ({ verdict: 'unknown', reasons });

describe('a rule without traffic', () => {
  it('is unused when the evidence is complete', async () => {
    expect(await sshIn({})).toMatchObject(unused);
  });

  it('stays unknown without logs', async () => {
    const judgement = await sshIn({ coverage: [], summary: { days: [] } });
    expect(judgement.reasons).toContain('no-logs');
  });

  it('stays unknown when its own interface is in no log', async () => {
    expect(await sshIn({ coverage: fullCoverage('other') })).toMatchObject(
      because('no-logs', 'partial-coverage'),
    );
  });

  it('stays unknown when the window is shorter than asked', async () => {
    expect(await sshIn({ minimumDays: 4 })).toMatchObject(because('short-window'));
  });

  it('stays unknown when its group has been observed for fewer days than asked', async () => {
    const attachTime = '2026-11-03T00:00:00Z';
    const young = networkInterface('web1', ['web'], '10.0.1.10', { attachTime });
    const coverage = [covered('web1', DAYS[2]!)];
    expect(await sshIn({ inventory: inventory([young]), coverage })).toMatchObject(
      because('short-window'),
    );
  });

  it('stays unknown when one hour of one day is missing', async () => {
    const coverage = fullCoverage('web1').map((row, at) =>
      at === 1 ? { ...row, hours: ALL_HOURS ^ (1 << 4) } : row,
    );
    expect(await sshIn({ coverage })).toMatchObject(because('partial-coverage'));
  });

  it('stays unknown when every hour speaks, but a day has fewer records than intervals', async () => {
    const idle = (noData: number, others = 144) =>
      fullCoverage('web1').map((row, at) => ({
        ...row,
        accepted: 0,
        no_data: at === 1 ? noData : others,
      }));
    expect(await sshIn({ coverage: idle(144) })).toMatchObject(unused);
    expect(await sshIn({ coverage: idle(142) })).toMatchObject(unused);
    expect(await sshIn({ coverage: idle(140) })).toMatchObject(because('partial-coverage'));
    // The days around it show intervals of a minute, so that a day of 144 records has lost most.
    expect(await sshIn({ coverage: idle(1440, 1440) })).toMatchObject(unused);
    expect(await sshIn({ coverage: idle(1400, 1440) })).toMatchObject(because('partial-coverage'));
    // Another instance type may have come with another interval.
    const changed = idle(700, 1440).map((row, at) => (at === 2 ? { ...row, no_data: 144 } : row));
    expect(await sshIn({ coverage: changed })).toMatchObject(unused);
  });

  it('asks no log of the hours before the interface was attached', async () => {
    const attachTime = '2026-11-02T10:20:00Z';
    const late = networkInterface('web1', ['web'], '10.0.1.10', { attachTime });
    const sinceEleven = ALL_HOURS & ~((1 << 11) - 1);
    const coverage = [covered('web1', DAYS[1]!, { hours: sinceEleven }), covered('web1', DAYS[2]!)];
    const world = { inventory: inventory([late]), minimumDays: 2 };
    expect(await sshIn({ ...world, coverage })).toMatchObject(unused);
    const lost = [covered('web1', DAYS[1]!, { hours: sinceEleven ^ (1 << 11) }), coverage[1]!];
    expect(await sshIn({ ...world, coverage: lost })).toMatchObject(because('partial-coverage'));
  });

  it('asks no log of an interface after it was deleted', async () => {
    const stayed = networkInterface('web2', ['web'], '10.0.1.11');
    const both = inventory([WEB, stayed], '2026-11-01T06:00:00Z').captures;
    const rest = inventory([stayed], '2026-11-03T12:00:00Z').captures;
    const coverage = [
      ...fullCoverage('web2'),
      covered('web1', DAYS[0]!),
      covered('web1', DAYS[1]!, { hours: 0b111 }),
    ];
    const world = { inventory: { captures: [...both, ...rest] }, coverage };
    expect(await sshIn(world)).toMatchObject(unused);
    const gap = coverage.filter((row) => row.interface !== 'eni-web1' || row.day !== DAYS[0]);
    expect(await sshIn({ ...world, coverage: gap })).toMatchObject(because('partial-coverage'));
  });

  it('stays unknown when records of its interface were skipped', async () => {
    const coverage = fullCoverage('web1').map((row, at) =>
      at === 0 ? { ...row, skip_data: 1 } : row,
    );
    expect(await sshIn({ coverage })).toMatchObject(because('skipped-records'));
  });

  it('stays unknown when a file of the window is damaged', async () => {
    const damaged = [{ file: 'a.log.gz', problem: 'truncated', days: [DAYS[1]!] }];
    expect(await sshIn({ summary: { damaged } })).toMatchObject(because('partial-coverage'));
    const elsewhere = [{ file: 'a.log.gz', problem: 'truncated', days: ['2026-10-01'] }];
    expect(await sshIn({ summary: { damaged: elsewhere } })).toMatchObject(unused);
  });

  it('stays unknown when the log holds rejects only', async () => {
    expect(await sshIn({ summary: { rejectsOnly: true } })).toMatchObject(
      because('log-rejects-only'),
    );
  });

  it('is not used by rejected traffic', async () => {
    expect(await sshIn({ flows: [flow({ port: 22, action: 'REJECT' })] })).toMatchObject(unused);
  });

  it('stays unknown when its lines are younger than the window', async () => {
    const youngRules = new Map([['ssh', '2026-11-02T09:00:00Z']]);
    expect(await sshIn({ youngRules })).toMatchObject(because('younger-than-window'));
    const old = new Map([['ssh', '2026-10-30T09:00:00Z']]);
    expect(await sshIn({ youngRules: old })).toMatchObject(unused);
  });

  it('stays unknown when the history does not say since when it is there', async () => {
    const rulesOfUnknownAge = new Set(['ssh']);
    expect(await sshIn({ rulesOfUnknownAge })).toMatchObject(because('unknown-age'));
  });

  it('stays unknown when no interface is in its group', async () => {
    const judgement = await sshIn({
      inventory: inventory([networkInterface('db1', ['db'], '10.0.2.1')]),
    });
    expect(judgement).toMatchObject(because('detached-group'));
  });

  it('stays unknown without inventory, and takes the traffic of every interface as possible', async () => {
    const judgement = await sshIn({ inventory: null, flows: [flow({ port: 22 })] });
    expect(judgement).toMatchObject(because('no-inventory', 'possible-traffic'));
    expect(judgement.traffic.possible).toBe(10);
  });

  it('stays unknown when its group is not known', async () => {
    const nowhere = {
      group: { address: null, id: null, name: null },
      unresolved: ['group' as const],
    };
    expect(await sshIn({}, nowhere)).toMatchObject(because('unresolved-value'));
  });

  it('stays unknown when it may serve the Amazon resolver, which is never logged', async () => {
    const dns = { direction: 'egress' as const, protocol: 'udp', fromPort: 53, toPort: 53 };
    expect(await sshIn({}, dns)).toMatchObject(because('unlogged-service'));
    expect(await sshIn({}, { ...dns, peer: cidr('10.0.0.2/32') })).toMatchObject(
      because('unlogged-service'),
    );
    expect(await sshIn({}, { ...dns, peer: cidr('8.8.8.8/32') })).toMatchObject(unused);
    expect(await sshIn({}, { ...dns, fromPort: 0, toPort: 65_535 })).toMatchObject(unused);
  });

  it('stays unknown when it is for the link-local services alone', async () => {
    const metadata = { direction: 'egress' as const, peer: cidr('169.254.169.254/32') };
    expect(await sshIn({}, metadata)).toMatchObject(because('unlogged-service'));
  });
});

describe('a rule that only may admit traffic', () => {
  const flows = [flow({ port: 22 })];

  it('stays unknown when an interface that no capture holds has traffic that fits', async () => {
    const strange = [flow({ port: 22, on: 'stranger' })];
    expect(await sshIn({ flows: strange })).toMatchObject(
      because('unknown-interfaces', 'possible-traffic'),
    );
    const elsewhere = [flow({ port: 22, on: 'stranger', vpc: 'vpc-other' })];
    expect(await sshIn({ flows: elsewhere })).toMatchObject(unused);
  });

  it('stays unknown when the captures around the day differ', async () => {
    const early = inventory([WEB], '2026-11-01T00:00:00Z').captures;
    const late = inventory([{ ...WEB, groupIds: [] }], '2026-11-03T00:00:00Z').captures;
    const captures = { captures: [...early, ...late] };
    const on = (day: string) =>
      sshIn({ inventory: captures, flows: [flow({ port: 22, day })], minimumDays: 2 });
    expect(await on(DAYS[1]!)).toMatchObject(because('unknown-interfaces', 'possible-traffic'));
    expect((await on(DAYS[2]!)).traffic).toMatchObject({ flows: 0, possible: 0 });
  });

  it('stays unknown when its peer is not resolved', async () => {
    const open = {
      peer: { kind: 'unresolved' as const, expression: 'var.office' },
      unresolved: ['peer' as const],
    };
    expect(await sshIn({ flows }, open)).toMatchObject(
      because('possible-traffic', 'unresolved-peer'),
    );
  });

  it('stays unknown when its prefix list has no known entries, and is judged once they are', async () => {
    const list = { peer: { kind: 'prefix-list' as const, address: null, id: 'pl-0a' } };
    expect(await sshIn({ flows }, list)).toMatchObject(
      because('possible-traffic', 'unresolved-peer'),
    );
    const [capture] = inventory([WEB]).captures;
    const known = (cidrs: string[]) => ({
      captures: [{ ...capture!, prefixLists: new Map([['pl-0a', cidrs]]) }],
    });
    const holding = known(['203.0.113.0/24']);
    expect(await sshIn({ flows, inventory: holding }, list)).toMatchObject({ verdict: 'used' });
    const other = known(['198.51.100.0/24']);
    expect(await sshIn({ flows, inventory: other }, list)).toMatchObject(unused);
  });

  it('stays unknown while a list of AWS’s own may have held what was met', async () => {
    // AWS changes its lists: that an address is on none of today's entries says nothing of the day of the flow.
    const list = { peer: { kind: 'prefix-list' as const, address: null, id: 'pl-0a' } };
    const named = (name: string) => ({
      ruleSet: ruleSet([rule('ssh', { port: 22, ...list })], {
        prefixLists: [{ address: null, id: 'pl-0a', name, cidrs: null }],
      }),
      flows,
    });
    const [capture] = inventory([WEB]).captures;
    const at = (...times: (string | null)[]) => ({
      captures: times.map((capturedAt) => ({
        ...capture!,
        capturedAt,
        prefixLists: new Map([['pl-0a', ['198.51.100.0/24']]]),
      })),
    });
    const aws = named('com.amazonaws.eu-west-1.s3');
    expect(await sshIn({ ...aws, inventory: at(null) })).toMatchObject(
      because('possible-traffic', 'unresolved-peer'),
    );
    // Captures from the first day to the last, all alike: nothing came and went.
    const spanning = at('2026-11-01T08:00:00Z', '2026-11-03T08:00:00Z');
    expect(await sshIn({ ...aws, inventory: spanning })).toMatchObject(unused);
    // One's own list changes with its code, as a CIDR does.
    expect(await sshIn({ ...named('offices'), inventory: at(null) })).toMatchObject(unused);
  });

  it('stays unknown when its ports are not known', async () => {
    const open = {
      fromPort: null,
      toPort: null,
      unresolved: ['fromPort' as const, 'toPort' as const],
    };
    expect(await sshIn({ flows }, open)).toMatchObject(
      because('possible-traffic', 'unresolved-value'),
    );
  });

  it('stays unknown when it names one of two ICMP types, which logs do not carry', async () => {
    const echo = [flow({ protocol: 1, port: null })];
    const icmp = (key: string, type: number) =>
      rule(key, { protocol: 'icmp', fromPort: type, toPort: 0 });
    const judged = async (...rules: readonly Rule[]) => {
      const world = { flows: echo, coverage: fullCoverage('web1'), inventory: inventory([WEB]) };
      const { judgements } = await attributeWorld({ ruleSet: ruleSet(rules), ...world });
      return judgements.map(({ verdict, confidence }) => `${verdict}, ${confidence}`);
    };
    expect(await judged(icmp('any', -1))).toEqual(['used, high']);
    expect(await judged(icmp('echo', 8), icmp('unreachable', 3))).toEqual([
      'unknown, low',
      'unknown, low',
    ]);
    // Accepted traffic was admitted by some rule, and no other one admits ICMP.
    expect(await judged(icmp('echo', 8))).toEqual(['used, medium']);
  });

  it('stays unknown when both readings of an ambiguous flow match a rule', async () => {
    const attribution = await attributeWorld({
      ruleSet: ruleSet([
        rule('in', { fromPort: 40_000, toPort: 50_000 }),
        rule('out', { direction: 'egress', fromPort: 40_000, toPort: 50_000 }),
      ]),
      inventory: inventory([WEB]),
      flows: ambiguous({ port: 45_000 }, { direction: 'egress', port: 41_000 }),
      coverage: fullCoverage('web1'),
    });
    for (const key of ['in', 'out']) {
      expect(judgementOf(attribution, key)).toMatchObject(because('possible-traffic'));
    }
    expect(attribution.evidence).toMatchObject({
      records: { accepted: 10 },
      explained: { flows: 10, unexplained: 0 },
      orientation: { ambiguous: 10 },
    });
  });

  it('is not kept from unused by a flow that another rule surely admits', async () => {
    const attribution = await attributeWorld({
      ruleSet: ruleSet([
        rule('anywhere'),
        rule('partner', {
          peer: { kind: 'unresolved', expression: 'var.partner' },
          unresolved: ['peer'],
        }),
      ]),
      inventory: inventory([WEB]),
      flows: [flow()],
      coverage: fullCoverage('web1'),
    });
    expect(judgementOf(attribution, 'anywhere').verdict).toBe('used');
    expect(judgementOf(attribution, 'partner')).toMatchObject({
      ...unused,
      traffic: { possible: 10 },
    });
  });
});

describe('a rule for a group', () => {
  const APP = networkInterface('app1', ['app'], '10.0.3.3', {
    ipv6Addresses: ['2600:1f18::33'],
    publicAddresses: ['52.1.2.3'],
    prefixes: ['10.0.4.0/28'],
  });
  const fromApp = (peer: string) =>
    sshIn({
      ruleSet: ruleSet([rule('ssh', { port: 22, peer: groupPeer('app') })]),
      inventory: inventory([WEB, APP]),
      coverage: fullCoverage('web1', 'app1'),
      flows: [flow({ port: 22, peer })],
    });

  it.each(['10.0.3.3', '2600:1f18::33', '10.0.4.9'])(
    'admits the member address %s',
    async (peer) => {
      expect(await fromApp(peer)).toMatchObject({
        verdict: 'used',
        traffic: { flows: 10, possible: 0 },
      });
    },
  );

  it('does not admit the public address of a member', async () => {
    expect(await fromApp('52.1.2.3')).toMatchObject({
      ...unused,
      traffic: { flows: 0, possible: 0 },
    });
  });

  it.each(['10.0.99.99', '2600:1f18::99'])('may admit %s, which no interface has', async (peer) => {
    expect(await fromApp(peer)).toMatchObject(because('possible-traffic', 'unresolved-peer'));
  });

  it('may admit any address when a network load balancer is a member, as it hands clients on', async () => {
    const balancer = networkInterface('nlb1', ['app'], '10.0.5.5', {
      type: 'network_load_balancer',
    });
    const judgement = await sshIn({
      ruleSet: ruleSet([rule('ssh', { port: 22, peer: groupPeer('app') })]),
      inventory: inventory([WEB, balancer]),
      coverage: fullCoverage('web1', 'nlb1'),
      flows: [flow({ port: 22, peer: '203.0.113.7' })],
    });
    expect(judgement).toMatchObject(because('possible-traffic', 'unresolved-peer'));
  });

  it('may admit any address when no capture shows a member: a network load balancer may be one', async () => {
    const judgement = await sshIn({
      ruleSet: ruleSet([rule('ssh', { port: 22, peer: groupPeer('app') })]),
      inventory: inventory([WEB]),
      coverage: fullCoverage('web1'),
      flows: [flow({ port: 22, peer: '203.0.113.7' })],
    });
    expect(judgement).toMatchObject(because('possible-traffic', 'unresolved-peer'));
  });

  it('joins groups to the inventory by name when state gave no id', async () => {
    const [capture] = inventory([WEB]).captures;
    const live = { id: 'sg-web', name: 'web', vpcId: 'vpc-0a1b2c3d', description: null };
    const nameless: Partial<Rule> = {
      group: { address: 'aws_security_group.web', id: null, name: 'web' },
    };
    const judgement = await sshIn({
      ruleSet: ruleSet([rule('ssh', { port: 22, ...nameless })], {
        groups: [group('web', { id: null })],
      }),
      inventory: { captures: [{ ...capture!, groups: [live] }] },
    });
    expect(judgement).toMatchObject(unused);
  });
});
