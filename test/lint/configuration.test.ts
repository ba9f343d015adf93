import { describe, expect, it } from '@jest/globals';
import { CHECK_IDS, CHECKS } from '../../src/lint/index.ts';
import type { Rule, RuleStyle } from '../../src/model/rule.ts';
import { findWith } from '../support/lint.ts';
import { rule, ruleSet } from '../support/rules.ts';

const find = findWith;

function writtenAs(style: RuleStyle, line: number): Partial<Rule> {
  const range = {
    file: 'main.tf',
    start: { line, column: 1 },
    end: { line: line + 5, column: 2 },
    startOffset: line * 100,
    endOffset: line * 100 + 50,
  };
  const nowhere = { literal: null, inputs: [], via: [] };
  return {
    source: {
      style,
      resource: range,
      block: range,
      repetition: 'none',
      peer: nowhere,
      ports: nowhere,
      protocol: nowhere,
    },
  };
}

describe('duplicate-rule', () => {
  it('finds the same rule in another spelling, once', () => {
    const [first, second] = [
      rule('ingress tcp 443 10.0.0.0/8'),
      rule('ingress tcp 443 10.0.0.0/8'),
    ];
    const findings = find('duplicate-rule', ruleSet([first, second]));
    expect(findings).toHaveLength(1);
    expect(findings[0]?.location).toEqual(second.location);
    expect(findings[0]?.related[0]?.location).toEqual(first.location);
  });

  it('does not take a rule of another group for the same', () => {
    const other = rule('ingress tcp 443 10.0.0.0/8', {
      group: { address: 'aws_security_group.app', id: null, name: null },
    });
    expect(find('duplicate-rule', ruleSet([rule('ingress tcp 443 10.0.0.0/8'), other]))).toEqual(
      [],
    );
  });

  it('does not compare what is not known', () => {
    const unknown = () => rule('ingress tcp 443 var.office', { unresolved: ['peer'] });
    expect(find('duplicate-rule', ruleSet([unknown(), unknown()]))).toEqual([]);
  });
});

describe('shadowed-rule', () => {
  it.each([
    ['a wider CIDR', 'ingress tcp 443 10.1.0.0/16', 'ingress tcp 443 10.0.0.0/8'],
    ['a wider range of ports', 'ingress tcp 443 10.0.0.0/8', 'ingress tcp 400-500 10.0.0.0/8'],
    ['all protocols', 'ingress udp 53 10.0.0.0/8', 'ingress all - 0.0.0.0/0'],
    ['any ICMP', 'ingress icmp 8 10.0.0.0/8', 'ingress icmp - 10.0.0.0/8'],
    ['the same group with more ports', 'ingress tcp 80 sg:a', 'ingress tcp 80-90 sg:a'],
  ])('finds a rule within %s', (_, narrow, wide) => {
    const [inner, outer] = [rule(narrow), rule(wide)];
    const findings = find('shadowed-rule', ruleSet([inner, outer]));
    expect(findings.map((finding) => finding.ruleKeys)).toEqual([[inner.key]]);
  });

  it.each([
    ['another family', 'ingress tcp 443 10.0.0.0/8', 'ingress tcp 443 ::/0'],
    ['another protocol', 'ingress udp 443 10.0.0.0/8', 'ingress tcp 443 10.0.0.0/8'],
    ['another direction', 'ingress tcp 443 10.0.0.0/8', 'egress all - 0.0.0.0/0'],
    ['an overlap only', 'ingress tcp 80-100 10.0.0.0/8', 'ingress tcp 90-110 10.0.0.0/8'],
    ['a CIDR, for a group', 'ingress tcp 80 sg:a', 'ingress tcp 80 0.0.0.0/0'],
    ['one ICMP code', 'ingress icmp 8-0 10.0.0.0/8', 'ingress icmp 3-4 10.0.0.0/8'],
  ])('does not find %s', (_, narrow, wide) => {
    expect(find('shadowed-rule', ruleSet([rule(narrow), rule(wide)]))).toEqual([]);
  });
});

describe('missing-description', () => {
  it('finds a rule without one, once a block, and Terraform’s default on a group', () => {
    const block = writtenAs('inline-block', 10);
    const rules = [
      rule('ingress tcp 80 10.0.0.0/8', { ...block, description: null }),
      rule('ingress tcp 80 10.9.0.0/16', { ...block, description: '' }),
      rule('ingress tcp 81 10.0.0.0/8', writtenAs('inline-block', 20)),
    ];
    const set = ruleSet(rules);
    const location = rules[0]?.location ?? null;
    const groups = set.groups.map((group) => ({
      ...group,
      location,
      description: 'Managed by Terraform',
    }));
    const findings = find('missing-description', { ...set, groups });
    expect(findings.map((finding) => finding.message)).toEqual([
      'ingress tcp 80 from 10.0.0.0/8 on aws_security_group.web has no description',
      'aws_security_group.web has no description of its own',
    ]);
    expect(new Set(findings.map((finding) => finding.fingerprint)).size).toBe(2);
  });
});

describe('mixed-rule-styles', () => {
  it('finds inline and standalone rules of one direction', () => {
    const inline = rule('ingress tcp 80 10.0.0.0/8', writtenAs('inline-block', 1));
    const standalone = rule('ingress tcp 81 10.0.0.0/8', writtenAs('standalone', 9));
    const out = rule('egress tcp 81 10.0.0.0/8', writtenAs('standalone', 20));
    expect(find('mixed-rule-styles', ruleSet([inline, standalone]))).toHaveLength(1);
    expect(find('mixed-rule-styles', ruleSet([inline, out]))).toEqual([]);
  });
});

describe('default-group-rules', () => {
  it('finds rules of the default group, in modules too', () => {
    const group = { address: 'module.vpc.aws_default_security_group.this', id: null, name: null };
    expect(
      find('default-group-rules', ruleSet([rule('ingress tcp 1 self', { group })])),
    ).toHaveLength(1);
    expect(find('default-group-rules', ruleSet([rule('ingress tcp 1 self')]))).toEqual([]);
  });
});

describe('invalid-rule', () => {
  it('passes on what the front end found, with its place', () => {
    const location = { file: 'a.tf', start: { line: 3, column: 5 }, end: { line: 3, column: 19 } };
    const problem = {
      kind: 'malformed-cidr' as const,
      message: '"10.0.0.0/33" is no CIDR',
      address: 'aws_security_group.web',
      ruleKey: null,
      location,
    };
    const findings = find('invalid-rule', ruleSet([], { problems: [problem] }));
    expect(findings).toMatchObject([
      { severity: 'error', location, message: `aws_security_group.web: ${problem.message}` },
    ]);
  });
});

describe('the index', () => {
  it.each(CHECK_IDS)('has %s under its own id, with a page in both languages', (id) => {
    const check = CHECKS[id];
    expect(check.id).toBe(id);
    for (const page of [check.page.en, check.page['zh-CN']]) {
      expect(page.summary).not.toMatch(/[.。]$/);
      for (const text of Object.values(page)) expect(text.length).toBeGreaterThan(4);
    }
  });
});
