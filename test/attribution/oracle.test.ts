import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Inventory } from '../../src/model/inventory.ts';
import type { CoverageRow, FlowRow } from '../../src/model/rollup.ts';
import type { Peer, Rule, RulePart } from '../../src/model/rule.ts';
import { judgeByLoops, type OracleWorld } from '../support/attribution-oracle.ts';
import {
  ALL_HOURS,
  attributeWorld,
  bothReadings,
  cidr,
  covered,
  DAYS,
  flow,
  group,
  groupPeer,
  networkInterface,
  rule,
  ruleSet,
} from '../support/attribution-world.ts';

const GROUPS = ['app', 'db', 'web'] as const;
const INTERFACES = ['a1', 'b2', 'c3', 'stranger'] as const;
const OWN: Record<(typeof INTERFACES)[number], string> = {
  a1: '10.0.0.11',
  b2: '10.0.0.12',
  c3: '10.0.0.13',
  stranger: '10.0.0.99',
};
const PEERS = [
  ...Object.values(OWN),
  ...['10.0.7.7', '10.9.9.9', '203.0.113.7', '198.51.100.1', '2001:db8::7'],
  // Of this one the rollup has no number.
  '::ffff:10.0.7.7',
];
const PORTS = [53, 80, 443, 5432];

const peer: fc.Arbitrary<Peer> = fc.oneof(
  fc
    .constantFrom('0.0.0.0/0', '10.0.0.0/8', '10.0.0.0/24', '10.0.0.12/32', '203.0.113.0/24')
    .map(cidr),
  fc.constantFrom(...GROUPS).map(groupPeer),
  fc.constant<Peer>({ kind: 'self' }),
  fc.constant<Peer>({ kind: 'unresolved', expression: 'var.office' }),
);

const service = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('tcp', 'tcp', 'udp'),
      fc.constantFrom(...PORTS),
      fc.constantFrom(0, 0, 400),
    )
    .map(([protocol, fromPort, width]) => ({ protocol, fromPort, toPort: fromPort + width })),
  fc.constant({ protocol: 'all', fromPort: null, toPort: null }),
  fc.constantFrom(-1, 8).map((type) => ({ protocol: 'icmp', fromPort: type, toPort: -1 })),
);

const looseRule = fc.record({
  in: fc.constantFrom(...GROUPS),
  direction: fc.constantFrom<'ingress' | 'egress'>('ingress', 'ingress', 'egress'),
  peer,
  service,
  open: fc.constantFrom<readonly RulePart[]>([], [], [], [], ['existence']),
});

const rules = fc.array(looseRule, { minLength: 1, maxLength: 7 }).map((list): Rule[] =>
  list.map(({ in: name, direction, peer: of, service: kind, open }, at) => {
    const unresolved: RulePart[] = of.kind === 'unresolved' ? [...open, 'peer'] : [...open];
    return rule(`rule-${at}`, { in: name, direction, peer: of, ...kind, unresolved });
  }),
);

const oneFlow = fc.record({
  on: fc.constantFrom(...INTERFACES, 'a1', 'b2', 'c3', 'a1', 'b2', 'c3'),
  day: fc.constantFrom(...DAYS),
  direction: fc.constantFrom<'ingress' | 'egress'>('ingress', 'egress'),
  peer: fc.constantFrom(...PEERS),
  transport: fc.oneof(
    fc.tuple(fc.constantFrom(6, 6, 17), fc.constantFrom(...PORTS, 50_000)),
    fc.constant([1, null] as [number, number | null]),
  ),
  otherPort: fc.constantFrom(...PORTS, 40_000),
  morePorts: fc.constantFrom(0, 0, 300, 5_000),
  /** Whether the openers' ports are told one by one. */
  isTold: fc.boolean(),
  /** The peer of the other reading, where it is open which end is the interface's. */
  otherPeer: fc.option(fc.constantFrom(...PEERS), { nil: null, freq: 3 }),
  certainty: fc.constantFrom<FlowRow['certainty']>('observed', 'learned', 'inferred', 'ambiguous'),
  action: fc.constantFrom<FlowRow['action']>('ACCEPT', 'ACCEPT', 'ACCEPT', 'REJECT'),
  flows: fc.integer({ min: 1, max: 9 }),
});

const flows = fc.array(oneFlow, { maxLength: 8 }).map((list): FlowRow[] =>
  list.flatMap(
    ({ transport: [protocol, port], otherPort, morePorts, otherPeer, isTold, ...rest }, at) => {
      const opener_high = Math.min(otherPort + morePorts, 65_535);
      const opener_ports =
        isTold || morePorts === 0 ? [...new Set([otherPort, opener_high])] : null;
      const openers = { opener_low: otherPort, opener_high, opener_ports };
      const row = flow({ ...rest, protocol, port });
      return row.certainty === 'ambiguous'
        ? bothReadings({ ...row, ambiguity: BigInt(at) }, otherPort, otherPeer)
        : [{ ...row, ...openers }];
    },
  ),
);

const membership = fc.record({
  a1: fc.subarray([...GROUPS]),
  b2: fc.subarray([...GROUPS]),
  c3: fc.subarray([...GROUPS]),
});

const inventory: fc.Arbitrary<Inventory | null> = fc.option(
  fc.tuple(membership, fc.option(membership)).map(([early, late]) => {
    const capture = (state: typeof early, capturedAt: string | null) => ({
      capturedAt,
      interfaces: (['a1', 'b2', 'c3'] as const).map((id) =>
        networkInterface(id, state[id], OWN[id]),
      ),
      groups: null,
      prefixLists: new Map<string, string[]>(),
    });
    if (late === null) return { captures: [capture(early, null)] };
    return {
      captures: [capture(early, `${DAYS[0]}T00:00:00Z`), capture(late, `${DAYS[2]}T00:00:00Z`)],
    };
  }),
  { freq: 8 },
);

