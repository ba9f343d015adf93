import type { Config } from '../config/config.ts';
import { rulesToObserve } from '../lint/narrowable.ts';
import { chosenChecks } from '../lint/run.ts';
import type { RuleSet } from '../model/rule.ts';
import type { Attribution, ObservedTraffic } from '../model/verdict.ts';
import { checkProfiles } from './check-profiles.ts';
import type { JudgementRequest } from './request.ts';

/** All peers and ports of the rules that may be narrowed; reads the rollup again, so only where a check asks for it. */
export async function observedForNarrowing(
  { rules }: RuleSet,
  attribution: Attribution | null,
  config: Config,
  request: JudgementRequest,
): Promise<ReadonlyMap<string, ObservedTraffic>> {
  if (!attribution) return new Map();
  const profileOf = checkProfiles(config, request);
  const wanted = rules.filter(({ location }) => {
    const chosen = chosenChecks(profileOf(location?.file ?? null).selection);
    return chosen.includes('overbroad-cidr') || chosen.includes('overbroad-ports');
  });
  const keys = rulesToObserve(wanted, attribution);
  return keys.length === 0 ? new Map() : attribution.observed(keys);
}
