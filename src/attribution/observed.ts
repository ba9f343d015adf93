import type { Rule } from '../model/rule.ts';
import type {
  ObservedBounds,
  ObservedInterface,
  ObservedPeer,
  ObservedPort,
  ObservedTraffic,
} from '../model/verdict.ts';
import type { Flows } from './flow-numbers.ts';
import type { FlowReader, FlowSink } from './flow-reader.ts';
import type { Membership } from './membership.ts';
import { NumberTable } from './number-table.ts';
import { ReadingSets } from './reading-sets.ts';
import { openReading, type Reversed } from './reversed.ts';
import type { Openers } from './row-openers.ts';
import { interfacesOfRules } from './rule-interfaces.ts';
import type { SignedUnit, Tally } from './tally.ts';
import { isoTime, joinSmallGaps } from './traffic.ts';
import type { Admissions } from './units.ts';

const MOST_PEERS = 10_000;
const MOST_PORT_RANGES = 1_000;

/** What attribution found, as `observeRules` needs it. */
export interface Attributed {
  readonly reader: FlowReader;
  readonly rules: readonly Rule[];
  readonly tally: Tally;
  readonly reversed: Reversed;
  readonly admissions: Admissions;
  readonly membership: Membership;
}

/** Everything that the window's accepted traffic shows of the wanted rules, by rule key. */
export async function observeRules(
  attributed: Attributed,
  wanted: ReadonlySet<string>,
  bounds: ObservedBounds,
): Promise<ReadonlyMap<string, ObservedTraffic>> {
  const { reader, rules } = attributed;
  const positions = rules.flatMap((rule, position) => (wanted.has(rule.key) ? [position] : []));
  const hits = new Map(positions.map((position) => [position, new RuleHits()]));
  const asked = positions.map((position) => rules[position]!);
  const interfaces = interfacesOfRules(asked, attributed.membership);
  await reader.read({ ACCEPT: new HitsOfWanted(attributed, hits) }, interfaces);
  return new Map(
    positions.map((position) => [
      rules[position]!.key,
      describeHits(hits.get(position)!, reader, bounds.peers ?? MOST_PEERS),
    ]),
  );
}

interface Match {
  readonly hits: RuleHits;
  readonly rule: number;
  readonly certain: boolean;
  /** Of an ambiguous set the reading that the rule matches. */
  readonly reading: number;
}

/** Collects the rows that a wanted rule admits or may admit, with the service ports that they may have. */
class HitsOfWanted implements FlowSink {
  readonly #attributed: Attributed;
  readonly #hits: ReadonlyMap<number, RuleHits>;
  /** By signature. */
  readonly #matches: (readonly Match[] | undefined)[] = [];
  readonly #sets = new ReadingSets();
  readonly #matchesOfSets: (readonly Match[])[] = [];
  /** By signature, the wanted rules that its traffic matches, turned round. */
  readonly #turned: ReadonlyMap<number, readonly TurnedMatch[]>;

  constructor(attributed: Attributed, hits: ReadonlyMap<number, RuleHits>) {
    this.#attributed = attributed;
    this.#hits = hits;
    this.#turned = turnedMatches(attributed, hits);
  }

  oriented(of: Flows, openers: Openers | null): void {
    const signature = of.signature[0]!;
    let matches = this.#matches[signature];
    if (matches === undefined) {
      matches = this.#matchesOf(this.#attributed.tally.orientedUnit(signature));
      this.#matches[signature] = matches;
    }
    for (const { hits, certain } of matches) {
      hits.add(of, 0, of.port[0]!, of.port[0]!, certain, true);
    }
    if (!openers || this.#turned.size === 0) return;
    for (const { hits, low, high } of this.#turned.get(signature) ?? NO_MATCHES) {
      const ports = portsWithin(openers, low, high);
      if (ports) hits.add(of, 0, ports.low, ports.high, false, true);
    }
  }

  ambiguous(of: Flows, readings: number): void {
    const set = this.#sets.numberOf(of.signature, readings);
    if (set === this.#matchesOfSets.length) {
      const unit = this.#attributed.tally.ambiguousUnit(of.signature, readings);
      this.#matchesOfSets.push(this.#matchesOf(unit));
    }
    const matches = this.#matchesOfSets[set]!;
    matches.forEach(({ hits, rule, certain, reading }, at) => {
      // Two readings with one peer are one traffic.
      const again = matches
        .slice(0, at)
        .some((earlier) => earlier.rule === rule && of.peer[earlier.reading] === of.peer[reading]);
      hits.add(of, reading, of.port[reading]!, of.port[reading]!, certain, !again);
    });
  }

  #matchesOf(unit: SignedUnit | null): readonly Match[] {
    const matches = unit === null ? NO_MATCHES : this.#findMatches(unit);
    return matches.length === 0 ? NO_MATCHES : matches;
  }

  #findMatches({ unit, ambiguous, signatures }: SignedUnit): Match[] {
    const { reader, admissions } = this.#attributed;
    const of = (rules: Iterable<number>, certain: boolean, reading: number): Match[] =>
      [...rules].flatMap((rule) => {
        const hits = this.#hits.get(rule);
        return hits ? [{ hits, rule, certain, reading }] : [];
      });
    if (!ambiguous || unit.standing !== null) {
      const reading = unit.standing ?? 0;
      return [...of(unit.certain, true, reading), ...of(unit.possible.keys(), false, reading)];
    }
    return signatures.flatMap((number, reading) => {
      const { possible } = openReading(admissions.of(reader.signature(number)));
      return of(possible.keys(), false, reading);
    });
  }
}

const NO_MATCHES: readonly never[] = [];

interface TurnedMatch {
  readonly hits: RuleHits;
  readonly low: number;
  readonly high: number;
}

