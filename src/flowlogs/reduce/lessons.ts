import type { DayLessons } from './learn-day.ts';
import { ServiceLessons, type Services } from './services.ts';
import type { SharedAddress } from './shared-addresses.ts';

/** What all days together say, for the orientation of each. */
export interface Known {
  readonly services: Services;
  /** Interface → its addresses as an inventory gives them, in canonical form. */
  readonly ownAddresses: ReadonlyMap<string, readonly string[]>;
  /** Interface → the one IPv4 address that is its own. */
  readonly certainAddresses: ReadonlyMap<string, string>;
}

/** Gathers what days teach; a day is not needed any more once it was added. */
export class Lessons {
  readonly services = new ServiceLessons();
  readonly #shared = new Map<string, { days: number; addresses: Map<string, number> }>();

  add(day: DayLessons): void {
    this.services.add(day.endpoints);
    this.addShared(day.shared);
  }

  /** Those of one day. */
  addShared(shared: readonly SharedAddress[]): void {
    for (const { interface: id, family, address } of shared) {
      if (family !== 4 || id === '-') continue;
      const known = this.#shared.get(id) ?? { days: 0, addresses: new Map<string, number>() };
      this.#shared.set(id, known);
      if (address === null) known.days++;
      else known.addresses.set(address, (known.addresses.get(address) ?? 0) + 1);
    }
  }

  /** `isShown`: all of the logs have `srcaddr` and `dstaddr`. */
  conclude(ownAddresses: Known['ownAddresses'], isShown: boolean): Known {
    const services = this.services.conclude();
    const certainAddresses = isShown ? this.#certain(ownAddresses) : new Map<string, string>();
    return { services, ownAddresses, certainAddresses };
  }

  /**
   * The one IPv4 address per interface that all its days share, of interfaces that no inventory holds. It is the
   * interface's own only in logs with `srcaddr` and `dstaddr`, as they show its primary address whatever the packet's is
   * (docs/decisions/0012). An interface may have many IPv6 addresses.
   */
  #certain(ownAddresses: Known['ownAddresses']): Map<string, string> {
    const certain = new Map<string, string>();
    for (const [id, { days, addresses }] of this.#shared) {
      if ((ownAddresses.get(id)?.length ?? 0) > 0) continue;
      const [address, ...others] = [...addresses].filter(([, seen]) => seen === days);
      if (address && others.length === 0) certain.set(id, address[0]);
    }
    return certain;
  }
}
