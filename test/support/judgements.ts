import type { Rule } from '../../src/model/rule.ts';
import type { Attribution, RuleJudgement, Verdict } from '../../src/model/verdict.ts';

/** A verdict as attribution would give it, with no traffic but what is said. */
export function judgementOf(
  rule: Rule,
  verdict: Verdict,
  changes: Partial<RuleJudgement> = {},
): RuleJudgement {
  return {
    ruleKey: rule.key,
    verdict,
    reasons: [],
    confidence: 'high',
    traffic: {
      flows: verdict === 'used' || verdict === 'redundant' ? 100 : 0,
      sole: verdict === 'used' ? 100 : 0,
      possible: 0,
      bytes: 0,
      packets: 0,
      firstSeen: null,
      lastSeen: null,
      peers: 0,
      topPeers: [],
      ports: [],
      byDay: [],
    },
    ...changes,
  };
}

export function attributionOf(
  judgements: readonly RuleJudgement[],
  members: ReadonlyMap<string, readonly string[]> = new Map(),
): Attribution {
  return {
    judgements,
    members,
    evidence: {
      engine: 'duckdb',
      records: { read: 0, accepted: 0, rejected: 0, noData: 0, skipData: 0 },
      orientation: { observed: 0, learned: 0, inferred: 0, ambiguous: 0 },
      interfaces: [],
      explained: { flows: 0, unexplained: 0, topUnexplained: [] },
      damaged: [],
      inventory: { captures: 0, interfaces: 0 },
    },
    observed: async () => new Map(),
  };
}
