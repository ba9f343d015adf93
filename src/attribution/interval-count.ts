import type { CoverageDay } from './coverage.ts';

/**
 * What the number of an interface's records says of lost intervals. An interface that is logged has at least one record,
 * NODATA at the least, in every aggregation interval, and an interval lasts ten minutes at most, one minute where the
 * log was made so or the instance is of the Nitro kind. So a day has a least number of records, whatever its traffic:
 * an hour of 24 may be there and some of its intervals still be lost. Where there is traffic the number says little; it
 * is exact where the interface is idle.
 * Source: https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html, "Aggregation interval"
 */
export function fewestRecords(hours: number, perMinute: boolean): number {
  const intervals = hours * (perMinute ? 60 : 6);
  return Math.ceil(intervals * (1 - TOLERANCE)) - 1;
}

/** Intervals are some seconds longer than said, and the first packet of a day's last one may come after midnight. */
const TOLERANCE = 0.01;

/** An interval has one NODATA record at most: a day with more than ten-minute intervals has those of a minute. */
export function isPerMinute(row: CoverageDay | undefined): boolean {
  return row !== undefined && row.no_data > 2 * TEN_MINUTE_INTERVALS;
}

const TEN_MINUTE_INTERVALS = 144;

export function recordsOf(row: CoverageDay | undefined): number {
  return row ? row.accepted + row.rejected + row.no_data + row.skip_data : 0;
}
