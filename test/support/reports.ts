import type { Report, ReportRule } from '../../src/model/report.ts';
import type { Rule } from '../../src/model/rule.ts';
import type { RuleTraffic, Verdict } from '../../src/model/verdict.ts';

const NO_TRAFFIC: RuleTraffic = {
  flows: 0,
  sole: 0,
  possible: 0,
  bytes: 0,
  packets: 0,
  firstSeen: null,
  lastSeen: null,
  peers: 0,
  topPeers: [],
  ports: [],
  byDay: [],
};

/** A rule as a report has it, with a verdict. */
export function reportRule(
  rule: Rule,
  verdict: Verdict | null,
  changes: Partial<ReportRule> = {},
): ReportRule {
  const { source: _, ...facts } = rule;
  return {
    ...facts,
    verdict,
    reasons: [],
    traffic: verdict === null ? null : NO_TRAFFIC,
    fix: null,
    fixRefused: null,
    ...changes,
  };
}

export function reportOf(rules: readonly ReportRule[], changes: Partial<Report> = {}): Report {
  const judged = rules.some((rule) => rule.verdict !== null);
  return {
    schemaVersion: '1.0',
    tool: { name: 'sgaudit', version: '0.0.0' },
    generatedAt: '2026-11-24T08:00:00Z',
    target: { root: 'infra', sources: ['hcl'] },
    window: judged
      ? { start: '2026-11-01T00:00:00Z', end: '2026-11-15T00:00:00Z', days: 14 }
      : null,
    evidence: judged
      ? {
          engine: 'duckdb',
          records: { read: 12, accepted: 10, rejected: 1, noData: 1, skipData: 0, refused: 0 },
          orientation: { observed: 4, learned: 3, inferred: 2, ambiguous: 1 },
          interfaces: [],
          explained: { flows: 10, unexplained: 0, topUnexplained: [] },
          damaged: [],
          inventory: { captures: 1, interfaces: 1 },
        }
      : null,
    groups: [],
    rules,
    findings: [],
    errors: [],
    ...changes,
  };
}
