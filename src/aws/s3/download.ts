import { createHash, type Hash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { SgauditError } from '../../model/problem.ts';
import { type AwsAccess, TIMEOUTS } from '../clients.ts';
import { type S3Object, s3Url } from './location.ts';

/** The object was replaced after it was listed. */
export class ObjectChanged extends Error {}

/** Cuts in a row without a byte between them that are borne. */
const PATIENCE = 5;

interface Received {
  /** AES256, aws:kms, … as the answer says; null for none. */
  readonly encryption: string | null;
  /** MD5 of the content, where one answer gave all of it. */
  readonly md5: string | null;
}

/**
 * Downloads an object to a file: beside it first, then renamed, with the object's time. What an earlier run left half
 * done is gone on with. The content is verified by its length, by the ETag where that is an MD5, and by the SDK where S3 keeps a
 * check sum that it can compute. `onBytes` is told what arrives.
 * @throws ObjectChanged, and SgauditError `aws-…`, `s3-damaged`, `spool-unwritable`
 */
export async function downloadObject(
  aws: AwsAccess,
  object: S3Object,
  path: string,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const part = `${path}.${partMark(object)}.part`;
  try {
    await mkdir(dirname(path), { recursive: true });
    for (let attempt = 0; ; attempt++) {
      const received = await receive(aws, object, part, onBytes);
      if (await isWhole(object, part, received)) break;
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
    throw diskProblem(error, path);
  }
}

/** A part is gone on with only for the very object that it was begun of. */
function partMark({ etag, size }: S3Object): string {
  return createHash('sha256').update(`${etag} ${size}`).digest('hex').slice(0, 12);
}

async function receive(
  aws: AwsAccess,
  object: S3Object,
  part: string,
  onBytes: (bytes: number) => void,
): Promise<Received> {
  let received: Received = { encryption: null, md5: null };
  let failures = 0;
  for (;;) {
    const had = await sizeOf(part);
    if (had > object.size) await rm(part);
    else if (had === object.size && had > 0) return received;
    try {
      received = await receiveRest(aws, object, part, had > object.size ? 0 : had, onBytes);
      if ((await sizeOf(part)) === object.size) return received;
      throw new Error('the body ended early');
    } catch (error) {
      if (!isCut(error)) throw error;
      failures = (await sizeOf(part)) > had ? 1 : failures + 1;
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
  onBytes: (bytes: number) => void,
): Promise<Received> {
  const [client, { GetObjectCommand }] = await Promise.all([
    aws.client('s3'),
    import('@aws-sdk/client-s3'),
  ]);
  const command = new GetObjectCommand({
    Bucket: object.bucket,
    Key: object.key,
    ...(object.etag ? { IfMatch: `"${object.etag}"` } : {}),
    ...(from > 0 ? { Range: `bytes=${from}-` } : {}),
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
  const hash = createHash('md5');
  const body = answer.Body as Readable;
  // Beside the pipe and not within it: one more stream would cost as much again.
  body.on('data', (chunk: Buffer) => {
    hash.update(chunk);
    onBytes(chunk.length);
  });
  const file = createWriteStream(part, { flags: resumes ? 'a' : 'w' });
  try {
    await pipeline(body, file, ...(signal ? [{ signal }] : []));
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw error;
  }
  return {
    encryption: answer.ServerSideEncryption ?? null,
    md5: resumes ? null : hash.digest('hex'),
  };
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => null))?.size ?? 0;
}

/** The connection ended, as against a refusal, a full disk or the user's will. */
function isCut(error: unknown): boolean {
  if (error instanceof SgauditError) return error.code === 'aws-network';
  if (error instanceof ObjectChanged) return false;
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

/** Whether the content is the object's: by the ETag where it is an MD5, which it is not for parts and KMS. */
async function isWhole(object: S3Object, path: string, received: Received): Promise<boolean> {
  const isMd5 = /^[0-9a-f]{32}$/i.test(object.etag) && !/kms/i.test(received.encryption ?? '');
  if (!isMd5) return true;
  return (received.md5 ?? (await digest(path))) === object.etag.toLowerCase();
}

async function digest(path: string): Promise<string> {
  const hash: Hash = createHash('md5');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}

function diskProblem(error: unknown, path: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new SgauditError(
      'spool-full',
      `the disk of "${dirname(path)}" is full: free space, or put the spool elsewhere with --spool`,
    );
  }
  return /^(EACCES|EPERM|EROFS|ENOTDIR)$/.test(code ?? '')
    ? new SgauditError('spool-unwritable', `"${dirname(path)}" cannot be written (${code})`)
    : error;
}
