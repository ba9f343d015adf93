import type { Config } from '../config/config.ts';
import type { AddressJudgements, CheckId, GateDrafts } from '../lint/check.ts';
import { distinguish } from '../lint/fingerprints.ts';
import { CHECKS } from '../lint/index.ts';
import type { KnownBlock } from '../lint/narrow.ts';
import { chosenChecks, runChecks } from '../lint/run.ts';
import { type IgnoreComment, suppress } from '../lint/suppress.ts';
import type { Messages } from '../messages/index.ts';
import type { CheckKind } from '../model/check-info.ts';
import type { Finding } from '../model/finding.ts';
import type { Inventory } from '../model/inventory.ts';
import type { LiveRules } from '../model/live.ts';
import type { RuleSet } from '../model/rule.ts';
import type { Attribution, ObservedTraffic } from '../model/verdict.ts';
import { type CheckProfile, checkProfiles } from './check-profiles.ts';
import type { JudgementRequest } from './request.ts';

export interface FindingsInput {
  readonly ruleSet: RuleSet;
  readonly attribution: Attribution | null;
  readonly byAddress?: AddressJudgements | null;
  readonly days: number;
  readonly live?: LiveRules | null;
  readonly gate?: GateDrafts | null;
  readonly inventory?: Inventory | null;
  /** Addresses of module calls that are not on disk. */
  readonly unreadModules?: readonly string[];
  readonly observed?: ReadonlyMap<string, ObservedTraffic>;
  readonly knownBlocks?: readonly KnownBlock[];
  readonly messages: Messages;
  readonly config: Config;
  readonly comments: readonly IgnoreComment[];
  readonly request: JudgementRequest;
  /** The root module as reports show it: roots of one repository may use the same addresses. */
  readonly root?: string;
}

export interface Findings {
  readonly findings: readonly Finding[];
  /** The checks that ran and had what they look at; of others, nothing can be said to be gone. */
  readonly ran: ReadonlySet<CheckId>;
}

/** Runs the checks as request and configuration choose them, file by file, and applies ignore comments. */
export function findFindings(input: FindingsInput): Findings {
  const profileOf = checkProfiles(input.config, input.request);
  const profiles = new Set([null, ...filesOf(input)].map(profileOf));
  const findings: Finding[] = [];
  // A set's loop meets what is added to it on the way.
  for (const profile of profiles) {
    for (const finding of runWith(profile, input)) {
      const own = profileOf(finding.location?.file ?? null);
      profiles.add(own);
      if (own === profile) findings.push(finding);
    }
  }
  const chosen = new Set([...profiles].flatMap(({ selection }) => chosenChecks(selection)));
  const looked: Readonly<Record<CheckKind, boolean>> = {
    configuration: true,
    traffic: input.attribution !== null || Boolean(input.byAddress),
    live: input.live !== undefined && input.live !== null,
    gate: input.gate !== undefined && input.gate !== null,
  };
  const ran = new Set([...chosen].filter((id) => looked[CHECKS[id].kind]));
  const marked = suppress(findings, {
    comments: input.comments,
    rulesByKey: new Map(input.ruleSet.rules.map((rule) => [rule.key, rule])),
    ran,
    today: new Date().toISOString().slice(0, 10),
    messages: input.messages,
  }).filter(({ checkId }) => checkId !== 'ignore-comment' || chosen.has('ignore-comment'));
  return { findings: distinguish(marked, input.root ?? '.'), ran };
}

function runWith({ selection, options }: CheckProfile, input: FindingsInput): Finding[] {
  return runChecks(
    {
      ruleSet: input.ruleSet,
      attribution: input.attribution,
      byAddress: input.byAddress ?? null,
      days: input.days,
      live: input.live ?? null,
      gate: input.gate ?? null,
      inventory: input.inventory ?? null,
      unreadModules: input.unreadModules ?? [],
      observed: input.observed ?? new Map(),
      knownBlocks: input.knownBlocks ?? [],
      options,
      messages: input.messages,
    },
    selection,
  );
}

/** Every file that a finding may stand in. */
function filesOf({ ruleSet, comments }: FindingsInput): string[] {
  const places = [
    ...ruleSet.rules.flatMap(({ location, source }) => [location, source?.ports.literal]),
    ...ruleSet.rules.map(({ source }) => source?.resource),
    ...ruleSet.groups.map(({ location }) => location),
    ...ruleSet.bindings.map(({ location }) => location),
    ...ruleSet.problems.map(({ location }) => location),
    ...comments.map(({ location }) => location),
  ];
  return [...new Set(places.flatMap((place) => place?.file ?? []))];
}
