import { describe, expect, it } from '@jest/globals';
import type { CheckId, LintInput } from '../../src/lint/check.ts';
import { lintOptions } from '../../src/lint/options.ts';
import type { Rule } from '../../src/model/rule.ts';
import type { ObservedTraffic, RuleJudgement, UnknownReason } from '../../src/model/verdict.ts';
import { attributionOf, judgementOf } from '../support/judgements.ts';
import { findWith } from '../support/lint.ts';
import { rule, ruleSet } from '../support/rules.ts';

function seen(
  peers: readonly string[],
  ports: readonly (readonly [number, number, boolean?])[] = [],
  dropped = 0,
): ObservedTraffic {
  return {
    peers: peers.map((address, index) => ({
      address,
      flows: 100 - index,
      bytes: 1,
      certain: true,
      lastSeen: '2026-11-14T00:00:00Z',
    })),
    ports: ports.map(([from, to, certain = true]) => ({ from, to, flows: 9, certain })),
    byInterface: [],
    dropped: { peers: dropped, flows: dropped },
  };
}

function find(
  check: CheckId,
  own: Rule,
  observed: ObservedTraffic,
  changes: Partial<RuleJudgement> = {},
  input: Partial<LintInput> = {},
) {
  return findWith(check, ruleSet([own]), {
    attribution: attributionOf([judgementOf(own, 'used', { gaps: [], ...changes })]),
    days: 30,
    observed: new Map([[own.key, observed]]),
    ...input,
  });
}

const wide = () => rule('ingress tcp 9080 10.0.0.0/8');
const batch = seen(['10.64.3.10', '10.64.3.11', '10.64.3.1']);

describe('overbroad-cidr', () => {
  it('proposes the fewest CIDRs that give up nearly all, and shows the rest of the curve', () => {
    const [finding] = find('overbroad-cidr', wide(), batch);
    expect(finding?.message).toBe(
      'only 3 peers used ingress tcp 9080 from 10.0.0.0/8 on aws_security_group.web: 10.64.3.0/28 would hold them, 16 of 16,777,216 addresses (3 with 2 entries)',
    );
    expect(finding?.narrowing).toMatchObject({
      kind: 'cidr',
      from: '10.0.0.0/8',
      size: '16777216',
      proposed: 0,
      observed: 3,
      steps: [
        { size: '16', givenUp: '16777200', entries: [{ value: '10.64.3.0/28', name: null }] },
        { size: '3', entries: [{ value: '10.64.3.1/32' }, { value: '10.64.3.10/31' }] },
      ],
    });
    expect(finding?.narrowing?.seen[0]).toEqual({ value: '10.64.3.10', flows: 100, certain: true });
  });

  it('keeps known subnets whole and names them', () => {
    const knownBlocks = [
      { name: 'aws_subnet.batch', cidr: '10.64.3.0/24' },
      { name: 'aws_vpc.main', cidr: '10.64.0.0/16' },
    ];
    const [finding] = find('overbroad-cidr', wide(), batch, {}, { knownBlocks });
    expect(finding?.narrowing?.steps).toEqual([
      {
        size: '256',
        givenUp: '16776960',
        entries: [{ value: '10.64.3.0/24', name: 'aws_subnet.batch' }],
      },
    ]);
    expect(finding?.message).toContain('10.64.3.0/24 (aws_subnet.batch)');
  });

  it('proposes nothing narrower than configured', () => {
    const options = lintOptions({ 'overbroad-cidr': { ipv4Prefix: 26, budget: 1 } });
    const [finding] = find('overbroad-cidr', wide(), batch, {}, { options });
    expect(
      finding?.narrowing?.steps.map(({ entries }) => entries.map(({ value }) => value)),
    ).toEqual([['10.64.3.0/26']]);
  });

  it.each<[string, Partial<RuleJudgement>]>([
    ['unused', { verdict: 'unused' }],
    ['unknown', { verdict: 'unknown' }],
    ['redundant', { verdict: 'redundant' }],
    ['used, on evidence with a gap', { gaps: ['partial-coverage'] as UnknownReason[] }],
  ])('says nothing of a rule that is %s', (_, changes) => {
    expect(find('overbroad-cidr', wide(), batch, changes)).toEqual([]);
  });

  it('says nothing where it is not said whether the evidence is complete', () => {
    const own = wide();
    const { gaps, ...judgement } = judgementOf(own, 'used', { gaps: [] });
    const found = findWith('overbroad-cidr', ruleSet([own]), {
      attribution: attributionOf([judgement]),
      observed: new Map([[own.key, batch]]),
    });
    expect(found).toEqual([]);
  });

  it.each<[string, Rule, ObservedTraffic]>([
    ['not all peers are known', wide(), seen(['10.64.3.10'], [], 1)],
    ['a peer lies outside of the CIDR', wide(), seen(['10.64.3.10', '192.0.2.1'])],
    ['the CIDR is narrow', rule('ingress tcp 22 203.0.113.0/28'), seen(['203.0.113.5'])],
    ['too little is given up', wide(), seen(['10.0.0.1', '10.255.0.1', '10.100.0.1'])],
    ['it is a public service', rule('ingress tcp 443 0.0.0.0/0'), seen(['192.0.2.1'])],
  ])('says nothing where %s', (_, own, observed) => {
    const options = lintOptions({ 'overbroad-cidr': { budget: 1 } });
    expect(find('overbroad-cidr', own, observed, {}, { options })).toEqual([]);
  });

  it('is less sure of addresses on the internet that are called', () => {
    const [finding] = find('overbroad-cidr', rule('egress tcp 443 0.0.0.0/0'), seen(['192.0.2.1']));
    expect(finding?.confidence).toBe('low');
  });

  it('shows IPv6 sizes as powers of two', () => {
    const [finding] = find(
      'overbroad-cidr',
      rule('ingress tcp 22 2001:db8::/32'),
      seen(['2001:db8:1::5', '2001:db8:1::6']),
    );
    expect(finding?.message).toContain('2001:db8:1::/64 would hold them, 2^64 of 2^96 addresses');
  });
});

