import type { Config } from '../config/config.ts';
import type { CheckId } from '../lint/check.ts';
import { CHECKS, isCheckId } from '../lint/index.ts';
import type { KnownBlock } from '../lint/narrow.ts';
import { lintOptions } from '../lint/options.ts';
import { type CheckSelection, chosenChecks, runChecks } from '../lint/run.ts';
import { type IgnoreComment, suppress } from '../lint/suppress.ts';
import type { Messages } from '../messages/index.ts';
import type { CheckKind } from '../model/check-info.ts';
import type { Finding, Severity } from '../model/finding.ts';
import type { Inventory } from '../model/inventory.ts';
import type { LiveRules } from '../model/live.ts';
import type { RuleSet } from '../model/rule.ts';
import type { Attribution, ObservedTraffic } from '../model/verdict.ts';
import type { JudgementRequest } from './request.ts';

/** Runs the checks as request and configuration choose them; flags win. */
export function findFindings(input: {
  readonly ruleSet: RuleSet;
  readonly attribution: Attribution | null;
  readonly days: number;
  readonly live?: LiveRules | null;
  readonly inventory?: Inventory | null;
  /** Addresses of module calls that are not on disk. */
  readonly unreadModules?: readonly string[];
  readonly observed?: ReadonlyMap<string, ObservedTraffic>;
  readonly knownBlocks?: readonly KnownBlock[];
  readonly messages: Messages;
  readonly config: Config;
  readonly comments: readonly IgnoreComment[];
  readonly request: JudgementRequest;
}): Finding[] {
  const { config, request } = input;
  const severities: Partial<Record<CheckId, Severity | 'off'>> = {};
  for (const [id, check] of Object.entries(config.checks ?? {})) {
    if (isCheckId(id) && check.severity) severities[id] = check.severity;
  }
  const selection: CheckSelection = {
    only: request.only?.length ? request.only : (config.only ?? []).filter(isCheckId),
    skip: request.skip?.length ? request.skip : (config.skip ?? []).filter(isCheckId),
    severities,
  };
  const findings = runChecks(
    {
      ruleSet: input.ruleSet,
      attribution: input.attribution,
      days: input.days,
      live: input.live ?? null,
      messages: input.messages,
      inventory: input.inventory ?? null,
      unreadModules: input.unreadModules ?? [],
      observed: input.observed ?? new Map(),
      knownBlocks: input.knownBlocks ?? [],
      options: lintOptions(config.checks),
    },
    selection,
  );
  const chosen = chosenChecks(selection);
  const looked: Readonly<Record<CheckKind, boolean>> = {
    configuration: true,
    traffic: input.attribution !== null,
    live: input.live !== undefined && input.live !== null,
    gate: false,
  };
  return suppress(findings, {
    comments: input.comments,
    rulesByKey: new Map(input.ruleSet.rules.map((rule) => [rule.key, rule])),
    ran: new Set(chosen.filter((id) => looked[CHECKS[id].kind])),
    today: new Date().toISOString().slice(0, 10),
    messages: input.messages,
  }).filter(({ checkId }) => checkId !== 'ignore-comment' || chosen.includes('ignore-comment'));
}
