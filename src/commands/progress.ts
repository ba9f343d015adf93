const UPDATE_MS = 100;
/** Nothing is shown of what is over sooner than this. */
const QUIET_MS = 1000;

interface Stream {
  write(text: string): unknown;
  readonly columns?: number;
}

/** One line on standard error that says what is going on, for work of more than a second; only on a terminal. */
export class Progress {
  readonly #stream: Stream;
  readonly #enabled: boolean;
  readonly #started = Date.now();
  #last = 0;
  #shown = false;

  constructor(stream: Stream, enabled: boolean) {
    this.#stream = stream;
    this.#enabled = enabled;
  }

  report = (message: string): void => {
    const now = Date.now();
    if (!this.#enabled || now - this.#started < QUIET_MS || now - this.#last < UPDATE_MS) return;
    this.#last = now;
    this.#shown = true;
    this.#stream.write(`\r\u001b[K${message.slice(0, (this.#stream.columns ?? 80) - 1)}`);
  };

  /** A line that stays. */
  note = (message: string): void => {
    if (!this.#enabled) return;
    this.done();
    this.#stream.write(`${message}\n`);
  };

  /** Wipes the line away. */
  done(): void {
    if (this.#shown) this.#stream.write('\r\u001b[K');
    this.#shown = false;
  }
}
