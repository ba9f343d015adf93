export interface PaceWords {
  /** An amount of a stage in words. */
  readonly format?: (amount: number, stage: string) => string;
  /** `40 s left`, of `40 s`. */
  readonly left?: (duration: string) => string;
  /** Milliseconds. */
  readonly now?: () => number;
}

/** How fast a stage of the work goes, and how long the rest of it takes at that. */
export class Pace {
  readonly #now: () => number;
  readonly #format: (amount: number, stage: string) => string;
  readonly #left: (duration: string) => string;
  #stage: string | null = null;
  #begun = { time: 0, done: 0 };

  constructor({ format, left, now }: PaceWords = {}) {
    this.#format = format ?? ((amount) => amount.toFixed(amount < 10 ? 1 : 0));
    this.#left = left ?? ((duration) => `${duration} left`);
    this.#now = now ?? Date.now;
  }

  /** `, 12/s, 40 s left`; empty in a stage's first second, in which nothing can be told. */
  of(stage: string, done: number, total: number): string {
    const time = this.#now();
    if (stage !== this.#stage) {
      this.#stage = stage;
      this.#begun = { time, done };
    }
    const seconds = (time - this.#begun.time) / 1000;
    const rate = (done - this.#begun.done) / seconds;
    if (seconds < 1 || !(rate > 0)) return '';
    return `, ${this.#format(rate, stage)}/s, ${this.#left(duration((total - done) / rate))}`;
  }
}

function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 100) return `${whole} s`;
  if (whole < 100 * 60) return `${Math.round(whole / 60)} min`;
  return `${(whole / 3600).toFixed(1)} h`;
}
