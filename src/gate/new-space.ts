import { prefixListEntries } from '../attribution/prefix-lists.ts';
import {
  type AddressRange,
  cidrRange,
  formatCidr,
  mergeRanges,
  parseCidr,
  rangeSize,
  rangesToCidrs,
  subtractRanges,
} from '../model/address.ts';
import { coversService } from '../model/covers.ts';
import { groupKey } from '../model/group.ts';
import type { Inventory } from '../model/inventory.ts';
import { hasPorts } from '../model/protocol.ts';
import type { Rule } from '../model/rule.ts';
import type { Stage } from './stage.ts';

/** What a rule of after admits that no rule of its group did before. */
export interface NewSpace {
  /** Null where the peers are members of a group, or not known. */
  readonly ranges: readonly AddressRange[] | null;
}

const MOST_CIDRS = 20;

/**
 * Addresses which the rule at a position admits to some port to which no rule of these groups, by key, admitted them
 * before: of its own group, or of those that an interface was in which joins it. Rules that name groups take nothing
 * away: their members change.
 */
export function newSpaceOf(
  position: number,
  stage: Stage,
  inventory: Inventory | null,
  groups?: ReadonlySet<string | null>,
): NewSpace {
  const { rules } = stage.sides.ruleSet;
  const rule = rules[position]!;
  const earlier = groups ?? new Set([groupKey(rule.group)]);
  const own = rangesOf(rule, stage, inventory);
  if (own === null) return { ranges: null };
  const others = rules.filter(
    (other, at) =>
      stage.sides.before[at]!.length > 0 &&
      other.direction === rule.direction &&
      other.unresolved.length === 0 &&
      earlier.has(groupKey(other.group)),
  );
  const added = pieces(rule, others).flatMap((piece) => {
    const taken = others
      .filter((other) => coversService(other, piece))
      .flatMap((other) => rangesOf(other, stage, inventory) ?? []);
    return subtractRanges(own, taken);
  });
  return { ranges: mergeRanges(added) };
}

/** The rule cut at the ends of the others' ports: each of these is for all ports of a piece, or for none. */
function pieces(rule: Rule, others: readonly Rule[]): Rule[] {
  const { fromPort, toPort } = rule;
  if (!hasPorts(rule.protocol) || fromPort === null || toPort === null) return [rule];
  const starts = new Set([fromPort]);
  for (const other of others) {
    for (const start of [other.fromPort, other.toPort === null ? null : other.toPort + 1]) {
      if (start !== null && fromPort < start && start <= toPort) starts.add(start);
    }
  }
  const sorted = [...starts].sort((left, right) => left - right);
  return sorted.map((from, at) => ({
    ...rule,
    fromPort: from,
    toPort: (sorted[at + 1] ?? toPort + 1) - 1,
  }));
}

function rangesOf(rule: Rule, stage: Stage, inventory: Inventory | null): AddressRange[] | null {
  const { peer } = rule;
  if (peer.kind === 'cidr') {
    const cidr = parseCidr(peer.value);
    return cidr ? [cidrRange(cidr)] : null;
  }
  if (peer.kind !== 'prefix-list') return null;
  const entries = prefixListEntries(peer, stage.sides.ruleSet, inventory, stage.days);
  return entries && [...entries.certain, ...entries.possible].map(cidrRange);
}

/** How many addresses, as a decimal number, and the fewest blocks that hold them. */
export function describeSpace({ ranges }: NewSpace): {
  readonly newAddresses: string | null;
  readonly newCidrs: readonly string[];
} {
  if (ranges === null) return { newAddresses: null, newCidrs: [] };
  const size = ranges.reduce((sum, range) => sum + rangeSize(range), 0n);
  const blocks = rangesToCidrs(ranges).slice(0, MOST_CIDRS);
  return { newAddresses: String(size), newCidrs: blocks.map(formatCidr) };
}

/** Addresses of several rules together. */
export function joinedSpace(spaces: readonly NewSpace[]): NewSpace {
  return { ranges: mergeRanges(spaces.flatMap(({ ranges }) => ranges ?? [])) };
}
