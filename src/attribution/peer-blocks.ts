import { formatAddress, parseAddress } from '../model/address.ts';
import type { AddressTree } from './address-tree.ts';

/** Parts of the space of addresses, in order, each from `starts` to the next, with the smallest block around it. */
interface Parts {
  readonly starts: readonly bigint[];
  readonly nodes: readonly number[];
}

const IPV4_BASE = 0xffff_0000_0000n;
const WORD = 0xffff_ffffn;

/** IPv4 addresses are numbered as they are, others from here on, in the order in which they come. */
export const FIRST_OTHER = 2 ** 32;

/**
 * Numbers peers, and finds the smallest block of the tree around each: blocks nest or are disjoint, so together they
 * cut the space into parts that have one smallest block each.
 */
export class PeerBlocks {
  readonly #tree: AddressTree;
  readonly #unreadable: number;
  /** Starts of the IPv4 parts, and where in them each /16 begins. */
  readonly #starts4: Uint32Array;
  readonly #nodes4: Int32Array;
  readonly #firstOf16: Int32Array;
  /** The IPv4 part that was found last: rows are in the order of their peers. */
  #lastStart = 0;
  #lastEnd = 0;
  #lastNode = 0;
  readonly #parts6: Parts;
  readonly #others: { words: number[]; text: string | null; node: number }[] = [];
  readonly #byWords = new Map<number, number[]>();

  /** `unreadable`: what stands for text that is no address. */
  constructor(tree: AddressTree, unreadable: number) {
    this.#tree = tree;
    this.#unreadable = unreadable;
    const parts4 = partsOf(tree, 4);
    this.#starts4 = Uint32Array.from(parts4.starts, (start) => Number(start - IPV4_BASE));
    this.#nodes4 = Int32Array.from(parts4.nodes);
    this.#firstOf16 = firstOf16(this.#starts4);
    this.#parts6 = partsOf(tree, 6);
  }

  /** The block around an IPv4 address. */
  node4(address: number): number {
    if (address < this.#lastStart || address >= this.#lastEnd) this.#findPart4(address);
    return this.#lastNode;
  }

  #findPart4(address: number): void {
    const block = address >>> 16;
    const starts = this.#starts4;
    let low = this.#firstOf16[block]!;
    let high = this.#firstOf16[block + 1]!;
    // The last part that starts at the address or before it lies between the two.
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (starts[middle]! <= address) low = middle;
      else high = middle - 1;
    }
    this.#lastNode = this.#nodes4[low]!;
    this.#lastStart = starts[low]!;
    this.#lastEnd = low + 1 < starts.length ? starts[low + 1]! : FIRST_OTHER;
  }

  /** The number of an IPv6 address, of which the words are given from the uppermost. */
  numberOf(w3: number, w2: number, w1: number, w0: number): number {
    const hash =
      Math.imul(w3, 0x9e3779b1) ^
      Math.imul(w2, 0x85ebca6b) ^
      Math.imul(w1, 0xc2b2ae35) ^
      Math.imul(w0, 0x27d4eb2f);
    let same = this.#byWords.get(hash);
    if (!same) {
      same = [];
      this.#byWords.set(hash, same);
    }
    for (const other of same) {
      const [a, b, c, d] = this.#others[other]!.words;
      if (a === w3 && b === w2 && c === w1 && d === w0) return FIRST_OTHER + other;
    }
    same.push(this.#others.length);
    const words = [w3, w2, w1, w0];
    return this.#add({ words, text: null, node: this.#node6(joinWords(words)) });
  }

  /** The number of a peer that the rollup has no number of. */
  numberOfText(text: string): number {
    const address = parseAddress(text);
    const words = address
      ? [96n, 64n, 32n, 0n].map((at) => Number((address.value >> at) & WORD))
      : [];
    return this.#add({ words, text, node: this.#tree.find(text) ?? this.#unreadable });
  }

  /** The block around a peer that is not IPv4. */
  nodeOfOther(number: number): number {
    return this.#others[number - FIRST_OTHER]!.node;
  }

  textOf(number: number): string {
    if (number < FIRST_OTHER) {
      return formatAddress({ family: 4, value: IPV4_BASE + BigInt(number) });
    }
    const { text, words } = this.#others[number - FIRST_OTHER]!;
    return text ?? formatAddress({ family: 6, value: joinWords(words) });
  }

  /** In the order of the addresses, IPv4 first and what is none last. */
  compare(left: number, right: number): number {
    if (left < FIRST_OTHER || right < FIRST_OTHER) return left - right;
    const [one, other] = [left, right].map((number) => this.#others[number - FIRST_OTHER]!);
    if (one!.words.length !== other!.words.length) return other!.words.length - one!.words.length;
    const at = one!.words.findIndex((word, index) => word !== other!.words[index]);
    if (at !== -1) return one!.words[at]! - other!.words[at]!;
    return (one!.text ?? '') < (other!.text ?? '') ? -1 : 1;
  }

  #add(other: { words: number[]; text: string | null; node: number }): number {
    return FIRST_OTHER + this.#others.push(other) - 1;
  }

  #node6(value: bigint): number {
    const { starts, nodes } = this.#parts6;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (starts[middle]! <= value) low = middle;
      else high = middle - 1;
    }
    return nodes[low]!;
  }
}

function joinWords(words: readonly number[]): bigint {
  return words.reduce((value, word) => (value << 32n) | BigInt(word), 0n);
}

function partsOf(tree: AddressTree, family: 4 | 6): Parts {
  const blocks = tree.nodes
    .filter(({ cidr }) => cidr.family === family)
    .map(({ cidr, position }) => {
      const size = 1n << BigInt((family === 4 ? 32 : 128) - cidr.prefix);
      return { position, first: cidr.network, end: cidr.network + size, prefix: cidr.prefix };
    })
    .sort((left, right) =>
      left.first === right.first ? left.prefix - right.prefix : left.first < right.first ? -1 : 1,
    );
  const starts: bigint[] = [];
  const nodes: number[] = [];
  const add = (start: bigint, node: number): void => {
    if (starts.at(-1) === start) nodes[nodes.length - 1] = node;
    else {
      starts.push(start);
      nodes.push(node);
    }
  };
  const around: typeof blocks = [];
  const close = (until: bigint): void => {
    for (;;) {
      const inner = around.at(-1);
      if (!inner || inner.end > until) return;
      around.pop();
      const outer = around.at(-1);
      if (outer && inner.end < outer.end) add(inner.end, outer.position);
    }
  };
  for (const block of blocks) {
    close(block.first);
    add(block.first, block.position);
    around.push(block);
  }
  close(1n << 129n);
  return { starts, nodes };
}

/** For each /16 the part that holds its first address, and after the last one the last part. */
function firstOf16(starts: Uint32Array): Int32Array {
  const first = new Int32Array(65_537);
  let part = 0;
  for (let block = 0; block < 65_536; block++) {
    while (part + 1 < starts.length && starts[part + 1]! <= block * 65_536) part++;
    first[block] = part;
  }
  first[65_536] = starts.length - 1;
  return first;
}
