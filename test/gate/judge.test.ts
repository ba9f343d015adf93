import { describe, expect, it } from '@jest/globals';
import type { JudgedChange } from '../../src/gate/judge.ts';
import type { RuleSet } from '../../src/model/rule.ts';
import {
  ambiguous,
  cidr,
  covered,
  DAYS,
  flow,
  group,
  groupPeer,
  inventory,
  networkInterface,
  rule,
  ruleSet,
} from '../support/attribution-world.ts';
import { binding, judgeWorld } from '../support/gate-world.ts';

const web1 = networkInterface('web1', ['web'], '10.0.0.5');
const known = inventory([web1]);
const https = rule('https');
const ssh = rule('ssh', { port: 22, peer: cidr('10.0.0.0/8') });
const egress = rule('out', { direction: 'egress', protocol: 'all', fromPort: null, toPort: null });

const told = ({ lost, gained, uncertain }: JudgedChange) => ({
  lost: lost.map(({ rule: one, flows, certainty }) =>
    certainty === 'certain' ? [one?.key, flows] : [one?.key, flows, certainty],
  ),
  gained: gained.map(({ rule: one, flows }) => [one?.key, flows]),
  uncertain: uncertain.map(({ rule: one, flows, doubts }) => [one?.key, flows, doubts.join(' ')]),
});
const nothing = { lost: [], gained: [], uncertain: [] };

describe('a rule that goes', () => {
  it('loses what only it admitted', async () => {
    const { lost } = await judgeWorld({
      before: [https, ssh],
      after: [ssh],
      inventory: known,
      flows: [flow(), flow({ day: DAYS[1]!, peer: '198.51.100.1', flows: 3 })],
    });
    expect(lost).toMatchObject([
      {
        cause: 'rule',
        rule: { key: 'https' },
        flows: 13,
        peers: 2,
        topPeers: [{ address: '203.0.113.7', flows: 10 }, { address: '198.51.100.1' }],
        ports: [{ from: 443, to: 443, flows: 13 }],
        interfaces: ['eni-web1'],
        lastSeen: '2026-11-02T12:01:00Z',
        confidence: 'high',
      },
    ]);
  });

  it('loses nothing that a rule which stays, or a new one, admits', async () => {
    const wide = rule('wide', { fromPort: 0, toPort: 1023 });
    for (const after of [[wide], [{ ...https, key: 'moved', address: 'aws_x.moved' }]]) {
      const judged = await judgeWorld({
        before: [https],
        after,
        inventory: known,
        flows: [flow()],
      });
      expect(judged.lost).toEqual([]);
      expect(judged.uncertain).toEqual([]);
    }
  });

  it('loses what lies beyond a rule that took its place', async () => {
    const narrow = rule('narrow', { peer: cidr('203.0.113.0/24') });
    const judged = await judgeWorld({
      before: [https],
      after: [narrow],
      inventory: known,
      flows: [flow(), flow({ peer: '198.51.100.1', flows: 2 })],
    });
    expect(told(judged)).toEqual({ lost: [['https', 2]], gained: [], uncertain: [] });
  });

  it('is open where it is not known who opened the connection, if the other reading stays', async () => {
    const flows = ambiguous({ port: 443 }, { direction: 'egress', port: 50_000 });
    const change = { before: [https, egress], inventory: known, flows };
    expect(told(await judgeWorld({ ...change, after: [egress] }))).toEqual({
      ...nothing,
      uncertain: [['https', 10, 'orientation']],
    });
    expect(told(await judgeWorld({ ...change, after: [] })).lost).toEqual([['https', 10]]);
  });

  it('is less sure where a learned opener may be turned round, row by row', async () => {
    const learned = { certainty: 'learned', opener_low: 50_000, opener_high: 50_000 } as const;
    const out = rule('out', { direction: 'egress', fromPort: 50_000, toPort: 50_000 });
    const judged = await judgeWorld({
      before: [https, out],
      after: [out],
      inventory: known,
      flows: [
        flow({ ...learned, opener_ports: [50_000] }),
        flow({
          ...learned,
          opener_low: 40_000,
          opener_high: 60_000,
          opener_ports: [40_000, 60_000],
          flows: 4,
        }),
        flow({ flows: 1 }),
      ],
    });
    expect(told(judged)).toEqual({
      lost: [
        ['https', 10, 'likely'],
        ['https', 5],
      ],
      gained: [],
      uncertain: [],
    });
    const turned = await judgeWorld({
      before: [https, out],
      after: [https],
      inventory: known,
      flows: [flow({ ...learned, opener_ports: [50_000] }), flow({ flows: 1 })],
    });
    expect(told(turned)).toEqual({ ...nothing, uncertain: [['out', 10, 'orientation']] });
  });

  it('is open where the interface is not known', async () => {
    const judged = await judgeWorld({
      before: [https],
      after: [],
      inventory: null,
      flows: [flow()],
    });
    expect(judged.lost).toEqual([]);
    expect(judged.uncertain).toMatchObject([{ rule: { key: 'https' }, doubts: ['membership'] }]);
  });

  it('is lost where traffic shows that it was the one, though it names an ICMP type', async () => {
    const ping = rule('ping', { protocol: 'icmp', fromPort: 8, toPort: 0 });
    const flows = [flow({ protocol: 1, port: null })];
    const judged = await judgeWorld({ before: [ping], after: [], inventory: known, flows });
    expect(told(judged).lost).toEqual([['ping', 10]]);
    const same = await judgeWorld({ before: [ping], after: [ping], inventory: known, flows });
    expect(told(same)).toEqual(nothing);
  });

  it('without traffic is open where the logs may not have shown it', async () => {
    const change = { before: [https, ssh], after: [https], inventory: known, flows: [] };
    expect(told(await judgeWorld(change))).toEqual(nothing);
    const holes = [covered('web1', DAYS[0]!), covered('web1', DAYS[1]!)];
    expect((await judgeWorld({ ...change, coverage: holes })).uncertain).toMatchObject([
      {
        rule: { key: 'ssh' },
        flows: 0,
        doubts: ['evidence'],
        gaps: ['partial-coverage', 'short-window'],
      },
    ]);
  });
});

