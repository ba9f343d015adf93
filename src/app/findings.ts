import type { Config } from '../config/config.ts';
import type { CheckId } from '../lint/check.ts';
import { isCheckId } from '../lint/index.ts';
import { runChecks } from '../lint/run.ts';
import type { Messages } from '../messages/index.ts';
import type { Finding, Severity } from '../model/finding.ts';
import type { RuleSet } from '../model/rule.ts';
import type { Attribution } from '../model/verdict.ts';
import type { JudgementRequest } from './request.ts';

/** Services that the internet may reach unless `.sgaudit.yaml` says otherwise. */
const DEFAULT_PUBLIC_PORTS: readonly number[] = [80, 443];

/** Runs the checks as request and configuration choose them; flags win. */
export function findFindings(input: {
  readonly ruleSet: RuleSet;
  readonly attribution: Attribution | null;
  readonly days: number;
  readonly messages: Messages;
  readonly config: Config;
  readonly request: JudgementRequest;
}): Finding[] {
  const { config, request } = input;
  const severities: Partial<Record<CheckId, Severity | 'off'>> = {};
  for (const [id, check] of Object.entries(config.checks ?? {})) {
    if (isCheckId(id) && check.severity) severities[id] = check.severity;
  }
  return runChecks(
    {
      ruleSet: input.ruleSet,
      attribution: input.attribution,
      days: input.days,
      messages: input.messages,
      options: {
        publicServicePorts: config.checks?.['public-ingress']?.ports ?? DEFAULT_PUBLIC_PORTS,
      },
    },
    {
      only: request.only?.length ? request.only : (config.only ?? []).filter(isCheckId),
      skip: request.skip?.length ? request.skip : (config.skip ?? []).filter(isCheckId),
      severities,
    },
  );
}
