import {
  blockSize,
  type Cidr,
  cidrAround,
  cidrRange,
  type Family,
  familyBits,
  rangeContains,
} from './address.ts';
import { mergePorts, type PortRange } from './ports.ts';

/** Blocks that hold every unit, and how many addresses that is. */
export interface Cover {
  readonly blocks: readonly Cidr[];
  readonly size: bigint;
}

interface Node {
  /** The smallest block that holds all units below. */
  readonly block: Cidr;
  readonly children: readonly [Node, Node] | null;
  /** At `count - 1` the fewest addresses that at most so many blocks take to hold all units below. */
  readonly sizes: readonly bigint[];
  /** At `count - 1` how many of the blocks the left child has; null where one block less does as well. */
  readonly lefts: readonly (number | null)[];
}

/**
 * For one block, two, and so on up to `budget`: those that hold all units of one family with the fewest addresses.
 * Exact: dynamic programming over the binary trie of the units. A block never cuts a unit. Numbers of blocks that
 * give up nothing more than fewer do are left out; empty without units.
 */
export function cheapestCovers(units: readonly Cidr[], budget: number): Cover[] {
  const roots = outermost(units);
  if (roots.length === 0 || budget < 1) return [];
  const root = trie(roots, 0, roots.length, budget);
  return root.sizes.flatMap((size, index) => {
    const before = root.sizes[index - 1];
    // As many blocks more as it takes to give up something: two halves hold no less than the whole.
    return before === size ? [] : [{ size, blocks: blocksOf(root, index + 1) }];
  });
}

/** In order, without those that lie in another. */
function outermost(units: readonly Cidr[]): Cidr[] {
  const sorted = [...units].sort((left, right) =>
    left.network === right.network
      ? left.prefix - right.prefix
      : left.network < right.network
        ? -1
        : 1,
  );
  const kept: Cidr[] = [];
  for (const unit of sorted) {
    const last = kept.at(-1);
    if (!last || !rangeContains(cidrRange(last), cidrRange(unit))) kept.push(unit);
  }
  return kept;
}

function trie(units: readonly Cidr[], start: number, end: number, budget: number): Node {
  const first = units[start] as Cidr;
  if (end - start === 1) {
    return { block: first, children: null, sizes: [sizeOf(first)], lefts: [null] };
  }
  const block = around(first, units[end - 1] as Cidr);
  const middle = block.network + blockSize(block.family, block.prefix) / 2n;
  const split = firstFrom(units, middle, start, end);
  const children = [trie(units, start, split, budget), trie(units, split, end, budget)] as const;
  return { block, children, ...combine(block, children, budget) };
}

/** The best of every way to share so many blocks between the two halves. */
function combine(
  block: Cidr,
  [left, right]: readonly [Node, Node],
  budget: number,
): Pick<Node, 'sizes' | 'lefts'> {
  const sizes = [sizeOf(block)];
  const lefts: (number | null)[] = [null];
  const most = Math.min(budget, left.sizes.length + right.sizes.length);
  for (let count = 2; count <= most; count++) {
    let best = sizes.at(-1) as bigint;
    let share: number | null = null;
    const least = Math.max(1, count - right.sizes.length);
    for (let mine = least; mine <= Math.min(count - 1, left.sizes.length); mine++) {
      const size = (left.sizes[mine - 1] as bigint) + (right.sizes[count - mine - 1] as bigint);
      if (size < best) [best, share] = [size, mine];
    }
    sizes.push(best);
    lefts.push(share);
  }
  return { sizes, lefts };
}

function blocksOf(node: Node, count: number): Cidr[] {
  if (!node.children || count === 1) return [node.block];
  const share = node.lefts[count - 1] ?? null;
  if (share === null) return blocksOf(node, count - 1);
  const [left, right] = node.children;
  return [...blocksOf(left, share), ...blocksOf(right, count - share)];
}

function sizeOf(cidr: Cidr): bigint {
  return blockSize(cidr.family, cidr.prefix);
}

/** The smallest block that holds both. */
function around(first: Cidr, last: Cidr): Cidr {
  const { family } = first;
  const end = cidrRange(last).last;
  const prefix = familyBits(family) - bitLength(first.network ^ end);
  return cidrAround({ family, value: first.network }, Math.min(prefix, first.prefix));
}

function bitLength(value: bigint): number {
  return value === 0n ? 0 : value.toString(2).length;
}

/** The position of the first unit at or after an address; units are in order. */
function firstFrom(units: readonly Cidr[], address: bigint, start: number, end: number): number {
  let [low, high] = [start, end];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((units[middle] as Cidr).network < address) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A unit that is no narrower than allowed. */
export function atMostPrefix(cidr: Cidr, longest: Readonly<Record<Family, number>>): Cidr {
  const limit = longest[cidr.family];
  return cidr.prefix <= limit ? cidr : cidrAround({ ...cidr, value: cidr.network }, limit);
}

/**
 * For one range, two, and so on up to `budget`: those that hold all given ports with the fewest others.
 * On a line, the best so many ranges leave out the widest gaps.
 */
export function cheapestPortCovers(ports: readonly PortRange[], budget: number): PortRange[][] {
  const merged = mergePorts(ports);
  if (merged.length === 0 || budget < 1) return [];
  const gaps = merged
    .slice(1)
    .map((range, index) => ({ before: index + 1, width: range.from - (merged[index]?.to ?? 0) }))
    .sort((left, right) => right.width - left.width || left.before - right.before);
  return Array.from({ length: Math.min(budget, merged.length) }, (_, index) => {
    const cuts = gaps
      .slice(0, index)
      .map(({ before }) => before)
      .sort((left, right) => left - right);
    const starts = [0, ...cuts];
    return starts.map((start, part) => ({
      from: merged[start]?.from ?? 0,
      to: merged[(starts[part + 1] ?? merged.length) - 1]?.to ?? 0,
    }));
  });
}