describe('a rule whose value is not known before the apply', () => {
  it('may admit, so nothing is lost for certain', async () => {
    const open = rule('https', {
      peer: { kind: 'unresolved', expression: 'aws_x.a.cidr' },
      unresolved: ['peer'],
    });
    const judged = await judgeWorld({
      before: [https],
      after: [open],
      inventory: known,
      flows: [flow()],
    });
    expect(judged.lost).toEqual([]);
    expect(judged.uncertain).toContainEqual(
      expect.objectContaining({ flows: 10, effect: 'lost', doubts: ['value'] }),
    );
  });

  it('stays as it was where both sides say the same', async () => {
    const open = rule('open', {
      peer: { kind: 'unresolved', expression: 'var.office' },
      unresolved: ['peer'],
    });
    const judged = await judgeWorld({
      before: [open, ssh],
      after: [open],
      inventory: known,
      flows: [flow()],
    });
    expect(told(judged)).toEqual(nothing);
  });
});

describe('an interface whose groups change', () => {
  const both = (bindings: RuleSet['bindings']) =>
    ruleSet([https], { groups: [group('web'), group('db')], bindings });
  const change = (
    before: RuleSet['bindings'],
    after: RuleSet['bindings'],
    replaced: string[] = [],
  ) =>
    judgeWorld({
      before: both(before),
      after: both(after),
      inventory: known,
      flows: [flow()],
      replaced,
    });
  const instance = 'aws_instance.web';

  it('loses what the group that it leaves admitted', async () => {
    const { lost } = await change(
      [binding(instance, ['web'], ['web1'])],
      [binding(instance, ['db'], ['web1'])],
    );
    expect(lost).toMatchObject([
      { cause: 'interface', address: instance, rule: { key: 'https' }, flows: 10 },
    ]);
  });

  it('loses all that it had when it is destroyed, and nothing when its attachment to another group is', async () => {
    const destroyed = await change([binding(instance, ['web'], ['web1'])], []);
    expect(destroyed.lost).toMatchObject([{ cause: 'interface', address: instance, flows: 10 }]);
    const others = await change([binding(instance, ['db'], ['web1'])], []);
    expect(others.lost).toMatchObject([{ cause: 'interface', address: instance, flows: 10 }]);
    const attachment = 'aws_network_interface_sg_attachment.db';
    const detached = await change([binding(attachment, ['db'], ['web1'])], []);
    expect(told(detached)).toEqual(nothing);
    const cut = await change(
      [binding('aws_network_interface_sg_attachment.web', ['web'], ['web1'])],
      [],
    );
    expect(cut.lost).toMatchObject([{ cause: 'interface', flows: 10 }]);
  });

  it('keeps a group that another resource still gives it', async () => {
    const judged = await change(
      [
        binding(instance, ['web'], ['web1']),
        binding('aws_network_interface.web', ['web'], ['web1']),
      ],
      [
        binding(instance, ['db'], ['web1']),
        binding('aws_network_interface.web', ['web'], ['web1']),
      ],
    );
    expect(judged.lost).toEqual([]);
  });

  it('is open where the groups of after are not all known', async () => {
    const open = binding(instance, ['db'], ['web1'], { complete: false });
    const judged = await change([binding(instance, ['web'], ['web1'])], [open]);
    expect(judged.lost).toEqual([]);
    expect(judged.uncertain).toMatchObject([
      { cause: 'interface', flows: 10, doubts: ['membership'] },
    ]);
  });

  it('is open where the instance is created anew', async () => {
    const judged = await change(
      [binding(instance, ['web'], ['web1'])],
      [binding(instance, ['web'], [])],
      [instance],
    );
    expect(judged.lost).toEqual([]);
    expect(judged.uncertain).toMatchObject([{ cause: 'interface', address: instance, flows: 10 }]);
  });

  it('is open where the interfaces of the resource are not known, as of a load balancer', async () => {
    const judged = await change(
      [binding('aws_lb.web', ['web'], [])],
      [binding('aws_lb.web', ['db'], [])],
    );
    expect(judged.lost).toEqual([]);
    expect(judged.uncertain).toMatchObject([
      { cause: 'interface', address: 'aws_lb.web', flows: 10 },
    ]);
  });

  it('takes the peers with it that others know by their group', async () => {
    const fromApp = rule('from-app', { peer: groupPeer('app') });
    const set = (groups: string[]) =>
      ruleSet([fromApp], {
        groups: [group('web'), group('app'), group('db')],
        bindings: [binding('aws_instance.app', groups, ['app1'])],
      });
    const { lost } = await judgeWorld({
      before: set(['app']),
      after: set(['db']),
      inventory: inventory([web1, networkInterface('app1', ['app'], '10.0.0.9')]),
      flows: [flow({ peer: '10.0.0.9' })],
    });
    expect(lost).toMatchObject([{ cause: 'peer', rule: { key: 'from-app' }, flows: 10 }]);
  });
});

