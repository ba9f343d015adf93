/** A sum of connections that are one row of `flows`, as a row of 32-bit words; the last three are two words each, doubles. */
export const SUM = {
  /** Index into the day's interfaces. */
  interface: 0,
  /** Bits 0–7 the protocol, then the bits below. */
  kind: 1,
  /** The IPv4 address, or the place of an IPv6 address. */
  peer: 2,
  port: 3,
  /** Epoch seconds without sign. */
  firstSeen: 4,
  lastSeen: 5,
  /** Of accepted learned and inferred sums: the lowest opener's port in the lower half, the highest in the upper. */
  openers: 6,
  /** Of these: where in `openerPorts` their block begins, or that there are more than are kept; else `NO_OPENERS`. */
  openerBlock: 7,
  records: 8,
  bytes: 10,
  packets: 12,
} as const;
export const SUM_WORDS = 14;

export const SUM_REJECTED = 0x100;
export const SUM_IS_IPV6 = 0x200;
export const SUM_INGRESS = 0x400;
/** Bits 11 and 12: 0 observed, 1 learned, 2 inferred. */
export const SUM_CERTAINTY_SHIFT = 11;

/** So many openers' ports of a row that was not observed are kept one by one; of more, the lowest and the highest. */
export const OPENER_PORTS_KEPT = 16;
/** A block of opener ports: how many there are, and then the ports. */
export const OPENER_BLOCK = OPENER_PORTS_KEPT + 1;
export const NO_OPENERS = -1;
const MANY_OPENERS = -2;

/** Sums by interface, kind, peer and port. */
export class FlowSums {
  size = 0;
  words = new Int32Array(64 * SUM_WORDS);
  openerPorts = new Uint16Array(16 * OPENER_BLOCK);
  #numbers = new Float64Array(this.words.buffer);
  #openerBlocks = 0;
  /** Open addressing: sum + 1, or 0. */
  #slots = new Int32Array(128);

  /** Where the sum's row begins in `words`, made where there is none. */
  at(index: number, kind: number, peer: number, port: number): number {
    const { words } = this;
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let slot = hashOf(index, kind, peer, port) & mask; ; slot = (slot + 1) & mask) {
      const sum = slots[slot]! - 1;
      if (sum < 0) {
        slots[slot] = this.size + 1;
        return this.#make(index, kind, peer, port);
      }
      const at = sum * SUM_WORDS;
      if (
        words[at + SUM.peer] === peer &&
        words[at + SUM.port] === port &&
        words[at + SUM.kind] === kind &&
        words[at] === index
      ) {
        return at;
      }
    }
  }

  /** Adds to the sum at `at`; its bytes and packets stand in these places of `from`. */
  add(
    at: number,
    records: number,
    firstSeen: number,
    lastSeen: number,
    from: Float64Array,
    bytes: number,
    packets: number,
  ): void {
    const { words } = this;
    const numbers = this.#numbers;
    numbers[(at + SUM.records) >> 1]! += records;
    numbers[(at + SUM.bytes) >> 1]! += from[bytes]!;
    numbers[(at + SUM.packets) >> 1]! += from[packets]!;
    if (firstSeen < words[at + SUM.firstSeen]! >>> 0) words[at + SUM.firstSeen] = firstSeen;
    if (lastSeen > words[at + SUM.lastSeen]! >>> 0) words[at + SUM.lastSeen] = lastSeen;
  }

  addOpener(at: number, port: number): void {
    const { words } = this;
    let block = words[at + SUM.openerBlock]!;
    if (block === NO_OPENERS) {
      block = this.#makeBlock();
      words[at + SUM.openerBlock] = block;
      words[at + SUM.openers] = port | (port << 16);
    }
    const openers = words[at + SUM.openers]!;
    if (port < (openers & 0xffff)) words[at + SUM.openers] = (openers & ~0xffff) | port;
    else if (port > openers >>> 16) words[at + SUM.openers] = (openers & 0xffff) | (port << 16);
    if (block === MANY_OPENERS) return;
    const ports = this.openerPorts;
    const count = ports[block]!;
    for (let each = 1; each <= count; each++) if (ports[block + each] === port) return;
    if (count === OPENER_PORTS_KEPT) words[at + SUM.openerBlock] = MANY_OPENERS;
    else {
      ports[block] = count + 1;
      ports[block + count + 1] = port;
    }
  }

  #make(index: number, kind: number, peer: number, port: number): number {
    const at = this.size++ * SUM_WORDS;
    if (at + SUM_WORDS > this.words.length) {
      this.words = widened(this.words, new Int32Array(this.words.length * 2));
      this.#numbers = new Float64Array(this.words.buffer);
    }
    const { words } = this;
    words[at] = index;
    words[at + SUM.kind] = kind;
    words[at + SUM.peer] = peer;
    words[at + SUM.port] = port;
    words[at + SUM.firstSeen] = -1;
    words[at + SUM.openerBlock] = NO_OPENERS;
    if (this.size * 2 > this.#slots.length) this.#rehash();
    return at;
  }

  #makeBlock(): number {
    const block = this.#openerBlocks++ * OPENER_BLOCK;
    if (block + OPENER_BLOCK > this.openerPorts.length) {
      this.openerPorts = widened(this.openerPorts, new Uint16Array(this.openerPorts.length * 2));
    }
    return block;
  }

  #rehash(): void {
    const { words } = this;
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let sum = 0; sum < this.size; sum++) {
      const at = sum * SUM_WORDS;
      let slot = hashOf(words[at]!, words[at + 1]!, words[at + 2]!, words[at + 3]!) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = sum + 1;
    }
    this.#slots = slots;
  }
}

function hashOf(index: number, kind: number, peer: number, port: number): number {
  let hash = Math.imul(peer, 0x9e3779b1) ^ (port + (kind << 16));
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b) ^ index;
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function widened<Numbers extends Int32Array | Uint16Array>(from: Numbers, into: Numbers): Numbers {
  into.set(from);
  return into;
}
