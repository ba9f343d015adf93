import { parseCidr } from '../model/address.ts';
import { groupIsOpen } from '../model/group.ts';
import type { Inventory } from '../model/inventory.ts';
import type { LiveRules } from '../model/live.ts';
import type { Rule, RuleSet } from '../model/rule.ts';
import type { UnknownReason } from '../model/verdict.ts';
import type { CoverageGaps } from './coverage.ts';
import type { GroupIndex } from './groups.ts';
import { driftedRules } from './live.ts';
import { prefixListEntries } from './prefix-lists.ts';
import type { Days } from './timeline.ts';
import { servesUnloggedOnly } from './unlogged.ts';

/** What is missing to call a rule unused: of its group's logs, and of the rule itself. */
export function ruleGaps(
  input: {
    readonly ruleSet: RuleSet;
    readonly inventory: Inventory | null;
    readonly youngRules?: ReadonlyMap<string, string>;
    readonly live?: LiveRules | null;
    readonly rulesOfUnknownAge?: ReadonlySet<string>;
  },
  days: Days,
  index: GroupIndex,
  coverage: CoverageGaps,
): (rule: number) => ReadonlySet<UnknownReason> {
  const drifted = driftedRules(input.live ?? null);
  return (position) => {
    const rule = input.ruleSet.rules[position]!;
    const open = groupIsOpen(rule);
    const gaps = new Set(coverage.of(open ? null : index.find(rule.group)));
    if (open) gaps.add('unresolved-value');
    const written = input.youngRules?.get(rule.key);
    if (written !== undefined && Date.parse(written) > days.start) gaps.add('younger-than-window');
    if (input.rulesOfUnknownAge?.has(rule.key)) gaps.add('unknown-age');
    if (drifted.has(rule.key)) gaps.add('drifted');
    const peerBlocks = blocksOf(rule, input, days);
    if (servesUnloggedOnly(rule, peerBlocks)) gaps.add('unlogged-service');
    return gaps;
  };
}

/** The blocks a rule's peer means; `open` where they are not known, none for groups (no service is a member). */
function blocksOf(
  { peer }: Rule,
  { ruleSet, inventory }: { readonly ruleSet: RuleSet; readonly inventory: Inventory | null },
  days: Days,
): readonly NonNullable<ReturnType<typeof parseCidr>>[] | 'open' {
  switch (peer.kind) {
    case 'cidr': {
      const cidr = parseCidr(peer.value);
      return cidr === null ? 'open' : [cidr];
    }
    case 'prefix-list': {
      const entries = prefixListEntries(peer, ruleSet, inventory, days);
      return entries === null ? 'open' : [...entries.certain, ...entries.possible];
    }
    case 'unresolved':
      return 'open';
    case 'group':
    case 'self':
      return [];
  }
}