describe('a group in whose place a new one comes', () => {
  const renamed = group('web', { id: null, name: 'www' });
  const withBinding = (groups: RuleSet['groups'], bindings: RuleSet['bindings'], rules = [https]) =>
    ruleSet(rules, { groups, bindings });
  const after = { ...https, group: { address: 'aws_security_group.web', id: null, name: 'www' } };
  const bound = (id: string | null) =>
    binding('aws_instance.web', [], ['web1'], {
      groups: [{ address: 'aws_security_group.web', id, name: null }],
    });

  it('is the same for interfaces that a resource binds to it', async () => {
    const judged = await judgeWorld({
      before: withBinding([group('web')], [bound('sg-web')]),
      after: withBinding([renamed], [bound(null)], [after]),
      replaced: ['aws_security_group.web'],
      inventory: known,
      flows: [flow()],
    });
    expect(told(judged)).toEqual(nothing);
  });

  it('leaves open whether others follow, and loses what the new one does not admit', async () => {
    const change = {
      before: withBinding([group('web')], []),
      inventory: known,
      flows: [flow()],
    };
    const same = await judgeWorld({ ...change, after: withBinding([renamed], [], [after]) });
    expect(same.lost).toEqual([]);
    expect(same.uncertain).toMatchObject([
      {
        cause: 'replaced-group',
        address: 'aws_security_group.web',
        flows: 10,
        doubts: ['membership'],
      },
    ]);
    const other = await judgeWorld({ ...change, after: withBinding([renamed], [], []) });
    expect(other.lost).toMatchObject([{ rule: { key: 'https' }, flows: 10 }]);
  });
});

describe('a group that is destroyed', () => {
  it('takes its rules and their traffic', async () => {
    const { lost } = await judgeWorld({
      before: ruleSet([https]),
      after: ruleSet([], { groups: [] }),
      inventory: known,
      flows: [flow()],
    });
    expect(lost).toMatchObject([{ cause: 'rule', flows: 10 }]);
  });
});

describe('entries of a prefix list that change', () => {
  it('lose the peers that they held, though captures show the list as it was', async () => {
    const name = 'aws_ec2_managed_prefix_list.office';
    const listed = rule('listed', { peer: { kind: 'prefix-list', address: name, id: 'pl-1' } });
    const list = (cidrs: string[]) => ({ address: name, id: 'pl-1', name: 'office', cidrs });
    const captured = {
      ...known.captures[0]!,
      prefixLists: new Map([['pl-1', ['203.0.113.0/24']]]),
    };
    const judged = await judgeWorld({
      before: ruleSet([listed], { prefixLists: [list(['203.0.113.0/24'])] }),
      after: ruleSet([listed], { prefixLists: [list(['198.51.100.0/24'])] }),
      inventory: { captures: [captured] },
      flows: [flow()],
    });
    expect(judged.lost).toMatchObject([{ rule: { key: 'listed' }, flows: 10 }]);
    expect(judged.gained).toMatchObject([{ newAddresses: '256', newCidrs: ['198.51.100.0/24'] }]);
  });
});

