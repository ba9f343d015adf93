import type { Removal } from '../model/edit.ts';
import type { Explanation, NamedRule } from '../model/explanation.ts';
import type { Problem } from '../model/problem.ts';
import type { Report } from '../model/report.ts';
import type { Rule } from '../model/rule.ts';
import { describeGroup, describeRule } from '../model/rule-text.ts';
import { type SourceRange, toLocation } from '../model/source.ts';
import { type Analysis, analyse, prepare } from './analysis.ts';
import { buildReport } from './build-report.ts';
import { certify } from './certificate.ts';
import { damageProblems } from './damage.ts';
import { findRules } from './find-rules.ts';
import { refusedByAddress } from './read-used-ips.ts';
import { readRemovals } from './removals.ts';
import type { ExplainRequest } from './request.ts';
import { sourceTexts } from './source-texts.ts';

export interface ExplainResult {
  /** Restricted to the rules that the name means, with an explanation of each. */
  readonly report: Report;
  readonly sources: ReadonlyMap<string, string>;
  /** What was left out without harm to the rest. */
  readonly warnings: readonly Problem[];
}

/** Peers that an explanation shows of each rule. */
const MOST_PEERS = 100;

/**
 * Everything that is known of the rules that a name means.
 * @throws SgauditError `no-such-rule` with what comes nearest; else as `lint`
 */
export async function explain(request: ExplainRequest): Promise<ExplainResult> {
  const preparation = await prepare(request);
  const rules = findRules(request.rule, preparation.rules, preparation.target);
  return analyse(preparation, request, async (analysis) => {
    const removals = await removalsOf(analysis, rules);
    return {
      report: restricted(await reportWith(analysis, rules, removals), rules),
      sources: sourceTexts(analysis.rules.configuration),
      warnings: [
        ...analysis.rules.problems.filter(({ severity }) => severity === 'warning'),
        ...(analysis.traffic?.warnings ?? []),
      ],
    };
  });
}

/** As `lint` offers them, so that a literal that several rules share is treated alike; a redundant rule's, where it is asked for. */
async function removalsOf(analysis: Analysis, rules: readonly Rule[]): Promise<readonly Removal[]> {
  const { attribution, byAddress, found } = analysis;
  if (byAddress) return refusedByAddress(byAddress, analysis.messages);
  const keys = new Set(rules.map(({ key }) => key));
  const verdicts = (attribution?.judgements ?? [])
    .filter(({ ruleKey }) => keys.has(ruleKey))
    .map(({ verdict }) => verdict);
  const redundant = verdicts.includes('redundant');
  if (!redundant && !verdicts.includes('unused')) return [];
  const { removals } = await readRemovals(
    analysis.rules,
    found.findings,
    redundant,
    analysis.messages.refusal,
  );
  return removals;
}

async function reportWith(
  analysis: Analysis,
  rules: readonly Rule[],
  removals: readonly Removal[],
): Promise<Report> {
  const { attribution, traffic } = analysis;
  const observed = await attribution?.observed(
    rules.map(({ key }) => key),
    { peers: MOST_PEERS },
  );
  const report = buildReport({
    target: analysis.target,
    rules: analysis.rules,
    window: traffic?.window ?? null,
    attribution,
    byAddress: analysis.byAddress,
    findings: analysis.found.findings,
    removals,
    problems: [...analysis.rules.problems, ...damageProblems(traffic?.rollup ?? null)],
  });
  const explanations = rules.map((rule): Explanation => {
    const grounds = attribution?.grounds?.(rule.key) ?? null;
    const fix = removals.find(({ ruleKey }) => ruleKey === rule.key)?.fix ?? null;
    const { source } = rule;
    return {
      ruleKey: rule.key,
      style: source?.style ?? null,
      block: place(source?.block),
      ports: place(source?.ports.literal),
      protocol: place(source?.protocol.literal),
      grounds,
      observed: observed?.get(rule.key) ?? null,
      others: othersOf(analysis, grounds),
      certificate: certify(analysis, rule, grounds, fix),
    };
  });
  return { ...report, explanations };
}

function place(range: SourceRange | null | undefined) {
  return range ? toLocation(range) : null;
}

function othersOf(analysis: Analysis, grounds: Explanation['grounds']): NamedRule[] {
  if (!grounds) return [];
  const { coveredBy, servedBy } = grounds.derivation;
  const named = new Set([
    ...coveredBy,
    ...servedBy,
    ...grounds.shared.flatMap(({ ruleKeys }) => ruleKeys),
  ]);
  const verdicts = new Map(
    analysis.attribution?.judgements.map(({ ruleKey, verdict }) => [ruleKey, verdict]),
  );
  return analysis.rules.ruleSet.rules
    .filter(({ key }) => named.has(key))
    .map((rule) => ({
      key: rule.key,
      address: rule.address,
      text: describeRule(rule),
      group: describeGroup(rule.group),
      location: rule.location && toLocation(rule.location),
      verdict: verdicts.get(rule.key) ?? null,
    }));
}

/** What concerns the rules; evidence stays whole but for the interfaces. */
function restricted(report: Report, rules: readonly Rule[]): Report {
  const keys = new Set(rules.map(({ key }) => key));
  const groups = new Set(rules.map(({ group }) => describeGroup(group)));
  const members = new Set(
    report.explanations?.flatMap(({ grounds }) =>
      (grounds?.members ?? []).map((member) => member.interface),
    ),
  );
  return {
    ...report,
    evidence: report.evidence && {
      ...report.evidence,
      interfaces: report.evidence.interfaces.filter(({ id }) => members.has(id)),
    },
    groups: report.groups.filter((group) => groups.has(describeGroup(group))),
    rules: report.rules.filter(({ key }) => keys.has(key)),
    findings: report.findings.filter(({ ruleKeys }) => ruleKeys.some((key) => keys.has(key))),
  };
}
