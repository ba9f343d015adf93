const DAY_MS = 86_400_000;

/** Whole UTC days, `YYYY-MM-DD`, both included. */
export interface DayRange {
  readonly first: string;
  readonly last: string;
}

export function epochDay(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / DAY_MS;
}

export function dayAfter(day: string, days = 1): string {
  return new Date((epochDay(day) + days) * DAY_MS).toISOString().slice(0, 10);
}

export function daysIn({ first, last }: DayRange): string[] {
  const days: string[] = [];
  for (let day = first; day <= last; day = dayAfter(day)) days.push(day);
  return days;
}

/** Days in a row as ranges of so many days at most. */
export function rangesOf(days: readonly string[], most: number): DayRange[] {
  const ranges: { first: string; last: string; length: number }[] = [];
  for (const day of [...days].sort()) {
    const range = ranges.at(-1);
    if (range && range.length < most && dayAfter(range.last) === day) {
      range.last = day;
      range.length++;
    } else ranges.push({ first: day, last: day, length: 1 });
  }
  return ranges.map(({ first, last }) => ({ first, last }));
}
