import {
  type Address,
  type Cidr,
  cidrAround,
  cidrContains,
  type Family,
  parseAddress,
  parseCidr,
} from '../model/address.ts';

/** A block that something depends on: a rule's CIDR, a prefix-list entry, an interface's address. */
export interface AddressNode {
  readonly position: number;
  readonly cidr: Cidr;
  /** The next larger block of the tree; null for the whole space of a family. */
  readonly parent: number | null;
}

/**
 * Blocks nest or are disjoint, so the smallest block around an address says all the blocks that
 * contain it: one number stands for a peer's whole set of matches.
 */
export class AddressTree {
  readonly nodes: readonly AddressNode[];
  readonly #positions: ReadonlyMap<string, number>;
  readonly #prefixes: Readonly<Record<Family, readonly number[]>>;

  constructor(cidrs: Iterable<Cidr>) {
    const distinct = new Map<string, Cidr>();
    for (const cidr of [ALL_IPV4, ALL_IPV6, ...cidrs]) distinct.set(keyOf(cidr), cidr);
    const sorted = [...distinct.values()].sort(
      (left, right) => left.family - right.family || left.prefix - right.prefix,
    );
    const positions = new Map<string, number>();
    const nodes: AddressNode[] = [];
    const prefixes: Record<Family, number[]> = { 4: [], 6: [] };
    for (const cidr of sorted) {
      const address = { family: cidr.family, value: cidr.network };
      const parent = deepest(address, prefixes[cidr.family], positions, cidr.prefix - 1);
      positions.set(keyOf(cidr), nodes.length);
      nodes.push({ position: nodes.length, cidr, parent });
      if (!prefixes[cidr.family].includes(cidr.prefix)) prefixes[cidr.family].push(cidr.prefix);
    }
    this.nodes = nodes;
    this.#positions = positions;
    this.#prefixes = prefixes;
  }

  /** The node of a block that is in the tree. */
  nodeOf(cidr: Cidr): number {
    const position = this.#positions.get(keyOf(cidr));
    if (position === undefined) throw new Error('the block is not in the tree');
    return position;
  }

  /** The smallest block around an address; null for text that is none. */
  find(address: string): number | null {
    const parsed = parseAddress(address);
    return parsed === null
      ? null
      : deepest(parsed, this.#prefixes[parsed.family], this.#positions, 128);
  }

  /** The block itself and every larger one, smallest first. */
  *ancestors(position: number): Generator<AddressNode> {
    let at: number | null = position;
    while (at !== null) {
      const node: AddressNode = this.nodes[at]!;
      yield node;
      at = node.parent;
    }
  }

  prefixLengths(family: Family): readonly number[] {
    return this.#prefixes[family];
  }
}

const ALL_IPV4 = parseCidr('0.0.0.0/0')!;
const ALL_IPV6 = parseCidr('::/0')!;

function keyOf(cidr: Cidr): string {
  return `${cidr.family}/${cidr.prefix}/${cidr.network}`;
}

function deepest(
  address: Address,
  prefixes: readonly number[],
  positions: ReadonlyMap<string, number>,
  longest: number,
): number | null {
  for (let at = prefixes.length - 1; at >= 0; at--) {
    const prefix = prefixes[at]!;
    if (prefix > longest) continue;
    const found = positions.get(keyOf(cidrAround(address, prefix)));
    if (found !== undefined) return found;
  }
  return null;
}

/** One address as a block. */
export function hostCidr(address: string): Cidr | null {
  const parsed = parseAddress(address);
  return parsed === null ? null : cidrAround(parsed, parsed.family === 4 ? 32 : 128);
}

/** Blocks that AWS VPCs draw private addresses from, without knowing the VPC. */
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', '198.19.0.0/16'];
export const PRIVATE_BLOCKS: readonly Cidr[] = PRIVATE.map((text) => parseCidr(text)!);

export function isPrivate(cidr: Cidr): boolean {
  const address = { family: cidr.family, value: cidr.network };
  return PRIVATE_BLOCKS.some(
    (block) => cidrContains(block, address) && block.prefix <= cidr.prefix,
  );
}