describe('peers that get through', () => {
  const rejected = flow({ action: 'REJECT', port: 22, peer: '10.9.9.9', flows: 4 });

  it('were seen to try, or were never seen', async () => {
    const { gained, lost } = await judgeWorld({
      before: [https],
      after: [https, ssh],
      inventory: known,
      flows: [flow(), rejected, flow({ action: 'REJECT', port: 23 })],
    });
    expect(lost).toEqual([]);
    expect(gained).toMatchObject([
      {
        cause: 'rule',
        rule: { key: 'ssh' },
        flows: 4,
        topPeers: [{ address: '10.9.9.9', flows: 4 }],
        newAddresses: '16777216',
        newCidrs: ['10.0.0.0/8'],
      },
    ]);
  });

  it('are only those that no rule of before admitted: what it did was rejected by another', async () => {
    const wide = rule('wide', { port: 22, peer: cidr('0.0.0.0/0') });
    const judged = await judgeWorld({
      before: [wide],
      after: [wide, ssh],
      inventory: known,
      flows: [rejected],
    });
    expect(told(judged)).toEqual(nothing);
  });

  it('are counted without the addresses that rules of the group admitted to the same ports', async () => {
    const half = rule('half', { fromPort: 20, toPort: 22, peer: cidr('10.0.0.0/9') });
    const { gained } = await judgeWorld({
      before: [half],
      after: [half, ssh],
      inventory: known,
      flows: [],
    });
    expect(gained).toMatchObject([
      { flows: 0, newCidrs: ['10.128.0.0/9'], newAddresses: '8388608' },
    ]);
    const range = rule('range', { fromPort: 21, toPort: 30, peer: cidr('10.0.0.0/9') });
    const wider = await judgeWorld({
      before: [half],
      after: [half, range],
      inventory: known,
      flows: [],
    });
    expect(wider.gained).toMatchObject([{ rule: { key: 'range' }, newCidrs: ['10.0.0.0/9'] }]);
    const rest = rule('rest', { fromPort: 23, toPort: 40, peer: cidr('10.0.0.0/8') });
    const joined = await judgeWorld({
      ...{ before: [half, rest], after: [half, rest, range], inventory: known, flows: [] },
    });
    expect(joined.gained).toEqual([]);
  });

  it('may get through where who opened is open', async () => {
    const flows = ambiguous(
      { action: 'REJECT', port: 22, peer: '10.9.9.9' },
      { direction: 'egress', port: 50_000 },
    );
    const judged = await judgeWorld({
      before: [https],
      after: [https, ssh],
      inventory: known,
      flows,
    });
    expect(judged.gained).toMatchObject([{ rule: { key: 'ssh' }, flows: 0 }]);
    expect(judged.uncertain).toMatchObject([{ rule: { key: 'ssh' }, effect: 'gained', flows: 10 }]);
  });

  it('come through an interface that joins a group', async () => {
    const set = (groups: string[]) =>
      ruleSet([https, rule('admin', { in: 'admin', port: 22 })], {
        bindings: [binding('aws_instance.web', groups, ['web1'])],
      });
    const { gained } = await judgeWorld({
      before: set(['web']),
      after: set(['web', 'admin']),
      inventory: known,
      flows: [rejected],
    });
    expect(gained).toMatchObject([{ cause: 'interface', address: 'aws_instance.web', flows: 4 }]);
  });

  it('are told of an interface that joins a group, though none was seen to try', async () => {
    const admin = rule('admin', { in: 'admin', port: 22 });
    const set = (groups: string[], own = https) =>
      ruleSet([own, admin], { bindings: [binding('aws_instance.web', groups, ['web1'])] });
    const join = (own = https) =>
      judgeWorld({
        ...{ before: set(['web'], own), after: set(['web', 'admin'], own) },
        ...{ inventory: known, flows: [] },
      });
    expect((await join()).gained).toMatchObject([
      { cause: 'interface', address: 'aws_instance.web', flows: 0, newCidrs: ['0.0.0.0/0'] },
    ]);
    const open = rule('open', { protocol: 'all', fromPort: null, toPort: null });
    expect((await join(open)).gained).toEqual([]);
  });
});
