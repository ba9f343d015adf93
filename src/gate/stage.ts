import type { Classification, Signature } from '../attribution/classification.ts';
import { indexGroups } from '../attribution/groups.ts';
import { NONE } from '../attribution/level.ts';
import { loggedInterfaces } from '../attribution/logged.ts';
import { classifyMembers, type MemberClasses } from '../attribution/member-classes.ts';
import { Membership } from '../attribution/membership.ts';
import { type PeerClass, Peers } from '../attribution/peers.ts';
import { classifyServices, type ServiceClasses, serviceLevel } from '../attribution/services.ts';
import {
  type Days,
  daysOf,
  interfaceCaptures,
  type TimedCapture,
} from '../attribution/timeline.ts';
import { Admissions } from '../attribution/units.ts';
import type { Inventory } from '../model/inventory.ts';
import type { SqlConnection, Window } from '../model/rollup.ts';
import type { Rule } from '../model/rule.ts';
import { isSame, MembershipAfter, memberChanges } from './membership-after.ts';
import { Pairs } from './pairs.ts';
import type { Sides } from './sides.ts';

/** Rules, groups, members and peers of before and after, ready for traffic. */
export interface Stage {
  readonly days: Days;
  readonly captures: readonly TimedCapture[];
  readonly sides: Sides;
  readonly membership: Membership;
  readonly membershipAfter: MembershipAfter;
  readonly services: ServiceClasses;
  readonly classification: Classification;
  readonly before: Admissions;
  readonly after: Admissions;
  /** Whether interface and peer are in the same groups before and after. */
  sameMember(signature: Signature): boolean;
  samePeer(signature: Signature): boolean;
  /** Service classes that some rule of before which goes may match, ascending. */
  touched(egress: boolean): readonly number[];
}

export interface StageInput {
  readonly sides: Sides;
  readonly inventory: Inventory | null;
  readonly window: Window;
  /** Addresses of resources that are destroyed and created anew. */
  readonly replaced: ReadonlySet<string>;
}

export async function setStage(sql: SqlConnection, input: StageInput): Promise<Stage> {
  const { sides, inventory } = input;
  const { ruleSet } = sides;
  const days = daysOf(input.window);
  const captures = interfaceCaptures(inventory, days);
  const index = indexGroups(ruleSet, inventory);
  const logged = await loggedInterfaces(sql, days);
  const parts: ConstructorParameters<typeof Membership> = [ruleSet, inventory, index, days, logged];
  const membership = new Membership(...parts);
  const changes = memberChanges(sides.bindings, index, sides.replacedGroups, input.replaced);
  const membershipAfter = new MembershipAfter(parts, changes);
  const ids = [...membership.interfaces.keys()];
  const members = [membership, membershipAfter].map((one) => classifyMembers(one, ids, captures));
  const peers = [membership, membershipAfter].map(
    (one) => new Peers(ruleSet, inventory, one, captures),
  );
  const services = classifyServices(ruleSet.rules);
  const memberPairs = new Pairs();
  const peerPairs = new Pairs();
  const [peersBefore, peersAfter] = peers.map((one) => one.classify());
  const unreadable = peerPairs.of(peers[0]!.unreadable(), peers[1]!.unreadable());
  const classification: Classification = {
    members: pairedMembers(members[0]!, members[1]!, memberPairs),
    peers: peersBefore!.map((one, node) => peerPairs.of(one, peersAfter![node]!)),
    unreadablePeer: unreadable as number,
    peerClasses: peerPairs.size,
    services: services.ranges,
    serviceClasses: services.classes.length,
    tree: peers[0]!.tree,
  };
  const admissions = (side: 'before' | 'after'): Admissions => {
    const at = side === 'before' ? 0 : 1;
    return new SideAdmissions(
      [
        ruleSet.rules,
        index,
        peers[at]!,
        members[at]!.classes,
        services.classes,
        (rule) => sides[side][rule]!.length > 0,
      ],
      memberPairs[side],
      peerPairs[side],
    );
  };
  const sameMembers = memberPairs.before.map((before, pair) => {
    const [one, other] = [
      members[0]!.classes[before]!,
      members[1]!.classes[memberPairs.after[pair]!]!,
    ];
    return isSame(one.certain, other.certain) && isSame(one.possible, other.possible);
  });
  const samePeers = peerPairs.before.map((before, pair) =>
    isSamePeer(peers[0]!.classes[before]!, peers[1]!.classes[peerPairs.after[pair]!]!),
  );
  const gone = ruleSet.rules.filter((_, at) => sides.after[at]!.length === 0);
  const touchedBy = (direction: Rule['direction']): number[] =>
    services.classes.flatMap((service, at) =>
      gone.some((rule) => rule.direction === direction && serviceLevel(rule, service) !== NONE)
        ? [at]
        : [],
    );
  const touched = { ingress: touchedBy('ingress'), egress: touchedBy('egress') };
  return {
    days,
    captures,
    sides,
    membership,
    membershipAfter,
    services,
    classification,
    before: admissions('before'),
    after: admissions('after'),
    sameMember: ({ member }) => sameMembers[member]!,
    samePeer: ({ peer }) => samePeers[peer]!,
    touched: (egress) => (egress ? touched.egress : touched.ingress),
  };
}

function pairedMembers(
  before: MemberClasses,
  after: MemberClasses,
  pairs: Pairs,
): Classification['members'] {
  return new Map(
    [...before.byInterface].map(([id, one]) => [id, pairs.of(one, after.byInterface.get(id)!)]),
  );
}

function isSamePeer(before: PeerClass, after: PeerClass): boolean {
  const groups = new Set([...before.groups.keys(), ...after.groups.keys()]);
  const level = (peer: PeerClass, group: number) => peer.groups.get(group) ?? peer.otherGroups;
  return (
    before.otherGroups === after.otherGroups &&
    [...groups].every((group) => level(before, group) === level(after, group))
  );
}

/** Admissions of one side, asked by signatures that hold pairs. */
class SideAdmissions extends Admissions {
  readonly #members: readonly number[];
  readonly #peers: readonly number[];

  constructor(
    parts: ConstructorParameters<typeof Admissions>,
    members: readonly number[],
    peers: readonly number[],
  ) {
    super(...parts);
    this.#members = members;
    this.#peers = peers;
  }

  #own(signature: Signature): Signature {
    const { member, peer } = signature;
    return { ...signature, member: this.#members[member]!, peer: this.#peers[peer]! };
  }

  override of(signature: Signature) {
    return super.of(this.#own(signature));
  }

  override isPossible(signature: Omit<Signature, 'peer' | 'inferred'>): boolean {
    return super.isPossible({ ...signature, member: this.#members[signature.member]! });
  }

  override memberKnown(signature: Signature): boolean {
    return super.memberKnown(this.#own(signature));
  }

  override unguarded(signature: Signature): boolean {
    return super.unguarded(this.#own(signature));
  }
}
