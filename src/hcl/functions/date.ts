import { NUMBER, STRING } from '../type.ts';
import type { Value } from '../value.ts';
import { computed, string } from '../values.ts';
import { ArgumentError, type HclFunction, textOf } from './function.ts';
import { numberResult, parameter } from './results.ts';
import {
  type Clock,
  clockOf,
  formatOffset,
  formatTimestamp,
  pad,
  parseDuration,
  parseTimestamp,
  type Timestamp,
} from './timestamp.ts';

/** "Date and Time Functions" that do not ask the clock. */
export const DATE_FUNCTIONS: Readonly<Record<string, HclFunction>> = {
  formatdate: {
    parameters: [parameter('format', STRING), parameter('time', STRING)],
    returns: STRING,
    call: (args) => computed(string(formatDate(textOf(args, 0), timestampOf(args, 1))), args),
  },
  timeadd: {
    parameters: [parameter('timestamp', STRING), parameter('duration', STRING)],
    returns: STRING,
    call(args) {
      const { nanoseconds, offset } = timestampOf(args, 0);
      const duration = parseDuration(textOf(args, 1));
      if (duration === null) throw new ArgumentError(1, 'not a valid duration');
      const moved = { nanoseconds: nanoseconds + duration, offset };
      return computed(string(formatTimestamp(moved)), args);
    },
  },
  timecmp: {
    parameters: [parameter('timestamp_a', STRING), parameter('timestamp_b', STRING)],
    returns: NUMBER,
    call(args) {
      const a = timestampOf(args, 0).nanoseconds;
      const b = timestampOf(args, 1).nanoseconds;
      return numberResult(Number(a > b) - Number(a < b), args);
    },
  },
};

function timestampOf(args: readonly Value[], index: number): Timestamp {
  const timestamp = parseTimestamp(textOf(args, index));
  if (timestamp === null) throw new ArgumentError(index, 'not a valid RFC3339 timestamp');
  return timestamp;
}

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;
const WEEKDAYS = [
  'Sunday',
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
] as const;

const QUOTED = /'((?:[^']|'')*)'/y;
const LETTERS = /([A-Za-z])\1*/y;

function formatDate(format: string, timestamp: Timestamp): string {
  const clock = clockOf(timestamp);
  let result = '';
  for (let at = 0; at < format.length; ) {
    const token = format[at] === "'" ? match(QUOTED, format, at) : match(LETTERS, format, at);
    if (token === null) {
      if (format[at] === "'") throw new ArgumentError(0, "unterminated literal '");
      result += format[at];
      at++;
      continue;
    }
    const [text, quoted] = token;
    result += text.startsWith("'") ? literal(quoted ?? '') : field(text, clock, timestamp);
    at += text.length;
  }
  return result;
}

/** Two quotes stand for one, alone as well as inside quoted text. */
function literal(quoted: string): string {
  return quoted === '' ? "'" : quoted.replaceAll("''", "'");
}

function match(pattern: RegExp, text: string, at: number): readonly [string, string?] | null {
  pattern.lastIndex = at;
  return pattern.exec(text) as readonly [string, string?] | null;
}

function field(verb: string, clock: Clock, timestamp: Timestamp): string {
  const { year, month, day, hour, minute, second } = clock;
  const twelve = hour % 12 === 0 ? 12 : hour % 12;
  const fields: Readonly<Record<string, () => string>> = {
    YYYY: () => pad(year, 4),
    YY: () => pad(year % 100),
    MMMM: () => MONTHS[month - 1] as string,
    MMM: () => (MONTHS[month - 1] as string).slice(0, 3),
    MM: () => pad(month),
    M: () => String(month),
    DD: () => pad(day),
    D: () => String(day),
    EEEE: () => WEEKDAYS[clock.weekday] as string,
    EEE: () => (WEEKDAYS[clock.weekday] as string).slice(0, 3),
    hh: () => pad(hour),
    h: () => String(hour),
    HH: () => pad(twelve),
    H: () => String(twelve),
    AA: () => (hour < 12 ? 'AM' : 'PM'),
    aa: () => (hour < 12 ? 'am' : 'pm'),
    mm: () => pad(minute),
    m: () => String(minute),
    ss: () => pad(second),
    s: () => String(second),
    ZZZZZ: () => formatOffset(timestamp.offset, ':'),
    ZZZZ: () => formatOffset(timestamp.offset, ''),
    ZZZ: () => (timestamp.offset === 0 ? 'UTC' : formatOffset(timestamp.offset, '')),
    Z: () => (timestamp.offset === 0 ? 'Z' : formatOffset(timestamp.offset, ':')),
  };
  const print = fields[verb];
  if (print === undefined) {
    throw new ArgumentError(0, `invalid date format verb "${verb}"`);
  }
  return print();
}
