import { groupIsOpen } from '../model/group.ts';
import type { Rule } from '../model/rule.ts';
import type { Signature } from './classification.ts';
import type { GroupIndex } from './groups.ts';
import {
  both,
  CERTAIN,
  type Level,
  NONE,
  OPEN_MEMBERSHIP,
  OPEN_PEER,
  OPEN_VALUE,
  type Openness,
  POSSIBLE,
} from './level.ts';
import type { Member } from './membership.ts';
import type { PeerClass, Peers } from './peers.ts';
import { type OpenReading, openReading } from './reversed.ts';
import { type ServiceClass, serviceLevel } from './services.ts';

/** Rules by position in the rule set; what is open for those that only may admit. */
export interface Admission {
  readonly certain: readonly number[];
  readonly possible: ReadonlyMap<number, Openness>;
}

/** Flows that no rule tells apart, with all that may have admitted them. */
export interface Unit extends Admission {
  /** Rests on an orientation that was inferred, by the log or by elimination. */
  readonly inferred: boolean;
  /** For an ambiguous set the reading that elimination leaves; null when none does. */
  readonly standing: number | null;
  /** The readings in which some rule only may admit the flows. */
  readonly readings: readonly OpenReading[];
  /** No rule is asked: the interface is certainly in no group. */
  readonly unguarded: boolean;
}

/** With how many there are. */
export interface CountedUnit extends Unit {
  readonly flows: number;
}

/** Says of a signature which rules admit its flows. */
export class Admissions {
  readonly #rules: readonly Rule[];
  readonly #peers: Peers;
  readonly #members: readonly Member[];
  readonly #services: readonly ServiceClass[];
  readonly #byGroup = new Map<string, number[]>();
  readonly #groupOpen: readonly boolean[];
  readonly #candidates = new Map<number, readonly Candidate[]>();
  readonly #peerLevels = new Map<number, Map<number, Level>>();

  constructor(
    rules: readonly Rule[],
    index: GroupIndex,
    peers: Peers,
    members: readonly Member[],
    services: readonly ServiceClass[],
    /** Rules, by position, that are in force at all. */
    inForce: (rule: number) => boolean = () => true,
  ) {
    this.#rules = rules;
    this.#peers = peers;
    this.#members = members;
    this.#services = services;
    this.#groupOpen = rules.map(groupIsOpen);
    rules.forEach((rule, position) => {
      if (!inForce(position)) return;
      const group = this.#groupOpen[position] ? 'any' : index.find(rule.group);
      const key = `${group} ${rule.direction}`;
      const list = this.#byGroup.get(key);
      if (list) list.push(position);
      else this.#byGroup.set(key, [position]);
    });
  }

  /** Whether all is known of the interfaces that the signature stands for. */
  memberKnown(signature: Signature): boolean {
    return this.#members[signature.member]!.known;
  }

  /** Whether the interfaces are certainly in no group, so that no rule filters them. */
  unguarded(signature: Signature): boolean {
    const { known, certain, possible } = this.#members[signature.member]!;
    return known && certain.size + possible.size === 0;
  }

  /** Whether some rule fits the signature in all but the peer. */
  isPossible(signature: Omit<Signature, 'peer' | 'inferred'>): boolean {
    return this.#candidatesFor(signature).length > 0;
  }

  of(signature: Signature): Admission {
    const candidates = this.#candidatesFor(signature);
    if (candidates.length === 0) return NOTHING;
    let certain: number[] | null = null;
    let possible: Map<number, Openness> | null = null;
    const peer = this.#peers.classes[signature.peer]!;
    const levels = this.#levelsOf(signature.peer);
    for (const candidate of candidates) {
      const peerLevel = this.#peerLevel(candidate.rule, peer, levels);
      if (peerLevel === NONE) continue;
      if (both(candidate.level, peerLevel) === CERTAIN) {
        certain ??= [];
        certain.push(candidate.rule);
      } else {
        possible ??= new Map();
        possible.set(candidate.rule, candidate.open | (peerLevel === POSSIBLE ? OPEN_PEER : 0));
      }
    }
    // Most signatures of a large log fit no rule: nothing is made for them.
    if (certain === null && possible === null) return NOTHING;
    return { certain: certain ?? NOTHING.certain, possible: possible ?? NOTHING.possible };
  }

  /** How far a peer class fits a rule, whatever the rest says. */
  peerLevel(rule: number, peerClass: number): Level {
    return this.#peerLevel(rule, this.#peers.classes[peerClass]!, this.#levelsOf(peerClass));
  }