const coverage = fc
  .tuple(
    fc.array(fc.nat(11), { maxLength: 1 }),
    fc.array(fc.nat(11), { maxLength: 1 }),
    fc.constantFrom(false, false, false, true),
  )
  .map(([holes, skips, disturbed]): CoverageRow[] =>
    INTERFACES.flatMap((id, i) =>
      DAYS.map((day, d) =>
        covered(id, day, {
          hours:
            disturbed && holes.includes(i * 3 + d) && id !== 'stranger'
              ? ALL_HOURS ^ (1 << 9)
              : ALL_HOURS,
          skip_data: disturbed && skips.includes(i * 3 + d) ? 2 : 0,
        }),
      ),
    ),
  );

const world = fc.record({ rules, flows, inventory, coverage });

async function judge(parts: {
  rules: Rule[];
  flows: FlowRow[];
  inventory: Inventory | null;
  coverage: CoverageRow[];
}) {
  return attributeWorld({
    ...parts,
    ruleSet: ruleSet(parts.rules, { groups: GROUPS.map((name) => group(name)) }),
  });
}

describe('attribution', () => {
  it('judges every rule as plain loops over the design do', async () => {
    const seen = { used: 0, redundant: 0, unused: 0, unknown: 0 };
    await fc.assert(
      fc.asyncProperty(world, async (parts) => {
        const attribution = await judge(parts);
        const oracle: OracleWorld = {
          ...parts,
          groups: GROUPS.map((name) => `sg-${name}`),
          days: DAYS,
          minimumDays: 3,
        };
        const expected = judgeByLoops(oracle);
        const found = new Map(
          attribution.judgements.map(({ ruleKey, verdict, traffic }) => {
            seen[verdict]++;
            const { flows: count, sole, possible } = traffic;
            return [ruleKey, { verdict, flows: count, sole, possible }];
          }),
        );
        expect(found).toEqual(expected.judgements);
        const { explained, records } = attribution.evidence;
        expect(explained.unexplained).toBe(expected.unexplained);
        expect(explained.flows + explained.unexplained).toBe(records.accepted);
      }),
      { numRuns: 400 },
    );
    // The worlds would prove little if a verdict never came up.
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(2);
  }, 120_000);

  it('never turns a used rule into an unused one when traffic is added', async () => {
    await fc.assert(
      fc.asyncProperty(world, flows, async (parts, added) => {
        const renumbered = added.map((row) => ({
          ...row,
          ambiguity: row.ambiguity === null ? null : row.ambiguity + 100n,
        }));
        const before = await verdictsOf(parts);
        const after = await verdictsOf({ ...parts, flows: [...parts.flows, ...renumbered] });
        for (const [key, verdict] of before) {
          if (verdict === 'used') expect(after.get(key)).not.toBe('unused');
        }
      }),
      { numRuns: 25 },
    );
  }, 120_000);

  it('calls no rule unused that was not, when hours of the logs are lost', async () => {
    await fc.assert(
      fc.asyncProperty(world, fc.nat(8), fc.nat(23), async (parts, row, hour) => {
        const before = await verdictsOf(parts);
        const coverage = parts.coverage.map((one, at) =>
          at === row ? { ...one, hours: one.hours & ~(1 << hour) } : one,
        );
        const after = await verdictsOf({ ...parts, coverage });
        for (const [key, verdict] of after) {
          if (verdict === 'unused') expect(before.get(key)).toBe('unused');
        }
      }),
      { numRuns: 25 },
    );
  }, 120_000);

  it('calls no rule unused that was not, when the inventory is lost', async () => {
    await fc.assert(
      fc.asyncProperty(world, async (parts) => {
        const after = await verdictsOf({ ...parts, inventory: null });
        expect([...after.values()]).not.toContain('unused');
      }),
      { numRuns: 25 },
    );
  }, 120_000);

  it('judges the other rules alike when a rule is added that no traffic fits', async () => {
    await fc.assert(
      fc.asyncProperty(world, fc.constantFrom(...GROUPS), async (parts, name) => {
        const idle = rule('zz-idle', { in: name, peer: cidr('192.0.2.0/24'), port: 9_999 });
        const before = await verdictsOf(parts);
        const after = await verdictsOf({ ...parts, rules: [...parts.rules, idle] });
        after.delete('zz-idle');
        expect(after).toEqual(before);
      }),
      { numRuns: 25 },
    );
  }, 120_000);

  it('keeps every admitted flow admitted when all redundant and unused rules go', async () => {
    await fc.assert(
      fc.asyncProperty(world, async (parts) => {
        const { judgements, evidence } = await judge(parts);
        const staying = new Set(
          judgements
            .filter(({ verdict }) => verdict === 'used' || verdict === 'unknown')
            .map(({ ruleKey }) => ruleKey),
        );
        for (const { verdict, reasons } of judgements) {
          if (verdict !== 'redundant') continue;
          expect(reasons.length).toBeGreaterThan(0);
          expect(reasons.filter((key) => !staying.has(key))).toEqual([]);
        }
        const rest = parts.rules.filter(({ key }) => staying.has(key));
        if (rest.length === 0) return;
        const after = await judge({ ...parts, rules: rest });
        expect(after.evidence.explained).toEqual(evidence.explained);
      }),
      { numRuns: 40 },
    );
  }, 120_000);
});

async function verdictsOf(parts: Parameters<typeof judge>[0]): Promise<Map<string, string>> {
  const { judgements } = await judge(parts);
  return new Map(judgements.map(({ ruleKey, verdict }) => [ruleKey, verdict]));
}
