import { groupKey } from '../model/group.ts';
import type { Inventory, NetworkInterface } from '../model/inventory.ts';
import type { RuleSet } from '../model/rule.ts';
import type { GroupIndex } from './groups.ts';
import { CERTAIN, type Level, NONE, POSSIBLE } from './level.ts';
import { around, type Days, dayEnd, dayStart, interfaceCaptures } from './timeline.ts';

/** Which groups an interface is in on some day, by position in the group index. */
export interface Member {
  readonly certain: ReadonlySet<number>;
  readonly possible: ReadonlySet<number>;
  /** True when nothing is open: all groups are known, and all their rules. Elimination rests on it. */
  readonly known: boolean;
}

/** One interface through time. */
export interface InterfaceHistory {
  readonly id: string;
  /** Captures that hold the interface, oldest first. Empty for one that no capture holds. */
  readonly seen: readonly { readonly time: number; readonly state: NetworkInterface }[];
  /** Groups that state binds to it, where no capture holds it. */
  readonly bound: { readonly groups: ReadonlySet<number>; readonly complete: boolean } | null;
  readonly vpcId: string | null;
}

/** An interface and a VPC as the logs name them. */
export interface LoggedInterface {
  readonly interface: string;
  readonly vpc: string | null;
}

export class Membership {
  readonly days: Days;
  readonly index: GroupIndex;
  readonly interfaces: ReadonlyMap<string, InterfaceHistory>;
  /** True when captures or state say of at least one interface what it is. */
  readonly inventoried: boolean;
  readonly #cache = new Map<string, Member>();
  readonly #unjoined: readonly number[];

  constructor(
    ruleSet: RuleSet,
    inventory: Inventory | null,
    index: GroupIndex,
    days: Days,
    logged: readonly LoggedInterface[],
  ) {
    this.days = days;
    this.index = index;
    this.interfaces = histories(ruleSet, inventory, index, days, logged);
    this.inventoried = [...this.interfaces.values()].some((one) => isKnown(one));
    this.#unjoined = index.groups.flatMap((group, position) =>
      group.id === null ? [position] : [],
    );
  }

  /** The groups of an interface on a day. */
  on(id: string, day: number): Member {
    const history = this.interfaces.get(id);
    if (!history) return this.#anyGroupOf(null);
    if (history.seen.length === 0)
      return history.bound ? this.#bound(history) : this.#unknown(history);
    const times = history.seen.map((one) => one.time);
    const near = around(times, dayStart(this.days, day), dayEnd(this.days, day));
    const cacheKey = `${id} ${near.join(',')}`;
    const cached = this.#cache.get(cacheKey);
    if (cached) return cached;
    const member = this.#agreed(near.map((position) => history.seen[position]!.state));
    this.#cache.set(cacheKey, member);
    return member;
  }

  /** Every known interface that is or may be in a group on some day, by the group's key. */
  byGroup(): Map<string, string[]> {
    const found = new Map<string, string[]>(this.index.groups.map((group) => [group.key, []]));
    for (const history of this.interfaces.values()) {
      if (!isKnown(history)) continue;
      const groups = new Set<number>();
      for (let day = 0; day < this.days.labels.length; day++) {
        const { certain, possible } = this.on(history.id, day);
        for (const group of [...certain, ...possible]) groups.add(group);
      }
      for (const group of groups) found.get(this.index.groups[group]!.key)!.push(history.id);
    }
    for (const ids of found.values()) ids.sort();
    return found;
  }

  level(id: string, day: number, group: number): Level {
    const member = this.on(id, day);
    if (member.certain.has(group)) return CERTAIN;
    return member.possible.has(group) ? POSSIBLE : NONE;
  }

  /** Certain where all the captures around a day agree, possible where just some say so. */
  #agreed(states: readonly NetworkInterface[]): Member {
    const certain = new Set<number>();
    const possible = new Set<number>();
    let known = true;
    const counts = new Map<number, number>();
    for (const state of states) {
      for (const id of new Set(state.groupIds)) {
        const position = this.index.byId.get(id);
        if (position !== undefined) {
          counts.set(position, (counts.get(position) ?? 0) + 1);
          if (!this.index.groups[position]!.rulesKnown) known = false;
          continue;
        }
        known = false;
        for (const group of this.#namesakes(id, state.vpcId)) possible.add(group);
      }
    }
    for (const [group, count] of counts) {
      if (count === states.length) certain.add(group);
      else possible.add(group);
    }
    for (const group of certain) possible.delete(group);
    return { certain, possible, known: known && possible.size === 0 };
  }

  /** Groups without a known id that a live group may be: those whose name and VPC do not speak against it. */
  #namesakes(id: string, vpcId: string | null): number[] {
    const name = this.index.liveNames.get(id);
    return this.#unjoined.filter((position) => {
      const group = this.index.groups[position]!;
      if (group.name !== null && name !== undefined && group.name !== name) return false;
      return group.vpcId === null || vpcId === null || group.vpcId === vpcId;
    });
  }

  #bound(history: InterfaceHistory): Member {
    const certain = history.bound!.groups;
    const others = history.bound!.complete ? [] : [...this.#anyGroupOf(history.vpcId).possible];
    const possible = new Set(others.filter((group) => !certain.has(group)));
    const rulesKnown = [...certain].every((group) => this.index.groups[group]!.rulesKnown);
    return { certain, possible, known: possible.size === 0 && rulesKnown };
  }

  #unknown(history: InterfaceHistory): Member {
    return this.#anyGroupOf(history.vpcId);
  }

  /** An interface of which nothing is known may be in every group of its VPC. */
  #anyGroupOf(vpcId: string | null): Member {
    const cacheKey = `vpc ${vpcId}`;
    const cached = this.#cache.get(cacheKey);
    if (cached) return cached;
    const possible = this.index.groups.flatMap((group, position) =>
      vpcId === null || group.vpcId === null || group.vpcId === vpcId ? [position] : [],
    );
    const member = { certain: new Set<number>(), possible: new Set(possible), known: false };
    this.#cache.set(cacheKey, member);
    return member;
  }
}

