import type { GroupIndex } from '../attribution/groups.ts';
import { type Member, Membership } from '../attribution/membership.ts';
import { groupKey } from '../model/group.ts';
import type { Binding, GroupRef } from '../model/rule.ts';
import type { BindingChange } from './sides.ts';

/** What a change does to the groups of one interface, by position in the group index. */
export interface MemberChange {
  readonly removed: ReadonlySet<number>;
  readonly added: ReadonlySet<number>;
  /** In them still only if something holds that is open. */
  readonly loosened: ReadonlySet<number>;
  /** Perhaps in them as well. */
  readonly perhaps: ReadonlySet<number>;
  /** The interface itself goes. */
  readonly gone: boolean;
  /** Addresses of the resources that do it. */
  readonly resources: readonly string[];
}

export interface MemberChanges {
  /** By `eni-…`. */
  readonly byInterface: ReadonlyMap<string, MemberChange>;
  /** Of interfaces that no binding names: of load balancers, databases and the like. */
  readonly others: readonly OpenChange[];
  readonly replaced: ReadonlyMap<number, string>;
}

/** A resource whose groups change and whose interfaces are not known. */
interface OpenChange {
  readonly had: ReadonlySet<number>;
  readonly removed: ReadonlySet<number>;
  readonly added: ReadonlySet<number>;
  readonly resource: string;
}

const ATTACHMENT = /(^|\.)aws_network_interface_sg_attachment\./;

/** `replaced`: addresses of resources whose interfaces will be others. */
export function memberChanges(
  bindings: readonly BindingChange[],
  index: GroupIndex,
  replacedGroups: ReadonlySet<string>,
  replaced: ReadonlySet<string>,
): MemberChanges {
  const positions = (groups: readonly GroupRef[]): Set<number> =>
    new Set(groups.flatMap((group) => index.find(group) ?? []));
  const changes = bindings.map((change) => describe(change, positions, replaced));
  const named = new Map<string, Described[]>();
  for (const change of changes) {
    for (const id of change.interfaces) named.set(id, [...(named.get(id) ?? []), change]);
  }
  const newGroups = new Map(
    index.groups.flatMap((group, position) =>
      replacedGroups.has(group.key) ? [[position, group.key] as const] : [],
    ),
  );
  const byInterface = new Map<string, MemberChange>();
  for (const [id, own] of named) byInterface.set(id, changeOf(own, newGroups));
  const others = changes.filter(
    ({ interfaces, removed, added, open }) =>
      interfaces.length === 0 && (removed.size > 0 || added.size > 0 || open),
  );
  return {
    byInterface,
    others: others.map(({ had, removed, added, open, resource }) => ({
      had,
      removed: open ? had : removed,
      added,
      resource,
    })),
    replaced: newGroups,
  };
}

interface Described {
  readonly had: ReadonlySet<number>;
  readonly has: ReadonlySet<number>;
  readonly removed: ReadonlySet<number>;
  readonly added: ReadonlySet<number>;
  readonly interfaces: readonly string[];
  /** Some group of after is not known. */
  readonly open: boolean;
  readonly gone: boolean;
  readonly replaced: boolean;
  readonly resource: string;
}

function describe(
  { before, after }: BindingChange,
  positions: (groups: readonly GroupRef[]) => Set<number>,
  replaced: ReadonlySet<string>,
): Described {
  const had = positions(before?.groups ?? []);
  const has = positions(after?.groups ?? []);
  const one = (after ?? before) as Binding;
  const unnamed = (after?.groups ?? []).some((group) => groupKey(group) === null);
  return {
    had,
    has,
    removed: new Set([...had].filter((group) => !has.has(group))),
    added: new Set([...has].filter((group) => !had.has(group))),
    interfaces: [...new Set([...(before?.interfaceIds ?? []), ...(after?.interfaceIds ?? [])])],
    open: after !== null && before !== null && (!after.complete || unnamed) && before.complete,
    gone: before !== null && after === null && !ATTACHMENT.test(one.address),
    replaced: before !== null && after !== null && replaced.has(after.address),
    resource: one.address,
  };
}

