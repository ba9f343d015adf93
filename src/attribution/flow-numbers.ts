import { ClassesOverDays, ServiceClassTable } from './class-tables.ts';
import {
  type Classification,
  joinSignature,
  type Signature,
  splitSignature,
} from './classification.ts';
import { EGRESS, type FlowRows, INFERRED, LEARNED, partOf, WHAT, wordsAt } from './flow-rows.ts';
import { NumberTable } from './number-table.ts';
import { PeerBlocks } from './peer-blocks.ts';

/**
 * Readings of rows in small numbers, one array a column. The reader fills the same arrays again: what they hold, holds
 * until the call returns.
 */
export interface Flows {
  /** Number of the signature, and the signature's parts. */
  readonly signature: Int32Array;
  readonly member: Int32Array;
  readonly peerClass: Int32Array;
  readonly service: Int32Array;
  /** 1 or 0. */
  readonly egress: Int32Array;
  /** 1 learned, 2 inferred, else 0. */
  readonly certainty: Int32Array;
  /** Position among the interfaces. */
  readonly interface: Int32Array;
  /** Position in the window. */
  readonly day: Int32Array;
  readonly protocol: Int32Array;
  /** −1 where the protocol has none. */
  readonly port: Int32Array;
  readonly peer: Float64Array;
  readonly flows: Float64Array;
  readonly bytes: Float64Array;
  readonly packets: Float64Array;
  readonly firstSeen: Float64Array;
  readonly lastSeen: Float64Array;
}

/** A set has at most four. */
export const MOST_READINGS = 4;

/** Turns rows into numbers. What a row has in common with the one before it is not looked up again: rows are in order. */
export class FlowNumbers {
  readonly flows = emptyFlows();
  readonly peers: PeerBlocks;
  readonly services: ServiceClassTable;
  readonly #sizes: Classification;
  /** Days since 1970 of the window's first day. */
  readonly #firstDay: number;
  readonly #members: ClassesOverDays;
  readonly #peerClasses: ClassesOverDays;
  readonly #signatures = new NumberTable(2 ** 14);
  #interfaces = new NumberTable();
  #texts = new NumberTable();
  #numbersOfTexts: readonly number[] = [];
  #interfaceLow = 0;
  #interfaceHigh = 0;
  #interface = -1;
  /** By certainty, the last key of a signature and its number. */
  readonly #lastKeys = new Float64Array(3).fill(-1);
  readonly #lastNumbers = new Int32Array(3);

  /** `firstDay`: days since 1970. */
  constructor(classification: Classification, firstDay: number) {
    const { members, peers, unreadablePeer, tree, services } = classification;
    this.#sizes = classification;
    this.#firstDay = firstDay;
    this.peers = new PeerBlocks(tree, peers.length);
    this.services = new ServiceClassTable(services);
    this.#members = new ClassesOverDays([...members.values()]);
    this.#peerClasses = new ClassesOverDays([...peers, unreadablePeer]);
  }

  /** Of the number that a flow had. */
  signature(number: number): Signature {
    return splitSignature(this.#signatures.keyAt(number), this.#sizes);
  }

  /** By the hashes of their ids. */
  nameInterfaces(hashes: readonly bigint[]): void {
    this.#interfaces = numberedHashes(hashes);
  }

  /** Peers that the rollup has no number of, by their hashes. */
  nameTexts(texts: ReadonlyMap<string, bigint>): void {
    this.#texts = numberedHashes([...texts.values()]);
    this.#numbersOfTexts = [...texts.keys()].map((text) => this.peers.numberOfText(text));
  }

  /** Makes the row one of the flows. */
  fill(at: number, of: FlowRows, row: number): void {
    const { flows } = this;
    const id = this.#interfaceOf(of.interface[2 * row]!, of.interface[2 * row + 1]!);
    const what = of.what[row]!;
    const day = of.day[row]! - this.#firstDay;
    const service = of.service[row]!;
    const protocol = service >> 17;
    const port = (service & 0x1ffff) - 1;
    flows.interface[at] = id;
    flows.day[at] = day;
    flows.protocol[at] = protocol;
    flows.port[at] = port;
    flows.flows[at] = wordsAt(of.flows, row);
    flows.bytes[at] = wordsAt(of.bytes, row);
    flows.packets[at] = wordsAt(of.packets, row);
    flows.firstSeen[at] = secondsAt(of.firstSeen, row);
    flows.lastSeen[at] = secondsAt(of.lastSeen, row);
    const certainty = partOf(what, WHAT.certainty);
    this.#sign(
      at,
      this.#members.on(id, day),
      this.#peerClasses.on(this.#peer(at, of, row), day),
      this.services.of(protocol, port),
      partOf(what, WHAT.direction) === EGRESS ? 1 : 0,
      certainty === LEARNED ? 1 : certainty === INFERRED ? 2 : 0,
    );
  }

