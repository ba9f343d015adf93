import { type Address, type AddressRange, type Cidr, cidrRange, type Family } from './address.ts';

/** Addresses, each once, in order: how many of them lie in a block is two binary searches. */
export class AddressSet {
  readonly #sorted: Readonly<Record<Family, BigUint64Array | readonly bigint[]>>;

  constructor(addresses: Iterable<Address>) {
    const values: Record<Family, bigint[]> = { 4: [], 6: [] };
    for (const { family, value } of addresses) values[family].push(value);
    this.#sorted = {
      // Fits 64 bits, and sorts several times as fast.
      4: distinct(BigUint64Array.from(values[4]).sort()),
      6: distinct(values[6].sort((left, right) => (left < right ? -1 : left > right ? 1 : 0))),
    };
  }

  size(family: Family): number {
    return this.#sorted[family].length;
  }

  countIn(cidr: Cidr): number {
    return this.countWithin(cidrRange(cidr));
  }

  countWithin({ family, first, last }: AddressRange): number {
    const sorted = this.#sorted[family];
    return position(sorted, last + 1n) - position(sorted, first);
  }

  /** The lowest of those in a block, at most so many. */
  firstIn(cidr: Cidr, most: number): Address[] {
    const { first, last } = cidrRange(cidr);
    const sorted = this.#sorted[cidr.family];
    const found: Address[] = [];
    for (let at = position(sorted, first); at < sorted.length && found.length < most; at++) {
      const value = sorted[at]!;
      if (value > last) break;
      found.push({ family: cidr.family, value });
    }
    return found;
  }
}

function distinct<Values extends BigUint64Array | bigint[]>(sorted: Values): Values {
  const keep = (value: bigint, at: number): boolean => at === 0 || sorted[at - 1] !== value;
  return sorted.filter(keep) as Values;
}

/** The position of the first value that is not below. */
function position(sorted: BigUint64Array | readonly bigint[], value: bigint): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