/** A group that is replaced goes on to be the interface's where a binding of after names it. */
function changeOf(own: readonly Described[], newGroups: ReadonlyMap<number, string>): MemberChange {
  const stays = new Set(own.flatMap(({ has }) => [...has]));
  const stood = own.some(({ gone, has }) => !gone && has.size > 0);
  const removed = own.flatMap((one) => (one.open ? [] : [...one.removed]));
  const loosened = own.flatMap((one) =>
    one.replaced ? [...one.has] : one.open ? [...one.removed] : [],
  );
  const unnamed = [...newGroups].filter(([group]) => !stays.has(group));
  const acting = own.filter(
    (one) => one.removed.size + one.added.size > 0 || one.replaced || one.gone || one.open,
  );
  return {
    removed: new Set(removed.filter((group) => !stays.has(group))),
    added: new Set(own.flatMap((one) => (one.replaced ? [] : [...one.added]))),
    loosened: new Set([...loosened, ...unnamed.map(([group]) => group)]),
    perhaps: new Set(own.flatMap((one) => (one.replaced ? [...one.added] : []))),
    gone: own.some(({ gone }) => gone) && !stood,
    resources: [...acting.map(({ resource }) => resource), ...unnamed.map(([, key]) => key)],
  };
}

const NO_CHANGE: MemberChange = {
  removed: new Set(),
  added: new Set(),
  loosened: new Set(),
  perhaps: new Set(),
  gone: false,
  resources: [],
};

/** Who is in a group on a day, had the change been made before it. */
export class MembershipAfter extends Membership {
  readonly #changes: MemberChanges;
  readonly #cache = new Map<Member, Map<MemberChange | null, Member>>();

  constructor(parts: ConstructorParameters<typeof Membership>, changes: MemberChanges) {
    super(...parts);
    this.#changes = changes;
  }

  override on(id: string, day: number): Member {
    const member = super.on(id, day);
    const change = this.#changes.byInterface.get(id) ?? null;
    const known = this.#cache.get(member) ?? new Map<MemberChange | null, Member>();
    this.#cache.set(member, known);
    const changed = known.get(change) ?? this.#changed(member, change);
    known.set(change, changed);
    return changed;
  }

  /** Addresses of the resources that change the groups of an interface on a day. */
  resourcesOf(id: string, day: number): readonly string[] {
    const own = this.#changes.byInterface.get(id);
    if (own) return own.resources;
    const { certain, possible } = super.on(id, day);
    const groups = new Set([...certain, ...possible]);
    const holds = (set: ReadonlySet<number>) => [...set].some((group) => groups.has(group));
    return [
      ...this.#changes.others.filter(({ had }) => holds(had)).map(({ resource }) => resource),
      ...[...this.#changes.replaced].flatMap(([group, key]) => (groups.has(group) ? [key] : [])),
    ];
  }

  #changed(member: Member, change: MemberChange | null): Member {
    return apply(member, change ?? this.#openChange(member));
  }

  /** An interface that no binding names follows its groups, but whether is open. */
  #openChange({ certain }: Member): MemberChange {
    const all = (set: ReadonlySet<number>) => [...set].every((group) => certain.has(group));
    const fitting = this.#changes.others.filter(({ had }) => had.size > 0 && all(had));
    return {
      ...NO_CHANGE,
      loosened: new Set([
        ...this.#changes.replaced.keys(),
        ...this.#changes.others.flatMap(({ removed }) => [...removed]),
      ]),
      perhaps: new Set(fitting.flatMap(({ added }) => [...added])),
    };
  }
}

/** The same object where nothing changes, so that classes of before and after can be told to be one. */
function apply(member: Member, change: MemberChange): Member {
  const { removed, added, loosened, perhaps, gone } = change;
  const keep = (group: number): boolean => !gone && !removed.has(group);
  const certain = new Set([
    ...[...member.certain].filter((group) => keep(group) && !loosened.has(group)),
    ...added,
  ]);
  const possible = new Set(
    [...member.possible, ...member.certain, ...perhaps].filter(
      (group) =>
        (keep(group) && !member.certain.has(group)) || (keep(group) && loosened.has(group)),
    ),
  );
  for (const group of certain) possible.delete(group);
  const same = isSame(certain, member.certain) && isSame(possible, member.possible);
  return same ? member : { certain, possible, known: member.known && possible.size === 0 };
}

export function isSame<Item>(left: ReadonlySet<Item>, right: ReadonlySet<Item>): boolean {
  return left.size === right.size && [...left].every((item) => right.has(item));
}
