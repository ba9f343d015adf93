import type { Config, FailOn } from '../config/config.ts';
import { loadConfig } from '../config/load.ts';
import { judgeChange } from '../gate/judge.ts';
import { unreadModule } from '../gate/results.ts';
import { CHECK_IDS, CHECKS } from '../lint/index.ts';
import { messagesFor } from '../messages/index.ts';
import { type Problem, SgauditError } from '../model/problem.ts';
import type { Report } from '../model/report.ts';
import { DEFAULT_MINIMUM_DAYS } from './analysis.ts';
import { withBaseline } from './baseline.ts';
import { buildReport } from './build-report.ts';
import { readChange } from './change.ts';
import { damageProblems } from './damage.ts';
import { findFindings } from './findings.ts';
import { gateDrafts } from './gate-drafts.ts';
import { ignoreComments } from './ignore-comments.ts';
import { readInventory, readTraffic } from './read-traffic.ts';
import type { GateRequest, JudgementRequest } from './request.ts';
import { sourceTexts } from './source-texts.ts';
import { resolveTarget } from './target.ts';
import { daysOf } from './window.ts';

export interface GateRun {
  readonly report: Report;
  /** Texts of the configuration by the report's file names. */
  readonly sources: ReadonlyMap<string, string>;
  readonly warnings: readonly Problem[];
  /** What the baseline's file is to hold; null where no update was asked for. */
  readonly baseline: { readonly path: string; readonly text: string } | null;
  readonly failOn: FailOn;
}

/**
 * The window's traffic replayed against a change: what it cuts off, whom it lets in, what cannot be decided.
 * @throws SgauditError when the work cannot be done at all; what is merely left out stands in `report.errors`
 */
export async function gate(request: GateRequest): Promise<GateRun> {
  const target = resolveTarget(request.path);
  const config = loadConfig({
    given: request.config ?? null,
    folder: target.root,
    repositoryRoot: target.repositoryRoot,
    checkIds: CHECK_IDS,
  });
  const messages = messagesFor(request.language ?? config.lang ?? 'en');

  const change = readChange(target, request);
  const rules = { ...change.code, ruleSet: change.after };
  const inventory = await readInventory(request);
  const traffic = await readTraffic(request, inventory, config);
  if (!traffic) throw noTraffic();
  try {
    const judged = await judgeChange({
      before: change.before,
      after: change.after,
      places: change.code.ruleSet,
      replaced: change.replaced,
      inventory,
      rollup: traffic.rollup,
      window: traffic.window,
      minimumDays: config.evidence?.minimumDays ?? DEFAULT_MINIMUM_DAYS,
    });
    const effects = {
      ...judged,
      uncertain: [
        ...judged.uncertain,
        ...change.unreadModules.map((module) => unreadModule(module.address, module.location)),
      ],
    };
    const found = findFindings({
      root: target.display,
      ruleSet: change.code.ruleSet,
      attribution: null,
      days: daysOf(traffic.window),
      inventory,
      gate: gateDrafts(effects, messages),
      messages,
      config,
      comments: ignoreComments(rules.configuration.files),
      request: gateChecksOnly(request, config),
    });
    const baseline = withBaseline(found, { request, config, target, messages });
    const report: Report = {
      ...buildReport({
        target,
        rules,
        window: traffic.window,
        attribution: { judgements: [], evidence: judged.evidence, members: judged.members },
        findings: baseline.findings,
        removals: [],
        problems: [...change.problems, ...damageProblems(traffic.rollup)],
      }),
      gate: {
        change: change.name,
        lost: effects.lost,
        gained: effects.gained,
        uncertain: effects.uncertain,
      },
    };
    return {
      report,
      sources: sourceTexts(rules.configuration),
      warnings: [
        ...change.problems.filter(({ severity }) => severity === 'warning'),
        ...traffic.warnings,
        ...baseline.warnings,
      ],
      baseline: baseline.update,
      failOn: request.failOn ?? config.failOn ?? 'warning',
    };
  } finally {
    await traffic.rollup.close();
  }
}

function noTraffic(): SgauditError {
  return new SgauditError(
    'usage',
    'which traffic? give --rollup DIR or --flow-logs PATH: the gate replays the flows that were seen',
  );
}

const GATE_CHECKS = CHECK_IDS.filter((id) => CHECKS[id].kind === 'gate');

/** What else is to say of the configuration is said by `lint`; a choice made for `lint` does not switch the gate off. */
function gateChecksOnly(request: JudgementRequest, config: Config): JudgementRequest {
  const wanted = request.only?.length ? request.only : (config.only ?? []);
  const only = GATE_CHECKS.filter((id) => wanted.includes(id));
  if (request.only?.length && only.length === 0) {
    throw new SgauditError('usage', `--only: the gate has the checks ${GATE_CHECKS.join(', ')}`);
  }
  const unwanted = request.skip?.length ? request.skip : (config.skip ?? []);
  const skip = CHECK_IDS.filter((id) => unwanted.includes(id) || CHECKS[id].kind !== 'gate');
  // The configuration's own choice, which names none of these checks, would stand for an empty one.
  return { ...request, skip, only: wanted.length > 0 && only.length === 0 ? GATE_CHECKS : only };
}