describe('overbroad-ports', () => {
  it('proposes the fewest ranges', () => {
    const own = rule('ingress tcp 0-65535 10.0.0.0/8');
    const observed = seen(
      [],
      [
        [443, 443],
        [8080, 8081],
      ],
    );
    const [finding] = find('overbroad-ports', own, observed);
    expect(finding?.narrowing).toMatchObject({
      kind: 'ports',
      from: '0-65535',
      steps: [
        { entries: [{ value: '443-8081' }], size: '7639' },
        { entries: [{ value: '443' }, { value: '8080-8081' }], size: '3' },
      ],
      proposed: 1,
    });
    expect(finding?.message).toBe(
      'only ports 443, 8080-8081 of ingress tcp all ports from 10.0.0.0/8 on aws_security_group.web were used, 3 of 65,536 ports (7,639 with 1 entry)',
    );
  });

  it('keeps ports that may have been used', () => {
    const own = rule('ingress tcp 8000-9000 10.0.0.0/8');
    const observed = seen(
      [],
      [
        [8000, 8010],
        [8500, 8500, false],
      ],
    );
    const [finding] = find('overbroad-ports', own, observed);
    const last = finding?.narrowing?.steps.at(-1);
    expect(last?.entries.map(({ value }) => value)).toEqual(['8000-8010', '8500']);
  });

  it.each<[string, string, ObservedTraffic]>([
    [
      'most ports are guesses',
      'ingress tcp 0-65535 self',
      seen(
        [],
        [
          [7946, 7946],
          [32774, 60880, false],
        ],
      ),
    ],
    ['a port lies outside', 'ingress tcp 80-90 self', seen([], [[100, 100]])],
    ['one port is all there is', 'ingress tcp 80 self', seen([], [[80, 80]])],
    ['nearly all are used', 'ingress tcp 80-90 self', seen([], [[80, 88]])],
    ['the protocol has none', 'ingress all - self', seen([], [[80, 80]])],
  ])('says nothing where %s', (_, text, observed) => {
    expect(find('overbroad-ports', rule(text), observed)).toEqual([]);
  });
});
