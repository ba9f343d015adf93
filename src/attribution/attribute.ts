import { coversByRule } from '../model/covers.ts';
import { groupIsOpen } from '../model/group.ts';
import type { Inventory } from '../model/inventory.ts';
import type { LiveRules } from '../model/live.ts';
import type { Rollup, Window } from '../model/rollup.ts';
import type { RuleSet } from '../model/rule.ts';
import type { Attribution } from '../model/verdict.ts';
import { admittedPeers } from './admitted-peers.ts';
import type { Classification } from './classification.ts';
import { CoverageGaps } from './coverage.ts';
import { describeEvidence } from './evidence.ts';
import { FlowReader } from './flow-reader.ts';
import { indexGroups } from './groups.ts';
import { reliance } from './live.ts';
import { logged, loggedInterfaces } from './logged.ts';
import { classifyMembers } from './member-classes.ts';
import { Membership } from './membership.ts';
import { observeRules } from './observed.ts';
import { Peers } from './peers.ts';
import { reversedFlows } from './reversed.ts';
import { ruleGaps } from './rule-gaps.ts';
import { classifyServices } from './services.ts';
import { sharedFlows } from './sharing.ts';
import { Tally } from './tally.ts';
import { daysOf, interfaceCaptures } from './timeline.ts';
import { admittedTraffic, ruleTraffic } from './traffic.ts';
import { TrafficBySet } from './traffic-by-set.ts';
import { Admissions } from './units.ts';
import { judge, rulesEvidence } from './verdicts.ts';

export interface AttributionInput {
  readonly ruleSet: RuleSet;
  readonly inventory: Inventory | null;
  readonly rollup: Rollup;
  readonly window: Window;
  /** Fewer observed days prove nothing unused. */
  readonly thresholds: { readonly minimumDays: number };
  /** When a rule's lines were written (ISO 8601), by rule key. */
  readonly youngRules?: ReadonlyMap<string, string>;
  /** Keys of rules that may have been written in the window: their history is cut off. */
  readonly rulesOfUnknownAge?: ReadonlySet<string>;
  /** What EC2 has beside the written rules; null where it was not asked. */
  readonly live?: LiveRules | null;
}

/**
 * Which rules the window's accepted traffic needs: a judgement per rule, and what it rests on. `observed` reads the rollup
 * once more, so it must be open still.
 */
export async function attribute(input: AttributionInput): Promise<Attribution> {
  const { ruleSet, inventory, rollup } = input;
  const { sql } = rollup;
  const { rules } = ruleSet;
  const days = daysOf(input.window);
  const captures = interfaceCaptures(inventory, days);
  const index = indexGroups(ruleSet, inventory);
  const coverage = await logged(sql, days);
  const interfaces = await loggedInterfaces(sql, days);
  const membership = new Membership(ruleSet, inventory, index, days, interfaces);
  const memberClasses = classifyMembers(membership, membership.interfaces.keys(), captures);
  const peers = new Peers(ruleSet, inventory, membership, captures);
  const services = classifyServices(rules);
  const classification: Classification = {
    members: memberClasses.byInterface,
    peers: peers.classify(),
    unreadablePeer: peers.unreadable(),
    peerClasses: peers.classes.length,
    services: services.ranges,
    serviceClasses: services.classes.length,
    tree: peers.tree,
  };
  const admissions = new Admissions(rules, index, peers, memberClasses.classes, services.classes);
  const reader = new FlowReader(sql, days, classification);
  const traffic = new TrafficBySet(days.labels.length);
  const tally = new Tally(reader, admissions, classification, traffic);
  await reader.read({ ACCEPT: tally });
  const units = tally.units();
  const reversed = tally.reversed.read();
  const gaps = new CoverageGaps(
    days,
    membership,
    captures,
    coverage,
    rollup.summary,
    input.thresholds.minimumDays,
  );
  const gapsOf = ruleGaps(input, days, index, gaps);
  const verdicts = judge({
    rules,
    evidence: rulesEvidence(rules, units, reversed),
    covers: coversByRule(rules),
    relies: reliance(rules, input.live ?? null),
    gaps: gapsOf,
    membershipReason: membership.inventoried ? 'unknown-interfaces' : 'no-inventory',
  });
  const ofRules = ruleTraffic(
    admittedTraffic(traffic, tally.ruleSets, rules.length, days, reader.peers),
    units,
    reversedFlows(reversed, (signature) => tally.flowsOf(signature)),
  );
  const evidence = describeEvidence({
    rollup,
    window: days.labels,
    membership,
    captures,
    captureCount: inventory?.captures.length ?? 0,
    coverage,
    tally,
    reader,
    reversible: reversed.matched,
  });
  return {
    judgements: rules.map((rule, position) => ({
      ruleKey: rule.key,
      verdict: verdicts[position]!.verdict,
      reasons: verdicts[position]!.reasons,
      confidence: verdicts[position]!.confidence,
      gaps: [...gapsOf(position)],
      traffic: ofRules[position]!,
    })),
    evidence,
    members: membership.byGroup(),
    grounds: (ruleKey) => {
      const position = rules.findIndex(({ key }) => key === ruleKey);
      const rule = rules[position];
      if (!rule) return null;
      const group = groupIsOpen(rule) ? null : index.find(rule.group);
      const { members, unknown } =
        group === null ? { members: [], unknown: 0 } : gaps.membersOf(group);
      return {
        derivation: verdicts[position]!.derivation,
        shared: sharedFlows(rules, units, position),
        admits: admittedPeers(rule, ruleSet, inventory, membership),
        members,
        unknownMembers: unknown,
      };
    },
    observed: inTurn((ruleKeys, bounds = {}) =>
      observeRules(
        { reader, rules, tally, reversed, admissions, membership },
        new Set(ruleKeys),
        bounds,
      ),
    ),
  };
}

/** Calls share the reader, so each waits for the one before. */
function inTurn<Arguments extends readonly unknown[], Result>(
  call: (...args: Arguments) => Promise<Result>,
): (...args: Arguments) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve();
  return (...args) => {
    const mine = last.then(() => call(...args));
    last = mine.catch(() => undefined);
    return mine;
  };
}
