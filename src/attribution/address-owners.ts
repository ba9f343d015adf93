import { type Cidr, parseCidr } from '../model/address.ts';
import type { NetworkInterface } from '../model/inventory.ts';
import { type AddressTree, hostCidr } from './address-tree.ts';
import { around, type Days, dayEnd, dayStart, type TimedCapture } from './timeline.ts';

interface Ownership {
  readonly owner: string;
  /** Position of the capture that says so. */
  readonly capture: number;
}

/** Judges an address on a day: who owns it, and whether that is open. */
type Judge = (owners: readonly string[], open: boolean, day: number) => number;

/**
 * Which interfaces own the private, IPv6 and delegated addresses of the tree, over the days.
 * Addresses are handed out again, so a capture around the day that does not hold the address,
 * or an owner that was attached later, leaves it open whose it was.
 */
export class AddressOwners {
  readonly #days: Days;
  readonly #tree: AddressTree;
  readonly #captures: readonly TimedCapture[];
  readonly #byNode = new Map<number, Ownership[]>();
  readonly #attached = new Map<string, number>();
  readonly #vpcOf = new Map<string, string | null>();
  readonly #capturesOfVpc = new Map<string | null, Set<number>>();

  constructor(captures: readonly TimedCapture[], tree: AddressTree, days: Days) {
    this.#days = days;
    this.#tree = tree;
    this.#captures = captures;
    captures.forEach((capture, position) => {
      for (const one of capture.interfaces) this.#add(one, position);
    });
  }

  /** Every block that some interface owns. */
  static blocks(captures: readonly TimedCapture[]): Cidr[] {
    return captures.flatMap((capture) => capture.interfaces.flatMap(blocksOf));
  }

  /** Whether the node lies in a block that an interface ever owned. */
  owns(node: number): boolean {
    for (const ancestor of this.#tree.ancestors(node)) {
      if (this.#byNode.has(ancestor.position)) return true;
    }
    return false;
  }

  /** Judges the node on every day; one number where all days give the same. */
  overDays(node: number, judge: Judge): number | readonly number[] {
    const chain = [...this.#tree.ancestors(node)].flatMap((ancestor) => {
      const owned = this.#byNode.get(ancestor.position);
      return owned ? [owned] : [];
    });
    const relevant = this.#relevantCaptures(chain);
    const results: number[] = [];
    let previous: { near: string; attached: string; result: number } | null = null;
    const owners = [...new Set(chain.flat().map((one) => one.owner))];
    for (let day = 0; day < this.#days.labels.length; day++) {
      const start = dayStart(this.#days, day);
      const near = around(
        relevant.map((position) => this.#captures[position]!.time),
        start,
        dayEnd(this.#days, day),
      ).map((at) => relevant[at]!);
      const attached = owners.map((owner) => this.#attachedBy(owner, day)).join('');
      const nearKey = near.join(',');
      if (previous && previous.near === nearKey && previous.attached === attached) {
        // Nothing changed around this day, unless a capture lies within it.
        results.push(previous.result);
        continue;
      }
      const found = this.#ownersAt(chain, near, day);
      const result = judge(found.owners, found.open, day);
      results.push(result);
      previous = { near: nearKey, attached, result };
    }
    return results.every((result) => result === results[0]) ? results[0]! : results;
  }

  #ownersAt(
    chain: readonly (readonly Ownership[])[],
    near: readonly number[],
    day: number,
  ): { owners: string[]; open: boolean } {
    const owners = new Set<string>();
    let open = false;
    for (const capture of near) {
      const smallest = chain.find((owned) => owned.some((one) => one.capture === capture));
      if (!smallest) open = true;
      for (const one of smallest ?? []) {
        if (one.capture !== capture) continue;
        const attached = this.#attachedBy(one.owner, day);
        if (attached !== 'yes') open = true;
        if (attached !== 'no') owners.add(one.owner);
      }
    }
    return { owners: [...owners], open };
  }

  #attachedBy(owner: string, day: number): 'yes' | 'later today' | 'no' {
    const time = this.#attached.get(owner);
    if (time === undefined || time <= dayStart(this.#days, day)) return 'yes';
    return time < dayEnd(this.#days, day) ? 'later today' : 'no';
  }

  /** Captures of other VPCs say nothing of these addresses. */
  #relevantCaptures(chain: readonly (readonly Ownership[])[]): number[] {
    const found = new Set<number>();
    for (const { owner } of chain.flat()) {
      for (const capture of this.#capturesOfVpc.get(this.#vpcOf.get(owner) ?? null) ?? []) {
        found.add(capture);
      }
    }
    return [...found].sort((left, right) => left - right);
  }

  #add(one: NetworkInterface, capture: number): void {
    this.#vpcOf.set(one.id, one.vpcId);
    const ofVpc = this.#capturesOfVpc.get(one.vpcId) ?? new Set();
    this.#capturesOfVpc.set(one.vpcId, ofVpc.add(capture));
    if (one.attachTime !== null) {
      const time = Date.parse(one.attachTime);
      this.#attached.set(one.id, Math.min(time, this.#attached.get(one.id) ?? time));
    }
    for (const cidr of blocksOf(one)) {
      const node = this.#tree.nodeOf(cidr);
      const list = this.#byNode.get(node) ?? [];
      list.push({ owner: one.id, capture });
      this.#byNode.set(node, list);
    }
  }
}

/** Public addresses are left out: a group reference does not match them. */
function blocksOf(one: NetworkInterface): Cidr[] {
  return [
    ...[...one.privateAddresses, ...one.ipv6Addresses].map(hostCidr),
    ...one.prefixes.map(parseCidr),
  ].filter((cidr) => cidr !== null);
}
