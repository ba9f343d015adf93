import type { FailOn } from '../config/config.ts';
import type { Problem } from '../model/problem.ts';
import type { Report } from '../model/report.ts';
import { analyse, prepare } from './analysis.ts';
import { buildReport } from './build-report.ts';
import { damageProblems } from './damage.ts';
import { readRemovals } from './removals.ts';
import type { LintRequest } from './request.ts';
import { sourceTexts } from './source-texts.ts';

export interface LintResult {
  readonly report: Report;
  /** Texts of the configuration by the report's file names. */
  readonly sources: ReadonlyMap<string, string>;
  /** One git patch of all proved removals; empty when there is none. */
  readonly patch: string;
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
  return analyse(prepare(request), request, async (analysis) => {
    const { target, config, rules, traffic, attribution, found } = analysis;
    const { removals, patch } = attribution
      ? await readRemovals(rules, found.findings, request.includeRedundant ?? false)
      : { removals: [], patch: '' };
    const report = buildReport({
      target,
      rules,
      window: traffic?.window ?? null,
      attribution,
      findings: found.findings,
      removals,
      problems: [...rules.problems, ...damageProblems(traffic?.rollup ?? null)],
    });
    return {
      report,
      sources: sourceTexts(rules.configuration),
      patch,
      warnings: [
        ...rules.problems.filter(({ severity }) => severity === 'warning'),
        ...(traffic?.warnings ?? []),
        ...found.warnings,
      ],
      baseline: found.update,
      failOn: request.failOn ?? config.failOn ?? 'warning',
    };
  });
}
