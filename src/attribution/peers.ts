import { type Cidr, cidrAround, parseAddress, parseCidr } from '../model/address.ts';
import { groupIsOpen } from '../model/group.ts';
import type { Inventory } from '../model/inventory.ts';
import type { Rule, RuleSet } from '../model/rule.ts';
import { AddressOwners } from './address-owners.ts';
import { AddressTree, isPrivate, PRIVATE_BLOCKS } from './address-tree.ts';
import { CERTAIN, type Level, NONE, POSSIBLE } from './level.ts';
import type { Membership } from './membership.ts';
import { prefixListEntries } from './prefix-lists.ts';
import type { Days, TimedCapture } from './timeline.ts';

/** Peers that no rule tells apart: the same blocks hold them, and the same groups own them. */
export interface PeerClass {
  /** Blocks around the peer that a rule or prefix list names; null when the text is no address. */
  readonly blocks: ReadonlySet<number> | null;
  /** How far the peer is a member of a group, by position. */
  readonly groups: ReadonlyMap<number, Level>;
  /** The same for groups that `groups` does not name. */
  readonly otherGroups: Level;
}

/** What a rule's peer asks of an address. */
type PeerTest =
  | {
      readonly kind: 'blocks';
      readonly certain: ReadonlySet<number>;
      readonly possible: ReadonlySet<number>;
      /** How far an address fits that none of the blocks holds. */
      readonly others: Level;
    }
  | { readonly kind: 'group'; readonly group: number }
  | { readonly kind: 'open' };

export class Peers {
  readonly tree: AddressTree;
  readonly classes: PeerClass[] = [];
  readonly #owners: AddressOwners;
  readonly #membership: Membership;
  readonly #tests: readonly PeerTest[];
  readonly #targets: ReadonlySet<number>;
  /** Groups that have a network load balancer, or may: it hands clients' own addresses on, so any may be its. */
  readonly #anyAddress: ReadonlySet<number>;
  readonly #ruleBlocks: ReadonlySet<number>;
  readonly #privateBlocks: ReadonlySet<number>;
  readonly #classKeys = new Map<string, number>();

