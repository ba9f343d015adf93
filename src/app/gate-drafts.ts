import type { Draft, GateDrafts } from '../lint/check.ts';
import type { LostFacts } from '../messages/gate.ts';
import type { Messages } from '../messages/index.ts';
import type { GateResult, LostTraffic, UncertainTraffic } from '../model/gate.ts';
import { describePeers, describePortRanges } from '../model/gate-text.ts';
import { describeGroup, describeRule } from '../model/rule-text.ts';

/** The findings that a judged change gives, for the checks of their names. */
export function gateDrafts(
  { lost, uncertain }: Pick<GateResult, 'lost' | 'uncertain'>,
  { gate }: Messages,
): GateDrafts {
  return {
    'blocks-live-traffic': lost.map((entry) => ({
      ...shared(entry),
      message: lostMessage(entry, gate),
      confidence: entry.confidence,
    })),
    'exposes-new-peers': [],
    'gate-uncertain': uncertain.map((entry) => ({
      ...shared(entry),
      message: gate.uncertain(
        factsOf(entry, gate),
        entry.doubts.map((doubt) => gate.doubt[doubt]).join('; '),
      ),
      confidence: 'low' as const,
    })),
  };
}

function shared(entry: LostTraffic | UncertainTraffic): Omit<Draft, 'message'> {
  return {
    location: entry.location,
    ruleKeys: [...(entry.rule ? [entry.rule.key] : []), ...entry.otherRules],
    discriminator: `${entry.cause} ${entry.address}`,
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

function factsOf(entry: LostTraffic | UncertainTraffic, gate: Messages['gate']): LostFacts {
  return {
    rule: entry.rule ? describeRule(entry.rule) : '?',
    group: entry.rule ? describeGroup(entry.rule.group) : '?',
    flows: entry.flows,
    peers: describePeers(entry, gate.andMore),
    ports: describePortRanges(entry.ports),
    lastSeen: entry.lastSeen?.slice(0, 10) ?? '?',
  };
}
