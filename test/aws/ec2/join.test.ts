import { describe, expect, it } from '@jest/globals';
import { joinEc2 } from '../../../src/aws/ec2/join.ts';
import type { Ec2Rule, Ec2Rules } from '../../../src/aws/ec2/rule-set.ts';
import type { Group, Rule, RuleSet } from '../../../src/model/rule.ts';
import { rule, ruleSet } from '../../support/rules.ts';

const WEB = 'sg-0a1';

function ec2Rule(text: string, changes: Partial<Ec2Rule> = {}): Ec2Rule {
  const { direction, protocol, fromPort, toPort, peer, unresolved, description } = rule(text);
  const facts = { direction, protocol, fromPort, toPort, peer, unresolved, description };
  return { ...facts, ruleId: null, groupId: WEB, tags: {}, problems: [], ...changes };
}

function ec2(rules: readonly Ec2Rule[], changes: Partial<Group> = {}): Ec2Rules {
  const [group] = ruleSet([rule('ingress tcp 1 10.0.0.0/8')]).groups as [Group];
  const live = { ...group, address: null, id: WEB, name: 'web', vpcId: 'vpc-1', ...changes };
  const foreign = { ...live, id: 'sg-0ff', name: 'elsewhere' };
  return { groups: [live, foreign], rules, prefixLists: [] };
}

function written(rules: readonly Rule[], changes: Partial<Group> = {}): RuleSet {
  const set = ruleSet(rules);
  const groups = set.groups.map((group) => ({
    ...group,
    id: null,
    name: 'web',
    vpcId: 'vpc-1',
    ...changes,
  }));
  const own = rules.map((each) => ({ ...each, group: { ...each.group, id: changes.id ?? null } }));
  return { ...set, rules: own, groups };
}

