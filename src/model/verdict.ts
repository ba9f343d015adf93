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
  | 'log-rejects-only'
  | 'detached-group'
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

export interface RuleJudgement {
  readonly ruleKey: string;
  readonly verdict: Verdict;
  /** For `unknown` the reasons, for `redundant` the keys of the rules that stay, else empty. */
  readonly reasons: readonly string[];
  /** The weakest orientation the verdict rests on: high for observed and learned, medium for inferred. */
  readonly confidence: 'high' | 'medium' | 'low';
  readonly traffic: RuleTraffic;
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
  readonly inventory: { readonly captures: number; readonly interfaces: number };
  /** Fields that some of the logs lack and that would sharpen verdicts: `tcp-flags`, `log-status`, … */
  readonly missingFields?: readonly string[];
}

export interface Attribution {
  readonly judgements: readonly RuleJudgement[];
  readonly evidence: Evidence;
  /** Interface ids by the key that `groupKey` gives (address, else id). */
  readonly members: ReadonlyMap<string, readonly string[]>;
}
