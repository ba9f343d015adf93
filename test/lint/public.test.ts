import { describe, expect, it } from '@jest/globals';
import type { CheckId } from '../../src/lint/check.ts';
import type { PrefixList, Rule } from '../../src/model/rule.ts';
import { findWith } from '../support/lint.ts';
import { rule, ruleSet } from '../support/rules.ts';

const find = (check: CheckId, rules: readonly Rule[], prefixLists: readonly PrefixList[] = []) =>
  findWith(check, ruleSet(rules, { prefixLists }));

const everyone = {
  address: null,
  id: 'pl-all',
  name: 'everyone',
  cidrs: ['0.0.0.0/1', '128.0.0.0/1'],
};

describe('public-admin-port', () => {
  it.each([
    ['the text everybody knows', ['ingress tcp 22 0.0.0.0/0']],
    ['IPv6', ['ingress tcp 22 ::/0']],
    ['all of global unicast', ['ingress tcp 22 2000::/3']],
    ['half of the internet', ['ingress tcp 22 128.0.0.0/1']],
    ['a range of ports around it', ['ingress tcp 20-25 0.0.0.0/0']],
    ['all protocols', ['ingress all - 0.0.0.0/0']],
    [
      'quarters that make a whole',
      [
        'ingress tcp 3389 0.0.0.0/5',
        'ingress tcp 3389 8.0.0.0/5',
        'ingress tcp 3000-4000 16.0.0.0/5',
        'ingress all - 24.0.0.0/5',
      ],
    ],
  ])('finds %s', (_, texts) => {
    const rules = texts.map((text) => rule(text));
    const findings = find('public-admin-port', rules);
    expect(findings.length).toBeGreaterThan(0);
    expect(new Set(findings.flatMap((finding) => finding.ruleKeys))).toEqual(
      new Set(rules.map((each) => each.key)),
    );
  });

  it('finds a prefix list that holds everything', () => {
    expect(find('public-admin-port', [rule('ingress tcp 22 pl:pl-all')], [everyone])).toHaveLength(
      1,
    );
  });

  it.each([
    ['private addresses', 'ingress tcp 22 10.0.0.0/8'],
    ['an office', 'ingress tcp 22 198.51.100.0/24'],
    ['unique local IPv6', 'ingress tcp 22 fc00::/7'],
    ['another port', 'ingress tcp 443 0.0.0.0/0'],
    ['another protocol', 'ingress udp 22 0.0.0.0/0'],
    ['another direction', 'egress tcp 22 0.0.0.0/0'],
    ['a group', 'ingress tcp 22 sg:aws_security_group.bastion'],
    ['what is not known', 'ingress tcp 22 var.office'],
    ['a prefix list that is not known', 'ingress tcp 22 pl:pl-all'],
  ])('does not find %s', (_, text) => {
    expect(find('public-admin-port', [rule(text)])).toEqual([]);
  });

  it('says port, service and peers', () => {
    const [finding] = find('public-admin-port', [rule('ingress tcp 22 0.0.0.0/0')]);
    expect(finding?.message).toBe(
      'aws_security_group.web opens administration ports to the internet (0.0.0.0/0): tcp 22 (SSH)',
    );
    expect(finding?.severity).toBe('error');
  });
});

describe('public-data-port', () => {
  it('finds a database, and not the administration port beside it', () => {
    const [database, ssh] = [rule('ingress tcp 5432 0.0.0.0/0'), rule('ingress tcp 22 0.0.0.0/0')];
    const findings = find('public-data-port', [database, ssh]);
    expect(findings.map((finding) => finding.ruleKeys)).toEqual([[database.key]]);
  });
});

describe('public-ingress', () => {
  it('leaves the configured public services alone', () => {
    expect(find('public-ingress', [rule('ingress tcp 443 0.0.0.0/0')])).toEqual([]);
    expect(find('public-ingress', [rule('ingress tcp 8443 0.0.0.0/0')])).toHaveLength(1);
  });

  it('finds a range that holds more than the public services', () => {
    expect(find('public-ingress', [rule('ingress tcp 80-443 0.0.0.0/0')])).toHaveLength(1);
  });
});

describe('public-all-ports', () => {
  it('finds protocol all once, not once for tcp and once for udp', () => {
    expect(find('public-all-ports', [rule('ingress all - 0.0.0.0/0')])).toHaveLength(1);
  });

  it('finds all ports of tcp', () => {
    expect(find('public-all-ports', [rule('ingress tcp 0-65535 ::/0')])).toHaveLength(1);
    expect(find('public-all-ports', [rule('ingress tcp 1-65535 ::/0')])).toEqual([]);
  });
});

describe('public-egress', () => {
  it('finds all traffic out, and not one port', () => {
    expect(find('public-egress', [rule('egress all - 0.0.0.0/0')])).toHaveLength(1);
    expect(find('public-egress', [rule('egress tcp 443 0.0.0.0/0')])).toEqual([]);
  });
});