  #levelsOf(peerClass: number): Map<number, Level> {
    const known = this.#peerLevels.get(peerClass);
    if (known) return known;
    const levels = new Map<number, Level>();
    this.#peerLevels.set(peerClass, levels);
    return levels;
  }

  #peerLevel(rule: number, peer: PeerClass, levels: Map<number, Level>): Level {
    const known = levels.get(rule);
    if (known !== undefined) return known;
    const level = this.#peers.level(rule, peer);
    levels.set(rule, level);
    return level;
  }

  /** The rules that fit in all but the peer, which many signatures share. */
  #candidatesFor(signature: Omit<Signature, 'peer' | 'inferred'>): readonly Candidate[] {
    const key =
      (signature.member * this.#services.length + signature.service) * 2 + Number(signature.egress);
    const known = this.#candidates.get(key);
    if (known) return known;
    const direction = signature.egress ? 'egress' : 'ingress';
    const service = this.#services[signature.service]!;
    const member = this.#members[signature.member]!;
    const found: Candidate[] = [];
    const add = (group: number | 'any', level: Level): void => {
      for (const rule of this.#byGroup.get(`${group} ${direction}`) ?? []) {
        const fits = serviceLevel(this.#rules[rule]!, service);
        if (fits === NONE) continue;
        const settled = !this.#rules[rule]!.unresolved.some((part) => part !== 'peer');
        const valueLevel = both(fits, settled ? CERTAIN : POSSIBLE);
        const open = (settled ? 0 : OPEN_VALUE) | (level === CERTAIN ? 0 : OPEN_MEMBERSHIP);
        found.push({ rule, level: both(level, valueLevel), open });
      }
    };
    for (const group of member.certain) add(group, CERTAIN);
    for (const group of member.possible) add(group, POSSIBLE);
    add('any', POSSIBLE);
    this.#candidates.set(key, found.length === 0 ? NO_CANDIDATES : found);
    return found;
  }
}

const NOTHING: Admission = { certain: [], possible: new Map() };

const NO_CANDIDATES: readonly Candidate[] = [];

interface Candidate {
  readonly rule: number;
  readonly level: Level;
  readonly open: Openness;
}

/** A set of oriented flows. */
export function orientedUnit(signature: Signature, admissions: Admissions): Unit {
  const known = admissions.memberKnown(signature);
  const { admission, eliminated } = settled(admissions.of(signature), known);
  return {
    certain: admission.certain,
    possible: admission.possible,
    inferred: signature.inferred || eliminated,
    standing: null,
    readings: openOf(admission),
    unguarded: admissions.unguarded(signature),
  };
}

/**
 * An ambiguous set. Accepted traffic was admitted by some rule: where just one reading matches any
 * rule of the interface's groups, and these and their rules are known, that reading stands.
 * A rule that only may admit counts as a match, so a real possibility is never eliminated.
 */
export function ambiguousUnit(readings: readonly Signature[], admissions: Admissions): Unit {
  const admitted = readings.map((reading) => admissions.of(reading));
  const matching = admitted.flatMap(({ certain, possible }, at) =>
    certain.length + possible.size > 0 ? [at] : [],
  );
  const known = readings.every((reading) => admissions.memberKnown(reading));
  const unguarded = readings.every((reading) => admissions.unguarded(reading));
  if (known && matching.length === 1) {
    const standing = matching[0]!;
    const { admission } = settled(admitted[standing]!, known);
    return {
      certain: admission.certain,
      possible: admission.possible,
      inferred: true,
      standing,
      readings: openOf(admission),
      unguarded,
    };
  }
  const open = admitted.map(openReading).filter((reading) => reading.possible.size > 0);
  const possible = new Map<number, Openness>();
  for (const reading of open) {
    for (const [rule, openness] of reading.possible) {
      possible.set(rule, (possible.get(rule) ?? 0) | openness);
    }
  }
  return {
    certain: [],
    possible,
    inferred: false,
    standing: null,
    readings: open,
    unguarded,
  };
}

/**
 * Where all groups and their rules are known, and the one rule that matches is open in nothing but what
 * no log carries (an ICMP type), that rule admitted the flow.
 */
function settled(
  admission: Admission,
  known: boolean,
): { admission: Admission; eliminated: boolean } {
  if (known && admission.certain.length === 0 && admission.possible.size === 1) {
    const [only] = admission.possible;
    if (only?.[1] === 0) {
      return { admission: { certain: [only[0]], possible: new Map() }, eliminated: true };
    }
  }
  return { admission, eliminated: false };
}

function openOf(admission: Admission): readonly OpenReading[] {
  return admission.possible.size > 0 ? [admission] : NO_READINGS;
}

const NO_READINGS: readonly OpenReading[] = [];
