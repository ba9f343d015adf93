import { parseCidr } from '../model/address.ts';
import type { Inventory } from '../model/inventory.ts';
import { protocolNumber } from '../model/protocol.ts';
import type { Rule, RuleSet } from '../model/rule.ts';
import type { UnknownReason } from '../model/verdict.ts';
import type { CoverageGaps } from './coverage.ts';
import { type GroupIndex, groupIsOpen } from './groups.ts';
import { NONE } from './level.ts';
import type { Member } from './membership.ts';
import { prefixListEntries } from './prefix-lists.ts';
import type { ServiceClass } from './services.ts';
import type { SignedUnit } from './signed-units.ts';
import type { Days } from './timeline.ts';
import { type Classification, splitSignature } from './traffic-tables.ts';
import type { Admissions } from './units.ts';
import { servesUnloggedOnly } from './unlogged.ts';

/** What is missing to call a rule unused: of its group's logs, and of the rule itself. */
export function ruleGaps(
  input: {
    readonly ruleSet: RuleSet;
    readonly inventory: Inventory | null;
    readonly youngRules?: ReadonlyMap<string, string>;
  },
  days: Days,
  index: GroupIndex,
  coverage: CoverageGaps,
): (rule: number) => ReadonlySet<UnknownReason> {
  return (position) => {
    const rule = input.ruleSet.rules[position]!;
    const open = groupIsOpen(rule);
    const gaps = new Set(coverage.of(open ? null : index.find(rule.group)));
    if (open) gaps.add('unresolved-value');
    const written = input.youngRules?.get(rule.key);
    if (written !== undefined && Date.parse(written) > days.start) gaps.add('younger-than-window');
    const peerBlocks = blocksOf(rule, input.ruleSet, input.inventory);
    if (servesUnloggedOnly(rule, peerBlocks)) gaps.add('unlogged-service');
    return gaps;
  };
}

/** The blocks a rule's peer means; `open` where they are not known, none for groups (no service is a member). */
function blocksOf(
  { peer }: Rule,
  ruleSet: RuleSet,
  inventory: Inventory | null,
): readonly NonNullable<ReturnType<typeof parseCidr>>[] | 'open' {
  switch (peer.kind) {
    case 'cidr': {
      const cidr = parseCidr(peer.value);
      return cidr === null ? 'open' : [cidr];
    }
    case 'prefix-list': {
      const entries = prefixListEntries(peer, ruleSet, inventory);
      return entries === null ? 'open' : [...entries.certain, ...entries.possible];
    }
    case 'unresolved':
      return 'open';
    case 'group':
    case 'self':
      return [];
  }
}

/**
 * Whether an inferred flow of the rule's interfaces, if it was opened by the other side after all,
 * could have been traffic of the rule: then "unused" rests on that inference.
 */
export function inferredRest(
  rules: readonly Rule[],
  index: GroupIndex,
  members: readonly Member[],
  services: readonly ServiceClass[],
  units: readonly SignedUnit[],
  sizes: Classification,
  admissions: Admissions,
): (rule: number) => boolean {
  const seen = new Map<string, Map<string, { protocol: number; peer: number }>>();
  for (const unit of units) {
    if (!unit.inferred) continue;
    const signature = splitSignature(unit.signatures[unit.standing ?? 0]!, sizes);
    const { protocol } = services[signature.service]!;
    const member = members[signature.member]!;
    for (const group of [...member.certain, ...member.possible]) {
      const key = `${group} ${signature.egress ? 'egress' : 'ingress'}`;
      const kinds = seen.get(key) ?? new Map();
      kinds.set(`${protocol} ${signature.peer}`, { protocol, peer: signature.peer });
      seen.set(key, kinds);
    }
  }
  return (position) => {
    const rule = rules[position]!;
    const opposite = rule.direction === 'egress' ? 'ingress' : 'egress';
    const kinds = seen.get(`${index.find(rule.group)} ${opposite}`)?.values() ?? [];
    const number = protocolNumber(rule.protocol);
    return [...kinds].some(
      ({ protocol, peer }) =>
        (number === null || number === protocol) && admissions.peerLevel(position, peer) !== NONE,
    );
  };
}
