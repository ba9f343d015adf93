import type { Draft, GateDrafts } from '../lint/check.ts';
import { isPublic } from '../lint/public-space.ts';
import type { LostFacts } from '../messages/gate.ts';
import type { Messages } from '../messages/index.ts';
import { cidrRange, parseCidr } from '../model/address.ts';
import type { GainedPeers, GateResult, LostTraffic, UncertainTraffic } from '../model/gate.ts';
import { describeNewSpace, describePeers, describePortRanges } from '../model/gate-text.ts';
import { describeGroup, describeRule } from '../model/rule-text.ts';

/** The findings that a judged change gives, for the checks of their names. */
export function gateDrafts(
  { lost, gained, uncertain }: Pick<GateResult, 'lost' | 'gained' | 'uncertain'>,
  messages: Messages,
): GateDrafts {
  const { gate } = messages;
  return {
    'blocks-live-traffic': lost.map((entry) => ({
      ...shared(entry),
      message: `${lostMessage(entry, gate)}${entry.certainty === 'likely' ? gate.unlessTurned : ''}`,
      confidence: entry.confidence,
      ...(entry.certainty === 'likely' ? { severity: 'warning' as const } : {}),
    })),
    'exposes-new-peers': gained.map((entry) => ({
      ...shared(entry),
      message: gainedMessage(entry, gate),
      confidence: entry.confidence,
      ...(isGrave(entry) ? {} : { severity: 'note' as const }),
    })),
    'gate-uncertain': uncertain.map((entry) => ({
      ...shared(entry),
      message: uncertainMessage(entry, messages),
      confidence: 'low' as const,
    })),
  };
}

/** Somebody was seen to try, or a large part of the internet comes in; else it is what the rule was added for. */
function isGrave({ flows, rule, newCidrs }: GainedPeers): boolean {
  const ranges = newCidrs.flatMap((text) => parseCidr(text) ?? []).map(cidrRange);
  return flows > 0 || (rule?.direction === 'ingress' && isPublic(ranges));
}

type Entry = LostTraffic | GainedPeers | UncertainTraffic;

function shared(entry: Entry): Omit<Draft, 'message'> {
  return {
    location: entry.location,
    ruleKeys: [...(entry.rule ? [entry.rule.key] : []), ...entry.otherRules],
    discriminator: `${entry.cause} ${entry.address} ${'certainty' in entry ? entry.certainty : ''}`,
  };
}

function lostMessage(entry: LostTraffic, gate: Messages['gate']): string {
  const facts = factsOf(entry, gate);
  switch (entry.cause) {
    case 'rule':
      return gate.lostByRule(facts);
    case 'interface':
      return gate.lostByInterface(facts, entry.address ?? '?');
    case 'peer':
      return gate.lostByPeer(facts);
    case 'replaced-group':
      return gate.lostByReplacement(facts, entry.address ?? '?');
  }
}

function gainedMessage(entry: GainedPeers, gate: Messages['gate']): string {
  const tried =
    entry.flows > 0 ? gate.rejected(entry.flows, describePeers(entry, gate.andMore)) : '';
  return gate.gained(
    { ...namesOf(entry), tried, space: describeNewSpace(entry, gate.newSpace) },
    entry.cause,
    entry.address ?? '?',
  );
}

function uncertainMessage(entry: UncertainTraffic, messages: Messages): string {
  const { gate, reason } = messages;
  const { rule, group } = namesOf(entry);
  const doubts = entry.doubts.map((doubt) => gate.doubt[doubt]).join('; ');
  if (entry.rule === null) return gate.uncertainModule(entry.address ?? '?');
  if (entry.effect === 'gained') return gate.uncertainGain(rule, group, doubts);
  if (entry.gaps.length > 0) {
    const gaps = entry.gaps.map((gap) => reason[gap].what).join('; ');
    return gate.uncertainRemoval(rule, group, gaps);
  }
  return gate.uncertain(factsOf(entry, gate), doubts);
}

function namesOf({ rule }: Entry): { readonly rule: string; readonly group: string } {
  if (rule === null) return { rule: '?', group: '?' };
  return { rule: describeRule(rule), group: describeGroup(rule.group) };
}

function factsOf(entry: Entry, gate: Messages['gate']): LostFacts {
  return {
    ...namesOf(entry),
    flows: entry.flows,
    peers: describePeers(entry, gate.andMore),
    ports: describePortRanges(entry.ports),
    lastSeen: entry.lastSeen?.slice(0, 10) ?? '?',
  };
}