  /** Makes the second of the flows the first one, had the other end opened it from a port. */
  turn(opener: number): void {
    const { flows } = this;
    flows.interface[1] = flows.interface[0]!;
    flows.day[1] = flows.day[0]!;
    flows.protocol[1] = flows.protocol[0]!;
    flows.peer[1] = flows.peer[0]!;
    flows.flows[1] = flows.flows[0]!;
    flows.bytes[1] = flows.bytes[0]!;
    flows.packets[1] = flows.packets[0]!;
    flows.firstSeen[1] = flows.firstSeen[0]!;
    flows.lastSeen[1] = flows.lastSeen[0]!;
    flows.port[1] = flows.port[0] === -1 ? -1 : opener;
    const service = this.services.of(flows.protocol[0]!, flows.port[1]);
    const { member, peerClass, egress, certainty } = flows;
    this.#sign(1, member[0]!, peerClass[0]!, service, 1 - egress[0]!, certainty[0]!);
  }

  #interfaceOf(low: number, high: number): number {
    if (low !== this.#interfaceLow || high !== this.#interfaceHigh) {
      this.#interfaceLow = low;
      this.#interfaceHigh = high;
      this.#interface = numberOf(this.#interfaces, low, high);
    }
    return this.#interface;
  }

  /** Numbers the peer, and answers the block around it. */
  #peer(at: number, of: FlowRows, row: number): number {
    const { peers } = this;
    const low = of.peerLow[2 * row]!;
    const second = of.peerLow[2 * row + 1]!;
    const third = of.peerHigh[2 * row]!;
    const fourth = of.peerHigh[2 * row + 1]!;
    if (second === 0xffff && third === 0 && fourth === 0) {
      this.flows.peer[at] = low;
      return peers.node4(low);
    }
    const isText = partOf(of.what[row]!, WHAT.isText) === 1;
    const peer = isText
      ? this.#numbersOfTexts[numberOf(this.#texts, low, second)]!
      : peers.numberOf(fourth, third, second, low);
    this.flows.peer[at] = peer;
    return peers.nodeOfOther(peer);
  }

  #sign(
    at: number,
    member: number,
    peerClass: number,
    service: number,
    egress: number,
    certainty: number,
  ): void {
    const { flows } = this;
    const { peerClasses, serviceClasses } = this.#sizes;
    flows.member[at] = member;
    flows.peerClass[at] = peerClass;
    flows.service[at] = service;
    flows.egress[at] = egress;
    flows.certainty[at] = certainty;
    const place = (member * peerClasses + peerClass) * serviceClasses + service;
    const key = joinSignature(place, egress, certainty);
    if (this.#lastKeys[certainty] !== key) {
      this.#lastKeys[certainty] = key;
      this.#lastNumbers[certainty] = this.#signatures.numberOf(key);
    }
    flows.signature[at] = this.#lastNumbers[certainty]!;
  }
}

/** As many bits of a hash as make a whole number. */
const HASH_BITS = 53;

/** Throws where two have the same hash, which of 100,000 happens once in two million times. */
function numberedHashes(hashes: readonly bigint[]): NumberTable {
  const table = new NumberTable();
  hashes.forEach((hash, at) => {
    const number = table.numberOf(Number(BigInt.asUintN(HASH_BITS, hash)));
    if (number !== at) throw new Error('two interfaces or peers have the same hash');
  });
  return table;
}

/** Throws where there is none: the traffic of such a row would count for no rule. */
function numberOf(table: NumberTable, low: number, high: number): number {
  const number = table.find((high & 0x1f_ffff) * 4_294_967_296 + low);
  if (number === -1) throw new Error('a row has an interface or a peer that is not known');
  return number;
}

/** Epoch seconds within 32 bits. */
function secondsAt(column: Uint32Array, row: number): number {
  const high = column[2 * row + 1]!;
  if (high === 0) return column[2 * row]!;
  return high >= 2 ** 31 ? 0 : 0xffff_ffff;
}

function emptyFlows(): Flows {
  const whole = () => new Int32Array(MOST_READINGS);
  const wide = () => new Float64Array(MOST_READINGS);
  return {
    ...{ signature: whole(), member: whole(), peerClass: whole(), service: whole() },
    ...{ egress: whole(), certainty: whole(), interface: whole(), day: whole() },
    ...{ protocol: whole(), port: whole(), peer: wide(), flows: wide(), bytes: wide() },
    ...{ packets: wide(), firstSeen: wide(), lastSeen: wide() },
  };
}
