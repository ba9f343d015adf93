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

/** How many different counterpart ports make an endpoint a service by fan-in. */
export const FAN_IN = 8;
/** Clients bind no port below this (rsh and NFS clients bind 512–1023). */
const LOWEST_CLIENT_PORT = 512;
/** An address with more endpoints of its own than this that met several ports reuses its ports: it may be a busy client. */
const MOST_ENDPOINTS = 32;

/** What is known of an endpoint that was kept on any day. */
export const SERVICE = {
  /** It is known at all. */
  known: 0x4_0000,
  answered: 0x8_0000,
  /** It answered a SYN, and never opened a connection from this port itself. */
  learned: 0x10_0000,
  /** It met many different ports, none of them a system port, as only a service does. */
  fanIn: 0x20_0000,
} as const;
const KEY_BITS = UDP | IS_IPV6 | 0xffff;

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
   * towards many services, so an address with many such endpoints proves nothing; and a datagram socket that talks to
   * many others from one port, so for UDP one single peer must have come from many ports.
   */
  conclude(): Services {
    const { words, size, capacity } = this.#table;
    const several = this.#endpointsBySeveral();
    const slots = new Int32Array(2 * Math.max(16, 2 ** Math.ceil(Math.log2(size * 2 + 1))));
    const mask = (slots.length >> 1) - 1;
    for (let index = 0; index < capacity; index++) {
      if (!this.#table.isTaken(index)) continue;
      const at = index * END_WORDS;
      const key = words[at + END.key]! & KEY_BITS;
      const busy = (several.get(ownerOf(words[at]!, key)) ?? 0) > MOST_ENDPOINTS;
      let slot = hashOfEnd(words[at]!, key) & mask;
      while (slots[slot * 2 + 1] !== 0) slot = (slot + 1) & mask;
      slots[slot * 2] = words[at]!;
      slots[slot * 2 + 1] = key | bitsOfService(words, at, busy);
    }
    return { slots, addresses6: this.#addresses6 };
  }

  /** By address and protocol: how many endpoints that no system owns met several ports. */
  #endpointsBySeveral(): Map<number, number> {
    const { words, capacity } = this.#table;
    const several = new Map<number, number>();
    for (let at = 0; at < capacity * END_WORDS; at += END_WORDS) {
      const key = words[at + END.key]!;
      if (key === 0 || (key & 0xffff) < 1024) continue;
      if (!metSeveral(words, at)) continue;
      const owner = ownerOf(words[at]!, key);
      several.set(owner, (several.get(owner) ?? 0) + 1);
    }
    return several;
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

function bitsOfService(words: Int32Array, at: number, busy: boolean): number {
  const key = words[at + END.key]!;
  const answered = (key & ANSWERED) !== 0;
  const opened = (key & OPENED) !== 0;
  const lowest = words[at + END.lowest]!;
  const fanIn =
    !busy &&
    !opened &&
    bitsOf(words[at + END.sketchLow]!, words[at + END.sketchHigh]!) >= FAN_IN &&
    (lowest & 0xffff) >= LOWEST_CLIENT_PORT &&
    ((key & UDP) === 0 || lowest >>> PAIR_SHIFT >= FAN_IN);
  return (
    SERVICE.known |
    (answered ? SERVICE.answered : 0) |
    (answered && !opened ? SERVICE.learned : 0) |
    (fanIn ? SERVICE.fanIn : 0)
  );
}
