import { describe, expect, it } from '@jest/globals';
import type { CheckId } from '../../src/lint/check.ts';
import type { LiveRule, LiveRules } from '../../src/model/live.ts';
import type { Rule, RuleSet } from '../../src/model/rule.ts';
import { findWith } from '../support/lint.ts';
import { rule, ruleSet } from '../support/rules.ts';

const find = (check: CheckId, set: RuleSet, live: LiveRules | null) =>
  findWith(check, set, { live });

function live(text: string, changes: Partial<LiveRule> = {}): LiveRule {
  const { key, location, via, source, unresolved, address, ...facts } = rule(text);
  return { ...facts, ruleId: 'sgr-0a1b', tags: {}, ruleKey: null, differences: [], ...changes };
}

const groupPlace = { file: 'web.tf', start: { line: 1, column: 1 }, end: { line: 9, column: 2 } };
function withPlace(rules: readonly Rule[]): RuleSet {
  const set = ruleSet(rules);
  return { ...set, groups: set.groups.map((group) => ({ ...group, location: groupPlace })) };
}

describe('a rule that only EC2 has', () => {
  const wide = rule('ingress tcp 443 0.0.0.0/0', { address: null, ruleId: 'sgr-0a1b' });

  it('shadows no written one, though a written one shadows it', () => {
    const narrow = rule('ingress tcp 443 10.0.0.0/8');
    expect(find('shadowed-rule', ruleSet([narrow, wide]), null)).toEqual([]);
    const written = rule('ingress tcp 443 0.0.0.0/0');
    const own = rule('ingress tcp 443 10.0.0.0/8', { address: null });
    const [finding] = find('shadowed-rule', ruleSet([written, own]), null);
    expect(finding?.ruleKeys).toEqual([own.key]);
  });

  it('makes no written one a duplicate', () => {
    const written = rule('ingress tcp 443 0.0.0.0/0');
    expect(find('duplicate-rule', ruleSet([written, wide]), null)).toEqual([]);
  });
});

describe('unmanaged-rule', () => {
  it('finds a rule of a managed group at the group, with the rule’s id', () => {
    const set = withPlace([rule('ingress tcp 443 10.0.0.0/8')]);
    const [finding] = find('unmanaged-rule', set, {
      rules: [live('ingress tcp 22 0.0.0.0/0')],
      missing: [],
    });
    expect(finding).toMatchObject({
      severity: 'warning',
      confidence: 'high',
      location: groupPlace,
      message:
        'ingress tcp 22 from 0.0.0.0/0 (sgr-0a1b) on aws_security_group.web is in EC2 and in no given Terraform',
    });
  });

  it('says whose tags a rule carries, and is less sure then', () => {
    const tags = { 'kubernetes.io/cluster/prod': 'owned' };
    const set = withPlace([rule('ingress tcp 443 10.0.0.0/8')]);
    const [finding] = find('unmanaged-rule', set, {
      rules: [live('ingress tcp 22 10.0.0.0/8', { tags })],
      missing: [],
    });
    expect(finding?.message).toContain('its tags name Kubernetes prod');
    expect(finding?.confidence).toBe('medium');
  });

  it('tells a group that this Terraform does not have once, as a note', () => {
    const group = { address: null, id: 'sg-0ff', name: 'elsewhere' };
    const rules = [
      live('ingress tcp 22 10.0.0.0/8', { group }),
      live('ingress tcp 23 10.0.0.0/8', { group }),
    ];
    const findings = find('unmanaged-rule', ruleSet([]), { rules, missing: [] });
    expect(findings).toMatchObject([{ severity: 'note', confidence: 'low', location: null }]);
    expect(findings[0]?.message).toContain('sg-0ff (elsewhere) and its 2 rules');
  });

  it('is silent without EC2, and of rules that Terraform has', () => {
    const own = rule('ingress tcp 443 10.0.0.0/8');
    expect(find('unmanaged-rule', ruleSet([own]), null)).toEqual([]);
    const rules = [live('ingress tcp 443 10.0.0.0/8', { ruleKey: own.key })];
    expect(find('unmanaged-rule', ruleSet([own]), { rules, missing: [] })).toEqual([]);
  });
});

describe('drifted-rule', () => {
  it('says what differs, at the rule', () => {
    const own = rule('ingress tcp 443 10.0.0.0/8');
    const differences = [{ field: 'description', terraform: 'web', live: null } as const];
    const rules = [live('ingress tcp 443 10.0.0.0/8', { ruleKey: own.key, differences })];
    const [finding] = find('drifted-rule', ruleSet([own]), { rules, missing: [] });
    expect(finding?.location).toEqual(own.location);
    expect(finding?.message).toContain('description web in Terraform, none in EC2');
  });

  it('says what EC2 lacks', () => {
    const own = rule('ingress tcp 443 10.0.0.0/8');
    const [finding] = find('drifted-rule', ruleSet([own]), { rules: [], missing: [own.key] });
    expect(finding?.message).toBe(
      'ingress tcp 443 from 10.0.0.0/8 on aws_security_group.web is not in EC2',
    );
  });
});