function turnedMatches(
  { reversed, rules }: Attributed,
  hits: ReadonlyMap<number, RuleHits>,
): ReadonlyMap<number, readonly TurnedMatch[]> {
  const found = new Map<number, readonly TurnedMatch[]>();
  for (const [signature, matched] of reversed.matched) {
    const wanted = [...matched.keys()].flatMap((rule) => {
      const own = hits.get(rule);
      const [low, high] = portBounds(rules[rule]!);
      return own ? [{ hits: own, low, high }] : [];
    });
    if (wanted.length > 0) found.set(signature, wanted);
  }
  return found;
}

/** The lowest and the highest opener's port within bounds; null where there is none. */
function portsWithin(
  openers: Openers,
  from: number,
  to: number,
): { readonly low: number; readonly high: number } | null {
  let low = Math.max(openers.low, from);
  let high = Math.min(openers.high, to);
  if (openers.count > 0) {
    low = Number.POSITIVE_INFINITY;
    high = Number.NEGATIVE_INFINITY;
    for (let at = 0; at < openers.count; at++) {
      const port = openers.portAt(at);
      if (port < from || port > to) continue;
      low = Math.min(low, port);
      high = Math.max(high, port);
    }
  }
  return low <= high ? { low, high } : null;
}

/** What is not known, or is none, bounds nothing. */
function portBounds(rule: Rule): readonly [number, number] {
  const open = rule.protocol === 'all' || rule.unresolved.includes('protocol');
  const bound = (port: number | null, part: 'fromPort' | 'toPort', otherwise: number): number =>
    open || port === null || port < 0 || rule.unresolved.includes(part) ? otherwise : port;
  return [bound(rule.fromPort, 'fromPort', 0), bound(rule.toPort, 'toPort', 65_535)];
}

interface PeerHits {
  readonly peer: number;
  flows: number;
  bytes: number;
  certain: boolean;
  lastSeen: number;
}

const PORTS = 65_536;

/** What one rule's rows say. */
class RuleHits {
  readonly #peerNumbers = new NumberTable();
  readonly peers: PeerHits[] = [];
  /** Flows by certainty (1 or 0), lowest and highest port in one number. */
  readonly ports = new Map<number, number>();
  readonly interfaces = new Map<number, { flows: number; certain: boolean }>();

  /** Ports are −1 where there are none; what does not count was there before with another reading. */
  add(of: Flows, at: number, low: number, high: number, certain: boolean, counts: boolean): void {
    const flows = counts ? of.flows[at]! : 0;
    const number = this.#peerNumbers.numberOf(of.peer[at]!);
    if (number === this.peers.length) {
      this.peers.push({ peer: of.peer[at]!, flows: 0, bytes: 0, certain: false, lastSeen: 0 });
    }
    const peer = this.peers[number]!;
    peer.flows += flows;
    peer.bytes += counts ? of.bytes[at]! : 0;
    peer.certain ||= certain;
    peer.lastSeen = Math.max(peer.lastSeen, of.lastSeen[at]!);
    const id = this.interfaces.get(of.interface[at]!) ?? { flows: 0, certain: false };
    this.interfaces.set(of.interface[at]!, id);
    id.flows += flows;
    id.certain ||= certain;
    if (low === -1) return;
    const range = (Number(certain) * PORTS + low) * PORTS + high;
    this.ports.set(range, (this.ports.get(range) ?? 0) + flows);
  }
}

function describeHits(hits: RuleHits, reader: FlowReader, most: number): ObservedTraffic {
  const sorted = hits.peers.sort(
    (left, right) => right.flows - left.flows || reader.peers.compare(left.peer, right.peer),
  );
  const flowsOf = (peers: readonly PeerHits[]) => peers.reduce((sum, one) => sum + one.flows, 0);
  return {
    peers: sorted.slice(0, most).map(
      ({ peer, flows, bytes, certain, lastSeen }): ObservedPeer => ({
        ...{ address: reader.peers.textOf(peer), flows, bytes, certain },
        lastSeen: isoTime(lastSeen),
      }),
    ),
    ports: describePorts(hits),
    byInterface: [...hits.interfaces]
      .map(([at, one]): ObservedInterface => ({ interface: reader.interfaces[at]!, ...one }))
      .sort(
        (left, right) => right.flows - left.flows || (left.interface < right.interface ? -1 : 1),
      ),
    dropped: {
      peers: Math.max(sorted.length - most, 0),
      flows: flowsOf(sorted.slice(most)),
    },
  };
}

function describePorts(hits: RuleHits): ObservedPort[] {
  const ranges = { certain: [] as ObservedPort[], possible: [] as ObservedPort[] };
  for (const [range, flows] of [...hits.ports].sort(([left], [right]) => left - right)) {
    const certain = range >= PORTS * PORTS;
    const from = Math.floor(range / PORTS) % PORTS;
    appendRange(certain ? ranges.certain : ranges.possible, {
      from,
      to: range % PORTS,
      flows,
      certain,
    });
  }
  const bounded = (of: readonly ObservedPort[], certain: boolean): ObservedPort[] =>
    joinSmallGaps(of, MOST_PORT_RANGES).map((range) => ({ ...range, certain }));
  return [...bounded(ranges.certain, true), ...bounded(ranges.possible, false)].sort(
    (left, right) => left.from - right.from || Number(right.certain) - Number(left.certain),
  );
}

/** Ranges come in the order of their starts; those that touch or overlap are one. */
function appendRange(ranges: ObservedPort[], range: ObservedPort): void {
  const last = ranges.at(-1);
  if (!last || range.from > last.to + 1) {
    ranges.push(range);
    return;
  }
  const to = Math.max(last.to, range.to);
  ranges[ranges.length - 1] = { ...last, to, flows: last.flows + range.flows };
}
