import { SgauditError } from '../../model/problem.ts';
import { dateFolderOf, spanOf } from './date-folders.ts';
import { PARALLEL_LISTINGS, type S3Folder, type S3Listing } from './listing.ts';
import type { S3Location, S3Object } from './location.ts';
import { mapParallel } from './parallel.ts';

/** Days of folders, `YYYY-MM-DD`, both included: by last day alone where the first depends on the newest. */
export type FolderDays =
  | { readonly kind: 'days'; readonly first: string; readonly last: string }
  | { readonly kind: 'last'; readonly days: number };

export interface LogObject extends S3Object {
  /** The day of its folder, else of its name; null where neither says it. */
  readonly day: string | null;
}

export interface FoundLogs {
  readonly objects: readonly LogObject[];
  /** The days that were listed; null where there are no folders of days. */
  readonly days: { readonly first: string; readonly last: string } | null;
}

/** Folders that may be listed to find where the days begin. */
const MOST_FOLDERS = 2_000;

/** Under an account's folder AWS delivers the logs of other services too. */
const ACCOUNT = /^\d{12}$/;
const FLOW_LOGS = 'vpcflowlogs';
const DAY_IN_NAME = /_(\d{4})(\d{2})(\d{2})T\d{4}Z_/;

/**
 * The objects under a prefix that hold logs of the wanted days, whatever lies between the prefix and the days: accounts
 * and regions, plain, Hive or hourly folders, or none. Only folders of the wanted days are listed.
 * @throws SgauditError `no-flow-logs` when there are none, `s3-too-broad` when the prefix has too much beside days
 */
export async function findLogs(
  listing: S3Listing,
  location: S3Location,
  wanted: FolderDays,
  isLog: (name: string) => boolean,
): Promise<FoundLogs> {
  const { series, loose } = await explore(listing, location);
  const kept = (objects: readonly S3Object[]) =>
    objects.filter(({ key, size }) => isLogKey(key, size, location, isLog));
  if (series.length === 0) return { objects: looseLogs(kept(loose), wanted), days: null };
  const days = await resolveDays(listing, series, wanted);
  const leaves = await mapParallel(series, PARALLEL_LISTINGS, (at) =>
    dayFolders(listing, at, days),
  );
  const lists = await mapParallel(leaves.flat(), PARALLEL_LISTINGS, (at) => listing.all(at));
  // Beside folders of days, only what AWS itself named there is a log.
  const beside = loose.filter(({ key }) => DAY_IN_NAME.test(key));
  const objects = [...kept(lists.flat()).map(withDay), ...looseLogs(kept(beside), wanted)];
  return { objects, days };
}

interface Explored {
  /** Prefixes below which the folders are dates, or that are within a date themselves. */
  readonly series: readonly S3Location[];
  readonly loose: readonly S3Object[];
}

/** Goes down, level by level, to where the dates begin. */
async function explore(listing: S3Listing, start: S3Location): Promise<Explored> {
  if (dateFolderOf(start.prefix)?.day != null) return { series: [start], loose: [] };
  const series: S3Location[] = [];
  const loose: S3Object[] = [];
  let level: readonly S3Location[] = [start];
  let listed = 0;
  while (level.length > 0) {
    listed += level.length;
    if (listed > MOST_FOLDERS) {
      throw new SgauditError(
        's3-too-broad',
        `s3://${start.bucket}/${start.prefix} has more than ${MOST_FOLDERS} folders before any folder of a day: give a longer prefix, such as …/AWSLogs/`,
      );
    }
    const folders = await mapParallel(level, PARALLEL_LISTINGS, (at) => listing.folder(at));
    const next: S3Location[] = [];
    for (const [index, found] of folders.entries()) {
      const at = level[index] as S3Location;
      loose.push(...found.objects);
      const dated = found.folders.filter((folder) => isDeeper(folder, at.prefix));
      if (dated.length > 0) series.push(at);
      const others = eligible(at.prefix, found).filter((folder) => !dated.includes(folder));
      next.push(...others.map((prefix) => ({ ...at, prefix })));
    }
    level = next;
  }
  return { series, loose };
}

