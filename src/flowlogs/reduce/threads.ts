import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { DayColumns } from './day-connections.ts';
import type { DaySource, DayWork } from './day-work.ts';
import type { Known } from './lessons.ts';
import type { Claim, LogReader, ReadWatch } from './log-reader.ts';
import type { Answer, Answers, Task, Word } from './thread-words.ts';

/** Threads for the work on logs and days; each does one thing at a time. */
export interface Threads {
  /** One for each thread. */
  readers(logFormat: readonly string[] | null, claim: Claim): readonly LogReader[];
  readonly dayWork: DayWork;
  close(): Promise<void>;
}

/** Null where the program is run from its sources, which a thread cannot load. */
export function openThreads(count: number): Threads | null {
  const script = fileURLToPath(new URL('./thread.js', import.meta.url));
  if (!existsSync(script)) return null;
  const threads = Array.from({ length: count }, () => new Thread(new Worker(script)));
  return {
    readers: (logFormat, claim) => threads.map((thread) => thread.reader(logFormat, claim)),
    dayWork: new ThreadedDayWork(threads),
    async close() {
      await Promise.all(threads.map((thread) => thread.close()));
    },
  };
}

/** A thread whose engine is at work has nothing else to do than to listen. */
const ANSWERS_WITHIN_MS = 300;

class Thread {
  readonly #worker: Worker;
  #claim: Claim = () => true;
  #watch: ReadWatch | null = null;
  #reads = false;
  /** The engine works for it, while it reads. */
  #scans = false;
  #onStopped: () => void = () => undefined;
  #waiting: { resolve(word: Answer): void; reject(error: unknown): void } | null = null;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('message', (word: Word) => void this.#hear(word));
    worker.on('error', (error) => this.#waiting?.reject(error));
    worker.on('exit', (code) =>
      this.#waiting?.reject(new Error(`a thread ended before its work (exit code ${code})`)),
    );
  }

  reader(logFormat: readonly string[] | null, claim: Claim): LogReader {
    this.#claim = claim;
    this.#reads = true;
    return {
      read: (path, watch) => {
        this.#watch = watch;
        return this.ask('reading', { kind: 'read', path, logFormat });
      },
      flush: () => this.ask('days', { kind: 'flush' }),
      close: async () => {
        await this.ask('closed', { kind: 'close' });
        this.#reads = false;
      },
    };
  }

  /** Asks for an answer of the given kind. Throws what the thread threw. */
  async ask<Kind extends keyof Answers>(kind: Kind, task: Task): Promise<Answers[Kind]> {
    const answer = await new Promise<Answer>((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#worker.postMessage(task);
    });
    this.#waiting = null;
    if (answer.kind !== kind) throw new Error(`a thread answered ${answer.kind}, not ${kind}`);
    return answer.value as Answers[Kind];
  }

  async close(): Promise<void> {
    this.#waiting = null;
    if (this.#reads) await this.#stop();
    await this.#worker.terminate();
  }

  /**
   * What the engine is at in a thread must have ended before the thread does: else the process ends with it. A thread
   * that is slow to answer is at a text.
   */
  #stop(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        if (!this.#scans) resolve();
      }, ANSWERS_WITHIN_MS);
      this.#onStopped = () => {
        clearTimeout(timer);
        resolve();
      };
      this.#worker.once('exit', this.#onStopped);
      this.#worker.postMessage({ kind: 'stop' } satisfies Task);
    });
  }

  async #takePart(days: readonly DayColumns[]): Promise<void> {
    try {
      await this.#watch?.onPart(days);
      this.#worker.postMessage({ kind: 'taken' } satisfies Task);
    } catch (error) {
      this.#waiting?.reject(error);
    }
  }

  async #hear(word: Word): Promise<void> {
    if (word.kind === 'claim') {
      const granted = await this.#claim(word.hash);
      this.#worker.postMessage({ kind: 'claimed', granted } satisfies Task);
    } else if (word.kind === 'bytes') this.#watch?.onBytes(word.bytes);
    else if (word.kind === 'part') await this.#takePart(word.days);
    else if (word.kind === 'scans') this.#scans = true;
    else if (word.kind === 'stopped') this.#onStopped();
    else if (word.kind === 'failed') this.#waiting?.reject(word.error);
    else this.#waiting?.resolve(word);
  }
}

/** Gives each day to the next thread that has nothing to do. */
class ThreadedDayWork implements DayWork {
  readonly width: number;
  readonly #idle: Thread[];
  readonly #queue: ((thread: Thread) => void)[] = [];
  readonly #knows = new WeakMap<Thread, Known>();

  constructor(threads: readonly Thread[]) {
    this.width = threads.length;
    this.#idle = [...threads];
  }

  learn(source: DaySource) {
    return this.#withThread(async (thread) => {
      const day = await source.load();
      return thread.ask('lessons', { kind: 'learn', day });
    });
  }

  orient(source: DaySource, known: Known) {
    return this.#withThread(async (thread) => {
      const day = await source.load();
      if (this.#knows.get(thread) !== known) {
        await thread.ask('known', { kind: 'know', known });
        this.#knows.set(thread, known);
      }
      return thread.ask('flows', { kind: 'orient', day });
    });
  }

  async #withThread<Result>(work: (thread: Thread) => Promise<Result>): Promise<Result> {
    const thread =
      this.#idle.pop() ??
      (await new Promise<Thread>((resolve) => {
        this.#queue.push(resolve);
      }));
    try {
      return await work(thread);
    } finally {
      const next = this.#queue.shift();
      if (next) next(thread);
      else this.#idle.push(thread);
    }
  }
}
