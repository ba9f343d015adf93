import { attribute } from '../attribution/attribute.ts';
import type { Config } from '../config/config.ts';
import { loadConfig } from '../config/load.ts';
import type { AddressJudgements } from '../lint/check.ts';
import { CHECK_IDS } from '../lint/index.ts';
import { type Messages, messagesFor } from '../messages/index.ts';
import type { Inventory } from '../model/inventory.ts';
import type { Attribution } from '../model/verdict.ts';
import { nodeFileReader } from '../terraform/files.ts';
import { knownBlocks } from '../terraform/known-blocks.ts';
import { type BaselineResult, withBaseline } from './baseline.ts';
import { findFindings } from './findings.ts';
import { ignoreComments } from './ignore-comments.ts';
import { observedForNarrowing } from './observed.ts';
import { type LiveRead, readLive } from './read-live.ts';
import { type RulesRead, readRules } from './read-rules.ts';
import { readInventory, readTraffic, type TrafficRead } from './read-traffic.ts';
import { readByAddress, refuseBoth } from './read-used-ips.ts';
import type { LintRequest } from './request.ts';
import { RuleAges } from './rule-age.ts';
import { resolveTarget, type Target } from './target.ts';
import { daysOf } from './window.ts';

/** What is known before any log is read. */
export interface Preparation {
  readonly target: Target;
  readonly config: Config;
  readonly messages: Messages;
  readonly rules: RulesRead;
  /** Null where EC2 was not asked. */
  readonly live: LiveRead | null;
}

/** The root module's rules, and the settings that hold for it. */
export async function prepare(request: LintRequest): Promise<Preparation> {
  const target = resolveTarget(request.path);
  const config = loadConfig({
    given: request.config ?? null,
    folder: target.root,
    repositoryRoot: target.repositoryRoot,
    checkIds: CHECK_IDS,
  });
  const messages = messagesFor(request.language ?? config.lang ?? 'en');
  const live = await readLive(request, config);
  const rules = readRules(target, request, nodeFileReader(), live?.rules ?? null);
  return { target, config, messages, rules, live };
}

/** The rules judged by the traffic, and what the checks find. */
export interface Analysis extends Preparation {
  readonly inventory: Inventory | null;
  /** Both null where no traffic was given. */
  readonly traffic: TrafficRead | null;
  readonly attribution: Attribution | null;
  /** Null where no list of addresses was given. */
  readonly byAddress: AddressJudgements | null;
  readonly minimumDays: number;
  readonly found: BaselineResult;
  /** The same traffic over the rules as `--fix` left them; each that stays keeps the age that it had before. */
  readonly rejudge: (rules: RulesRead) => Promise<Analysis>;
}

/** Reads traffic and interfaces, judges and checks; the rollup is open for as long as `use` takes. */
export async function analyse<Result>(
  preparation: Preparation,
  request: LintRequest,
  use: (analysis: Analysis) => Promise<Result>,
): Promise<Result> {
  const { config } = preparation;
  refuseBoth(request);
  const inventory = await readInventory(request, preparation.live?.captures);
  const traffic = await readTraffic(request, inventory, config);
  const ages = new RuleAges(traffic?.window ?? null, config);
  try {
    return await use(await judge(preparation, request, { inventory, traffic, ages }));
  } finally {
    await traffic?.rollup.close();
  }
}

interface Evidence {
  readonly inventory: Inventory | null;
  readonly traffic: TrafficRead | null;
  readonly ages: RuleAges;
}

async function judge(
  preparation: Preparation,
  request: LintRequest,
  evidence: Evidence,
): Promise<Analysis> {
  const { target, config, messages, rules } = preparation;
  const { inventory, traffic, ages } = evidence;
  const minimumDays = config.evidence?.minimumDays ?? DEFAULT_MINIMUM_DAYS;
  const { young, unknown } = await ages.of(rules);
  const attribution = traffic
    ? await attribute({
        ruleSet: rules.ruleSet,
        inventory,
        rollup: traffic.rollup,
        window: traffic.window,
        thresholds: { minimumDays },
        youngRules: young,
        live: rules.live,
        rulesOfUnknownAge: unknown,
      })
    : null;
  const byAddress = readByAddress(request, rules.ruleSet);
  const findings = findFindings({
    root: target.display,
    ruleSet: rules.ruleSet,
    attribution,
    byAddress,
    live: rules.live,
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
  return {
    ...preparation,
    inventory,
    traffic,
    attribution,
    byAddress,
    minimumDays,
    found: withBaseline(findings, { request, config, target, messages }),
    rejudge: (other) => judge({ ...preparation, rules: other }, request, evidence),
  };
}

/** Days on which a group's members must be seen, where the configuration does not say. */
export const DEFAULT_MINIMUM_DAYS = 14;
