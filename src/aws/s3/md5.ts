import { Worker } from 'node:worker_threads';

/**
 * Runs as it stands here, so that it needs no file of its own beside the compiled ones and the sources. A block is small
 * enough to stay in the processor's cache between reading and hashing.
 */
const WORKER = `
const { createHash } = require('node:crypto');
const { closeSync, openSync, readSync } = require('node:fs');
const { parentPort } = require('node:worker_threads');

const block = Buffer.allocUnsafe(128 * 1024);

function digest(path) {
  const hash = createHash('md5');
  const file = openSync(path, 'r');
  try {
    for (let length; (length = readSync(file, block)) > 0; ) hash.update(block.subarray(0, length));
  } finally {
    closeSync(file);
  }
  return hash.digest('hex');
}

parentPort.on('message', ({ id, path }) => {
  try {
    parentPort.postMessage({ id, md5: digest(path) });
  } catch (error) {
    parentPort.postMessage({ id, error });
  }
});
`;

interface Answer {
  readonly id: number;
  readonly md5?: string;
  readonly error?: Error;
}

interface Pending {
  readonly resolve: (md5: string) => void;
  readonly reject: (error: Error) => void;
}

/** One makes less than the main thread can receive. */
const MOST_WORKERS = 2;

const workers: HashWorker[] = [];

/**
 * The MD5 of a file, in hexadecimal, made in threads of their own: at 16 downloads at once the main thread has no time left
 * for it. Throws as `fs` does.
 */
export function md5OfFile(path: string): Promise<string> {
  const least = workers.reduce<HashWorker | null>(
    (best, each) => (best && best.waiting <= each.waiting ? best : each),
    null,
  );
  if (least && (least.waiting === 0 || workers.length === MOST_WORKERS)) return least.digest(path);
  const started = new HashWorker();
  workers.push(started);
  return started.digest(path);
}

class HashWorker {
  readonly #worker = new Worker(WORKER, { eval: true });
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;

  constructor() {
    this.#worker.on('message', ({ id, md5, error }: Answer) => {
      const answered = this.#pending.get(id);
      this.#pending.delete(id);
      // Waiting keeps the process alive; an idle thread does not.
      if (this.waiting === 0) this.#worker.unref();
      if (md5 !== undefined) answered?.resolve(md5);
      else answered?.reject(error ?? new Error('no answer'));
    });
    this.#worker.on('error', (error) => {
      workers.splice(workers.indexOf(this), 1);
      for (const { reject } of this.#pending.values()) reject(error);
    });
  }

  get waiting(): number {
    return this.#pending.size;
  }

  digest(path: string): Promise<string> {
    const id = ++this.#lastId;
    const answer = new Promise<string>((resolve, reject) =>
      this.#pending.set(id, { resolve, reject }),
    );
    this.#worker.ref();
    this.#worker.postMessage({ id, path });
    return answer;
  }
}
