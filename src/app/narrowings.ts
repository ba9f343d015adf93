import type { Proposal } from '../edit/plan-replacement.ts';
import { proposeReplacements, type Replacements } from '../edit/replacements.ts';
import { REFUSAL_MESSAGES_EN, type RefusalMessages } from '../messages/refusals.ts';
import type { Finding } from '../model/finding.ts';
import type { PortRange } from '../model/ports.ts';
import { reportFix } from './build-report.ts';
import type { RulesRead } from './read-rules.ts';
import { type EditedFile, editedFiles, type RemovalsRead } from './removals.ts';
import { isWritten, unwritten } from './unwritten-rules.ts';

/** Findings with the edit that narrows their rule, or why there is none. */
export async function withNarrowingFixes(
  rules: RulesRead,
  findings: readonly Finding[],
  words: RefusalMessages = REFUSAL_MESSAGES_EN,
): Promise<readonly Finding[]> {
  const proposals = proposalsOf(findings);
  if (proposals.size === 0) return findings;
  const has = isWritten(rules);
  const askable = [...proposals.values()].filter(({ ruleKey }) => has(ruleKey));
  const { replacements } = await replacementsIn(rules, askable, words);
  const byRule = new Map(replacements.map((each, at) => [askable[at], each]));
  const outcomes = new Map(
    [...proposals].map(([finding, proposal]) => [
      finding,
      byRule.get(proposal) ?? unwritten(proposal.ruleKey, words),
    ]),
  );
  return findings.map((finding) => {
    const outcome = outcomes.get(finding);
    if (!outcome) return finding;
    return outcome.fix
      ? { ...finding, fix: reportFix(outcome.fix) }
      : { ...finding, fixRefused: outcome.refused };
  });
}

export interface Narrowed {
  /** The findings that are settled by it, and their rules. */
  readonly findings: readonly Finding[];
  readonly ruleKeys: readonly string[];
  readonly files: readonly EditedFile[];
}

/** The files after the removals and, on top of them, after all rules were narrowed that can be together. */
export async function narrowedFiles(
  rules: RulesRead,
  { files, together: removed }: RemovalsRead,
  findings: readonly Finding[],
): Promise<Narrowed> {
  const overlay = new Map(files.map(({ path, after }) => [path, after]));
  const changed: RulesRead = {
    ...rules,
    ...writtenWith(rules, overlay),
    reload: (more) => rules.reload(new Map([...overlay, ...more])),
  };
  const left = findings.filter(({ ruleKeys }) => !ruleKeys.some((key) => removed.includes(key)));
  const proposals = onePerRule(proposalsOf(left));
  const has = isWritten(changed);
  const askable = [...proposals.values()].filter(({ ruleKey }) => has(ruleKey));
  const { together, after } = await replacementsIn(changed, askable);
  const texts = new Map(editedFiles(changed, after).map((file) => [file.path, file]));
  const merged = new Map(files.map((file) => [file.path, file]));
  for (const [path, file] of texts) {
    merged.set(path, { ...file, before: merged.get(path)?.before ?? file.before });
  }
  const settled = [...proposals].filter(([, { ruleKey }]) => together.includes(ruleKey));
  return {
    findings: settled.map(([finding]) => finding),
    ruleKeys: together,
    files: [...merged.values()],
  };
}

/** The configuration with other texts, and what it then has. */
function writtenWith(rules: RulesRead, overlay: ReadonlyMap<string, string>) {
  const { configuration, ruleSet } = rules.reload(overlay);
  return { configuration, ruleSet, written: ruleSet };
}

/** A rule whose peer and ports could both be narrowed is narrowed one at a time: the key of the next step is another. */
function onePerRule(proposals: ReadonlyMap<Finding, Proposal>): Map<Finding, Proposal> {
  const seen = new Set<string>();
  return new Map(
    [...proposals].filter(([, { ruleKey }]) => {
      const isNew = !seen.has(ruleKey);
      seen.add(ruleKey);
      return isNew;
    }),
  );
}

function replacementsIn(
  { configuration, written, reload, otherUser }: RulesRead,
  proposals: readonly Proposal[],
  words: RefusalMessages = REFUSAL_MESSAGES_EN,
): Promise<Replacements> {
  return proposeReplacements({
    configuration,
    ruleSet: written,
    reload,
    otherUser,
    proposals,
    words,
  });
}

/** What the open findings propose. */
function proposalsOf(findings: readonly Finding[]): Map<Finding, Proposal> {
  const proposals = new Map<Finding, Proposal>();
  for (const finding of findings) {
    const { narrowing, ruleKeys, suppressed } = finding;
    const [ruleKey, ...others] = ruleKeys;
    if (!narrowing || suppressed || ruleKey === undefined || others.length > 0) continue;
    const values = (narrowing.steps[narrowing.proposed]?.entries ?? []).map(({ value }) => value);
    proposals.set(
      finding,
      narrowing.kind === 'cidr'
        ? { ruleKey, kind: 'cidr', values }
        : { ruleKey, kind: 'ports', ranges: values.map(portRange) },
    );
  }
  return proposals;
}

/** `8000-8080` or `443`, as a narrowing has it. */
function portRange(text: string): PortRange {
  const [from = 0, to = from] = text.split('-').map(Number);
  return { from, to };
}
