import {
  ANSWERED,
  END,
  END_WORDS,
  type Endpoints,
  EndpointTable,
  hashOfEnd,
  IS_IPV6,
  OPENED,
  PAIR_SHIFT,
  UDP,
} from './endpoints.ts';
import { metSeveral } from './kept-endpoints.ts';
import { bitsOf } from './port-sketch.ts';

/** What makes an endpoint a service by the ports that it met; measured in docs/decisions/0033. */
export interface FanIn {
  /** The fewest different counterpart ports (buckets of a sketch). */
  readonly ports: number;
  /** How many times as many ports as the other end it must have met. */
  readonly ratio: number;
  /**
   * At most so many endpoints of its address met half as many ports. A busy client's ports come back towards many
   * services and met about as many ports each; a service stands out.
   */
  readonly crowd: number;
  /** An address with more endpoints that met several ports on a day reuses its ports, as clients do. */
  readonly reuse: number;
}

export const FAN_IN: FanIn = { ports: 8, ratio: 4, crowd: 32, reuse: 8 };
/** Clients bind no port below this (rsh and NFS clients bind 512–1023). */
const LOWEST_CLIENT_PORT = 512;

/** What is known of an endpoint that was kept on any day. */
export const SERVICE = {
  /** It is known at all. */
  known: 0x4_0000,
  answered: 0x8_0000,
  /** It answered a SYN, and never opened a connection from this port itself. */
  learned: 0x10_0000,
  /** It met many different ports, none of them a system port, and far more than a client's port of its address would. */
  fanIn: 0x20_0000,
} as const;
/** From this bit on: how many ports it met, as buckets of a sketch. */
const MET_SHIFT = 22;
const MET_BITS = 63;
/** It is one of those of an address that reuses its ports. */
const REUSED = 0x1000_0000;
const KEY_BITS = UDP | IS_IPV6 | 0xffff;

/**
 * Whether an endpoint is a service by fan-in beside the other end of its connection; both as `serviceAt` answers. What
 * met several ports and is none of a crowd may be a service itself, which a client calls from few ports.
 */
export function outnumbers(service: number, client: number, { ratio }: FanIn): boolean {
  if ((service & SERVICE.fanIn) === 0) return false;
  if (client === 0) return true;
  if ((client & (SERVICE.answered | SERVICE.fanIn | REUSED)) !== REUSED) return false;
  return ((service >>> MET_SHIFT) & MET_BITS) >= ratio * ((client >>> MET_SHIFT) & MET_BITS);
}

/** What all days together say: a hash table of two words a slot, the address and the key with the bits of `SERVICE`. */
export interface Services {
  readonly slots: Int32Array<ArrayBuffer>;
  /** To which an IPv6 endpoint's address points. */
  readonly addresses6: readonly string[];
}

/** The bits of `SERVICE` of an endpoint, 0 of an unknown one. */
export function serviceAt({ slots }: Services, address: number, key: number): number {
  const mask = (slots.length >> 1) - 1;
  for (let slot = hashOfEnd(address, key) & mask; ; slot = (slot + 1) & mask) {
    const found = slots[slot * 2 + 1]!;
    if (found === 0) return 0;
    if (slots[slot * 2] === address && (found & KEY_BITS) === key) return found & ~KEY_BITS;
  }
}

/** Brings the endpoints of several days together. */
export class ServiceLessons {
  readonly #table = new EndpointTable(1024);
  readonly #addresses6: string[] = [];
  readonly #places = new Map<string, number>();

