import type { DayColumns } from './day-connections.ts';
import type { DayFlows } from './day-flows.ts';
import type { DayLessons } from './learn-day.ts';
import type { Known } from './lessons.ts';
import type { LogReading } from './read-log.ts';

/** What a thread is asked. */
export type Task =
  | {
      readonly kind: 'read';
      readonly path: string;
      readonly logFormat: readonly string[] | null;
    }
  /** For the connections that it has read. */
  | { readonly kind: 'flush' }
  /** It reads no more. */
  | { readonly kind: 'close' }
  | { readonly kind: 'learn'; readonly day: DayColumns }
  /** What holds for the days that it is to orient from here on. */
  | { readonly kind: 'know'; readonly known: Known }
  | { readonly kind: 'orient'; readonly day: DayColumns }
  /** The answer to its own question. */
  | { readonly kind: 'claimed'; readonly granted: boolean }
  /** The connections that it had no room for have been taken. */
  | { readonly kind: 'taken' }
  /** It is about to be ended. */
  | { readonly kind: 'stop' };

/** What it answers, by kind. */
export interface Answers {
  readonly reading: LogReading;
  readonly days: readonly DayColumns[];
  readonly closed: null;
  readonly lessons: DayLessons;
  readonly known: null;
  readonly flows: DayFlows;
}

export type Answer = {
  [Kind in keyof Answers]: { readonly kind: Kind; readonly value: Answers[Kind] };
}[keyof Answers];

/** What a thread says: an answer, a question of its own, or why it cannot answer. */
export type Word =
  | Answer
  | { readonly kind: 'claim'; readonly hash: string }
  | { readonly kind: 'part'; readonly days: readonly DayColumns[] }
  | { readonly kind: 'bytes'; readonly bytes: number }
  /** From here on the engine works for it: the thread may be ended only when that has stopped. */
  | { readonly kind: 'scans' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly error: unknown };
