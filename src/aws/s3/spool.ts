import { mkdir, readdir, rm, rmdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { formatBytes } from '../../model/bytes.ts';
import { SgauditError } from '../../model/problem.ts';
import type { AwsAccess } from '../clients.ts';
import { diskProblem, downloadObject, hasMd5, ObjectChanged, partOf } from './download.ts';
import { type S3Object, s3Url } from './location.ts';
import { md5OfFile } from './md5.ts';
import { allOrFirstFailure, mapParallel, Slots } from './parallel.ts';

/** Objects that are downloaded at once. */
const PARALLEL_DOWNLOADS = 16;
/** How often an object may be replaced while it is read. */
const MOST_CHANGES = 3;

export interface SpoolProgress {
  readonly bytes: number;
  readonly objects: number;
}

/**
 * A folder with copies of objects, for as long as they are needed. Files that a run left behind are used by the next,
 * if they are still those that the bucket holds. Gzip is not verified here, but by whoever reads it: `fetchAgain`.
 */
export class Spool {
  readonly folder: string;
  /** What came over the network. */
  downloaded: SpoolProgress = { bytes: 0, objects: 0 };
  readonly #aws: AwsAccess;
  readonly #limit: number;
  readonly #onProgress: (progress: SpoolProgress) => void;
  /** What lies in the folder or is on its way there, by path. */
  readonly #copies = new Map<string, { object: S3Object; arrived: Promise<void> }>();
  readonly #fetchedAgain = new Set<string>();
  /** By folder, the names that earlier runs left there. */
  readonly #found = new Map<string, Promise<ReadonlySet<string>>>();

  constructor(
    aws: AwsAccess,
    options: {
      readonly folder: string;
      /** Bytes that may lie in the folder at once. */
      readonly limit: number;
      readonly onProgress: (progress: SpoolProgress) => void;
    },
  ) {
    this.#aws = aws;
    this.folder = options.folder;
    this.#limit = options.limit;
    this.#onProgress = options.onProgress;
  }

  /** Where an object lies, with its key's folders. */
  pathOf({ bucket, key }: Pick<S3Object, 'bucket' | 'key'>): string {
    return join(this.folder, ...[bucket, ...key.split('/')].map(safeName));
  }

  /** The object that a path of the spool is a copy of. */
  objectAt(path: string): S3Object | null {
    return this.#copies.get(path)?.object ?? null;
  }

  /**
   * Sees to it that the objects lie in the spool, and answers their paths in the same order.
   * @throws SgauditError `spool-limit`, `s3-object-changes`, and what `downloadObject` throws
   */
  async fetch(objects: readonly S3Object[]): Promise<readonly string[]> {
    const wanted = objects.filter((object) => !this.#copies.has(this.pathOf(object)));
    if (!this.hasRoomFor(wanted)) throw this.#tooMuch(wanted);
    const here = objects.flatMap((object) => this.#copies.get(this.pathOf(object)) ?? []);
    const slots = new Slots(PARALLEL_DOWNLOADS);
    for (const object of wanted) {
      const arrived = slots.run(() => this.#fetchOne(object, true));
      arrived.catch(() => this.#copies.delete(this.pathOf(object)));
      this.#copies.set(this.pathOf(object), { object, arrived });
      here.push({ object, arrived });
    }
    await allOrFirstFailure(here.map(({ arrived }) => arrived));
    return objects.map((object) => this.pathOf(object));
  }

  /**
   * Fetches a copy again, once, that turned out to be damaged, and verifies it. False where that would change nothing: the
   * copy is what the bucket holds.
   */
  async fetchAgain(path: string): Promise<boolean> {
    const copy = this.#copies.get(path);
    if (!copy || this.#fetchedAgain.has(path)) return false;
    this.#fetchedAgain.add(path);
    const { object } = copy;
    const md5 = hasMd5(object) ? await md5OfFile(path).catch(() => null) : null;
    if (md5 === object.etag.toLowerCase()) return false;
    await rm(path, { force: true });
    copy.arrived = this.#fetchOne(object, false);
    await copy.arrived;
    return true;
  }

  /** Whether all of these may lie in the folder beside what is there. */
  hasRoomFor(objects: readonly S3Object[]): boolean {
    const wanted = objects.filter((object) => !this.#copies.has(this.pathOf(object)));
    return this.#held() + bytesOf(wanted) <= this.#limit;
  }

  /** Removes copies that are not needed any more. */
  async release(objects: readonly S3Object[]): Promise<void> {
    await mapParallel(objects, PARALLEL_DOWNLOADS, async (object) => {
      const path = this.pathOf(object);
      this.#copies.delete(path);
      await rm(path, { force: true });
    });
  }

  /** Removes all copies but these. */
  async releaseExcept(objects: readonly S3Object[]): Promise<void> {
    const stay = new Set(objects.map((object) => this.pathOf(object)));
    const copies = [...this.#copies.values()].map(({ object }) => object);
    await this.release(copies.filter((object) => !stay.has(this.pathOf(object))));
  }

  /** Removes what earlier runs left and nobody wants; half-done downloads of wanted objects stay. */
  async keepOnly(objects: readonly S3Object[]): Promise<void> {
    const wanted = new Set(objects.map((object) => this.pathOf(object)));
    const names = await readdir(this.folder, { recursive: true, withFileTypes: true }).catch(
      () => [],
    );
    for (const entry of names) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      const whole = path.replace(/\.[0-9a-f]{12}\.part$/, '');
      if (!wanted.has(whole)) await rm(path, { force: true });
    }
  }

  /** Removes all of it, and the folder where nothing else lies in it. */
  async remove(): Promise<void> {
    await this.release([...this.#copies.values()].map(({ object }) => object));
    await this.keepOnly([]);
    await removeEmptyFolders(this.folder);
    this.#found.clear();
  }

  /** Makes a folder of the spool, and says what lies there already. */
  #namesIn(folder: string): Promise<ReadonlySet<string>> {
    const known = this.#found.get(folder);
    if (known) return known;
    const found = mkdir(folder, { recursive: true })
      .then(() => readdir(folder))
      .catch((error: unknown) => {
        throw diskProblem(error, folder);
      })
      .then((names) => new Set(names));
    this.#found.set(folder, found);
    return found;
  }

  #held(): number {
    return bytesOf([...this.#copies.values()].map(({ object }) => object));
  }

  #tooMuch(wanted: readonly S3Object[]): SgauditError {
    const needed = formatBytes(this.#held() + bytesOf(wanted));
    return new SgauditError(
      'spool-limit',
      `logs that must be read together need ${needed} on disk, more than the limit of ${formatBytes(this.#limit)}: raise it with --spool-limit, or let Athena read them`,
    );
  }

  async #fetchOne(listed: S3Object, trustGzip: boolean): Promise<void> {
    const path = this.pathOf(listed);
    const found = await this.#namesIn(dirname(path));
    if (found.has(basename(path)) && (await isCopy(path, listed))) return;
    const onBytes = (bytes: number) => {
      this.downloaded = { ...this.downloaded, bytes: this.downloaded.bytes + bytes };
      this.#onProgress(this.downloaded);
    };
    let object = listed;
    for (let changes = 0; ; changes++) {
      try {
        const isNew = !found.has(basename(partOf(path, object)));
        await downloadObject(this.#aws, object, path, { onBytes, trustGzip, isNew });
        break;
      } catch (error) {
        if (!(error instanceof ObjectChanged)) throw error;
        if (changes === MOST_CHANGES) {
          throw new SgauditError(
            's3-object-changes',
            `${s3Url(object)} was replaced ${MOST_CHANGES} times while it was read: wait until its writer is done`,
          );
        }
        object = await this.#lookAgain(object);
        const copy = this.#copies.get(path);
        if (copy) copy.object = object;
      }
    }
    this.downloaded = { ...this.downloaded, objects: this.downloaded.objects + 1 };
  }

  /** The object as it is now. */
  async #lookAgain(object: S3Object): Promise<S3Object> {
    const [client, { HeadObjectCommand }] = await Promise.all([
      this.#aws.client('s3'),
      import('@aws-sdk/client-s3'),
    ]);
    const { bucket, key } = object;
    const head = await this.#aws.call(
      { action: 's3:GetObject', resource: s3Url(object) },
      (options) => client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }), options),
    );
    return {
      ...object,
      size: head.ContentLength ?? object.size,
      etag: (head.ETag ?? '').replaceAll('"', ''),
      modified: head.LastModified?.getTime() ?? object.modified,
    };
  }
}

function bytesOf(objects: readonly S3Object[]): number {
  return objects.reduce((bytes, { size }) => bytes + size, 0);
}

/** An earlier run's download is the object's content when length and time are the same. */
async function isCopy(path: string, { size, modified }: S3Object): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found !== null && found.size === size && Math.trunc(found.mtimeMs) === modified;
}

/** A part of a key as a file name: nothing leads out of the folder, and the names of days stay what they are. */
function safeName(part: string): string {
  const plain = part.replace(
    /[^A-Za-z0-9._=+@ -]/g,
    (character) => `%${Buffer.from(character).toString('hex').toUpperCase()}`,
  );
  return /^\.{0,2}$/.test(plain) ? `%${plain}` : plain;
}

async function removeEmptyFolders(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => null);
  if (!entries) return;
  for (const entry of entries) {
    if (entry.isDirectory()) await removeEmptyFolders(join(folder, entry.name));
  }
  await rmdir(folder).catch(() => undefined);
}
