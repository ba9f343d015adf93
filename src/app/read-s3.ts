import { lstatSync } from 'node:fs';
import { rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type FoundLogs, findLogs, type LogObject } from '../aws/s3/find-logs.ts';
import { S3Listing } from '../aws/s3/listing.ts';
import { parseS3Url, s3Url } from '../aws/s3/location.ts';
import { Spool } from '../aws/s3/spool.ts';
import type { Config } from '../config/config.ts';
import { mayBeLog } from '../flowlogs/inputs.ts';
import { objectName } from '../flowlogs/log-source.ts';
import { openRollup, type RollupOptions, updateRollup } from '../flowlogs/rollup.ts';
import { lockStore, readManifest, removeAbandonedLock } from '../flowlogs/store.ts';
import { makeWorkspace } from '../flowlogs/workspace.ts';
import { formatBytes, parseBytes } from '../model/bytes.ts';
import { SgauditError } from '../model/problem.ts';
import type { Rollup } from '../model/rollup.ts';
import { openAws } from './aws.ts';
import { Pace } from './pace.ts';
import type { CommonRequest, TrafficRequest } from './request.ts';
import { addDays, type WindowRequest } from './window.ts';

const DEFAULT_MAX_DOWNLOAD = 50e9;
const DEFAULT_SPOOL_LIMIT = 20e9;

/** What reading from S3 took. */
export interface S3Cost {
  readonly listRequests: number;
  /** Objects of the window's days, and those among them that were new. */
  readonly objects: number;
  readonly newObjects: number;
  readonly downloadedBytes: number;
}

/**
 * Brings a rollup up to date with flow logs in S3, and opens it. Days are downloaded, read and removed a batch at a time;
 * without a rollup folder the rollup lives as long as it is open.
 * @throws SgauditError `no-flow-logs`, `download-limit`, `spool-…`, `s3-…`, `aws-…`
 */
export async function readS3(
  request: TrafficRequest & CommonRequest,
  config: Config,
  urls: readonly string[],
  options: Omit<RollupOptions, 'store'>,
): Promise<{ readonly rollup: Rollup; readonly cost: S3Cost }> {
  const workspace = request.rollup ? null : await makeWorkspace();
  const store = request.rollup ?? join(workspace?.folder ?? '', 'rollup');
  const removeWorkspace = async () => workspace?.remove();
  try {
    const cost = await update(request, config, urls, { ...options, store });
    const rollup = await openRollup(store, options);
    const close = () => rollup.close().finally(removeWorkspace);
    return { rollup: { ...rollup, close }, cost };
  } catch (error) {
    await removeWorkspace();
    throw error;
  }
}

async function update(
  request: TrafficRequest & CommonRequest,
  config: Config,
  urls: readonly string[],
  options: RollupOptions & { store: string },
): Promise<S3Cost> {
  const aws = await openAws(request, config);
  const spoolFolder = request.spool ?? config.s3?.spool ?? join(options.store, '.spool');
  const unlock = await lockStore(spoolFolder);
  try {
    const listing = new S3Listing(aws);
    request.onProgress?.('listing flow logs in S3');
    const listed = await listLogs(listing, urls, request.window ?? { kind: 'last', days: 30 });
    const fresh = await notInStore(listed.wanted, options.store);
    const limit = sizeOf(request.spoolLimit, config.s3?.spoolLimit, DEFAULT_SPOOL_LIMIT);
    const total = bytesOf(fresh);
    const pace = new Pace({ format: formatBytes });
    const spool = new Spool(aws, {
      folder: spoolWithin(spoolFolder),
      limit,
      onProgress: ({ bytes }) =>
        request.onProgress?.(
          `downloading ${formatBytes(bytes)} of ${formatBytes(total)}${pace.of('download', bytes, total)}`,
        ),
    });
    announce(request, listed.wanted, fresh);
    refuse(fresh, sizeOf(request.maxDownload, config.s3?.maxDownload, DEFAULT_MAX_DOWNLOAD));
    await spool.keepOnly(fresh);
    await readInBatches(spool, fresh, listed.all, limit, options);
    await spool.remove();
    return {
      listRequests: listing.requests,
      objects: listed.wanted.length,
      newObjects: fresh.length,
      downloadedBytes: spool.downloaded.bytes,
    };
  } finally {
    await unlock();
    await rmdir(spoolFolder).catch(() => undefined);
    await aws.close();
  }
}

/**
 * The folder of copies within the one that the user or the configuration names, where other things may lie: all that is
 * in it is removed in the end, so its name is ours alone, and no link may lead it elsewhere.
 * @throws SgauditError `spool-unwritable`
 */
function spoolWithin(folder: string): string {
  const own = join(folder, '.sgaudit-spool');
  if (lstatSync(own, { throwIfNoEntry: false })?.isSymbolicLink()) {
    throw new SgauditError(
      'spool-unwritable',
      `"${own}" is a link, and what lies behind it is not for the spool: remove the link, or give another --spool`,
    );
  }
  return own;
}

interface Listed {
  /** Objects of the window's days, with one day of padding: a record of the last minutes lies in the next day's folder. */
  readonly wanted: readonly LogObject[];
  /** And those of the day before, which new records may make necessary again. */
  readonly all: readonly LogObject[];
}

