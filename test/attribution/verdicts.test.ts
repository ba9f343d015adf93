import { describe, expect, it } from '@jest/globals';
import { joinSmallGaps } from '../../src/attribution/traffic.ts';
import type { RuleSet } from '../../src/model/rule.ts';
import {
  ambiguous,
  attributeWorld,
  cidr,
  flow,
  fullCoverage,
  inventory,
  judgementOf,
  networkInterface,
  rule,
  ruleSet,
  type World,
} from '../support/attribution-world.ts';

/** One web server whose logs are complete. */
function webServer(
  rules: RuleSet['rules'],
  flows: World['flows'],
  more: Partial<World> = {},
): World {
  return {
    ruleSet: ruleSet(rules),
    inventory: inventory([networkInterface('web1', ['web'], '10.0.1.10')]),
    flows,
    coverage: fullCoverage('web1'),
    ...more,
  };
}

describe('the verdict on a rule', () => {
  it('is used when it alone admits some traffic', async () => {
    const { judgements } = await attributeWorld(
      webServer(
        [rule('https'), rule('ssh', { port: 22 })],
        [flow(), flow({ day: '2026-11-02', flows: 5 })],
      ),
    );
    expect(judgements).toEqual([
      {
        ruleKey: 'https',
        verdict: 'used',
        reasons: [],
        confidence: 'high',
        traffic: {
          flows: 15,
          sole: 15,
          possible: 0,
          bytes: 2_000,
          packets: 40,
          firstSeen: '2026-11-01T12:00:00Z',
          lastSeen: '2026-11-02T12:01:00Z',
          peers: 1,
          topPeers: [{ address: '203.0.113.7', flows: 15, bytes: 2_000 }],
          ports: [{ from: 443, to: 443, flows: 15 }],
          byDay: [
            { day: '2026-11-01', flows: 10, bytes: 1_000 },
            { day: '2026-11-02', flows: 5, bytes: 1_000 },
          ],
        },
      },
      expect.objectContaining({
        ruleKey: 'ssh',
        verdict: 'unused',
        reasons: [],
        confidence: 'high',
      }),
    ]);
  });

  it('is redundant when a wider rule of the group covers it, and names that rule', async () => {
    const attribution = await attributeWorld(
      webServer([rule('anywhere'), rule('office', { peer: cidr('203.0.113.0/24') })], [flow()]),
    );
    expect(judgementOf(attribution, 'anywhere').verdict).toBe('used');
    expect(judgementOf(attribution, 'office')).toMatchObject({
      verdict: 'redundant',
      reasons: ['anywhere'],
      traffic: { flows: 10, sole: 0 },
    });
  });

  it('takes an ambiguous flow for the one reading that matches a rule', async () => {
    const flows = ambiguous({ peer: '10.9.9.9', port: 443 }, { direction: 'egress', port: 50_000 });
    const attribution = await attributeWorld(webServer([rule('https')], flows));
    expect(judgementOf(attribution, 'https')).toMatchObject({
      verdict: 'used',
      confidence: 'medium',
      traffic: { flows: 10, possible: 0, ports: [{ from: 443, to: 443, flows: 10 }] },
    });
  });

  it('lets one of two equal rules stay as used, and the other name it', async () => {
    const attribution = await attributeWorld(webServer([rule('twin-b'), rule('twin-a')], [flow()]));
    expect(judgementOf(attribution, 'twin-a')).toMatchObject({
      verdict: 'used',
      traffic: { flows: 10, sole: 0 },
    });
    expect(judgementOf(attribution, 'twin-b')).toMatchObject({
      verdict: 'redundant',
      reasons: ['twin-a'],
    });
  });

  it('is redundant when rules of another group of the interface admit all its traffic', async () => {
    const rules = [
      rule('web', { peer: cidr('203.0.113.0/24') }),
      rule('ops', { in: 'ops', fromPort: 0, toPort: 1_000 }),
    ];
    const world = webServer(rules, [flow(), flow({ peer: '198.51.100.9' })], {
      inventory: inventory([networkInterface('web1', ['web', 'ops'], '10.0.1.10')]),
    });
    const attribution = await attributeWorld(world);
    expect(judgementOf(attribution, 'ops').verdict).toBe('used');
    expect(judgementOf(attribution, 'web')).toMatchObject({
      verdict: 'redundant',
      reasons: ['ops'],
    });
  });

  it('is not redundant through a rule that is itself unused', async () => {
    const rules = [
      rule('wide', { port: 22 }),
      rule('narrow', { port: 22, peer: cidr('10.0.0.0/8') }),
    ];
    const { judgements } = await attributeWorld(webServer(rules, []));
    expect(judgements.map(({ verdict }) => verdict)).toEqual(['unused', 'unused']);
  });

  it('is used with less confidence when the orientation was inferred', async () => {
    const attribution = await attributeWorld(
      webServer([rule('https')], [flow({ certainty: 'inferred' })]),
    );
    expect(judgementOf(attribution, 'https')).toMatchObject({
      verdict: 'used',
      confidence: 'medium',
    });
  });

  it('is unused with less confidence when an inferred flow, turned round, would be its', async () => {
    const out = flow({ direction: 'egress', port: 5_432, certainty: 'inferred' });
    const rules = [rule('ssh', { port: 22 }), rule('out', { direction: 'egress', port: 5_432 })];
    const attribution = await attributeWorld(webServer(rules, [out]));
    expect(judgementOf(attribution, 'ssh')).toMatchObject({
      verdict: 'unused',
      confidence: 'medium',
    });
  });
});

describe('the evidence', () => {
  it('counts and shows accepted traffic that no rule admits', async () => {
    const { evidence, members } = await attributeWorld(
      webServer(
        [rule('https')],
        [flow(), flow({ port: 8_443, flows: 3 }), flow({ action: 'REJECT' })],
      ),
    );
    expect(evidence.records.accepted).toBe(13);
    expect(evidence.explained).toEqual({
      flows: 10,
      unexplained: 3,
      topUnexplained: [
        {
          interface: 'eni-web1',
          direction: 'ingress',
          peer: '203.0.113.7',
          protocol: 'tcp',
          port: 8_443,
          flows: 3,
        },
      ],
    });
    expect(evidence.interfaces).toEqual([
      { id: 'eni-web1', daysWithRecords: 3, skipDataRecords: 0, inInventory: true },
    ]);
    expect(evidence.inventory).toEqual({ captures: 1, interfaces: 1 });
    expect(members).toEqual(new Map([['aws_security_group.web', ['eni-web1']]]));
  });

  it('leaves out days that the window does not hold', async () => {
    const { evidence } = await attributeWorld(
      webServer([rule('https')], [flow({ day: '2026-10-31' }), flow({ day: '2026-11-04' })]),
    );
    expect(evidence.records.accepted).toBe(0);
  });
});

describe('the ports of a rule', () => {
  it('are joined over the smallest gaps when there are too many', () => {
    const ports = [1, 2, 10, 12, 90].map((port) => ({ from: port, to: port, flows: 1 }));
    expect(joinSmallGaps(ports, 2)).toEqual([
      { from: 1, to: 12, flows: 4 },
      { from: 90, to: 90, flows: 1 },
    ]);
  });
});
