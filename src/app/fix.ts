import { unifiedDiff } from '../edit/patch.ts';
import type { FixMessages } from '../messages/fix.ts';
import type { Finding } from '../model/finding.ts';
import { type Problem, SgauditError } from '../model/problem.ts';
import type { Fixed } from '../model/report.ts';
import { fixableFiles } from './fixable-files.ts';
import { narrowedFiles } from './narrowings.ts';
import type { RulesRead } from './read-rules.ts';
import { type RemovalsRead, removalChecks } from './removals.ts';
import { replaceFiles } from './replace-files.ts';
import type { FixRequest } from './request.ts';
import type { Target } from './target.ts';
import { writeUndoPatch } from './undo-patch.ts';

export interface FixInput {
  readonly offered: RemovalsRead;
  readonly findings: readonly Finding[];
  readonly rules: RulesRead;
  readonly target: Target;
  readonly problems: readonly Problem[];
  readonly request: FixRequest;
  /** Why Terraform did not verify the removals, where it was asked to. */
  readonly notRun: string | null;
  readonly includeRedundant: boolean;
  readonly messages: FixMessages;
}

export interface FixOutcome {
  /** What was written; null where nothing was. */
  readonly fixed: Fixed | null;
  /** What to tell people. */
  readonly lines: readonly string[];
  /** Of a dry run; empty otherwise. */
  readonly diff: string;
}

/**
 * Writes all proved removals that can be made together: all files or none, and the way back beside.
 * A dry run says what that would do.
 * @throws SgauditError `fix-refused`, `file-changed`, `unwritable-file`: nothing was written
 */
export async function fixRules(input: FixInput): Promise<FixOutcome> {
  const { offered, rules, target, request, messages } = input;
  const { together, removals } = offered;
  const narrowed = request.narrow ? await narrowedFiles(rules, offered, input.findings) : null;
  const files = narrowed?.files ?? offered.files;
  const narrowedKeys = narrowed?.ruleKeys ?? [];
  if (files.length === 0) return { fixed: null, diff: '', lines: [messages.nothing] };
  const left = removals.filter(({ ruleKey, fix }) => fix && !together.includes(ruleKey)).length;
  const rest = left > 0 ? [messages.left(left)] : [];
  const damaged = input.problems.some(({ severity }) => severity === 'error');
  const { replacements, refusals } = await fixableFiles(files, {
    rules,
    target,
    force: request.force,
  });
  const reasons = [...new Set(refusals.map(({ reason }) => reason))].map((reason) => {
    const paths = refusals.filter((each) => each.reason === reason).map(({ path }) => path);
    return `${messages.refusal[reason]}: ${paths.sort().join(', ')}`;
  });
  const refused = [
    ...(damaged ? [messages.withErrors] : []),
    ...(input.notRun === null ? [] : [messages.notVerified(input.notRun)]),
    ...reasons,
  ];
  if (request.dryRun) {
    const would = messages.wouldFix(together.length, narrowedKeys.length, files.length);
    return {
      fixed: null,
      diff: unifiedDiff(files),
      lines: refused.length > 0 ? [messages.wouldRefuse(refused.join('; '))] : [would, ...rest],
    };
  }
  if (refused.length > 0)
    throw new SgauditError('fix-refused', messages.refused(refused.join('; ')));
  const undo = await writeUndoPatch(target.repositoryRoot, replacements);
  try {
    await replaceFiles(replacements);
  } catch (error) {
    // Where files could not be put back, the patch is still wanted.
    if (!(error instanceof SgauditError && error.code === 'half-written')) await undo.discard();
    throw error;
  }
  const fixed: Fixed = {
    ruleKeys: together,
    ...(request.narrow ? { narrowedKeys } : {}),
    findings: [...settledBy(input), ...(narrowed?.findings ?? [])],
    files: replacements.map(({ display }) => display).sort(),
    undo: { patch: undo.path, command: undo.command },
  };
  return {
    fixed,
    diff: '',
    lines: [
      messages.fixed(
        fixed.findings.length,
        together.length,
        narrowedKeys.length,
        fixed.files.length,
      ),
      messages.undo(undo.command),
      ...(target.inGit ? [] : [messages.outsideGit]),
      ...rest,
    ],
  };
}

/** The open findings whose rules were removed. */
function settledBy({ findings, offered, includeRedundant }: FixInput): Finding[] {
  const checks = removalChecks(includeRedundant);
  return findings.filter(
    ({ checkId, suppressed, ruleKeys }) =>
      checks.includes(checkId) &&
      !suppressed &&
      ruleKeys.every((key) => offered.together.includes(key)),
  );
}
