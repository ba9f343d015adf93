import { type Cidr, formatCidr, readCidr } from '../../model/address.ts';
import type { PartOrigin, Peer, RulePart } from '../../model/rule.ts';
import type { SourceRange } from '../../model/source.ts';
import { partOrigin } from './part-origin.ts';
import type { DraftProblem } from './ports.ts';
import { type DefaultGroups, groupNamed, prefixListNamed } from './references.ts';
import { isHidden, readBool, readText } from './scalars.ts';
import { type Argument, elementsOf } from './view.ts';

/** One peer of a rule, before the rule has a key. */
export interface PeerDraft {
  readonly peer: Peer;
  readonly origin: PartOrigin;
  /** The expression that names it, where there is no literal. */
  readonly range: SourceRange | null;
  readonly unresolved: readonly RulePart[];
  readonly problems: readonly DraftProblem[];
}

export interface PeerContext {
  readonly callers: readonly SourceRange[];
  readonly defaults: DefaultGroups;
}

/** CIDR blocks of one family; each element is a peer. */
export function cidrPeers(list: Argument, family: 4 | 6, context: PeerContext): PeerDraft[] {
  const peers = elementsOf(list).flatMap((element) => {
    const reading = readText(element);
    if (reading.state === 'unset') return [];
    if (reading.state !== 'known') return [unresolvedPeer(element, context)];
    return [cidrPeer(reading.value, element, family, context)];
  });
  const [first, ...others] = peers;
  if (!first || !holdsNull(list)) return peers;
  const message = 'the list holds null, which Terraform refuses here; compact() leaves nulls out';
  const problem: DraftProblem = { kind: 'null-peer', message, range: list.range };
  return [{ ...first, problems: [...first.problems, problem] }, ...others];
}

function holdsNull({ value }: Argument): boolean {
  return (
    (value.kind === 'list' || value.kind === 'set' || value.kind === 'tuple') &&
    value.elements.some(({ kind }) => kind === 'null')
  );
}

function cidrPeer(text: string, element: Argument, family: 4 | 6, context: PeerContext): PeerDraft {
  const reading = readCidr(text);
  const base = draft(element, context);
  const range = base.origin.literal ?? element.range;
  if (!reading.ok) {
    const problem = { kind: 'malformed-cidr', message: reading.problem, range } as const;
    return { ...base, peer: { kind: 'cidr', value: text }, problems: [problem] };
  }
  const value = formatCidr(reading.cidr);
  const problems: DraftProblem[] = [];
  if (reading.hostBits) {
    const message = `"${text}" has bits set beyond its prefix; ${value} is meant`;
    problems.push({ kind: 'host-bits', message, range });
  }
  if (reading.cidr.family !== family) {
    const message = `"${text}" is IPv${reading.cidr.family} where IPv${family} is expected`;
    problems.push({ kind: 'malformed-cidr', message, range });
  } else if (family === 6 && isMapped(reading.cidr)) {
    const message = `"${text}" is an IPv4 address in the form of IPv6, which no rule takes`;
    problems.push({ kind: 'malformed-cidr', message, range });
  }
  return { ...base, peer: { kind: 'cidr', value }, problems };
}

/** Within ::ffff:0:0/96. */
function isMapped({ network }: Cidr): boolean {
  return network >> 32n === 0xffffn;
}

/** Groups by id or reference; which of them is the rule's own is known when the whole set is. */
export function groupPeers(list: Argument, context: PeerContext): PeerDraft[] {
  return elementsOf(list).flatMap((element) => {
    if (isUnset(element)) return [];
    const named = groupNamed(element.value, context.defaults);
    if (named === null) return [unresolvedPeer(element, context)];
    const peer: Peer = { kind: 'group', address: named.address, id: named.id };
    return [{ ...draft(element, context), peer }];
  });
}

export function prefixListPeers(list: Argument, context: PeerContext): PeerDraft[] {
  return elementsOf(list).flatMap((element) => {
    if (isUnset(element)) return [];
    const named = prefixListNamed(element.value);
    if (named === null) return [unresolvedPeer(element, context)];
    return [{ ...draft(element, context), peer: { kind: 'prefix-list', ...named } }];
  });
}

/** `self = true`. Where it is not known, it is not known whether the rule exists. */
export function selfPeers(argument: Argument, context: PeerContext): PeerDraft[] {
  const reading = readBool(argument);
  const open = reading.state === 'unknown';
  if (!open && !(reading.state === 'known' && reading.value)) return [];
  const unresolved: RulePart[] = open ? ['existence'] : [];
  return [{ ...draft(argument, context), peer: { kind: 'self' }, unresolved }];
}

/** Stands where a value is known, and must not be shown. */
const SENSITIVE = '(sensitive value)';

/** A peer of which only the expression is known. */
export function unresolvedPeer(element: Argument, context: PeerContext): PeerDraft {
  const peer: Peer = { kind: 'unresolved', expression: peerText(element) };
  return { ...draft(element, context), peer, unresolved: ['peer'] };
}

function peerText(element: Argument): string {
  if (isHidden(element.value)) return SENSITIVE;
  return element.value.kind === 'string' ? element.value.value : element.text;
}

function isUnset(element: Argument): boolean {
  const reading = readText(element);
  return reading.state === 'unset' || (reading.state === 'known' && reading.value.trim() === '');
}

function draft(element: Argument, context: PeerContext): Omit<PeerDraft, 'peer'> {
  return {
    origin: partOrigin(element, context.callers),
    range: element.range,
    unresolved: [],
    problems: [],
  };
}
