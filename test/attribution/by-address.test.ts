import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { judgeByAddress } from '../../src/attribution/by-address.ts';
import { type Address, formatAddress, parseAddress } from '../../src/model/address.ts';
import { AddressSet } from '../../src/model/address-set.ts';
import { rule, ruleSet } from '../support/rules.ts';

function verdictOf(text: string, seen: readonly string[]): string | undefined {
  const addresses = seen.map((each) => parseAddress(each) as Address);
  const [judgement] = judgeByAddress(ruleSet([rule(text)]), new AddressSet(addresses));
  return judgement?.verdict;
}

describe('verdicts by the addresses that were seen', () => {
  const seen = ['203.0.113.9', '2001:db8::1', '10.1.2.3', '172.20.0.1'];

  it.each([
    ['ingress tcp 443 203.0.113.0/24', 'used'],
    ['ingress tcp 443 0.0.0.0/0', 'used'],
    ['ingress tcp 443 2001:db8::/32', 'used'],
    ['ingress tcp 443 198.51.100.0/24', 'unused'],
    ['ingress tcp 443 2001:db8:1::/48', 'unused'],
    // The list holds an address of the range, so the query did not leave the range out.
    ['ingress tcp 443 10.9.0.0/16', 'unused'],
    ['ingress tcp 443 172.17.0.0/16', 'unused'],
    // It holds none of these.
    ['ingress tcp 443 172.16.0.0/16', 'unknown'],
    ['ingress tcp 443 192.168.0.0/16', 'unknown'],
    ['ingress tcp 443 100.64.0.0/10', 'unknown'],
    ['ingress tcp 443 fd00::/8', 'unknown'],
    ['ingress tcp 443 172.16.0.0/12', 'used'],
    // A part of the block is told of, a part is not.
    ['ingress tcp 443 192.168.0.0/15', 'unknown'],
    ['ingress tcp 443 192.0.0.0/8', 'unknown'],
    ['ingress tcp 443 172.128.0.0/9', 'unused'],
    // Only replies come from there.
    ['egress tcp 443 203.0.113.0/24', 'unknown'],
    ['egress tcp 443 198.51.100.0/24', 'unknown'],
    ['ingress tcp 443 self', 'unknown'],
  ])('%s is %s', (text, verdict) => {
    expect(verdictOf(text, seen)).toBe(verdict);
  });

  it('says nothing of a family, or of public addresses, of which it holds none', () => {
    expect(verdictOf('ingress tcp 443 2001:db8::/32', ['203.0.113.9'])).toBe('unknown');
    expect(verdictOf('ingress tcp 443 198.51.100.0/24', ['10.0.0.1'])).toBe('unknown');
    expect(verdictOf('ingress tcp 443 ::/0', ['203.0.113.9'])).toBe('unknown');
  });

  it('judges the sixteenth that the classic query leaves out by itself', () => {
    const seen = ['203.0.113.9', '172.17.0.1'];
    expect(verdictOf('ingress tcp 443 172.16.9.0/24', seen)).toBe('unknown');
    expect(verdictOf('ingress tcp 443 172.18.0.0/16', seen)).toBe('unused');
  });

  it('stands with its reason beside any verdict', () => {
    const rules = ['203.0.113.0/24', '198.51.100.0/24', '192.168.0.0/16'];
    const set = ruleSet(rules.map((cidr) => rule(`ingress tcp 443 ${cidr}`)));
    const judgements = judgeByAddress(
      set,
      new AddressSet([parseAddress('203.0.113.9') as Address]),
    );
    expect(judgements.map(({ reasons }) => reasons)).toEqual([
      ['address-only'],
      ['address-only'],
      ['address-only'],
    ]);
    expect(judgements[0]?.seen).toEqual({ addresses: 1, examples: ['203.0.113.9'] });
  });

  it('never calls a rule unused that holds a seen address, and counts as a loop over all does', () => {
    // Few values an octet, so that blocks and addresses meet.
    const octet = fc.constantFrom(0, 9, 10, 16, 17, 31, 172, 192, 168, 203, 255);
    const address = fc.tuple(octet, octet, octet, octet).map((octets) => octets.join('.'));
    const blocks = fc.tuple(address, fc.integer({ min: 0, max: 32 }));
    fc.assert(
      fc.property(fc.array(address, { minLength: 1 }), blocks, (addresses, [base, prefix]) => {
        const seenSet = new AddressSet(addresses.map((each) => parseAddress(each) as Address));
        const size = 2 ** (32 - prefix);
        const first = Math.floor(toNumber(base) / size) * size;
        const inside = [...new Set(addresses.map(toNumber))].filter(
          (value) => value >= first && value < first + size,
        );
        const network = `${formatAddress({ family: 4, value: 0xffff00000000n + BigInt(first) })}/${prefix}`;
        const [judgement] = judgeByAddress(ruleSet([rule(`ingress tcp 1 ${network}`)]), seenSet);
        expect(judgement?.seen?.addresses).toBe(inside.length);
        expect(judgement?.verdict === 'used').toBe(inside.length > 0);
      }),
    );
  });
});

function toNumber(address: string): number {
  return address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
}
