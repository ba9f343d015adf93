import { DayConnections } from './day-connections.ts';

export const DAY_SECONDS = 86_400;

/** A day's table, which knows interfaces by their numbers among the texts of a sink. */
export class SinkDay {
  readonly table: DayConnections;
  /** Epoch seconds. */
  readonly firstSecond: number;
  #indices = new Int32Array(64).fill(-1);

  constructor(day: number, expected: number) {
    this.table = new DayConnections(day, expected);
    this.firstSecond = day * DAY_SECONDS;
  }

  interfaceIndex(text: number, texts: readonly string[]): number {
    if (text >= this.#indices.length) {
      const wider = new Int32Array(Math.max(text + 1, this.#indices.length * 2)).fill(-1);
      wider.set(this.#indices);
      this.#indices = wider;
    }
    const known = this.#indices[text]!;
    if (known >= 0) return known;
    const index = this.table.interfaceIndex(texts[text]!);
    this.#indices[text] = index;
    return index;
  }
}
