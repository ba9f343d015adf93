import { SgauditError } from '../model/problem.ts';
import type { Window } from '../model/rollup.ts';

const DAY_MS = 86_400_000;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** How a window was asked for: so many days up to the newest day of the traffic, or from day to day. */
export type WindowRequest =
  | { readonly kind: 'last'; readonly days: number }
  | { readonly kind: 'days'; readonly window: Window };

export const DEFAULT_WINDOW = '30d';

/** Reads `30d` or `2026-10-01..2026-10-31` (whole UTC days, both included). */
export function parseWindow(text: string): WindowRequest {
  const last = /^([1-9]\d{0,3})d$/.exec(text);
  if (last) return { kind: 'last', days: Number(last[1]) };
  const [firstDay, lastDay, ...rest] = text.split('..');
  if (rest.length === 0 && isDay(firstDay) && isDay(lastDay)) {
    if (firstDay > lastDay) throw badWindow(text, 'the first day is after the last');
    return { kind: 'days', window: { firstDay, lastDay } };
  }
  throw badWindow(text, 'give 30d, or 2026-10-01..2026-10-31');
}

function badWindow(text: string, why: string): SgauditError {
  return new SgauditError('usage', `--window ${text}: ${why}`);
}

function isDay(text: string | undefined): text is string {
  if (text === undefined || !DAY.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** The window's days, given the newest day that the traffic holds. */
export function resolveWindow(request: WindowRequest, newestDay: string): Window {
  if (request.kind === 'days') return request.window;
  return { firstDay: addDays(newestDay, 1 - request.days), lastDay: newestDay };
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

export function daysOf(window: Window): number {
  const length = Date.parse(window.lastDay) - Date.parse(window.firstDay);
  return Math.round(length / DAY_MS) + 1;
}