async function listLogs(
  listing: S3Listing,
  urls: readonly string[],
  window: WindowRequest,
): Promise<Listed> {
  const all = new Map<string, LogObject>();
  const wanted = new Map<string, LogObject>();
  for (const url of urls) {
    const days =
      window.kind === 'last'
        ? ({ kind: 'last', days: window.days + 2 } as const)
        : ({
            kind: 'days',
            first: addDays(window.window.firstDay, -1),
            last: addDays(window.window.lastDay, 1),
          } as const);
    const found = await findLogs(listing, parseS3Url(url), days, mayBeLog);
    for (const object of found.objects) {
      all.set(s3Url(object), object);
      if (object.day === null || object.day > firstListed(found)) wanted.set(s3Url(object), object);
    }
  }
  if (wanted.size === 0) {
    throw new SgauditError(
      'no-flow-logs',
      `${urls.join(', ')} holds no flow logs of the window: check the prefix (it may end at AWSLogs/, an account, a region) and --window`,
    );
  }
  return { wanted: [...wanted.values()], all: [...all.values()] };
}

/** The day before the window: not wanted for itself. Empty where nothing tells days. */
function firstListed({ days }: FoundLogs): string {
  return days?.first ?? '';
}

/** The objects that the store has not read yet, or that are others by now. */
async function notInStore(objects: readonly LogObject[], store: string): Promise<LogObject[]> {
  const manifest = await readManifest(store);
  const known = new Map(
    (manifest?.batches ?? []).flatMap(({ files }) => files.map((file) => [file.name, file])),
  );
  return objects.filter((object) => {
    const file = known.get(nameOf(object));
    if (!file || file.size !== object.size) return true;
    return file.modified !== null && file.modified !== object.modified;
  });
}

/** As the store names it. */
function nameOf(object: LogObject): string {
  return objectName(object.key) ?? s3Url(object);
}

function announce(
  request: CommonRequest,
  wanted: readonly LogObject[],
  fresh: readonly LogObject[],
): void {
  const days = new Set(wanted.flatMap(({ day }) => day ?? []));
  request.onNotice?.(
    `S3: ${wanted.length} objects of ${days.size} days, ${formatBytes(bytesOf(wanted))}; to download: ${fresh.length} objects, ${formatBytes(bytesOf(fresh))}`,
  );
}

const ARCHIVED = new Set(['GLACIER', 'DEEP_ARCHIVE']);

function refuse(fresh: readonly LogObject[], maxDownload: number): void {
  const archived = fresh.filter(({ storageClass }) => ARCHIVED.has(storageClass ?? ''));
  const [first] = archived;
  if (first) {
    throw new SgauditError(
      's3-archived',
      `${archived.length} of the window's objects are archived (${s3Url(first)}: ${first.storageClass}): restore them first, or choose a later --window`,
    );
  }
  const bytes = bytesOf(fresh);
  if (bytes > maxDownload) {
    throw new SgauditError(
      'download-limit',
      `${fresh.length} objects of ${formatBytes(bytes)} would be downloaded, more than the limit of ${formatBytes(maxDownload)}: raise it with --max-download, choose a shorter --window, or let Athena read them`,
    );
  }
}

function bytesOf(objects: readonly LogObject[]): number {
  return objects.reduce((sum, { size }) => sum + size, 0);
}

function sizeOf(given: number | undefined, configured: string | undefined, otherwise: number) {
  return given ?? (configured === undefined ? null : parseBytes(configured)) ?? otherwise;
}

/**
 * Reads batch after batch, and downloads the next one meanwhile where it has room. The last day of a batch stays until the
 * next is read: its records go on there.
 */
async function readInBatches(
  spool: Spool,
  fresh: readonly LogObject[],
  all: readonly LogObject[],
  limit: number,
  options: RollupOptions & { store: string },
): Promise<void> {
  const byName = new Map(all.map((object) => [nameOf(object), object]));
  const remote: RollupOptions['remote'] = {
    nameOf: (path) => {
      const object = spool.objectAt(path);
      return object && s3Url(object);
    },
    fetch: async (names) => {
      const found = names.flatMap((name) => {
        const object = byName.get(name);
        return object ? [[name, object] as const] : [];
      });
      const paths = await spool.fetch(found.map(([, object]) => object));
      return new Map(found.map(([name], at) => [name, paths[at] as string]));
    },
    fetchAgain: (path) => spool.fetchAgain(path),
  };
  const batches = batchesOf(fresh, limit / 3);
  let ahead: Promise<unknown> | null = null;
  for (const [index, batch] of batches.entries()) {
    await ahead;
    const paths = await spool.fetch(batch);
    const next = batches[index + 1];
    ahead = next && spool.hasRoomFor(next) ? spool.fetch(next) : null;
    // Its failure is that of the next turn.
    ahead?.catch(() => undefined);
    try {
      await updateRollup({ ...options, inputs: [...options.inputs, ...paths], remote });
    } catch (error) {
      await ahead?.catch(() => undefined);
      throw error;
    }
    const lastDay = batch.at(-1)?.day ?? null;
    const stays = new Set([...(next ?? []), ...batch.filter(({ day }) => day === lastDay)]);
    if (next) await spool.releaseExcept([...stays]);
  }
  if (batches.length > 0) return;
  if (options.inputs.length > 0) await updateRollup(options);
  else await removeAbandonedLock(options.store);
}

/** Whole days in order, so many bytes at most where a single day is not more; objects without a day come first. */
function batchesOf(objects: readonly LogObject[], limit: number): LogObject[][] {
  const byDay = new Map<string, LogObject[]>();
  for (const object of objects) {
    const day = object.day ?? '';
    byDay.set(day, [...(byDay.get(day) ?? []), object]);
  }
  const batches: LogObject[][] = [];
  let bytes = 0;
  for (const [, ofDay] of [...byDay].sort(([left], [right]) => (left < right ? -1 : 1))) {
    const batch = batches.at(-1);
    if (batch && bytes + bytesOf(ofDay) <= limit) batch.push(...ofDay);
    else {
      batches.push([...ofDay]);
      bytes = 0;
    }
    bytes += bytesOf(ofDay);
  }
  return batches;
}
