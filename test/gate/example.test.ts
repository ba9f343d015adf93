import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { interfaceAddresses } from '../../src/app/interface-addresses.ts';
import { loadInventory } from '../../src/aws/inventory-files.ts';
import { buildRollup } from '../../src/flowlogs/rollup.ts';
import { judgeChange } from '../../src/gate/judge.ts';
import type { Inventory } from '../../src/model/inventory.ts';
import type { Rollup } from '../../src/model/rollup.ts';
import type { Rule, RuleSet } from '../../src/model/rule.ts';
import { EXAMPLE, exampleRules, nameOf, nameOfTrue, readTruth } from '../example/project.ts';

const truth = readTruth(EXAMPLE);
let ruleSet: RuleSet;
let inventory: Inventory;
let rollup: Rollup;

beforeAll(async () => {
  ruleSet = exampleRules();
  inventory = await loadInventory([join(EXAMPLE, 'inventory')]);
  rollup = await buildRollup({
    inputs: [join(EXAMPLE, 'flow-logs')],
    logFormat: null,
    store: null,
    inventoryAddresses: interfaceAddresses(inventory),
  });
}, 60_000);

afterAll(() => rollup?.close());

const withVerdict = (verdict: string): Set<string> =>
  new Set(truth.rules.filter((one) => one.verdict === verdict).map(nameOfTrue));

/** The change that removes these rules and nothing else. */
const without = (goes: (rule: Rule) => boolean) =>
  judgeChange({
    before: ruleSet,
    after: { ...ruleSet, rules: ruleSet.rules.filter((rule) => !goes(rule)) },
    places: ruleSet,
    replaced: new Set(),
    inventory,
    rollup,
    window: truth.window,
    minimumDays: 14,
  });

/** What lint says of a rule and what the gate says of its removal are one thing. */
describe('removing rules of the example', () => {
  it('loses traffic for each that is used', async () => {
    const used = withVerdict('used');
    const { lost } = await without((rule) => used.has(nameOf(rule)));
    const keys = new Set(lost.flatMap((one) => [one.rule?.key, ...one.otherRules]));
    const names = ruleSet.rules.filter(({ key }) => keys.has(key)).map(nameOf);
    expect(new Set(names)).toEqual(used);
  });

  it.each(['unused', 'redundant'])('does nothing for all that are %s', async (verdict) => {
    const names = withVerdict(verdict);
    expect(names.size).toBeGreaterThan(0);
    const { lost, gained, uncertain } = await without((rule) => names.has(nameOf(rule)));
    expect({ lost, gained, uncertain }).toEqual({ lost: [], gained: [], uncertain: [] });
  });

  it('may lose something for each that is unknown, but where no interface is', async () => {
    const unknown = withVerdict('unknown');
    const { lost, uncertain } = await without((rule) => unknown.has(nameOf(rule)));
    const entries = [...lost, ...uncertain];
    const keys = new Set(entries.flatMap((one) => [one.rule?.key, ...one.otherRules]));
    const names = ruleSet.rules.filter(({ key }) => keys.has(key)).map(nameOf);
    const detached = [...unknown].filter((name) =>
      name.startsWith('aws_security_group.legacy_vpn'),
    );
    expect(detached).toHaveLength(1);
    expect(new Set([...names, ...detached])).toEqual(unknown);
  });
});
