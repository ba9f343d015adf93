import type { Messages } from '../messages/index.ts';
import type { CheckInfo } from '../model/check-info.ts';
import type { Confidence, Finding, RelatedLocation, Severity } from '../model/finding.ts';
import type { Inventory } from '../model/inventory.ts';
import type { LiveRules } from '../model/live.ts';
import type { Narrowing } from '../model/narrowing.ts';
import type { Group, PrefixList, Rule, RuleSet } from '../model/rule.ts';
import { describeGroup } from '../model/rule-text.ts';
import type { Location } from '../model/source.ts';
import type {
  Attribution,
  ObservedTraffic,
  RuleJudgement,
  UsedAddressEvidence,
} from '../model/verdict.ts';
import { hash } from './fingerprints.ts';
import type { KnownBlock } from './narrow.ts';
import type { LintOptions } from './options.ts';
import { withCaptured } from './prefix-lists.ts';

export type CheckId =
  | 'unused-rule'
  | 'redundant-rule'
  | 'overbroad-cidr'
  | 'overbroad-ports'
  | 'insufficient-evidence'
  | 'invalid-rule'
  | 'public-admin-port'
  | 'public-data-port'
  | 'public-ingress'
  | 'public-all-ports'
  | 'public-egress'
  | 'duplicate-rule'
  | 'shadowed-rule'
  | 'missing-description'
  | 'mixed-rule-styles'
  | 'default-group-rules'
  | 'default-group-used'
  | 'unused-group'
  | 'wide-private-peer'
  | 'inline-rules'
  | 'legacy-rule-resource'
  | 'ignore-comment'
  | 'unmanaged-rule'
  | 'drifted-rule'
  | 'blocks-live-traffic'
  | 'exposes-new-peers'
  | 'gate-uncertain';

/** Findings of the gate's checks, before they have severity, fingerprint and suppression. */
export type GateDrafts = Readonly<
  Record<'blocks-live-traffic' | 'exposes-new-peers' | 'gate-uncertain', readonly Draft[]>
>;

/** Verdicts by the addresses that were seen, and the list of these. */
export interface AddressJudgements {
  readonly judgements: readonly RuleJudgement[];
  readonly evidence: UsedAddressEvidence;
}

export interface LintInput {
  readonly ruleSet: RuleSet;
  /** Null when no traffic was given: checks of traffic then find nothing. */
  readonly attribution: Attribution | null;
  /** Verdicts by a list of addresses, where that is all there is of traffic. */
  readonly byAddress?: AddressJudgements | null;
  /** Days of the window; 0 without traffic. */
  readonly days: number;
  /** What EC2 holds; null where it was not asked: live checks then find nothing. */
  readonly live: LiveRules | null;
  /** What a change would do, made while it was judged; null where there is no change. */
  readonly gate: GateDrafts | null;
  /** Captures of interfaces, groups and prefix lists; null where none was given. */
  readonly inventory: Inventory | null;
  /** Addresses of module calls whose code is not on disk: what they name is not known. */
  readonly unreadModules: readonly string[];
  /** Everything that was seen of rules that may be narrowed, by rule key. */
  readonly observed: ReadonlyMap<string, ObservedTraffic>;
  /** Subnets and entries of prefix lists that proposals keep whole. */
  readonly knownBlocks: readonly KnownBlock[];
  readonly options: LintOptions;
  readonly messages: Messages;
}

/** What several checks look up, made once. */
export interface LintContext extends LintInput {
  readonly rulesByKey: ReadonlyMap<string, Rule>;
  readonly rulesByGroup: ReadonlyMap<string, readonly Rule[]>;
  readonly groups: ReadonlyMap<string, Group>;
  /** With the entries that captures know. */
  readonly prefixLists: readonly PrefixList[];
  readonly judgements: readonly (RuleJudgement & { readonly rule: Rule })[];
}

/** What a check says; the run adds id, severity, fingerprint and suppression. */
export interface Draft {
  readonly message: string;
  readonly location: Location | null;
  readonly ruleKeys: readonly string[];
  readonly related?: readonly RelatedLocation[];
  /** The check's own confidence where this one differs. */
  readonly confidence?: Confidence;
  /** A lower severity than the check's own: what is found cannot be held against anybody. */
  readonly severity?: 'warning' | 'note';
  /** Tells violations of one check about the same rules apart: a port, a problem's kind. */
  readonly discriminator?: string;
  readonly narrowing?: Narrowing;
}

export interface Check extends CheckInfo {
  readonly id: CheckId;
  run(context: LintContext): Iterable<Draft>;
}

export function toContext(input: LintInput): LintContext {
  const rulesByKey = new Map(input.ruleSet.rules.map((rule) => [rule.key, rule]));
  const rulesByGroup = new Map<string, Rule[]>();
  for (const rule of input.ruleSet.rules) {
    const key = describeGroup(rule.group);
    const rules = rulesByGroup.get(key);
    if (rules) rules.push(rule);
    else rulesByGroup.set(key, [rule]);
  }
  const judged = input.attribution ?? input.byAddress;
  const judgements = (judged?.judgements ?? []).flatMap((judgement) => {
    const rule = rulesByKey.get(judgement.ruleKey);
    return rule ? [{ ...judgement, rule }] : [];
  });
  const groups = new Map(input.ruleSet.groups.map((group) => [describeGroup(group), group]));
  const prefixLists = withCaptured(input.ruleSet.prefixLists, input.inventory);
  return { ...input, rulesByKey, rulesByGroup, groups, prefixLists, judgements };
}

export function toFinding(id: CheckId, check: Check, severity: Severity, draft: Draft): Finding {
  return {
    checkId: id,
    severity: draft.severity ?? severity,
    confidence: draft.confidence ?? check.confidence,
    message: draft.message,
    location: draft.location,
    related: draft.related ?? [],
    ruleKeys: draft.ruleKeys,
    fingerprint: fingerprint(id, draft),
    suppressed: null,
    ...(draft.narrowing ? { narrowing: draft.narrowing } : {}),
  };
}

/** Over what is violated, never over lines or files, so that it survives moves; two violations of one resource differ. */
function fingerprint(id: CheckId, draft: Draft): string {
  return hash([id, [...draft.ruleKeys].sort(), draft.discriminator ?? '']);
}

/** The location of a rule, else of its group. */
export function placeOf(context: LintContext, rule: Rule): Location | null {
  return rule.location ?? context.groups.get(describeGroup(rule.group))?.location ?? null;
}

/** Related locations of rules that have a place. */
export function relatedRules(
  context: LintContext,
  keys: readonly string[],
  message: string,
): RelatedLocation[] {
  return keys.flatMap((key) => {
    const location = context.rulesByKey.get(key)?.location;
    return location ? [{ message, location }] : [];
  });
}
