import type { Capture, Inventory } from '../model/inventory.ts';
import type { Window } from '../model/rollup.ts';

const DAY_MS = 86_400_000;

/** The whole UTC days of a window, oldest first; other parts speak of a day by its position. */
export interface Days {
  readonly labels: readonly string[];
  /** Epoch milliseconds of the first day's midnight. */
  readonly start: number;
  /** Epoch milliseconds of the midnight after the last day. */
  readonly end: number;
}

export function daysOf(window: Window): Days {
  const start = Date.parse(`${window.firstDay}T00:00:00Z`);
  const end = Date.parse(`${window.lastDay}T00:00:00Z`) + DAY_MS;
  const labels: string[] = [];
  for (let time = start; time < end; time += DAY_MS) {
    labels.push(new Date(time).toISOString().slice(0, 10));
  }
  return { labels, start, end };
}

export function dayStart(days: Days, day: number): number {
  return days.start + day * DAY_MS;
}

export function dayEnd(days: Days, day: number): number {
  return dayStart(days, day) + DAY_MS;
}

/** A capture that holds interfaces, with its moment. */
export interface TimedCapture {
  /** As `captureTime` gives it. */
  readonly time: number;
  readonly interfaces: NonNullable<Capture['interfaces']>;
}

/** Epoch milliseconds of a capture; one without a time counts as of the window's end. */
export function captureTime({ capturedAt }: Pick<Capture, 'capturedAt'>, days: Days): number {
  return capturedAt === null ? days.end : Date.parse(capturedAt);
}

export function interfaceCaptures(inventory: Inventory | null, days: Days): TimedCapture[] {
  return (inventory?.captures ?? [])
    .flatMap((capture) =>
      capture.interfaces === null
        ? []
        : [
            {
              time: captureTime(capture, days),
              interfaces: capture.interfaces,
            },
          ],
    )
    .sort((left, right) => left.time - right.time);
}

/**
 * The moments around a day: the last at or before its midnight, all within it, the first at or
 * after its end. Gives positions in `times`, which ascend.
 */
export function around(times: readonly number[], start: number, end: number): number[] {
  let before = -1;
  let after = -1;
  const found: number[] = [];
  times.forEach((time, position) => {
    if (time <= start) before = position;
    else if (time < end) found.push(position);
    else if (after === -1) after = position;
  });
  if (before !== -1) found.unshift(before);
  if (after !== -1) found.push(after);
  return found;
}
