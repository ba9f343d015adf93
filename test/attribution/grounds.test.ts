import { describe, expect, it } from '@jest/globals';
import {
  ambiguous,
  cidr,
  covered,
  DAYS,
  flow,
  fullCoverage,
  group,
  groupPeer,
  inventory,
  networkInterface,
  rule,
  ruleSet,
  type World,
  whileOpen,
} from '../support/attribution-world.ts';

const WEB = networkInterface('web1', ['web'], '10.0.1.10');

function world(rules: World['ruleSet']['rules'], more: Partial<World> = {}): World {
  return {
    ruleSet: ruleSet(rules),
    inventory: inventory([WEB]),
    flows: [],
    coverage: fullCoverage('web1'),
    minimumDays: 3,
    ...more,
  };
}

const groundsOf = (of: World, key: string) =>
  whileOpen(of, async (attribution) => attribution.grounds?.(key) ?? null);

describe('the grounds of a verdict', () => {
  it('say by which other rules each flow is admitted, and how many', async () => {
    const rules = [
      rule('any'),
      rule('office', { peer: cidr('203.0.113.0/24') }),
      rule('desk', { peer: cidr('203.0.113.7/32') }),
    ];
    const flows = [
      flow({ flows: 5 }),
      flow({ peer: '203.0.113.9', flows: 3 }),
      flow({ peer: '198.51.100.1', flows: 2 }),
    ];
    const grounds = await groundsOf(world(rules, { flows }), 'any');
    expect(grounds?.shared).toEqual([
      { ruleKeys: ['desk', 'office'], flows: 5 },
      { ruleKeys: ['office'], flows: 3 },
      { ruleKeys: [], flows: 2 },
    ]);
    expect((await groundsOf(world(rules, { flows }), 'office'))?.shared).toEqual([
      { ruleKeys: ['any', 'desk'], flows: 5 },
      { ruleKeys: ['any'], flows: 3 },
    ]);
    // The others go, as it covers them: so it is needed for all.
    expect(grounds?.derivation).toMatchObject({ admitted: 10, needed: 10, decidedBy: 'needed' });
  });

  it('count what is open once, whichever readings the rule matches', async () => {
    const any = rule('any', { protocol: 'all', fromPort: null, toPort: null });
    const ssh = rule('ssh', { port: 22 });
    const flows = ambiguous({ port: 443 }, { port: 444 });
    const grounds = await groundsOf(world([any, ssh], { flows }), 'any');
    expect(grounds?.derivation).toMatchObject({
      decidedBy: 'unsettled',
      gaps: [],
      open: [{ reason: 'possible-traffic', flows: 10 }],
    });
  });

  it('name the rule that covers another by its text', async () => {
    const rules = [rule('any'), rule('office', { peer: cidr('203.0.113.0/24') })];
    const grounds = await groundsOf(world(rules, { flows: [flow()] }), 'office');
    expect(grounds?.derivation).toMatchObject({ decidedBy: 'covered', coveredBy: ['any'] });
  });

  it('tell of each interface what its logs hold, and whether the captures agree', async () => {
    const other = networkInterface('web2', ['web'], '10.0.1.11');
    const moved = { ...other, groupIds: ['sg-db'] };
    const captures = [
      ...inventory([WEB, other], '2026-11-01T00:00:00Z').captures,
      ...inventory([WEB, moved], '2026-11-03T00:00:00Z').captures,
    ];
    const coverage = [
      ...fullCoverage('web1'),
      covered('web2', DAYS[0]!),
      covered('web2', DAYS[1]!, { skip_data: 4, hours: 0xff }),
    ];
    const of = world([rule('https')], {
      inventory: { captures },
      coverage,
      ruleSet: ruleSet([rule('https')], { groups: [group('web'), group('db')] }),
    });
    const grounds = await groundsOf(of, 'https');
    expect(grounds?.members).toMatchObject([
      {
        interface: 'eni-web1',
        addresses: ['10.0.1.10'],
        ...{ certainDays: 3, possibleDays: 0, daysWithRecords: 3, incompleteDays: [] },
        ...{ captures: 2, capturesInGroup: 2 },
      },
      {
        interface: 'eni-web2',
        ...{ certainDays: 0, possibleDays: 2, daysWithRecords: 2 },
        incompleteDays: [DAYS[1]],
        skippedDays: [DAYS[1]],
        records: { accepted: 200, rejected: 0, noData: 88, skipData: 4 },
        ...{ captures: 2, capturesInGroup: 1 },
      },
    ]);
  });

  it('count interfaces of the logs that no capture knows', async () => {
    const coverage = [...fullCoverage('web1'), ...fullCoverage('stray')];
    const grounds = await groundsOf(world([rule('https')], { coverage }), 'https');
    expect(grounds?.unknownMembers).toBe(1);
    expect(grounds?.members.map((member) => member.interface)).toEqual(['eni-web1']);
  });

  it('resolve the peer: a block, the members of a group, the entries of a list', async () => {
    const bastion = networkInterface('bastion', ['bastion'], '10.0.9.9', {
      ipv6Addresses: ['2001:db8::9'],
    });
    const list = { address: 'aws_ec2_managed_prefix_list.hq', id: null, name: 'hq' };
    const rules = [
      rule('block', { peer: cidr('10.0.0.0/8') }),
      rule('bastion', { peer: groupPeer('bastion') }),
      rule('self', { peer: { kind: 'self' } }),
      rule('list', { peer: { kind: 'prefix-list', address: list.address, id: null } }),
      rule('unread', { peer: { kind: 'prefix-list', address: null, id: 'pl-1' } }),
      rule('open', { peer: { kind: 'unresolved', expression: 'var.x' }, unresolved: ['peer'] }),
    ];
    const of = world(rules, {
      inventory: inventory([WEB, bastion]),
      ruleSet: ruleSet(rules, {
        prefixLists: [{ ...list, cidrs: ['192.0.2.0/24', '198.51.100.0/24'] }],
      }),
    });
    const admits = await whileOpen(of, async (attribution) =>
      rules.map(({ key }) => attribution.grounds?.(key)?.admits),
    );
    expect(admits).toEqual([
      { kind: 'block', cidr: '10.0.0.0/8', size: '16777216' },
      {
        kind: 'members',
        interfaces: [
          { interface: 'eni-bastion', addresses: ['10.0.9.9', '2001:db8::9'], certain: true },
        ],
      },
      {
        kind: 'members',
        interfaces: [{ interface: 'eni-web1', addresses: ['10.0.1.10'], certain: true }],
      },
      {
        kind: 'entries',
        entries: [
          { cidr: '192.0.2.0/24', certain: true },
          { cidr: '198.51.100.0/24', certain: true },
        ],
        complete: true,
      },
      { kind: 'open' },
      { kind: 'open' },
    ]);
  });

  it('are none for a key that no rule has', async () => {
    expect(await groundsOf(world([rule('https')]), 'gone')).toBeNull();
  });
});
