import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { GetObjectCommandOutput } from '@aws-sdk/client-s3';
import { SgauditError } from '../../model/problem.ts';
import { type AwsAccess, TIMEOUTS } from '../clients.ts';
import { type S3Object, s3Url } from './location.ts';
import { md5OfFile } from './md5.ts';

/** The object was replaced after it was listed. */
export class ObjectChanged extends Error {}

/** What arrived is not what S3's check sum says. */
class ContentDiffers extends Error {}

export interface DownloadOptions {
  /** Told what arrives. */
  readonly onBytes: (bytes: number) => void;
  /** Whoever reads the file checks gzip's own CRC-32 and length, and has it fetched again where they are wrong. */
  readonly trustGzip?: boolean;
  /** The folder is there, and nothing of the object in it yet: both are costly to ask for every object. */
  readonly isNew?: boolean;
}

/** Cuts in a row without a byte between them that are borne. */
const PATIENCE = 5;
/** Bytes that wait for the disk, for one download: fewer and larger writes cost a third less than Node's default. */
const WRITE_BUFFER = 1 << 20;

/** What is known of a file of the right length. */
interface Received {
  /** AES256, aws:kms, … as the answer says; null for none. */
  readonly encryption: string | null;
  /** The SDK has compared all of it with a check sum that S3 keeps. */
  readonly isCompared: boolean;
  readonly isGzip: boolean;
}

/** A name under which S3's own check sum is not asked for, where gzip's serves. */
const GZIP_NAME = /\.gz$/i;
const NOTHING_KNOWN: Received = { encryption: null, isCompared: false, isGzip: false };

/**
 * Downloads an object to a file: beside it first, then renamed, with the object's time. What an earlier run left half
 * done is gone on with. The content is verified by its length and by one check sum: S3's, which the SDK compares, else the
 * ETag where that is an MD5 (docs/decisions/0026).
 * @throws ObjectChanged, and SgauditError `aws-…`, `s3-damaged`, `spool-unwritable`
 */
export async function downloadObject(
  aws: AwsAccess,
  object: S3Object,
  path: string,
  options: DownloadOptions,
): Promise<void> {
  const part = partOf(path, object);
  try {
    if (!options.isNew) await mkdir(dirname(path), { recursive: true });
    for (let attempt = 0; ; attempt++) {
      if (await arrivesWhole(aws, object, part, options)) break;
      await rm(part, { force: true });
      if (attempt === 1) {
        throw new SgauditError(
          's3-damaged',
          `${s3Url(object)} arrived twice with a wrong check sum: a proxy or the disk damages data`,
        );
      }
    }
    await utimes(part, new Date(), new Date(object.modified));
    await rename(part, path);
  } catch (error) {
    throw diskProblem(error, dirname(path));
  }
}

/** Where a download lies until it is whole. It is gone on with only for the very object that it was begun of. */
export function partOf(path: string, { etag, size }: S3Object): string {
  const mark = createHash('sha256').update(`${etag} ${size}`).digest('hex').slice(0, 12);
  return `${path}.${mark}.part`;
}

async function arrivesWhole(
  aws: AwsAccess,
  object: S3Object,
  part: string,
  options: DownloadOptions,
): Promise<boolean> {
  try {
    const received = await receive(aws, object, part, options);
    if (received.isCompared || (options.trustGzip && received.isGzip)) return true;
    return (
      !hasMd5(object, received.encryption) || (await md5OfFile(part)) === object.etag.toLowerCase()
    );
  } catch (error) {
    if (error instanceof ContentDiffers) return false;
    throw error;
  }
}

async function receive(
  aws: AwsAccess,
  object: S3Object,
  part: string,
  options: DownloadOptions,
): Promise<Received> {
  let failures = 0;
  for (let had = options.isNew ? 0 : await sizeOf(part); ; ) {
    if (had > object.size) await rm(part);
    else if (had === object.size && had > 0) return NOTHING_KNOWN;
    try {
      const from = had > object.size ? 0 : had;
      const { size, ...received } = await receiveRest(aws, object, part, from, options);
      if (size === object.size) return received;
      throw new Error('the body ended early');
    } catch (error) {
      if (!isCut(error)) throw error;
      const has = await sizeOf(part);
      failures = has > had ? 1 : failures + 1;
      had = has;
      if (failures >= PATIENCE) throw cutOff(object, error as Error);
      const { signal, timeouts = TIMEOUTS } = aws.settings;
      await wait(timeouts.pauseMs * 2 ** (failures - 1), undefined, signal ? { signal } : {}).catch(
        () => {
          throw signal?.reason;
        },
      );
    }
  }
}