describe('rules of Terraform and EC2 are joined', () => {
  it('by the group’s name and VPC, and by what they say', () => {
    const { ruleSet: joined, live } = joinEc2(
      written([rule('ingress tcp 443 10.0.0.0/8')]),
      ec2([ec2Rule('ingress tcp 443 10.0.0.0/8', { ruleId: 'sgr-1' })]),
      'leave',
    );
    expect(joined.rules).toMatchObject([{ ruleId: 'sgr-1', group: { id: WEB } }]);
    expect(live).toMatchObject({ rules: [{ ruleId: 'sgr-1', differences: [] }], missing: [] });
    expect(live.rules[0]?.ruleKey).toBe(joined.rules[0]?.key);
  });

  it('by the rule’s id, with what differs; the rule as it is in EC2 stands beside the written one', () => {
    const own = { ...rule('ingress tcp 443 10.0.0.0/8'), ruleId: 'sgr-1' };
    const { ruleSet: joined, live } = joinEc2(
      written([own], { id: WEB }),
      ec2([ec2Rule('ingress tcp 443 0.0.0.0/0', { ruleId: 'sgr-1' })]),
      'leave',
    );
    expect(live.rules[0]?.differences).toEqual([
      { field: 'peer', terraform: '10.0.0.0/8', live: '0.0.0.0/0' },
    ]);
    expect(joined.rules.map(({ address, peer }) => [address === null, peer])).toEqual([
      [false, { kind: 'cidr', value: '10.0.0.0/8' }],
      [true, { kind: 'cidr', value: '0.0.0.0/0' }],
    ]);
  });

  it('and what only one of them has is told', () => {
    const { ruleSet: joined, live } = joinEc2(
      written([rule('ingress tcp 443 10.0.0.0/8')], { id: WEB }),
      ec2([ec2Rule('ingress tcp 22 0.0.0.0/0', { ruleId: 'sgr-2' })]),
      'leave',
    );
    expect(live.missing).toEqual([joined.rules[0]?.key]);
    expect(live.rules).toMatchObject([{ ruleId: 'sgr-2', ruleKey: null }]);
    expect(joined.rules[1]).toMatchObject({ address: null, ruleId: 'sgr-2', group: { id: WEB } });
    expect(joined.rules[1]?.group.address).toBe(joined.rules[0]?.group.address);
  });

  it('where a rule with open parts may be it, nothing is said of it', () => {
    const open: Rule = {
      ...rule('ingress tcp 443 10.0.0.0/8'),
      peer: { kind: 'unresolved', expression: 'var.office' },
      unresolved: ['peer'],
    };
    const { ruleSet: joined, live } = joinEc2(
      written([open], { id: WEB }),
      ec2([ec2Rule('ingress tcp 443 203.0.113.0/24', { ruleId: 'sgr-3' })]),
      'leave',
    );
    expect(live).toMatchObject({ rules: [{ ruleKey: open.key, differences: [] }], missing: [] });
    expect(joined.rules).toHaveLength(1);
  });

  it('of an open rule only where the rest fits', () => {
    const open: Rule = {
      ...rule('ingress tcp 443 10.0.0.0/8'),
      peer: { kind: 'unresolved', expression: 'var.office' },
      unresolved: ['peer'],
    };
    const others = ['egress tcp 443 203.0.113.0/24', 'ingress tcp 22 203.0.113.0/24'];
    const live = ec2(others.map((text, at) => ec2Rule(text, { ruleId: `sgr-${at}` })));
    const joined = joinEc2(written([open], { id: WEB }), live, 'leave');
    expect(joined.live.rules.map(({ ruleKey }) => ruleKey)).toEqual([null, null]);
    expect(joined.ruleSet.rules).toHaveLength(3);
  });

  it('not by a name alone, where they have no rule in common', () => {
    const other = rule('ingress tcp 443 10.0.0.0/8');
    const live = ec2([ec2Rule('ingress tcp 22 10.0.0.0/8'), ec2Rule('egress all - 0.0.0.0/0')]);
    const set = written([other, rule('egress all - 0.0.0.0/0')], { vpcId: null });
    expect(joinEc2(set, live, 'leave').ruleSet.groups[0]?.id).toBeNull();
    const shared = ec2([ec2Rule('ingress tcp 443 10.0.0.0/8')]);
    expect(joinEc2(set, shared, 'leave').ruleSet.groups[0]?.id).toBe(WEB);
  });

  it('where two groups of Terraform have the name, by neither', () => {
    const set = written([rule('ingress tcp 443 10.0.0.0/8')]);
    const [group] = set.groups as [Group];
    const twice = { ...set, groups: [group, { ...group, address: 'aws_security_group.blue' }] };
    const { live } = joinEc2(twice, ec2([ec2Rule('ingress tcp 22 10.0.0.0/8')]), 'leave');
    expect(live.rules[0]?.group.address).toBeNull();
  });

  it('of a reduced list, by the peer alone', () => {
    const reduced = ec2Rule('ingress all - 10.0.0.0/8', {
      unresolved: ['protocol', 'fromPort', 'toPort'],
    });
    const own = [rule('ingress tcp 443 10.0.0.0/8'), rule('ingress tcp 22 10.0.0.0/8')];
    const { ruleSet: joined, live } = joinEc2(written(own, { id: WEB }), ec2([reduced]), 'include');
    expect(joined.rules).toHaveLength(2);
    expect(live.missing).toEqual([]);
  });

  it('groups that Terraform has not are left out, or kept where the list was given', () => {
    const foreign = ec2Rule('ingress tcp 22 10.0.0.0/8', { groupId: 'sg-0ff', ruleId: 'sgr-9' });
    const set = written([rule('ingress tcp 443 10.0.0.0/8')], { id: WEB });
    expect(joinEc2(set, ec2([foreign]), 'leave').ruleSet.rules).toHaveLength(1);
    const kept = joinEc2(set, ec2([foreign]), 'include').ruleSet;
    expect(kept.rules[1]).toMatchObject({
      group: { address: null, id: 'sg-0ff', name: 'elsewhere' },
    });
    expect(kept.groups).toHaveLength(2);
  });
});
