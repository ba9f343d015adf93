import { attribute } from '../attribution/attribute.ts';
import type { FailOn } from '../config/config.ts';
import { loadConfig } from '../config/load.ts';
import { CHECK_IDS } from '../lint/index.ts';
import { messagesFor } from '../messages/index.ts';
import type { Problem } from '../model/problem.ts';
import type { Report } from '../model/report.ts';
import { knownBlocks } from '../terraform/known-blocks.ts';
import { withBaseline } from './baseline.ts';
import { buildReport } from './build-report.ts';
import { damageProblems } from './damage.ts';
import { findFindings } from './findings.ts';
import { ignoreComments } from './ignore-comments.ts';
import { observedForNarrowing } from './observed.ts';
import { readRules } from './read-rules.ts';
import { readInventory, readTraffic } from './read-traffic.ts';
import { readRemovals } from './removals.ts';
import type { LintRequest } from './request.ts';
import { youngRules } from './rule-age.ts';
import { sourceTexts } from './source-texts.ts';
import { resolveTarget } from './target.ts';
import { daysOf } from './window.ts';

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
  const target = resolveTarget(request.path);
  const config = loadConfig({
    given: request.config ?? null,
    folder: target.root,
    repositoryRoot: target.repositoryRoot,
    checkIds: CHECK_IDS,
  });
  const messages = messagesFor(request.language ?? config.lang ?? 'en');

  const rules = readRules(target, request);
  const inventory = await readInventory(request);
  const traffic = await readTraffic(request, inventory, config);
  try {
    const attribution = traffic
      ? await attribute({
          ruleSet: rules.ruleSet,
          inventory,
          rollup: traffic.rollup,
          window: traffic.window,
          thresholds: { minimumDays: config.evidence?.minimumDays ?? DEFAULT_MINIMUM_DAYS },
          youngRules: await youngRules(rules, traffic.window, config),
        })
      : null;
    const found = findFindings({
      root: target.display,
      ruleSet: rules.ruleSet,
      attribution,
      days: traffic ? daysOf(traffic.window) : 0,
      inventory,
      observed: await observedForNarrowing(rules.ruleSet, attribution, config, request),
      knownBlocks: knownBlocks(rules.configuration, rules.ruleSet),
      unreadModules: rules.configuration.moduleCalls
        .filter(({ folder }) => folder === null)
        .map(({ address }) => address),
      messages,
      config,
      comments: ignoreComments(rules.configuration.files),
      request,
    });
    const baseline = withBaseline(found, { request, config, target, messages });
    const { removals, patch } = attribution
      ? await readRemovals(rules, baseline.findings, request.includeRedundant ?? false)
      : { removals: [], patch: '' };
    const report = buildReport({
      target,
      rules,
      window: traffic?.window ?? null,
      attribution,
      findings: baseline.findings,
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
        ...baseline.warnings,
      ],
      baseline: baseline.update,
      failOn: request.failOn ?? config.failOn ?? 'warning',
    };
  } finally {
    await traffic?.rollup.close();
  }
}

const DEFAULT_MINIMUM_DAYS = 14;