/** Whether a capture or state says what the interface is. */
export function isKnown(history: InterfaceHistory): boolean {
  return history.seen.length > 0 || history.bound !== null;
}

function histories(
  ruleSet: RuleSet,
  inventory: Inventory | null,
  index: GroupIndex,
  days: Days,
  logged: readonly LoggedInterface[],
): Map<string, InterfaceHistory> {
  const seen = new Map<string, { time: number; state: NetworkInterface }[]>();
  for (const capture of interfaceCaptures(inventory, days)) {
    for (const state of capture.interfaces) {
      const list = seen.get(state.id) ?? [];
      list.push({ time: capture.time, state });
      seen.set(state.id, list);
    }
  }
  const bound = bindings(ruleSet, index);
  const vpcs = new Map<string, string | null>();
  for (const { interface: id, vpc } of logged) vpcs.set(id, vpcs.get(id) ?? vpc);
  const ids = new Set([...seen.keys(), ...bound.keys(), ...vpcs.keys()]);
  return new Map(
    [...ids].map((id) => {
      const states = seen.get(id) ?? [];
      const vpcId = states.at(-1)?.state.vpcId ?? vpcs.get(id) ?? null;
      const binding = states.length === 0 ? (bound.get(id) ?? null) : null;
      return [id, { id, seen: states, bound: binding, vpcId }];
    }),
  );
}

/** What state says of interfaces: several resources may put groups on one. */
function bindings(
  ruleSet: RuleSet,
  index: GroupIndex,
): Map<string, { groups: Set<number>; complete: boolean }> {
  const found = new Map<string, { groups: Set<number>; complete: boolean }>();
  for (const binding of ruleSet.bindings) {
    for (const id of binding.interfaceIds) {
      const entry = found.get(id) ?? { groups: new Set<number>(), complete: true };
      entry.complete &&= binding.complete;
      for (const reference of binding.groups) {
        const position = groupKey(reference) === null ? null : index.find(reference);
        if (position === null) entry.complete = false;
        else entry.groups.add(position);
      }
      found.set(id, entry);
    }
  }
  return found;
}