/** One request, from where the part ends. */
async function receiveRest(
  aws: AwsAccess,
  object: S3Object,
  part: string,
  from: number,
  { onBytes, trustGzip = false }: DownloadOptions,
): Promise<Received & { readonly size: number }> {
  const [client, { GetObjectCommand }] = await Promise.all([
    aws.client('s3'),
    import('@aws-sdk/client-s3'),
  ]);
  // S3 keeps the sum of the whole, and the SDK compares it in this thread.
  const comparesSum = from === 0 && !(trustGzip && GZIP_NAME.test(object.key));
  const command = new GetObjectCommand({
    Bucket: object.bucket,
    Key: object.key,
    ...(object.etag ? { IfMatch: `"${object.etag}"` } : {}),
    ...(from > 0 ? { Range: `bytes=${from}-` } : {}),
    ...(comparesSum ? { ChecksumMode: 'ENABLED' } : {}),
  });
  const answer = await aws
    .call({ action: 's3:GetObject', resource: s3Url(object) }, async (options) => {
      return client.send(command, options).catch((error: unknown) => {
        if (statusOf(error) === 412) return null;
        throw error;
      });
    })
    .catch((error: unknown) => {
      throw goneOrElse(error, object);
    });
  if (answer === null) throw new ObjectChanged(s3Url(object));
  const { signal } = aws.settings;
  // A server that knows no ranges sends all of it.
  const resumes = from > 0 && answer.ContentRange !== undefined;
  const body = answer.Body as Readable;
  let isGzip: boolean | null = resumes ? false : null;
  // Beside the pipe and not within it: one more stream would cost as much again.
  body.on('data', (chunk: Buffer) => {
    isGzip ??= chunk[0] === 0x1f && chunk[1] === 0x8b;
    onBytes(chunk.length);
  });
  const file = createWriteStream(part, {
    flags: resumes ? 'a' : 'w',
    highWaterMark: WRITE_BUFFER,
  });
  try {
    await pipeline(body, file, ...(signal ? [{ signal }] : []));
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw /^Checksum mismatch/.test((error as Error).message) ? new ContentDiffers() : error;
  }
  return {
    size: (resumes ? from : 0) + file.bytesWritten,
    encryption: answer.ServerSideEncryption ?? null,
    isCompared: comparesSum && isCompared(answer),
    isGzip: isGzip ?? false,
  };
}

/** Of parts S3 may keep a sum of sums (`…-3`), which says nothing about the whole to the SDK. */
function isCompared(answer: GetObjectCommandOutput): boolean {
  const { ChecksumSHA256, ChecksumSHA1, ChecksumCRC32, ChecksumCRC32C, ChecksumCRC64NVME } = answer;
  const sums = [ChecksumSHA256, ChecksumSHA1, ChecksumCRC32, ChecksumCRC32C, ChecksumCRC64NVME];
  const kept = sums.filter((sum) => sum !== undefined);
  return kept.length > 0 && kept.every((sum) => !/-\d+$/.test(sum));
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => null))?.size ?? 0;
}

/** The connection ended, as against a refusal, a full disk or the user's will. */
function isCut(error: unknown): boolean {
  if (error instanceof SgauditError) return error.code === 'aws-network';
  if (error instanceof ObjectChanged || error instanceof ContentDiffers) return false;
  const { code = '', message = '' } = error as NodeJS.ErrnoException;
  return !/^(ENOSPC|EDQUOT|EACCES|EPERM|EROFS|EIO|EMFILE)$/.test(code) && !/ENOSPC/.test(message);
}

function statusOf(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
}

function goneOrElse(error: unknown, object: S3Object): unknown {
  return error instanceof SgauditError && error.code === 'aws-not-found'
    ? new SgauditError(
        's3-object-gone',
        `${s3Url(object)} was deleted after it was listed (by a lifecycle rule?): run it again, the new listing is without it`,
      )
    : error;
}

function cutOff(object: S3Object, { message }: Error): SgauditError {
  return new SgauditError(
    'aws-network',
    `${s3Url(object)}: the download was cut off ${PATIENCE} times without progress (${message}); what has arrived is kept, run it again`,
  );
}

/** Whether the ETag is the MD5 of the content, which it is not for objects in parts and under KMS. */
export function hasMd5({ etag }: S3Object, encryption: string | null = null): boolean {
  return /^[0-9a-f]{32}$/i.test(etag) && !/kms/i.test(encryption ?? '');
}

/** Why a folder could not be written, in words; other errors as they are. */
export function diskProblem(error: unknown, folder: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new SgauditError(
      'spool-full',
      `the disk of "${folder}" is full: free space, or put the spool elsewhere with --spool`,
    );
  }
  return /^(EACCES|EPERM|EROFS|ENOTDIR)$/.test(code ?? '')
    ? new SgauditError('spool-unwritable', `"${folder}" cannot be written (${code})`)
    : error;
}
