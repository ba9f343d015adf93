/** How much of a date the end of a prefix names; a plain layout (`2026/11/05/`) or Hive's (`year=2026/month=11/day=05/`). */
export interface DateFolder {
  readonly year: number;
  readonly month: number | null;
  readonly day: number | null;
}

const YEAR = /^(?:year=)?((?:19|20)\d\d)$/i;
const MONTH = /^(?:month=)?(0?[1-9]|1[0-2])$/i;
const DAY = /^(?:day=)?(0?[1-9]|[12]\d|3[01])$/i;
const HOUR = /^(?:hour=)?([01]?\d|2[0-3])$/i;
/** One folder for the whole date, as partition projection often has it: `day=2026-11-05`. */
const WHOLE_DAY = /^(?:[a-z_]+=)?((?:19|20)\d\d)-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/i;

/** Null when the prefix does not end with a date, or the beginning of one. */
export function dateFolderOf(prefix: string): DateFolder | null {
  const parts = prefix.split('/').slice(0, -1);
  const whole = WHOLE_DAY.exec(parts.at(-1) ?? '');
  if (whole) return { year: Number(whole[1]), month: Number(whole[2]), day: Number(whole[3]) };
  for (const shape of SHAPES) {
    const tail = parts.slice(-shape.length);
    const numbers = shape.map((pattern, at) => pattern.exec(tail[at] ?? '')?.[1]);
    if (tail.length < shape.length || numbers.includes(undefined)) continue;
    const [year, month, day] = numbers.map(Number);
    return { year: year ?? 0, month: month ?? null, day: day ?? null };
  }
  return null;
}

/** The longest first: `2026/11` is no year with an hour. */
const SHAPES = [[YEAR, MONTH, DAY, HOUR], [YEAR, MONTH, DAY], [YEAR, MONTH], [YEAR]] as const;

/** The first and last day that a date, or its beginning, stands for, as `YYYY-MM-DD`. */
export function spanOf({ year, month, day }: DateFolder): { first: string; last: string } {
  const text = (value: number) => String(value).padStart(2, '0');
  const first = `${year}-${text(month ?? 1)}-${text(day ?? 1)}`;
  const last = `${year}-${text(month ?? 12)}-${text(day ?? 31)}`;
  return { first, last };
}