  constructor(
    ruleSet: RuleSet,
    inventory: Inventory | null,
    membership: Membership,
    captures: readonly TimedCapture[],
  ) {
    this.#membership = membership;
    const entries = ruleSet.rules.map((rule) =>
      namedBlocks(rule, ruleSet, inventory, membership.days),
    );
    const owned = AddressOwners.blocks(captures);
    const privates = privateBlocks(captures);
    const named = entries.flatMap((entry) => [...entry.certain, ...entry.possible]);
    this.tree = new AddressTree([...named, ...owned, ...privates]);
    this.#ruleBlocks = new Set(named.map((cidr) => this.tree.nodeOf(cidr)));
    this.#privateBlocks = new Set(privates.map((cidr) => this.tree.nodeOf(cidr)));
    this.#owners = new AddressOwners(captures, this.tree, membership.days);
    this.#tests = ruleSet.rules.map((rule, at) => this.#test(rule, entries[at]!));
    this.#targets = new Set(
      this.#tests.flatMap((test) => (test.kind === 'group' ? [test.group] : [])),
    );
    this.#anyAddress = this.#groupsThatHandClientsOn();
  }

  /** How far a peer of the class fits the peer of the rule at a position. */
  level(rule: number, peer: PeerClass): Level {
    const test = this.#tests[rule]!;
    if (test.kind === 'open') return POSSIBLE;
    if (peer.blocks === null) return POSSIBLE;
    if (test.kind === 'group') {
      const level = peer.groups.get(test.group) ?? peer.otherGroups;
      return level === NONE && this.#anyAddress.has(test.group) ? POSSIBLE : level;
    }
    let level = test.others;
    for (const block of peer.blocks) {
      if (test.certain.has(block)) return CERTAIN;
      if (test.possible.has(block)) level = POSSIBLE;
    }
    return level;
  }

  /** The class of each node of the tree, one number for all days or one a day. */
  classify(): (number | readonly number[])[] {
    return this.tree.nodes.map((node) => {
      if (!this.#owners.owns(node.position)) return this.#unowned(node.position);
      return this.#owners.overDays(node.position, (owners, open, day) =>
        this.#owned(node.position, owners, open, day),
      );
    });
  }

  /** The class of text that is no address. */
  unreadable(): number {
    return this.#class({ blocks: null, groups: new Map(), otherGroups: POSSIBLE }, 'unreadable');
  }

  #unowned(node: number): number {
    // A group reference matches private addresses and IPv6 only; a public IPv4 address is no member's.
    const otherGroups = this.#mayBeInVpc(node) ? POSSIBLE : NONE;
    return this.#blockClass(node, new Map(), otherGroups);
  }

  #owned(node: number, owners: readonly string[], open: boolean, day: number): number {
    const groups = new Map<number, Level>();
    const members = owners.map((owner) => this.#membership.on(owner, day));
    for (const target of this.#targets) {
      const isCertain = members.every(({ certain }) => certain.has(target));
      const isPossible = members.some((one) => one.certain.has(target) || one.possible.has(target));
      if (isPossible) groups.set(target, isCertain && !open ? CERTAIN : POSSIBLE);
    }
    return this.#blockClass(node, groups, open ? POSSIBLE : NONE);
  }

  #blockClass(node: number, groups: ReadonlyMap<number, Level>, otherGroups: Level): number {
    const blocks = [...this.tree.ancestors(node)]
      .map((ancestor) => ancestor.position)
      .filter((position) => this.#ruleBlocks.has(position));
    const levels = [...groups].map(([group, level]) => `${group}=${level}`);
    const key = `${blocks[0] ?? ''}|${otherGroups}|${levels.join(',')}`;
    return this.#class({ blocks: new Set(blocks), groups, otherGroups }, key);
  }

  #class(peer: PeerClass, key: string): number {
    const known = this.#classKeys.get(key);
    if (known !== undefined) return known;
    this.#classKeys.set(key, this.classes.length);
    return this.classes.push(peer) - 1;
  }

  #mayBeInVpc(node: number): boolean {
    for (const ancestor of this.tree.ancestors(node)) {
      if (ancestor.cidr.family === 6 || this.#privateBlocks.has(ancestor.position)) return true;
    }
    return false;
  }

  #test(rule: Rule, blocks: NamedBlocks): PeerTest {
    if (rule.unresolved.includes('peer') || blocks.open) return { kind: 'open' };
    const { index } = this.#membership;
    switch (rule.peer.kind) {
      case 'cidr':
      case 'prefix-list':
        return {
          kind: 'blocks',
          certain: new Set(blocks.certain.map((cidr) => this.tree.nodeOf(cidr))),
          possible: new Set(blocks.possible.map((cidr) => this.tree.nodeOf(cidr))),
          others: blocks.complete ? NONE : POSSIBLE,
        };
      case 'group':
      case 'self': {
        if (rule.peer.kind === 'self' && groupIsOpen(rule)) return { kind: 'open' };
        const group = index.find(rule.peer.kind === 'self' ? rule.group : rule.peer);
        return group === null ? { kind: 'open' } : { kind: 'group', group };
      }
      case 'unresolved':
        return { kind: 'open' };
    }
  }

  /** A group of which no capture shows a member may have any kind of member. */
  #groupsThatHandClientsOn(): Set<number> {
    const { index, interfaces } = this.#membership;
    const unseen = new Set(index.groups.keys());
    const balancing = new Set<number>();
    for (const history of interfaces.values()) {
      for (const { state } of history.seen) {
        for (const id of state.groupIds) {
          const position = index.byId.get(id);
          if (position === undefined) continue;
          unseen.delete(position);
          if (state.type === 'network_load_balancer') balancing.add(position);
        }
      }
    }
    return new Set([...unseen, ...balancing]);
  }
}

interface NamedBlocks {
  readonly certain: readonly Cidr[];
  readonly possible: readonly Cidr[];
  /** False where an address of no block may fit as well. */
  readonly complete: boolean;
  readonly open: boolean;
}

const NO_BLOCKS: NamedBlocks = { certain: [], possible: [], complete: true, open: false };

function namedBlocks(
  rule: Rule,
  ruleSet: RuleSet,
  inventory: Inventory | null,
  days: Days,
): NamedBlocks {
  if (rule.peer.kind === 'cidr') {
    const cidr = parseCidr(rule.peer.value);
    return { ...NO_BLOCKS, certain: cidr ? [cidr] : [], open: cidr === null };
  }
  if (rule.peer.kind === 'prefix-list') {
    const entries = prefixListEntries(rule.peer, ruleSet, inventory, days);
    return entries === null ? { ...NO_BLOCKS, open: true } : { ...entries, open: false };
  }
  return NO_BLOCKS;
}

/**
 * Where VPCs have their private addresses: the usual blocks, and for a VPC with public-looking ones
 * the /16 (a VPC's largest block) around each that the captures show.
 */
function privateBlocks(captures: readonly TimedCapture[]): Cidr[] {
  const found = [...PRIVATE_BLOCKS];
  const seen = new Set<bigint>();
  for (const capture of captures) {
    for (const one of capture.interfaces) {
      for (const text of one.privateAddresses) {
        const address = parseAddress(text);
        if (address === null || address.family !== 4) continue;
        const block = cidrAround(address, 16);
        if (seen.has(block.network)) continue;
        seen.add(block.network);
        if (!isPrivate(block)) found.push(block);
      }
    }
  }
  return found;
}
