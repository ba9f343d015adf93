import { type Derivation, type OpenTraffic, VERDICT_OF_STEP } from '../model/derivation.ts';
import type { Rule } from '../model/rule.ts';
import type { UnknownReason, Verdict } from '../model/verdict.ts';
import { OPEN_MEMBERSHIP, OPEN_PEER, OPEN_VALUE, type Openness } from './level.ts';
import type { OpenReading, Reversed } from './reversed.ts';
import type { Admission, CountedUnit } from './units.ts';

export interface RuleVerdict {
  readonly verdict: Verdict;
  readonly reasons: readonly string[];
  readonly confidence: 'high' | 'medium' | 'low';
  readonly derivation: Derivation;
}

/** A reading of traffic that a rule may have admitted, with the records that it counts for. */
interface CountedReading {
  readonly reading: OpenReading;
  /** At most. */
  readonly flows: number;
  /** Readings of one set of records have the same. */
  readonly records: CountedUnit | OpenReading;
}

/** What concerns each rule, by its position. */
export interface RuleEvidence {
  /** Units that it admits. */
  readonly certain: readonly (readonly CountedUnit[])[];
  /** Readings of flows that it may admit. */
  readonly open: readonly (readonly CountedReading[])[];
}

/** `reversed`: the learned and inferred traffic read the other way round, which is open too. */
export function rulesEvidence(
  rules: readonly Rule[],
  units: readonly CountedUnit[],
  reversed: Pick<Reversed, 'readings' | 'flows'>,
): RuleEvidence {
  const certain: CountedUnit[][] = rules.map(() => []);
  const open: CountedReading[][] = rules.map(() => []);
  const add = (one: CountedReading): void => {
    for (const rule of one.reading.possible.keys()) open[rule]!.push(one);
  };
  for (const unit of units) {
    for (const rule of unit.certain) certain[rule]!.push(unit);
    for (const reading of unit.readings) add({ reading, flows: unit.flows, records: unit });
  }
  for (const reading of reversed.readings) {
    add({ reading, flows: reversed.flows.get(reading) ?? 0, records: reading });
  }
  return { certain, open };
}

export interface VerdictInput {
  readonly rules: readonly Rule[];
  readonly evidence: RuleEvidence;
  /** Positions of the rules that cover each rule by their text. */
  readonly covers: readonly (readonly number[])[];
  /** Whether a rule may go because the other one stays. */
  relies(rule: number, other: number): boolean;
  /** What is missing to say that what the logs do not show was not, by position. */
  gaps(rule: number): ReadonlySet<UnknownReason>;
  /** `unknown-interfaces` or, without any inventory, `no-inventory`. */
  readonly membershipReason: UnknownReason;
}

/**
 * Verdicts for all rules at once, as redundancy is joint (docs/decisions/0005): the rules that go
 * leave every flow, in each reading that is open, with a rule that stays.
 */
export function judge(input: VerdictInput): RuleVerdict[] {
  const gaps = input.rules.map((_, rule) => input.gaps(rule));
  const gone = goneTogether(input, gaps);
  const derived = input.rules.map((_, rule) => derive(input, rule, gone, gaps[rule]!));
  const unused = derived.map((one) => VERDICT_OF_STEP[one.decidedBy] === 'unused');
  // A rule that covers others stays only while it does not go itself.
  const stays = (rule: number): boolean => !gone.has(rule) && !unused[rule];
  return derived.map((derivation, rule) => {
    const covering = input.covers[rule]!.filter(
      (other) => stays(other) && input.relies(rule, other),
    );
    if (!gone.has(rule) || covering.length === 0) return concluded(derivation);
    const coveredBy = keys(input.rules, covering);
    return concluded({ ...derivation, decidedBy: 'covered', coveredBy, confidence: 'high' });
  });
}

/** The verdict that a derivation ends in. */
function concluded(derivation: Derivation): RuleVerdict {
  const { decidedBy, confidence } = derivation;
  return {
    verdict: VERDICT_OF_STEP[decidedBy],
    reasons: reasonsOf(derivation),
    confidence,
    derivation,
  };
}

function reasonsOf(derivation: Derivation): readonly string[] {
  const { decidedBy, coveredBy, servedBy, gaps, open } = derivation;
  switch (decidedBy) {
    case 'covered':
      return coveredBy;
    case 'served':
      return servedBy;
    case 'unsettled':
      return inOrder(new Set([...gaps, ...open.map(({ reason }) => reason)]));
    case 'needed':
    case 'idle':
      return [];
  }
}

/**
 * The rules that may all go: first those that another covers, which needs no evidence; then, the least
 * used first, those whose evidence is complete and whose every flow a rule that stays admits as well.
 */
function goneTogether(
  { rules, evidence, covers, relies }: VerdictInput,
  gaps: readonly ReadonlySet<UnknownReason>[],
): Set<number> {
  const gone = new Set<number>();
  const { certain } = evidence;
  const stays = (rule: number): boolean => !gone.has(rule) && certain[rule]!.length > 0;
  rules.forEach((rule, position) => {
    const yields = covers[position]!.some((outer) => {
      if (!relies(position, outer)) return false;
      const mutual = covers[outer]!.includes(position);
      return !mutual || rules[outer]!.key < rule.key;
    });
    if (yields) gone.add(position);
  });
  const candidates = rules
    .map((rule, position) => ({ key: rule.key, position, flows: flowsOf(certain[position]!) }))
    .filter(({ position }) => !gone.has(position) && gaps[position]!.size === 0)
    .sort((left, right) => left.flows - right.flows || (left.key < right.key ? 1 : -1));
  for (const { position } of candidates) {
    const vouches = (other: number): boolean => stays(other) && relies(position, other);
    const served = concerning(evidence, position).every((one) =>
      otherAdmits(one, position, vouches),
    );
    if (served) gone.add(position);
  }
  return gone;
}

