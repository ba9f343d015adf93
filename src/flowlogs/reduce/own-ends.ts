import { addressNumber } from './addresses.ts';
import { A_IS_IPV6, B_IS_IPV6, WORD } from './connection-rows.ts';
import { DayAddresses } from './day-addresses.ts';
import type { DayColumns } from './day-connections.ts';
import type { Known } from './lessons.ts';
import { A_LOCAL, B_LOCAL } from './orientation.ts';

/** Says which end of a connection is the interface's own: 1 A, 2 B, 0 undecided. */
export class OwnEnds {
  readonly #addresses: DayAddresses;
  readonly #words: Int32Array;
  readonly #placeInterface: Int32Array;
  /** By interface: its addresses as numbers, ascending; null where no inventory holds it. */
  readonly #own: readonly (Float64Array | null)[];
  /** By interface: the address that is its own, or -1. */
  readonly #certain: Float64Array;

  constructor(day: DayColumns, { ownAddresses, certainAddresses }: Known) {
    const addresses = new DayAddresses(day);
    this.#addresses = addresses;
    this.#words = day.words;
    this.#placeInterface = Int32Array.from(day.places, (place) => place.interface);
    this.#own = day.interfaces.map(({ id }) => {
      const numbers = ownAddresses.get(id)?.map((text) => addresses.find(text) ?? -1);
      return numbers ? Float64Array.from(numbers).sort() : null;
    });
    this.#certain = Float64Array.from(day.interfaces, ({ id }) => {
      const text = certainAddresses.get(id);
      return text === undefined ? -1 : (addresses.find(text) ?? -1);
    });
  }

  /**
   * By `flow-direction`; by `srcaddr`/`dstaddr` that differ from `pkt-*`, as they show the interface's primary address on
   * its side; by the inventory; by the one address that all its records share. What these do not decide stays open.
   * Source: the AWS page on flow log records, fields srcaddr and pkt-srcaddr.
   */
  of(at: number): number {
    const words = this.#words;
    const kind = words[at + WORD.kind]!;
    if ((kind & (A_LOCAL | B_LOCAL)) !== 0) {
      return (kind & A_LOCAL) === 0 ? 2 : (kind & B_LOCAL) === 0 ? 1 : 0;
    }
    const place = words[at + WORD.place]!;
    const outerA = this.#addresses.outerA[place]!;
    const outerB = this.#addresses.outerB[place]!;
    if ((outerA !== -1) !== (outerB !== -1)) return outerA !== -1 ? 1 : 2;
    const ownA = addressNumber(words[at + WORD.a]!, (kind & A_IS_IPV6) !== 0);
    const ownB = addressNumber(words[at + WORD.b]!, (kind & B_IS_IPV6) !== 0);
    const a = outerA === -1 ? ownA : outerA;
    const b = outerB === -1 ? ownB : outerB;
    const index = this.#placeInterface[place]!;
    const own = this.#own[index]!;
    if (own !== null) {
      const hasA = includes(own, a);
      const hasB = includes(own, b);
      if (hasA !== hasB) return hasA ? 1 : 2;
      if (hasA) return 0;
    }
    if (ownA === ownB || (kind & A_IS_IPV6) !== 0) return 0;
    const certain = this.#certain[index]!;
    return certain === -1 ? 0 : certain === a ? 1 : certain === b ? 2 : 0;
  }
}

function includes(sorted: Float64Array, wanted: number): boolean {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < wanted) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === wanted;
}
