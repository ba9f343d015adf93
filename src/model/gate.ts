import type { Rule } from './rule.ts';
import type { Location } from './source.ts';
import type { PeerTraffic, PortTraffic, UnknownReason } from './verdict.ts';

/** A rule as the gate names it: of before the change, or of after it. */
export type GateRule = Pick<
  Rule,
  | 'key'
  | 'address'
  | 'ruleId'
  | 'group'
  | 'direction'
  | 'protocol'
  | 'fromPort'
  | 'toPort'
  | 'peer'
  | 'unresolved'
>;

/** What of a change makes traffic meet another answer. */
export type GateCause =
  /** Rules that admitted it are gone, or are other ones. */
  | 'rule'
  /** The interface is in other groups, or gone. */
  | 'interface'
  /** The peer is in other groups. */
  | 'peer'
  /** A new group stands in a group's place: its id changes. */
  | 'replaced-group';

/** Why it cannot be said what a change does. */
export type GateDoubt =
  /** Who opened the connection: under one reading it is cut off, under another it is not. */
  | 'orientation'
  /** In which groups the interface is, or will be. */
  | 'membership'
  /** Whether the peer is one that the rule names. */
  | 'peer'
  /** A value that is known after the apply only, or an ICMP type, which no log holds. */
  | 'value'
  /** The logs do not show enough of the interfaces that a rule which goes was for. */
  | 'evidence'
  /** A module that is not on disk, or is another version than the one read. */
  | 'module';

/** The records that an entry is about. Counts are records, as everywhere. */
export interface GateTraffic {
  readonly flows: number;
  readonly bytes: number;
  /** Distinct addresses. */
  readonly peers: number;
  readonly topPeers: readonly PeerTraffic[];
  /** Service ports; empty where the protocol has none. */
  readonly ports: readonly PortTraffic[];
  /** `eni-…`, sorted. */
  readonly interfaces: readonly string[];
  /** ISO 8601 UTC */
  readonly firstSeen: string | null;
  readonly lastSeen: string | null;
}

interface GateEntry extends GateTraffic {
  /** The rule that is responsible: of before where traffic is lost, of after where peers are gained. */
  readonly rule: GateRule | null;
  /** Keys of further rules that are responsible as well. */
  readonly otherRules: readonly string[];
  /** Of the resource that is responsible. */
  readonly address: string | null;
  /** Where to look in the files as they are now; null where nothing there stands for it. */
  readonly location: Location | null;
}

/** Traffic that was admitted before and will be by no rule. */
export interface LostTraffic extends GateEntry {
  readonly cause: GateCause;
  /**
   * `certain`: under every reading of the traffic. `likely`: as the log was read, by other connections or by ports; had
   * the other end opened it, a rule would still admit it (docs/decisions/0007).
   */
  readonly certainty: 'certain' | 'likely';
  /** Medium where it rests on an orientation that was inferred, or rules of further groups are not known. */
  readonly confidence: 'high' | 'medium';
}

/** Peers that were refused before and will be admitted. `flows` counts the rejected records of them. */
export interface GainedPeers extends GateEntry {
  readonly cause: GateCause;
  /** Medium where it rests on an orientation that was inferred, or nobody was seen to try. */
  readonly confidence: 'high' | 'medium';
  /** Addresses that no rule of the group admitted before to all of the ports, as a decimal number; null for members of groups. */
  readonly newAddresses: string | null;
  /** The fewest blocks that hold them, at most 20. */
  readonly newCidrs: readonly string[];
}

/** What cannot be decided. `flows` counts the records that may be concerned. */
export interface UncertainTraffic extends GateEntry {
  readonly cause: GateCause;
  readonly doubts: readonly GateDoubt[];
  /** What is missing of the evidence; for the doubt `evidence` only. */
  readonly gaps: readonly UnknownReason[];
  /** Whether it may be cut off, or may get through. */
  readonly effect: 'lost' | 'gained';
}

/** What a change does to the traffic of the window. Most flows first. */
export interface GateResult {
  /** What the change is: a plan's file, or a base that the working tree is compared with. */
  readonly change: { readonly kind: 'plan' | 'base'; readonly name: string };
  readonly lost: readonly LostTraffic[];
  readonly gained: readonly GainedPeers[];
  readonly uncertain: readonly UncertainTraffic[];
}