  add({ words, size, addresses6 }: Endpoints): void {
    const places = addresses6.map((text) => this.#placeOf(text));
    for (let from = 0; from < size * END_WORDS; from += END_WORDS) {
      const flags = words[from + END.key]!;
      const key = flags & KEY_BITS;
      const address = (key & IS_IPV6) === 0 ? words[from]! : places[words[from]!]!;
      const at = this.#table.at(address, key, hashOfEnd(address, key));
      const own = this.#table.words;
      own[at + END.key]! |= flags;
      own[at + END.sketchLow]! |= words[from + END.sketchLow]!;
      own[at + END.sketchHigh]! |= words[from + END.sketchHigh]!;
      const left = own[at + END.lowest]!;
      const right = words[from + END.lowest]!;
      own[at + END.lowest] =
        Math.min(left & 0xffff, right & 0xffff) |
        (Math.max(left >>> PAIR_SHIFT, right >>> PAIR_SHIFT) << PAIR_SHIFT);
    }
  }

  /**
   * What of these are services. What else could look like one by fan-in: a busy client (NAT) that reuses its ports
   * towards many services, so an endpoint must stand out among those of its address; and a datagram socket that talks to
   * many others from one port, so for UDP one single peer must have come from many ports.
   */
  conclude(fanIn: FanIn = FAN_IN): Services {
    const { words, size, capacity } = this.#table;
    const crowds = this.#crowds();
    const slots = new Int32Array(2 * Math.max(16, 2 ** Math.ceil(Math.log2(size * 2 + 1))));
    const mask = (slots.length >> 1) - 1;
    for (let index = 0; index < capacity; index++) {
      if (!this.#table.isTaken(index)) continue;
      const at = index * END_WORDS;
      const key = words[at + END.key]! & KEY_BITS;
      const met = bitsOf(words[at + END.sketchLow]!, words[at + END.sketchHigh]!);
      const crowd = crowds.get(ownerOf(words[at]!, key));
      const standsOut = (crowd?.[levelOf(met) - 1] ?? 0) <= fanIn.crowd;
      let slot = hashOfEnd(words[at]!, key) & mask;
      while (slots[slot * 2 + 1] !== 0) slot = (slot + 1) & mask;
      slots[slot * 2] = words[at]!;
      slots[slot * 2 + 1] =
        key |
        bitsOfService(words, at, fanIn, standsOut ? met : 0) |
        ((crowd?.[0] ?? 0) > fanIn.reuse ? REUSED : 0) |
        (met << MET_SHIFT);
    }
    return { slots, addresses6: this.#addresses6 };
  }

  /** By address and protocol, and by level: how many endpoints that no system owns reach it, of those that met several ports. */
  #crowds(): Map<number, Uint32Array> {
    const { words, capacity } = this.#table;
    const crowds = new Map<number, Uint32Array>();
    for (let at = 0; at < capacity * END_WORDS; at += END_WORDS) {
      const key = words[at + END.key]!;
      if (key === 0 || (key & 0xffff) < 1024 || !metSeveral(words, at)) continue;
      const owner = ownerOf(words[at]!, key);
      const reached = crowds.get(owner) ?? new Uint32Array(LEVELS);
      crowds.set(owner, reached);
      const level = levelOf(bitsOf(words[at + END.sketchLow]!, words[at + END.sketchHigh]!));
      for (let each = 0; each <= level; each++) reached[each]!++;
    }
    return crowds;
  }

  #placeOf(text: string): number {
    let place = this.#places.get(text);
    if (place === undefined) {
      place = this.#addresses6.length;
      this.#addresses6.push(text);
      this.#places.set(text, place);
    }
    return place;
  }
}

/** An address and a protocol as one number. */
const ownerOf = (address: number, key: number) =>
  (address >>> 0) + ((key & (UDP | IS_IPV6)) >>> 16) * 2 ** 32;

/** How often a count of ports doubles beyond 2: up to 3 is level 0, 4 to 7 level 1. */
const levelOf = (met: number) => Math.max(0, 30 - Math.clz32(met));
const LEVELS = 5;

/** `met`: how many ports it met, or 0 where it does not stand out. */
function bitsOfService(words: Int32Array, at: number, fanIn: FanIn, met: number): number {
  const key = words[at + END.key]!;
  const answered = (key & ANSWERED) !== 0;
  const opened = (key & OPENED) !== 0;
  const lowest = words[at + END.lowest]!;
  const isFanIn =
    !opened &&
    met >= fanIn.ports &&
    (lowest & 0xffff) >= LOWEST_CLIENT_PORT &&
    ((key & UDP) === 0 || lowest >>> PAIR_SHIFT >= fanIn.ports);
  return (
    SERVICE.known |
    (answered ? SERVICE.answered : 0) |
    (answered && !opened ? SERVICE.learned : 0) |
    (isFanIn ? SERVICE.fanIn : 0)
  );
}
