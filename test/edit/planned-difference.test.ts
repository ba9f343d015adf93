import { describe, expect, it } from '@jest/globals';
import { plannedDifference } from '../../src/edit/planned-difference.ts';
import type { Peer, Rule } from '../../src/model/rule.ts';

function rule(key: string, value: string | Peer, more: Partial<Rule> = {}): Rule {
  const peer: Peer = typeof value === 'string' ? { kind: 'cidr', value } : value;
  return {
    key,
    address: 'aws_security_group.web',
    ruleId: null,
    group: { address: 'aws_security_group.web', id: null, name: null },
    direction: 'ingress',
    protocol: 'tcp',
    fromPort: 443,
    toPort: 443,
    peer,
    unresolved: [],
    description: null,
    location: null,
    via: [],
    source: null,
    ...more,
  };
}

const A = rule('a', '10.0.0.0/16');
const B = rule('b', '10.1.0.0/16');
const LATER: Peer = { kind: 'unresolved', expression: 'known after apply' };
const GROUP: Peer = { kind: 'group', address: 'aws_security_group.lb', id: null };
const kindOf = (...args: Parameters<typeof plannedDifference>) => plannedDifference(...args).kind;

describe('what terraform plans of a removal', () => {
  it('agrees when exactly the removed rules go', () => {
    expect(kindOf([A, B], new Set(['a']), { before: [A, B], after: [B] })).toBe('agrees');
  });

  it.each([
    ['when the rule stays', [A, B], [A, B], 'it keeps'],
    ['when another goes as well', [A, B], [], 'it also removes'],
    ['when one comes', [A], [B], 'it adds'],
    ['when the plan never held the rule', [B], [B], 'does not show'],
  ])('differs %s', (_, before, after, what) => {
    expect(plannedDifference([A, B], new Set(['a']), { before, after })).toEqual({
      kind: 'differs',
      what: expect.stringContaining(what),
    });
  });

  it('agrees when one of two that say the same goes: to terraform they are one', () => {
    const again = rule('again', '10.0.0.0/16', { description: 'the same' });
    expect(kindOf([A, again], new Set(['again']), { before: [A], after: [A] })).toBe('agrees');
  });

  describe('when peers are known after apply only', () => {
    const group = rule('g', GROUP);
    const other = rule('h', { kind: 'group', address: 'aws_security_group.nat', id: null });
    const later = rule('later', LATER);
    const outcome = (ours: readonly Rule[], after: readonly Rule[]) =>
      kindOf([B, ...ours], new Set(['g']), { before: [B, later], after });

    it('agrees when the only one of them goes', () => {
      expect(outcome([group], [B])).toBe('agrees');
    });

    it('differs when none of them goes, or all with the one', () => {
      expect(outcome([group], [B, later])).toBe('differs');
      expect(outcome([group, other], [B])).toBe('differs');
    });

    it('is undecided when some of them stay', () => {
      expect(outcome([group, other], [B, later])).toBe('undecided');
    });
  });
});
