import { describe, expect, it } from '@jest/globals';
import { joinSmallGaps } from '../../src/attribution/traffic.ts';
import type { FlowRow } from '../../src/model/rollup.ts';
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
        gaps: [],
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
        gaps: [],
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

  describe.each(['inferred', 'learned'] as const)(
    'beside a flow of which it is %s who opened it, which may be wrong',
    (certainty) => {
      const out = (opener: Partial<FlowRow>) =>
        flow({ direction: 'egress', port: 5_432, certainty, ...opener });
      const from = (...ports: readonly number[]) => {
        return {
          opener_low: Math.min(...ports),
          opener_high: Math.max(...ports),
          opener_ports: ports,
        };
      };
      const ssh = rule('ssh', { port: 22 });
      const toDatabase = rule('out', { direction: 'egress', port: 5_432 });
      const judgeSsh = async (row: FlowRow, ...others: RuleSet['rules']) =>
        judgementOf(await attributeWorld(webServer([ssh, toDatabase, ...others], [row])), 'ssh');

      it('is unused when the other reading is not its own', async () => {
        expect(await judgeSsh(out(from(40_000, 50_000)))).toMatchObject({
          verdict: 'unused',
          confidence: 'high',
          traffic: { possible: 0 },
        });
      });

      it.each([
        ['one of the ports', from(22, 50_000)],
        ['a port between the lowest and the highest', { ...from(20, 50_000), opener_ports: null }],
        ['any port, where none is told', {}],
      ])('is unknown when that is its own: %s', async (_, opener) => {
        expect(await judgeSsh(out(opener))).toMatchObject({
          verdict: 'unknown',
          reasons: ['possible-traffic'],
          traffic: { flows: 0, possible: 10 },
        });
      });

      it('is unused with less confidence when a used rule would admit that reading', async () => {
        const ops = rule('ops', { in: 'ops', fromPort: 22, toPort: 8_080 });
        const flows = [out(from(22)), flow({ port: 8_080 })];
        const attribution = await attributeWorld(
          webServer([ssh, toDatabase, ops], flows, {
            inventory: inventory([networkInterface('web1', ['web', 'ops'], '10.0.1.10')]),
          }),
        );
        expect(judgementOf(attribution, 'ssh')).toMatchObject({
          verdict: 'unused',
          confidence: 'medium',
        });
      });

      it('does not let two idle rules vouch for each other', async () => {
        const ops = rule('ops', { in: 'ops', fromPort: 22, toPort: 8_080 });
        const { judgements } = await attributeWorld(
          webServer([ssh, toDatabase, ops], [out(from(22))], {
            inventory: inventory([networkInterface('web1', ['web', 'ops'], '10.0.1.10')]),
          }),
        );
        const idle = judgements.filter(({ ruleKey }) => ruleKey !== 'out');
        expect(idle.map(({ verdict }) => verdict).sort()).toEqual(['unknown', 'unknown']);
      });

      it('is what admitted the flow where no rule admits the inferred reading', async () => {
        const world = webServer([ssh], [out(from(22))]);
        const { judgements, evidence } = await attributeWorld(world);
        expect(judgements[0]).toMatchObject({ verdict: 'unknown', reasons: ['possible-traffic'] });
        expect(evidence.explained).toMatchObject({ flows: 10, unexplained: 0 });
      });
    },
  );

  it('is redundant by traffic only with evidence on every interface', async () => {
    const world = (coverage: World['coverage']) =>
      webServer(
        [rule('narrow'), rule('wide', { in: 'ops', fromPort: 0, toPort: 1_000 })],
        [flow(), flow({ port: 80 })],
        {
          inventory: inventory([
            networkInterface('web1', ['web', 'ops'], '10.0.1.10'),
            networkInterface('web2', ['web'], '10.0.1.11'),
          ]),
          coverage,
        },
      );
    const silent = await attributeWorld(world(fullCoverage('web1')));
    expect(judgementOf(silent, 'narrow').verdict).toBe('unknown');
    expect(judgementOf(silent, 'narrow').reasons).toContain('partial-coverage');
    const logged = await attributeWorld(world(fullCoverage('web1', 'web2')));
    expect(judgementOf(logged, 'narrow')).toMatchObject({
      verdict: 'redundant',
      reasons: ['wide'],
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

  it('asks no rule where the interface is certainly in no group', async () => {
    const nat = networkInterface('nat', [], '10.0.1.99', { type: 'nat_gateway' });
    const { evidence } = await attributeWorld(
      webServer([rule('https')], [flow({ on: 'nat', port: 50_000 })], {
        inventory: inventory([networkInterface('web1', ['web'], '10.0.1.10'), nat]),
      }),
    );
    expect(evidence.explained).toEqual({ flows: 10, unexplained: 0, topUnexplained: [] });
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
