import { findFindings } from '../../src/app/findings.ts';
import { ignoreComments } from '../../src/app/ignore-comments.ts';
import type { CheckId } from '../../src/lint/check.ts';
import { messagesFor } from '../../src/messages/index.ts';
import type { Finding } from '../../src/model/finding.ts';
import type { LiveRules, RuleDifference } from '../../src/model/live.ts';
import type { Rule, RuleSet } from '../../src/model/rule.ts';
import { describeRule } from '../../src/model/rule-text.ts';
import type { ObservedTraffic, Verdict } from '../../src/model/verdict.ts';
import { knownBlocks } from '../../src/terraform/known-blocks.ts';
import { ruleSetOf } from '../../src/terraform/rules.ts';
import { loadText } from '../terraform/rules/loading.ts';
import { attributionOf, judgementOf } from './judgements.ts';
import { rule as ruleFromText } from './rules.ts';

/** What lies beside an example: rules are named as messages name them. */
export interface CaseContext {
  readonly days?: number;
  readonly verdicts?: Readonly<
    Record<
      string,
      {
        verdict: Verdict;
        reasons?: string[];
        stays?: string[];
        peers?: string[];
        ports?: string[];
      }
    >
  >;
  readonly interfaces?: Readonly<Record<string, string[]>>;
  readonly groupIds?: Readonly<Record<string, string>>;
  readonly live?: {
    rules: {
      rule: string;
      ruleId: string;
      group: string;
      managed?: boolean;
      differences?: RuleDifference[];
    }[];
    missing: string[];
  };
}

/** What one check finds in a root module of one file, and of more where modules are called. */
export function findingsOfCase(
  check: CheckId,
  text: string,
  context: CaseContext,
  more: Readonly<Record<string, string>> = {},
): Finding[] {
  const configuration = loadText(text, more);
  const ruleSet = withIds(ruleSetOf(configuration), context);
  const { attribution, observed } = trafficOf(ruleSet.rules, context);
  const { findings } = findFindings({
    ruleSet,
    attribution,
    observed,
    days: context.days ?? 0,
    inventory: context.interfaces
      ? {
          captures: [{ capturedAt: null, interfaces: [], groups: null, prefixLists: new Map() }],
        }
      : null,
    unreadModules: configuration.moduleCalls
      .filter(({ folder }) => folder === null)
      .map(({ address }) => address),
    live: liveOf(ruleSet, context),
    knownBlocks: knownBlocks(configuration, ruleSet),
    messages: messagesFor('en'),
    config: {},
    comments: ignoreComments(configuration.files),
    request: { only: check === 'ignore-comment' ? [check, 'public-admin-port'] : [check] },
  });
  return findings.filter(({ checkId }) => checkId === check);
}

function withIds(ruleSet: RuleSet, { groupIds }: CaseContext): RuleSet {
  const groups = ruleSet.groups.map((group) => ({
    ...group,
    id: groupIds?.[group.address ?? ''] ?? group.id,
  }));
  return { ...ruleSet, groups };
}

function keyOf(rules: readonly Rule[], text: string): string {
  const found = rules.find((rule) => describeRule(rule) === text);
  if (!found) {
    throw new Error(`no rule "${text}" among: ${rules.map(describeRule).join('; ')}`);
  }
  return found.key;
}

function trafficOf(rules: readonly Rule[], { verdicts }: CaseContext) {
  if (!verdicts) return { attribution: null, observed: new Map<string, ObservedTraffic>() };
  const observed = new Map<string, ObservedTraffic>();
  const judgements = Object.entries(verdicts).map(([text, facts]) => {
    const key = keyOf(rules, text);
    const own = rules.find((rule) => rule.key === key) as Rule;
    observed.set(key, {
      peers: (facts.peers ?? []).map((address) => ({
        address,
        flows: 1,
        bytes: 1,
        certain: true,
        lastSeen: '2026-11-14T00:00:00Z',
      })),
      ports: (facts.ports ?? []).map((port) => ({
        from: Number(port),
        to: Number(port),
        flows: 1,
        certain: true,
      })),
      byInterface: [],
      dropped: { peers: 0, flows: 0 },
    });
    const reasons = facts.reasons ?? (facts.stays ?? []).map((stays) => keyOf(rules, stays));
    return judgementOf(own, facts.verdict, { reasons, gaps: [] });
  });
  return { attribution: attributionOf(judgements), observed };
}

function liveOf({ rules }: RuleSet, { live }: CaseContext): LiveRules | null {
  if (!live) return null;
  return {
    missing: live.missing.map((text) => keyOf(rules, text)),
    rules: live.rules.map(({ rule: text, ruleId, group, managed, differences }) => {
      const { direction, protocol, fromPort, toPort, peer, description } = ruleFromText(
        text.replace(/ (from|to) /, ' '),
      );
      return {
        ruleId,
        group: { address: group, id: 'sg-0a1b2c3d4e5f60718', name: null },
        ...{ direction, protocol, fromPort, toPort, peer, description },
        tags: {},
        ruleKey: managed ? keyOf(rules, text) : null,
        differences: differences ?? [],
      };
    }),
  };
}
