import type { AddressJudgements } from '../lint/check.ts';
import type { Fix, Removal } from '../model/edit.ts';
import type { Finding } from '../model/finding.ts';
import { groupKey } from '../model/group.ts';
import type { Problem } from '../model/problem.ts';
import {
  type Fixed,
  REPORT_SCHEMA_VERSION,
  type Report,
  type ReportFix,
  type ReportRule,
} from '../model/report.ts';
import type { Window } from '../model/rollup.ts';
import type { Rule } from '../model/rule.ts';
import { toLocation } from '../model/source.ts';
import type { Attribution } from '../model/verdict.ts';
import type { RulesRead } from './read-rules.ts';
import type { Target } from './target.ts';
import { TOOL_VERSION } from './version.ts';
import { addDays, daysOf } from './window.ts';

export interface Results {
  readonly target: Target;
  readonly rules: RulesRead;
  readonly window: Window | null;
  readonly attribution: Pick<Attribution, 'judgements' | 'evidence' | 'members'> | null;
  readonly byAddress?: AddressJudgements | null;
  readonly findings: readonly Finding[];
  readonly removals: readonly Removal[];
  readonly problems: readonly Problem[];
  readonly fixed?: Fixed | null;
}

/** Puts a run's results into the one document that every reporter reads. */
export function buildReport(results: Results): Report {
  const { rules, attribution, byAddress } = results;
  const judged = attribution ?? byAddress;
  const judgements = new Map(judged?.judgements.map((each) => [each.ruleKey, each]));
  const removals = new Map(results.removals.map((each) => [each.ruleKey, each]));
  return {
    schemaVersion: REPORT_SCHEMA_VERSION,
    tool: { name: 'sgaudit', version: TOOL_VERSION },
    generatedAt: `${new Date().toISOString().slice(0, 19)}Z`,
    target: { root: results.target.display, sources: rules.sources },
    window: results.window && reportWindow(results.window),
    evidence: attribution?.evidence ?? null,
    ...(byAddress ? { usedAddresses: byAddress.evidence } : {}),
    groups: rules.ruleSet.groups.map((group) => ({
      address: group.address,
      id: group.id,
      name: group.name,
      vpcId: group.vpcId,
      interfaces: attribution?.members.get(groupKey(group) ?? '') ?? [],
      location: group.location && toLocation(group.location),
    })),
    rules: rules.ruleSet.rules.map((rule) => {
      const judgement = judgements.get(rule.key);
      return {
        ...ruleFacts(rule),
        verdict: judgement?.verdict ?? null,
        reasons: judgement?.reasons ?? [],
        traffic: judgement && !judgement.seen ? judgement.traffic : null,
        ...(judgement?.seen ? { seen: judgement.seen } : {}),
        ...removalFacts(removals.get(rule.key)),
      };
    }),
    findings: results.findings,
    errors: results.problems
      .filter((problem) => problem.severity === 'error')
      .map(({ code, message, location }) => ({ code, message, location })),
    ...(results.fixed ? { fixed: results.fixed } : {}),
  };
}

export function reportWindow(window: Window): NonNullable<Report['window']> {
  return {
    start: `${window.firstDay}T00:00:00Z`,
    end: `${addDays(window.lastDay, 1)}T00:00:00Z`,
    days: daysOf(window),
  };
}

function ruleFacts(
  rule: Rule,
): Omit<ReportRule, 'verdict' | 'reasons' | 'traffic' | 'fix' | 'fixRefused'> {
  return {
    key: rule.key,
    address: rule.address,
    ruleId: rule.ruleId,
    group: { address: rule.group.address, id: rule.group.id, name: rule.group.name },
    direction: rule.direction,
    protocol: rule.protocol,
    fromPort: rule.fromPort,
    toPort: rule.toPort,
    peer: rule.peer,
    unresolved: rule.unresolved,
    description: rule.description,
    location: rule.location && toLocation(rule.location),
    via: rule.via.map(toLocation),
  };
}

function removalFacts(removal: Removal | undefined): Pick<ReportRule, 'fix' | 'fixRefused'> {
  if (!removal) return { fix: null, fixRefused: null };
  if (!removal.fix) return { fix: null, fixRefused: removal.refused };
  return { fix: reportFix(removal.fix), fixRefused: null };
}

/** An edit as a report has it: places without offsets. */
export function reportFix({ safety, files, edits, proof, effects, diff }: Fix): ReportFix {
  return {
    safety,
    files,
    edits: edits.map(({ file, start, end, newText }) => ({ file, start, end, newText })),
    proof,
    effects,
    diff,
  };
}
