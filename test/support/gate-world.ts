import { type ChangeInput, type JudgedChange, judgeChange } from '../../src/gate/judge.ts';
import type { Inventory } from '../../src/model/inventory.ts';
import type { CoverageRow, FlowRow } from '../../src/model/rollup.ts';
import type { Binding, Rule, RuleSet } from '../../src/model/rule.ts';
import { DAYS, fullCoverage, ruleSet, WINDOW } from './attribution-world.ts';
import { rollupOf } from './rollup-fixture.ts';

export interface GateWorld {
  readonly before: RuleSet | readonly Rule[];
  readonly after: RuleSet | readonly Rule[];
  readonly replaced?: readonly string[];
  readonly inventory: Inventory | null;
  readonly flows: readonly FlowRow[];
  /** Complete logs of these interfaces, or rows. */
  readonly coverage?: readonly string[] | readonly CoverageRow[];
}

/** What a change does to the traffic of the small world of attribution tests. */
export async function judgeWorld(world: GateWorld): Promise<JudgedChange> {
  const set = (side: RuleSet | readonly Rule[]): RuleSet =>
    'rules' in side ? side : ruleSet(side);
  const coverage = (world.coverage ?? ['web1']).flatMap((one) =>
    typeof one === 'string' ? fullCoverage(one) : [one],
  );
  const rollup = await rollupOf(world.flows, coverage, { days: DAYS });
  const input: ChangeInput = {
    before: set(world.before),
    after: set(world.after),
    places: set(world.after),
    replaced: new Set(world.replaced ?? []),
    inventory: world.inventory,
    rollup,
    window: WINDOW,
    minimumDays: 3,
  };
  try {
    return await judgeChange(input);
  } finally {
    await rollup.close();
  }
}

/** A resource that puts groups, by name, on interfaces, by what follows `eni-`. */
export function binding(
  address: string,
  groups: readonly string[],
  interfaces: readonly string[],
  more: Partial<Binding> = {},
): Binding {
  return {
    address,
    groups: groups.map((name) => ({
      address: `aws_security_group.${name}`,
      id: `sg-${name}`,
      name,
    })),
    complete: true,
    interfaceIds: interfaces.map((id) => `eni-${id}`),
    location: null,
    ...more,
  };
}
