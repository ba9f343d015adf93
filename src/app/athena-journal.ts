import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DayRange } from '../flowlogs/table/day-range.ts';

/** A query that was, or was about to be, started. */
export interface JournalEntry {
  /** Tells its text, workgroup and way of answering from others'. */
  readonly key: string;
  readonly days: DayRange;
  /** Athena's ClientRequestToken: to start it again answers the same query. */
  readonly token: string;
  readonly startedAt: string;
  /** Athena's name for the query; null until it has answered. */
  readonly id: string | null;
}

/**
 * Queries by their tokens, in a file that is written before each is started: a run that was killed at any time is gone on
 * with, and nothing is scanned or paid twice. The file is gone when all is kept and the results are removed.
 */
export class AthenaJournal {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  entries(): readonly JournalEntry[] {
    try {
      const entries = JSON.parse(readFileSync(this.#path, 'utf8')) as unknown;
      return Array.isArray(entries) ? entries.flatMap((each) => entryOf(each) ?? []) : [];
    } catch {
      return [];
    }
  }

  find(key: string): JournalEntry | null {
    return this.entries().find((entry) => entry.key === key) ?? null;
  }

  add(key: string, days: DayRange): JournalEntry {
    const startedAt = new Date().toISOString();
    const entry = { key, days, token: randomUUID(), startedAt, id: null };
    this.#write([...this.entries().filter((each) => each.key !== key), entry]);
    return entry;
  }

  /** Athena has answered with the query's id. */
  started(token: string, id: string): void {
    this.#write(this.entries().map((each) => (each.token === token ? { ...each, id } : each)));
  }

  remove(tokens: ReadonlySet<string>): void {
    this.#write(this.entries().filter(({ token }) => !tokens.has(token)));
  }

  #write(entries: readonly JournalEntry[]): void {
    if (entries.length === 0) {
      rmSync(this.#path, { force: true });
      return;
    }
    mkdirSync(dirname(this.#path), { recursive: true });
    const temporary = `${this.#path}.${process.pid}.tmp`;
    writeFileSync(temporary, `${JSON.stringify(entries, null, 1)}\n`);
    renameSync(temporary, this.#path);
  }
}

const TOKEN = /^[0-9a-f-]{36}$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** The token becomes part of a prefix that is removed: it is one of ours, or the entry counts for nothing. */
function entryOf(value: unknown): JournalEntry | null {
  const { key, days, token, startedAt, id } = (value ?? {}) as Partial<JournalEntry>;
  const isWhole =
    typeof key === 'string' &&
    typeof startedAt === 'string' &&
    TOKEN.test(token ?? '') &&
    DAY.test(days?.first ?? '') &&
    DAY.test(days?.last ?? '');
  if (!isWhole || !days || !token) return null;
  return { key, days, token, startedAt, id: TOKEN.test(id ?? '') ? (id ?? null) : null };
}