/** Whether a folder goes on with the date of its parent, or begins one. */
function isDeeper(folder: string, parent: string): boolean {
  const [own, above] = [dateFolderOf(folder), dateFolderOf(parent)];
  return own !== null && (above === null || own.month !== above.month || own.day !== above.day);
}

function eligible(parent: string, { folders }: S3Folder): readonly string[] {
  const own = lastPart(parent);
  return folders.filter((folder) => {
    const name = lastPart(folder);
    if (name.startsWith('.') || name.startsWith('_')) return false;
    if (ACCOUNT.test(own)) return name === FLOW_LOGS;
    return !/^aws-service=/.test(name) || name === `aws-service=${FLOW_LOGS}`;
  });
}

function lastPart(prefix: string): string {
  return prefix.split('/').at(-2) ?? '';
}

async function resolveDays(
  listing: S3Listing,
  series: readonly S3Location[],
  wanted: FolderDays,
): Promise<{ first: string; last: string }> {
  if (wanted.kind === 'days') return { first: wanted.first, last: wanted.last };
  const newest = await mapParallel(series, PARALLEL_LISTINGS, (at) => newestDay(listing, at));
  return lastDays(newest.sort().at(-1) ?? '', wanted.days);
}

function lastDays(last: string, days: number): { first: string; last: string } {
  if (last === '') return { first: '', last: '' };
  const first = new Date(Date.parse(`${last}T00:00:00Z`) - (days - 1) * 86_400_000);
  return { first: first.toISOString().slice(0, 10), last };
}

/** Follows the latest folder down to a day. */
async function newestDay(listing: S3Listing, start: S3Location): Promise<string> {
  let at = start;
  for (;;) {
    const date = dateFolderOf(at.prefix);
    if (date?.day != null) return spanOf(date).first;
    const { folders } = await listing.folder(at);
    const dated = folders
      .map((prefix) => ({ prefix, date: dateFolderOf(prefix) }))
      .flatMap(({ prefix, date }) => (date ? [{ prefix, last: spanOf(date).last }] : []));
    const latest = dated.sort((left, right) => (left.last < right.last ? 1 : -1))[0];
    if (!latest) return date ? spanOf(date).first : '';
    at = { ...at, prefix: latest.prefix };
  }
}

/** The folders of the wanted days, found by going through years and months that have any of them. */
async function dayFolders(
  listing: S3Listing,
  at: S3Location,
  days: { readonly first: string; readonly last: string },
): Promise<S3Location[]> {
  const date = dateFolderOf(at.prefix);
  if (date) {
    const span = spanOf(date);
    if (span.last < days.first || span.first > days.last) return [];
    if (date.day !== null) return [at];
  }
  const { folders } = await listing.folder(at);
  const below = folders
    .filter((folder) => dateFolderOf(folder))
    .map((prefix) => ({ ...at, prefix }));
  return (
    await mapParallel(below, PARALLEL_LISTINGS, (one) => dayFolders(listing, one, days))
  ).flat();
}

function isLogKey(
  key: string,
  size: number,
  { prefix }: S3Location,
  isLog: (name: string) => boolean,
): boolean {
  const parts = key.slice(prefix.length).split('/');
  const name = parts.at(-1) ?? '';
  if (name === '' || (size === 0 && name.endsWith('_$folder$'))) return false;
  return !parts.some((part) => part.startsWith('_') || part.startsWith('.')) && isLog(name);
}

function withDay(object: S3Object): LogObject {
  const folder = object.key.slice(0, object.key.lastIndexOf('/') + 1);
  const date = dateFolderOf(folder);
  return { ...object, day: date?.day != null ? spanOf(date).first : dayInName(object.key) };
}

function dayInName(key: string): string | null {
  const match = DAY_IN_NAME.exec(key);
  return match ? `${match[1]}-${match[2]}-${match[3]}` : null;
}

/** Without folders the names may tell the day; an object whose name does not is taken. */
function looseLogs(objects: readonly S3Object[], wanted: FolderDays): LogObject[] {
  const logs = objects.map(withDay);
  const named = logs.flatMap(({ day }) => (day === null ? [] : [day])).sort();
  const days = wanted.kind === 'days' ? wanted : lastDays(named.at(-1) ?? '', wanted.days);
  return logs.filter(({ day }) => day === null || (day >= days.first && day <= days.last));
}
