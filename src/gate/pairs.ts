import type { ClassOverDays } from '../attribution/classification.ts';

/** Classes of before and after, numbered together: traffic then has one class for both. */
export class Pairs {
  readonly before: number[] = [];
  readonly after: number[] = [];
  readonly #numbers = new Map<string, number>();

  of(before: ClassOverDays, after: ClassOverDays): ClassOverDays {
    if (typeof before === 'number' && typeof after === 'number') return this.#number(before, after);
    const days = typeof before === 'number' ? (after as readonly number[]) : before;
    const at = (one: ClassOverDays, day: number) => (typeof one === 'number' ? one : one[day]!);
    return days.map((_, day) => this.#number(at(before, day), at(after, day)));
  }

  get size(): number {
    return this.before.length;
  }

  #number(before: number, after: number): number {
    const key = `${before} ${after}`;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.before.length);
    this.after.push(after);
    return this.before.push(before) - 1;
  }
}
