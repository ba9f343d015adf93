/** A time as RFC 3339 writes it, with the zone it was written in. */
export interface Timestamp {
  /** Nanoseconds since 1970, UTC. */
  readonly nanoseconds: bigint;
  /** Minutes east of UTC. */
  readonly offset: number;
}

/** The parts of the clock and calendar in the timestamp's own zone. */
export interface Clock {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:Z|([+-])(\d\d):(\d\d))$/;
const NANOSECONDS_A_SECOND = 1_000_000_000n;
const MILLISECONDS_A_MINUTE = 60_000;

/** null when the text is not RFC 3339: upper-case T and Z, a zone, and a date that exists. */
export function parseTimestamp(text: string): Timestamp | null {
  const found = RFC3339.exec(text);
  if (found === null) return null;
  const [year, month, day, hour, minute, second] = found.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const zoneHours = Number(found[9] ?? 0);
  const zoneMinutes = Number(found[10] ?? 0);
  if (hour > 23 || minute > 59 || second > 59 || zoneHours > 24 || zoneMinutes > 59) return null;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  date.setUTCHours(hour, minute, second);
  const offset = (found[8] === '-' ? -1 : 1) * (zoneHours * 60 + zoneMinutes);
  const milliseconds = date.getTime() - offset * MILLISECONDS_A_MINUTE;
  const fraction = BigInt((found[7] ?? '').slice(0, 9).padEnd(9, '0'));
  return { nanoseconds: BigInt(milliseconds) * 1_000_000n + fraction, offset };
}

export function clockOf({ nanoseconds, offset }: Timestamp): Clock {
  const seconds = floorDivide(nanoseconds, NANOSECONDS_A_SECOND);
  const date = new Date(Number(seconds) * 1000 + offset * MILLISECONDS_A_MINUTE);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    weekday: date.getUTCDay(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
  };
}

function floorDivide(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor;
  return value % divisor < 0n ? quotient - 1n : quotient;
}

export function formatTimestamp(timestamp: Timestamp): string {
  const { year, month, day, hour, minute, second } = clockOf(timestamp);
  const date = `${pad(year, 4)}-${pad(month)}-${pad(day)}`;
  const zone = timestamp.offset === 0 ? 'Z' : formatOffset(timestamp.offset, ':');
  return `${date}T${pad(hour)}:${pad(minute)}:${pad(second)}${zone}`;
}

/** `+02:00`, or with another separator between hours and minutes. */
export function formatOffset(offset: number, separator: string): string {
  const minutes = Math.abs(offset);
  return `${offset < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60))}${separator}${pad(minutes % 60)}`;
}

export function pad(value: number, digits = 2): string {
  return String(value).padStart(digits, '0');
}

const UNIT_NANOSECONDS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: NANOSECONDS_A_SECOND,
  m: 60n * NANOSECONDS_A_SECOND,
  h: 3600n * NANOSECONDS_A_SECOND,
};
const DURATION_PART = /(\d*)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)/y;
const LONGEST = 2n ** 63n - 1n;

/** Go's `time.ParseDuration`, in nanoseconds; null when the text is no duration or too long a one. */
export function parseDuration(text: string): bigint | null {
  const [, sign, body = ''] = /^([+-]?)(.*)$/s.exec(text) ?? [];
  if (body === '0') return 0n;
  let total = 0n;
  let at = 0;
  while (at < body.length) {
    DURATION_PART.lastIndex = at;
    const found = DURATION_PART.exec(body);
    const [, whole = '', fraction = '', unit = ''] = found ?? [];
    if (whole === '' && fraction === '') return null;
    const size = UNIT_NANOSECONDS[unit] as bigint;
    total += BigInt(whole || 0) * size;
    total += (BigInt(fraction || 0) * size) / 10n ** BigInt(fraction.length);
    at = DURATION_PART.lastIndex;
  }
  if (at === 0 || total > LONGEST) return null;
  return sign === '-' ? -total : total;
}
