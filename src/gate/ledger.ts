import type { GateDoubt } from '../model/gate.ts';
import type { Because, Effect } from './effect.ts';

/** What a change does to some traffic for one reason. */
export interface Entry {
  readonly kind: 'lost' | 'likely lost' | 'uncertain' | 'gained' | 'perhaps gained';
  readonly because: Because;
  readonly doubts: Set<GateDoubt>;
  /** Rests on an orientation that was inferred, or rules of further groups are not known. */
  weak: boolean;
}

/** The entries by number. Traffic with the same kind, cause and rules is one. */
export class Ledger {
  readonly entries: Entry[] = [];
  readonly #numbers = new Map<string, number>();

  lost(because: Because, weak: boolean): number {
    return this.#entry('lost', because, [], weak);
  }

  likely(because: Because): number {
    return this.#entry('likely lost', because, ['orientation'], true);
  }

  uncertain(because: Because, doubts: readonly GateDoubt[]): number {
    return this.#entry('uncertain', because, doubts, true);
  }

  gained(because: Because, weak: boolean): number {
    return this.#entry('gained', because, [], weak);
  }

  perhapsGained(because: Because, doubts: readonly GateDoubt[]): number {
    return this.#entry('perhaps gained', because, doubts, true);
  }

  #entry(
    kind: Entry['kind'],
    because: Because,
    doubts: readonly GateDoubt[],
    weak: boolean,
  ): number {
    const key = JSON.stringify([kind, because]);
    const number =
      this.#numbers.get(key) ??
      this.entries.push({ kind, because, doubts: new Set(), weak: false }) - 1;
    this.#numbers.set(key, number);
    const entry = this.entries[number]!;
    for (const doubt of doubts) entry.doubts.add(doubt);
    entry.weak ||= weak;
    return number;
  }
}

/** The first of several readings that is cut off or may be; null when all stay. */
export function concerned(
  effects: readonly Effect[],
): Exclude<Effect, { kind: 'none' | 'kept' }> | null {
  const found = effects.filter((effect) => effect.kind === 'lost' || effect.kind === 'uncertain');
  return found.find(({ kind }) => kind === 'lost') ?? found[0] ?? null;
}
