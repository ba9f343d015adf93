import type { Classification, ClassOverDays } from './classification.ts';

/** Classes by position, of which some change over the days. */
export class ClassesOverDays {
  /** −1 and less: where the days of one that changes begin. */
  readonly #classes: Int32Array;
  readonly #daily: Int32Array;

  constructor(classes: readonly ClassOverDays[]) {
    const daily: number[] = [];
    this.#classes = Int32Array.from(classes, (one) =>
      typeof one === 'number' ? one : -1 - (daily.push(...one) - one.length),
    );
    this.#daily = Int32Array.from(daily);
  }

  on(position: number, day: number): number {
    const one = this.#classes[position]!;
    return one >= 0 ? one : this.#daily[day - 1 - one]!;
  }
}

/** The service class of each protocol and port. */
export class ServiceClassTable {
  /** From this port on, all are of one class, of TCP and of UDP. */
  readonly lastCut: number;
  readonly #tcp = new Int32Array(65_536);
  readonly #udp = new Int32Array(65_536);
  readonly #portless = new Int32Array(256);

  constructor(services: Classification['services']) {
    for (const { protocol, from, to, serviceClass } of services) {
      if (from === null || to === null) this.#portless[protocol] = serviceClass;
      else (protocol === 6 ? this.#tcp : this.#udp).fill(serviceClass, from, to + 1);
    }
    this.lastCut = Math.max(...services.map(({ from }) => from ?? 0));
  }

  of(protocol: number, port: number): number {
    if (port === -1) return this.#portless[protocol]!;
    if (protocol === 6) return this.#tcp[port]!;
    return protocol === 17 ? this.#udp[port]! : this.#portless[protocol]!;
  }
}
