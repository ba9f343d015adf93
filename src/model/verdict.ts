import type { RuleGrounds } from './derivation.ts';
import type { FileRecords } from './rollup.ts';
import type { Direction } from './rule.ts';

export type Verdict = 'used' | 'redundant' | 'unused' | 'unknown';

/** Why a rule's verdict is `unknown`. */
export type UnknownReason =
  | 'no-logs'
  | 'short-window'
  | 'partial-coverage'
  | 'skipped-records'
  | 'possible-traffic'
  | 'unknown-interfaces'
  | 'no-inventory'
  | 'unresolved-peer'
  | 'unlogged-service'
  | 'unresolved-value'
  | 'younger-than-window'
  | 'unknown-age'
  | 'log-rejects-only'
  | 'detached-group'
  | 'drifted'
  | 'address-only';

export interface PeerTraffic {
  readonly address: string;
  readonly flows: number;
  readonly bytes: number;
}

export interface PortTraffic {
  readonly from: number;
  readonly to: number;
  readonly flows: number;
}

export interface DayTraffic {
  readonly day: string;
  readonly flows: number;
  readonly bytes: number;
}

/** What the window's accepted records say of one rule. `flows` counts log records. */
export interface RuleTraffic {
  readonly flows: number;
  /** Records of flows that no other rule admits. */
  readonly sole: number;
  /** Records of flows that the rule may admit. */
  readonly possible: number;
  readonly bytes: number;
  readonly packets: number;
  /** ISO 8601 UTC */
  readonly firstSeen: string | null;
  readonly lastSeen: string | null;
  readonly peers: number;
  readonly topPeers: readonly PeerTraffic[];
  readonly ports: readonly PortTraffic[];
  readonly byDay: readonly DayTraffic[];
}

/** A peer whose accepted traffic a rule admits or may admit. */
export interface ObservedPeer {
  /** Canonical text of one address. */
  readonly address: string;
  /** Log records, and their bytes. */
  readonly flows: number;
  readonly bytes: number;
  /** False when the rule only may admit all of this (DESIGN 2.4); narrowing a rule must keep such peers too. */
  readonly certain: boolean;
  /** ISO 8601 UTC */
  readonly lastSeen: string;
}

/** Service ports of the rule's traffic, as `PortTraffic`; where the log leaves open which, all that may be. */
export interface ObservedPort extends PortTraffic {
  readonly certain: boolean;
}

export interface ObservedInterface {
  /** `eni-…` */
  readonly interface: string;
  readonly flows: number;
  readonly certain: boolean;
}

/** All that the window's accepted traffic shows of one rule, possible traffic included. */
export interface ObservedTraffic {
  /** Most flows first, then by address. */
  readonly peers: readonly ObservedPeer[];
  /**
   * Ascending; ranges that are not certain may overlap those that are. Where there are too many, neighbours are joined,
   * so that the ranges hold every port. Empty where the protocol has no ports.
   */
  readonly ports: readonly ObservedPort[];
  readonly byInterface: readonly ObservedInterface[];
  /** What went beyond the bounds: peers that are not in `peers`, and their flows. */
  readonly dropped: { readonly peers: number; readonly flows: number };
}

/** How much `observed` gives of each rule. */
export interface ObservedBounds {
  /** Peers with the most flows; the others are counted in `dropped`. Default 10,000. */
  readonly peers?: number;
}

export interface RuleJudgement {
  readonly ruleKey: string;
  readonly verdict: Verdict;
  /** For `unknown` the reasons, for `redundant` the keys of the rules that stay, else empty; `address-only` stands with any. */
  readonly reasons: readonly string[];
  /** The weakest orientation the verdict rests on: high for observed and learned, medium for inferred. */
  readonly confidence: 'high' | 'medium' | 'low';
  /** What is missing of the evidence, whatever the verdict; empty where it is complete. */
  readonly gaps?: readonly UnknownReason[];
  readonly traffic: RuleTraffic;
  /** Where addresses are all that is known: `traffic` is then empty, and says nothing. */
  readonly seen?: SeenAddresses;
}

/** Addresses of a list of used ones that a rule's peer holds. */
export interface SeenAddresses {
  readonly addresses: number;
  /** At most five. */
  readonly examples: readonly string[];
}

/** A list of addresses that accepted traffic came from; of which days is not known. */
export interface UsedAddressEvidence {
  readonly file: string;
  /** Null where the list has no header. */
  readonly column: string | null;
  readonly ipv4: number;
  readonly ipv6: number;
}

export interface UnexplainedFlow {
  readonly interface: string;
  readonly direction: Direction;
  readonly peer: string;
  readonly protocol: string;
  readonly port: number | null;
  readonly flows: number;
}

/** What the window's traffic and inventory are, as a whole. */
export interface Evidence {
  readonly engine: 'duckdb' | 'athena' | 'trino';
  readonly records: {
    readonly read: number;
    readonly accepted: number;
    readonly rejected: number;
    readonly noData: number;
    readonly skipData: number;
    readonly refused?: number;
  };
  /** Accepted flows by certainty. */
  readonly orientation: {
    readonly observed: number;
    readonly learned: number;
    readonly inferred: number;
    readonly ambiguous: number;
  };
  readonly interfaces: readonly {
    readonly id: string;
    readonly daysWithRecords: number;
    readonly skipDataRecords: number;
    readonly inInventory: boolean;
  }[];
  /** `records.accepted` = `flows` + `unexplained`, always. */
  readonly explained: {
    readonly flows: number;
    readonly unexplained: number;
    readonly topUnexplained: readonly UnexplainedFlow[];
  };
  readonly damaged: readonly { readonly file: string; readonly problem: string }[];
  /**
   * Of all logs that were read, not of the window alone: files with lines that were refused, those with most first, at
   * most 100. Of each, read = accepted + rejected + noData + skipData + refused.
   */
  readonly refusedFiles?: readonly FileRecords[];
  /** Files left out because another one holds the same records. */
  readonly duplicateFiles?: number;
  /** Rejected connections beyond the bound per day and interface: counted in `records`, without a row in the rollup. */
  readonly rejectsDropped?: number;
  /**
   * The days in a row, up to the newest of the window, that the logs hold; `YYYY-MM-DD`, both included, the first and the
   * last of them whole days where there is one. Null where the logs hold no day of the window.
   */
  readonly loggedDays?: { readonly first: string; readonly last: string } | null;
  readonly inventory: { readonly captures: number; readonly interfaces: number };
  /** Fields that some of the logs lack and that would sharpen verdicts: `tcp-flags`, `log-status`, … */
  readonly missingFields?: readonly string[];
}

export interface Attribution {
  readonly judgements: readonly RuleJudgement[];
  readonly evidence: Evidence;
  /** Interface ids by the key that `groupKey` gives (address, else id). */
  readonly members: ReadonlyMap<string, readonly string[]>;
  /**
   * Every peer, port and interface of the named rules, by rule key, where `traffic` has the top ones only. Reads the
   * rollup again, all rules of one call at once, so it is for the rules that somebody asks about; the rollup must still
   * be open. Keys that no rule has are left out.
   */
  observed(
    ruleKeys: Iterable<string>,
    bounds?: ObservedBounds,
  ): Promise<ReadonlyMap<string, ObservedTraffic>>;
  /** Why a rule has its verdict, by rule key; null for a key that no rule has. Absent where only addresses were judged. */
  grounds?(ruleKey: string): RuleGrounds | null;
}
