import type { Classification, ClassOverDays } from './classification.ts';

/** Classes by position, of which some change over the days. */
export class ClassesOverDays {
  readonly #classes: Int32Array;
  readonly #daily: ReadonlyMap<number, readonly number[]>;

  constructor(classes: readonly ClassOverDays[]) {
    this.#classes = Int32Array.from(classes, (one) => (typeof one === 'number' ? one : -1));
    this.#daily = new Map(
      classes.flatMap((one, at) => (typeof one === 'number' ? [] : [[at, one] as const])),
    );
  }

  on(position: number, day: number): number {
    const one = this.#classes[position]!;
    return one >= 0 ? one : this.#daily.get(position)![day]!;
  }
}

/** The service class of each protocol and port. */
export class ServiceClassTable {
  readonly #tcp = new Int32Array(65_536);
  readonly #udp = new Int32Array(65_536);
  readonly #portless = new Int32Array(256);

  constructor(services: Classification['services']) {
    for (const { protocol, from, to, serviceClass } of services) {
      if (from === null || to === null) this.#portless[protocol] = serviceClass;
      else (protocol === 6 ? this.#tcp : this.#udp).fill(serviceClass, from, to + 1);
    }
  }

  of(protocol: number, port: number): number {
    if (port === -1) return this.#portless[protocol]!;
    if (protocol === 6) return this.#tcp[port]!;
    return protocol === 17 ? this.#udp[port]! : this.#portless[protocol]!;
  }
}