function concerning({ certain, open }: RuleEvidence, rule: number): readonly Admission[] {
  return [...certain[rule]!, ...open[rule]!.map(({ reading }) => reading)];
}

/**
 * Whether a rule that stays, other than this one, admits it for certain. No rule without traffic of its
 * own is relied on: two idle ones would vouch for each other.
 */
function otherAdmits(
  { certain }: Admission,
  rule: number,
  stays: (rule: number) => boolean,
): boolean {
  return certain.some((other) => other !== rule && stays(other));
}

/** What the traffic says, whatever the texts of other rules say. */
function derive(
  input: VerdictInput,
  rule: number,
  gone: ReadonlySet<number>,
  gaps: ReadonlySet<UnknownReason>,
): Derivation {
  const { certain } = input.evidence;
  const stays = (other: number): boolean =>
    !gone.has(other) && certain[other]!.length > 0 && input.relies(rule, other);
  const alone = certain[rule]!.filter((unit) => !otherAdmits(unit, rule, stays));
  const facts = {
    coveredBy: [],
    admitted: flowsOf(certain[rule]!),
    needed: flowsOf(alone),
    gaps: inOrder(gaps),
    open: [],
    servedBy: [],
  };
  if (alone.length > 0) {
    const oriented = alone.some((unit) => !unit.inferred);
    return { ...facts, decidedBy: 'needed', confidence: oriented ? 'high' : 'medium' };
  }
  const open = openTraffic(input, rule, stays);
  if (gaps.size + open.length > 0) {
    return { ...facts, open, decidedBy: 'unsettled', confidence: 'low' };
  }
  const possible = input.evidence.open[rule]!.length > 0;
  const rests = certain[rule]!.some((unit) => unit.inferred) || possible;
  const confidence = rests ? 'medium' : 'high';
  if (certain[rule]!.length === 0) return { ...facts, decidedBy: 'idle', confidence };
  const admitting = concerning(input.evidence, rule).map((one) =>
    one.certain.filter((other) => other !== rule && stays(other)),
  );
  const servedBy = keys(input.rules, fewest(admitting));
  return { ...facts, servedBy, decidedBy: 'served', confidence };
}

/** By reason, the traffic that the rule may admit and that no other rule that stays admits. */
function openTraffic(
  input: VerdictInput,
  rule: number,
  stays: (other: number) => boolean,
): OpenTraffic[] {
  const found = new Map<UnknownReason, Map<CountedReading['records'], number>>();
  for (const { reading, flows, records } of input.evidence.open[rule]!) {
    if (otherAdmits(reading, rule, stays)) continue;
    for (const reason of openReasons(reading.possible.get(rule)!, input)) {
      const counted = found.get(reason) ?? new Map<CountedReading['records'], number>();
      found.set(reason, counted.set(records, flows));
    }
  }
  return inOrder(new Set(found.keys())).map((reason) => ({
    reason,
    flows: [...found.get(reason)!.values()].reduce((sum, flows) => sum + flows, 0),
  }));
}

function flowsOf(units: readonly CountedUnit[]): number {
  return units.reduce((sum, unit) => sum + unit.flows, 0);
}

function keys(rules: readonly Rule[], positions: Iterable<number>): string[] {
  return [...new Set(positions)].map((position) => rules[position]!.key).sort();
}

/** A few rules that together admit every unit: the one that admits most of the rest, again and again. */
function fewest(admitting: readonly (readonly number[])[]): number[] {
  const chosen: number[] = [];
  let rest = admitting;
  while (rest.length > 0) {
    const counts = new Map<number, number>();
    for (const rules of rest)
      for (const rule of rules) counts.set(rule, (counts.get(rule) ?? 0) + 1);
    const [best] = [...counts].reduce((most, one) =>
      one[1] > most[1] || (one[1] === most[1] && one[0] < most[0]) ? one : most,
    );
    chosen.push(best);
    rest = rest.filter((rules) => !rules.includes(best));
  }
  return chosen;
}

function openReasons(open: Openness, { membershipReason }: VerdictInput): UnknownReason[] {
  const reasons: UnknownReason[] = ['possible-traffic'];
  if (open & OPEN_MEMBERSHIP) reasons.push(membershipReason);
  if (open & OPEN_PEER) reasons.push('unresolved-peer');
  if (open & OPEN_VALUE) reasons.push('unresolved-value');
  return reasons;
}

const ORDER: readonly UnknownReason[] = [
  'no-logs',
  'log-rejects-only',
  'no-inventory',
  'detached-group',
  'unknown-interfaces',
  'short-window',
  'partial-coverage',
  'skipped-records',
  'younger-than-window',
  'unknown-age',
  'drifted',
  'possible-traffic',
  'unresolved-peer',
  'unresolved-value',
  'unlogged-service',
  'address-only',
];

function inOrder(reasons: ReadonlySet<UnknownReason>): UnknownReason[] {
  return ORDER.filter((reason) => reasons.has(reason));
}
