import { loadConfig } from '../config/load.ts';
import { CHECK_IDS } from '../lint/index.ts';
import type { Problem } from '../model/problem.ts';
import type { Report } from '../model/report.ts';
import { nodeFileReader } from '../terraform/files.ts';
import { buildReport } from './build-report.ts';
import { readLive } from './read-live.ts';
import { readRules } from './read-rules.ts';
import type { ShowRequest } from './request.ts';
import { sourceTexts } from './source-texts.ts';
import { resolveTarget } from './target.ts';

export interface ShowResult {
  readonly report: Report;
  readonly sources: ReadonlyMap<string, string>;
  /** What was left out without harm to the rest. */
  readonly warnings: readonly Problem[];
}

/**
 * The rules and groups of a root module as sgaudit understands them, with where each value comes from. No traffic.
 * @throws SgauditError when there is nothing to read, or a state is damaged
 */
export async function show(request: ShowRequest): Promise<ShowResult> {
  const target = resolveTarget(request.path);
  const config = loadConfig({
    given: request.config ?? null,
    folder: target.root,
    repositoryRoot: target.repositoryRoot,
    checkIds: CHECK_IDS,
  });
  const live = await readLive(request, config);
  const rules = readRules(target, request, nodeFileReader(), live?.rules ?? null);
  const report = buildReport({
    target,
    rules,
    window: null,
    attribution: null,
    findings: [],
    removals: [],
    problems: rules.problems,
  });
  const warnings = rules.problems.filter(({ severity }) => severity === 'warning');
  return { report, sources: sourceTexts(rules.configuration), warnings };
}
