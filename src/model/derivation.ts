import type { UnknownReason, Verdict } from './verdict.ts';

/** The question whose answer settles a verdict. They are asked in this order. */
export type DecidingStep =
  /** Does a rule that stays cover it by its text? */
  | 'covered'
  /** Does it admit flows that no other rule that stays admits? */
  | 'needed'
  /** Is something missing of the evidence, or may it have admitted what no other rule admits? */
  | 'unsettled'
  /** Does it admit nothing? */
  | 'idle'
  /** It admits flows, and rules that stay admit all of them. */
  | 'served';

export const DECIDING_STEPS: readonly DecidingStep[] = [
  'covered',
  'needed',
  'unsettled',
  'idle',
  'served',
];

/** The only place that says which answer gives which verdict. */
export const VERDICT_OF_STEP: Readonly<Record<DecidingStep, Verdict>> = {
  covered: 'redundant',
  needed: 'used',
  unsettled: 'unknown',
  idle: 'unused',
  served: 'redundant',
};

/** A reason for which traffic that the rule may have admitted is open. */
export interface OpenTraffic {
  readonly reason: UnknownReason;
  /** Log records at most: some may have been admitted by another rule. */
  readonly flows: number;
}

/** What a verdict follows from. Flows are accepted log records of the window. */
export interface Derivation {
  readonly decidedBy: DecidingStep;
  /** Keys of the rules that stay and cover it by their text. Empty where it stays itself. */
  readonly coveredBy: readonly string[];
  /** Flows that it admits for certain. */
  readonly admitted: number;
  /** Of these, flows that no other rule that stays admits. */
  readonly needed: number;
  /** What is missing to say that what the logs do not show was not. */
  readonly gaps: readonly UnknownReason[];
  /** Flows that it may admit and that no other rule that stays admits; looked for only where none is needed. */
  readonly open: readonly OpenTraffic[];
  /** Keys of rules that stay and together admit all that it admits or may admit. */
  readonly servedBy: readonly string[];
  /** The weakest orientation it rests on: high for observed and learned, medium for inferred. */
  readonly confidence: 'high' | 'medium' | 'low';
}

/** Flows of a rule that one set of other rules admits as well. */
export interface SharedFlows {
  /** Keys of the other rules, sorted; empty for flows that it alone admits. */
  readonly ruleKeys: readonly string[];
  readonly flows: number;
}

/** What the logs hold of one interface that is, or may be, in a rule's group. */
export interface MemberCoverage {
  /** `eni-…` */
  readonly interface: string;
  readonly addresses: readonly string[];
  /** Days of the window on which it is in the group, and on which it only may be. */
  readonly certainDays: number;
  readonly possibleDays: number;
  /** Of these days, those with records of any kind. */
  readonly daysWithRecords: number;
  /** Days on which it was there and hours or intervals are missing from its log. */
  readonly incompleteDays: readonly string[];
  /** Days of which AWS lost records (SKIPDATA). */
  readonly skippedDays: readonly string[];
  readonly records: {
    readonly accepted: number;
    readonly rejected: number;
    readonly noData: number;
    readonly skipData: number;
  };
  /** Captures that hold the interface, and those of them that put it in the group. Both 0 where state alone knows it. */
  readonly captures: number;
  readonly capturesInGroup: number;
}

/** The addresses that a rule's peer stands for. */
export type AdmittedPeers =
  | {
      readonly kind: 'block';
      readonly cidr: string /** A decimal number. */;
      readonly size: string;
    }
  | {
      readonly kind: 'members';
      readonly interfaces: readonly {
        readonly interface: string;
        readonly addresses: readonly string[];
        /** In the group on every day of the window on which it was there. */
        readonly certain: boolean;
      }[];
    }
  | {
      readonly kind: 'entries';
      readonly entries: readonly { readonly cidr: string; readonly certain: boolean }[];
      /** False where AWS may have had other addresses on the list on some day. */
      readonly complete: boolean;
    }
  | { readonly kind: 'open' };

/** All that attribution knows of one rule beside its judgement. */
export interface RuleGrounds {
  readonly derivation: Derivation;
  /** Flows by the other rules that admit them, most first. Their sum is what the rule admits. */
  readonly shared: readonly SharedFlows[];
  readonly admits: AdmittedPeers;
  /** Known interfaces of the rule's group, by id. */
  readonly members: readonly MemberCoverage[];
  /** Interfaces of the logs that no capture knows and that may be in the group. */
  readonly unknownMembers: number;
}
