import type { StateEffect } from './edit.ts';
import type { Confidence } from './finding.ts';
import type { Rule } from './rule.ts';

/** What a removal's place in the order rests on. */
export interface RemovalRisk {
  readonly verdict: 'unused' | 'redundant';
  readonly confidence: Confidence;
  /** Accepted records of the other rules of its group in the window: what a mistake could hurt. */
  readonly neighbourFlows: number;
  /** From 1 (one address, one port) to 7 (all addresses, all ports): what keeping it leaves open. */
  readonly exposure: number;
  /** Grows with doubt and with the neighbours' traffic, falls with exposure; of use for the order only. */
  readonly risk: number;
}

export interface StagedRemoval extends RemovalRisk {
  readonly rule: Rule;
}

/** Rules that go together, in one patch that applies after those of the steps before. */
export interface RemovalStep {
  /** From 1. */
  readonly number: number;
  readonly removals: readonly StagedRemoval[];
  /** For `git apply` in the repository's root. */
  readonly patch: string;
  readonly effects: readonly StateEffect[];
}
