import { createHash } from 'node:crypto';
import type {
  Direction,
  GroupRef,
  Peer,
  Rule,
  RulePart,
  RuleProblem,
  RuleSource,
  RuleStyle,
} from '../../model/rule.ts';
import { toLocation } from '../../model/source.ts';
import type { DescriptionReading } from './description.ts';
import type { PeerDraft } from './peers.ts';
import type { DraftProblem, Service } from './ports.ts';
import type { BodyView, ResourceView } from './view.ts';

/** A rule before the set it belongs to gives it a key. */
export interface RuleDraft {
  readonly rule: Omit<Rule, 'key'>;
  readonly problems: readonly DraftProblem[];
}

export interface DraftParts {
  readonly resource: ResourceView;
  /** The inline block, or the resource. */
  readonly block: BodyView;
  readonly style: RuleStyle;
  /** Null when it is not known. */
  readonly group: GroupRef | null;
  readonly direction: Direction;
  readonly service: Service;
  readonly peer: PeerDraft;
  readonly description: DescriptionReading;
  /** Problems of protocol, ports and description are told once, with the first rule of a block. */
  readonly isFirst: boolean;
  /** Whether there is such a rule is not known, for a reason outside resource and block. */
  readonly mayBeAbsent?: boolean;
}

const UNKNOWN_GROUP: GroupRef = { address: null, id: null, name: null };
const PART_ORDER: readonly RulePart[] = [
  'peer',
  'fromPort',
  'toPort',
  'protocol',
  'group',
  'existence',
];

export function draftRule(parts: DraftParts): RuleDraft {
  const { resource, block, service, peer } = parts;
  const unresolved = new Set<RulePart>([...service.unresolved, ...peer.unresolved]);
  if (parts.group === null) unresolved.add('group');
  if (block.existence === 'unknown' || parts.mayBeAbsent === true) unresolved.add('existence');
  const place = peer.origin.literal ?? peer.range ?? block.range;
  return {
    rule: {
      address: resource.address,
      ruleId: null,
      group: parts.group ?? UNKNOWN_GROUP,
      direction: parts.direction,
      protocol: service.protocol,
      fromPort: service.fromPort,
      toPort: service.toPort,
      peer: peer.peer,
      unresolved: PART_ORDER.filter((part) => unresolved.has(part)),
      description: parts.description.text,
      ...(parts.description.open ? { descriptionOpen: true as const } : {}),
      location: place === null ? null : toLocation(place),
      via: peer.origin.via.map(toLocation),
      source: ruleSource(parts),
    },
    problems: [
      ...(parts.isFirst ? [...service.problems, ...parts.description.problems] : []),
      ...peer.problems,
    ],
  };
}

function ruleSource({ resource, block, style, service, peer }: DraftParts): RuleSource | null {
  if (resource.range === null) return null;
  return {
    style,
    resource: resource.range,
    block: block.range ?? resource.range,
    repetition: resource.repetition,
    peer: peer.origin,
    ports: service.portsOrigin,
    protocol: service.protocolOrigin,
  };
}

/** Gives every rule its key, and every problem the key of its rule. */
export function finishDrafts(drafts: readonly RuleDraft[]): {
  readonly rules: readonly Rule[];
  readonly problems: readonly RuleProblem[];
} {
  const seen = new Map<string, number>();
  const problems: RuleProblem[] = [];
  const rules = drafts.map(({ rule, problems: found }) => {
    const content = ruleContent(rule);
    const ordinal = seen.get(content) ?? 0;
    seen.set(content, ordinal + 1);
    const finished: Rule = { key: hash(`${content}#${ordinal}`), ...rule };
    for (const { kind, message, range } of found) {
      const location = range === null ? rule.location : toLocation(range);
      problems.push({
        kind,
        message,
        address: rule.address ?? '',
        ruleKey: finished.key,
        location,
      });
    }
    return finished;
  });
  return { rules, problems };
}

/**
 * What a rule is, whatever line it stands on. Ids play no part where there is an address,
 * so that a key is the same with state and without.
 */
export function ruleContent(rule: Omit<Rule, 'key'>): string {
  return JSON.stringify([
    rule.group.address ?? rule.group.id,
    rule.address,
    rule.direction,
    rule.protocol,
    rule.fromPort,
    rule.toPort,
    peerContent(rule.peer),
  ]);
}

/** A peer as text: equal for equal peers. */
export function peerContent(peer: Peer): string {
  switch (peer.kind) {
    case 'cidr':
      return `cidr ${peer.value}`;
    case 'group':
      return `group ${peer.address ?? peer.id}`;
    case 'prefix-list':
      return `prefix-list ${peer.address ?? peer.id}`;
    case 'self':
      return 'self';
    case 'unresolved':
      return `unresolved ${peer.expression}`;
  }
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
