import type { FailOn } from '../config/config.ts';
import type { FixMessages } from '../messages/fix.ts';
import type { Problem } from '../model/problem.ts';
import type { RemovalStep } from '../model/removal-step.ts';
import type { Report } from '../model/report.ts';
import { nodeFileReader } from '../terraform/files.ts';
import { type Analysis, analyse, prepare } from './analysis.ts';
import { buildReport } from './build-report.ts';
import { damageProblems } from './damage.ts';
import { fixRules } from './fix.ts';
import { withNarrowingFixes } from './narrowings.ts';
import { type RulesRead, readRules } from './read-rules.ts';
import { refusedByAddress } from './read-used-ips.ts';
import { removalSteps } from './removal-steps.ts';
import { NO_REMOVALS, patchOf, type RemovalsRead, readRemovals } from './removals.ts';
import type { LintRequest } from './request.ts';
import { sourceTexts } from './source-texts.ts';
import type { Verified } from './verify-terraform.ts';

export interface LintResult {
  readonly report: Report;
  /** Texts of the configuration by the report's file names. */
  readonly sources: ReadonlyMap<string, string>;
  /** The absolute folder that the report's file names are relative to. */
  readonly folder: string;
  /** One git patch of all proved removals; empty when there is none. */
  readonly patch: string;
  /** The removals in steps, where asked for. */
  readonly steps: readonly RemovalStep[];
  /** Absolute; patches apply there. */
  readonly repositoryRoot: string;
  /** What `--fix` did, or would do; empty where it was not asked for. */
  readonly fixLines: readonly string[];
  /** The diff of a dry run; empty otherwise. */
  readonly fixDiff: string;
  /** What was left out without harm to the rest: modules that are not installed, values that cannot be evaluated. */
  readonly warnings: readonly Problem[];
  /** What the baseline's file is to hold; null where no update was asked for. */
  readonly baseline: { readonly path: string; readonly text: string } | null;
  /** From which severity on the run counts as failed: the request's, else the configuration's, else warning. */
  readonly failOn: FailOn;
}

/**
 * Rules × traffic → verdicts, findings, edits.
 * @throws SgauditError when the work cannot be done at all; what is merely left out stands in `report.errors`
 */
export async function lint(request: LintRequest): Promise<LintResult> {
  return analyse(await prepare(request), request, async (before) => {
    const { target, config, rules, traffic } = before;
    const { offered, notRun } = await removalsOf(before, request);
    const problems = [...rules.problems, ...damageProblems(traffic?.rollup ?? null)];
    const fix = request.fix
      ? await fixRules({
          ...{ offered, rules, target, problems, notRun, request: request.fix },
          findings: before.found.findings,
          includeRedundant: request.includeRedundant ?? false,
          messages: before.messages.fix,
        })
      : null;
    // What was fixed stands no more: the report is of the files as they are now.
    const now = fix?.fixed ? await before.rejudge(rulesNow(before, request)) : before;
    const { removals } = fix?.fixed ? (await removalsOf(now, request)).offered : offered;
    const report = buildReport({
      target,
      rules: now.rules,
      window: traffic?.window ?? null,
      attribution: now.attribution,
      byAddress: now.byAddress,
      findings: await withNarrowingFixes(now.rules, now.found.findings, now.messages.refusal),
      removals,
      problems,
      fixed: fix?.fixed ?? null,
    });
    return {
      report,
      sources: sourceTexts(now.rules.configuration),
      folder: target.repositoryRoot,
      patch: patchOf(offered),
      steps: await stepsOf(before, offered, request),
      repositoryRoot: target.repositoryRoot,
      fixLines: fix?.lines ?? [],
      fixDiff: fix?.diff ?? '',
      warnings: [
        ...rules.problems.filter(({ severity }) => severity === 'warning'),
        ...(traffic?.warnings ?? []),
        ...now.found.warnings,
        ...notVerified(before.messages.fix, notRun),
      ],
      baseline: now.found.update,
      failOn: request.failOn ?? config.failOn ?? 'warning',
    };
  });
}

/** The rules of the files as they are now, with what EC2 said before. */
function rulesNow({ target, live }: Analysis, request: LintRequest): RulesRead {
  return readRules(target, request, nodeFileReader(), live?.rules ?? null);
}

/** Only traffic shows what may go. */
async function removalsOf(
  { rules, target, attribution, byAddress, found, messages }: Analysis,
  request: LintRequest,
): Promise<Verified> {
  if (byAddress) {
    const removals = refusedByAddress(byAddress, messages);
    return { offered: { ...NO_REMOVALS, removals }, notRun: null };
  }
  if (!attribution) return { offered: NO_REMOVALS, notRun: null };
  const offered = await readRemovals(
    rules,
    found.findings,
    request.includeRedundant ?? false,
    messages.refusal,
  );
  if (!request.verify) return { offered, notRun: null };
  const { verifyRemovals } = await import('./verify-terraform.ts');
  return verifyRemovals(offered, { rules, target, request });
}

async function stepsOf(
  { rules, attribution, found }: Analysis,
  offered: RemovalsRead,
  request: LintRequest,
): Promise<readonly RemovalStep[]> {
  if (!attribution || request.removalSteps === undefined) return [];
  const { findings } = found;
  return removalSteps(offered, { rules, attribution, findings }, request.removalSteps);
}

function notVerified(messages: FixMessages, reason: string | null): Problem[] {
  if (reason === null) return [];
  const message = messages.notVerified(reason);
  return [{ code: 'terraform-not-run', message, location: null, severity: 'warning' }];
}
