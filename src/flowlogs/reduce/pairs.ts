import { addToSketch, bitsOf } from './port-sketch.ts';

/** Words of a slot: the end + 1, the peer, whether that is IPv6, the halves of its ports' sketch. */
const WORDS = 5;

/** Which ports of each peer an end has met. */
export class PairTable {
  #words = new Int32Array(256 * WORDS);
  #size = 0;

  meet(end: number, peer: number, peerIs6: boolean, port: number): void {
    const at = this.#at(end + 1, peer, peerIs6 ? 1 : 0);
    addToSketch(this.#words, at + 3, port);
    if (this.#size * 10 > (this.#words.length / WORDS) * 7) this.#widen();
  }

  forEach(take: (end: number, bits: number) => void): void {
    const words = this.#words;
    for (let at = 0; at < words.length; at += WORDS) {
      if (words[at] !== 0) take(words[at]! - 1, bitsOf(words[at + 3]!, words[at + 4]!));
    }
  }

  #at(end: number, peer: number, family: number): number {
    const words = this.#words;
    const mask = words.length / WORDS - 1;
    let hash = Math.imul(end, 0x9e3779b1) ^ peer;
    hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b) + family;
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    for (let slot = (hash ^ (hash >>> 16)) & mask; ; slot = (slot + 1) & mask) {
      const at = slot * WORDS;
      if (words[at] === 0) {
        words[at] = end;
        words[at + 1] = peer;
        words[at + 2] = family;
        this.#size++;
        return at;
      }
      if (words[at] === end && words[at + 1] === peer && words[at + 2] === family) return at;
    }
  }

  #widen(): void {
    const old = this.#words;
    this.#words = new Int32Array((old.length / WORDS) * 2 * WORDS);
    this.#size = 0;
    for (let from = 0; from < old.length; from += WORDS) {
      if (old[from] === 0) continue;
      const to = this.#at(old[from]!, old[from + 1]!, old[from + 2]!);
      this.#words[to + 3] = old[from + 3]!;
      this.#words[to + 4] = old[from + 4]!;
    }
  }
}
