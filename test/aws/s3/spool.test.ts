import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { AwsAccess } from '../../../src/aws/clients.ts';
import type { S3Object } from '../../../src/aws/s3/location.ts';
import { Spool } from '../../../src/aws/s3/spool.ts';
import { SgauditError } from '../../../src/model/problem.ts';
import { useAwsEnvironment } from '../../support/aws-environment.ts';
import { etagOf, type S3Server, s3Error, startS3 } from '../../support/s3-server.ts';

let s3: S3Server;
let folder: string;
let restore: () => void;
beforeEach(async () => {
  s3 = await startS3();
  folder = await mkdtemp(join(tmpdir(), 'spool-test-'));
  restore = useAwsEnvironment(s3.url);
});
afterEach(async () => {
  restore();
  await s3.stop();
  await rm(folder, { recursive: true, force: true });
});

const MODIFIED = new Date('2026-11-10T08:00:00Z');

function put(key: string, body: Buffer, etag?: string): S3Object {
  const stored = { body, modified: MODIFIED, ...(etag ? { etag } : {}) };
  s3.objects.set(`logs/${key}`, stored);
  return {
    bucket: 'logs',
    key,
    size: body.length,
    etag: etagOf(stored),
    modified: MODIFIED.getTime(),
    storageClass: null,
  };
}

function spoolOf(limit = 1e9, signal?: AbortSignal, maxAttempts = 1): Spool {
  const aws = new AwsAccess({
    version: '0',
    maxAttempts,
    timeouts: { connectMs: 500, idleMs: 500, pauseMs: 1 },
    ...(signal ? { signal } : {}),
  });
  return new Spool(aws, { folder, limit, onProgress: () => undefined });
}

async function files(): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

async function failure(work: Promise<unknown>): Promise<SgauditError> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(SgauditError);
  return error as SgauditError;
}

/** The header by which S3 tells the CRC-32 of an object. */
function sumOf(body: Buffer): Record<string, string> {
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return { 'x-amz-checksum-crc32': sum.toString('base64') };
}

/** Sends so many bytes of the object, from where it was asked for, and cuts the connection. */
function cutAfter(bytes: number, body: Buffer, range: string | undefined) {
  const from = Number(/=(\d+)/.exec(range ?? '')?.[1] ?? 0);
  const rest = body.subarray(from);
  return (response: import('node:http').ServerResponse) => {
    response.writeHead(from ? 206 : 200, {
      'content-length': String(rest.length),
      ...(from ? { 'content-range': `bytes ${from}-${body.length - 1}/${body.length}` } : {}),
    });
    // What was sent must have arrived before the cut, on a busy machine too.
    response.write(rest.subarray(0, bytes), () =>
      setTimeout(() => response.destroy(), bytes > 0 ? 300 : 20),
    );
  };
}

describe('the spool', () => {
  test('holds what the bucket holds, with the time of the object, and gives it back', async () => {
    const objects = Array.from({ length: 40 }, (_, index) =>
      put(`AWSLogs/2026/11/0${(index % 9) + 1}/${index}.gz`, randomBytes(1000 + index)),
    );
    const spool = spoolOf();
    const paths = await spool.fetch(objects);
    for (const [index, path] of paths.entries()) {
      expect(await readFile(path)).toEqual(s3.objects.get(`logs/${objects[index]?.key}`)?.body);
      expect((await stat(path)).mtime).toEqual(MODIFIED);
      expect(spool.objectAt(path)).toEqual(objects[index]);
    }
    expect(paths[0]).toMatch(/\/logs\/AWSLogs\/2026\/11\/01\/0\.gz$/);
    expect(spool.downloaded).toEqual({ objects: 40, bytes: 40_000 + 780 });
    await spool.remove();
    await expect(stat(folder)).rejects.toThrow('ENOENT');
  });

  test('takes no path out of its folder', async () => {
    const keys = ['../../escape', 'a/../b', '/absolute', 'a//b', '.', 'x\u0000y', 'ü\\..\\z'];
    const spool = spoolOf();
    for (const key of keys) {
      const path = spool.pathOf({ bucket: 'logs', key });
      expect(path.startsWith(`${folder}/logs/`)).toBe(true);
      expect(path).not.toMatch(/\/\.\.?(\/|$)|\\|\u0000/);
    }
    expect(new Set(keys.map((key) => spool.pathOf({ bucket: 'logs', key }))).size).toBe(
      keys.length,
    );
  });

  test('goes on where the connection was cut', async () => {
    const body = randomBytes(300_000);
    const object = put('big.gz', body);
    let cuts = 0;
    s3.fault = (request) =>
      request.method === 'GET' && cuts++ < 3 ? cutAfter(80_000, body, request.headers.range) : null;
    const [path] = await spoolOf().fetch([object]);
    expect(await readFile(path as string)).toEqual(body);
    const starts = s3.gets.map(({ range }) => Number(/=(\d+)/.exec(range ?? '')?.[1] ?? 0));
    expect(starts).toEqual([0, 80_000, 160_000, 240_000]);
  });

  test('gives up when nothing arrives any more, and keeps what did', async () => {
    const body = randomBytes(300_000);
    const object = put('big.gz', body);
    let cuts = 0;
    s3.fault = (request) => cutAfter(cuts++ === 0 ? 80_000 : 0, body, request.headers.range);
    const error = await failure(spoolOf().fetch([object]));
    expect(error.code).toBe('aws-network');
    expect(error.message).toContain('s3://logs/big.gz');
    s3.fault = () => null;
    const [path] = await spoolOf().fetch([object]);
    expect(await readFile(path as string)).toEqual(body);
    expect(s3.gets.at(-1)?.range).toBe('bytes=80000-');
  });

  test('gives up on a body that stalls', async () => {
    const body = randomBytes(100_000);
    const object = put('slow.gz', body);
    s3.fault = () => (response) => {
      response.writeHead(200, { 'content-length': String(body.length) });
      response.write(body.subarray(0, 10));
    };
    expect((await failure(spoolOf().fetch([object]))).code).toBe('aws-network');
  }, 30_000);

  test('takes a whole answer where it asked for a range', async () => {
    const body = randomBytes(50_000);
    const object = put('whole.gz', body);
    let first = true;
    s3.fault = () => {
      if (first) {
        first = false;
        return cutAfter(10_000, body, undefined);
      }
      return { headers: { 'content-length': String(body.length) }, body };
    };
    const [path] = await spoolOf().fetch([object]);
    expect(await readFile(path as string)).toEqual(body);
  });

  test('uses what an earlier run downloaded, and not what is another object by now', async () => {
    const [kept, replaced] = [put('kept.gz', randomBytes(100)), put('new.gz', randomBytes(100))];
    await spoolOf().fetch([kept, replaced]);
    const other = { ...put('new.gz', randomBytes(100)), modified: MODIFIED.getTime() + 1000 };
    s3.gets.length = 0;
    await spoolOf().fetch([kept, other]);
    expect(s3.gets.map(({ key }) => key)).toEqual(['logs/new.gz']);
  });

  test('a part of the object as it was is not joined to the object as it is', async () => {
    const before = put('log.gz', Buffer.alloc(50_000, 'a'));
    s3.fault = () => cutAfter(20_000, Buffer.alloc(50_000, 'a'), undefined);
    await failure(spoolOf().fetch([before]));
    s3.fault = () => null;
    const after = put('log.gz', Buffer.alloc(50_000, 'b'));
    const [path] = await spoolOf().fetch([after]);
    expect(await readFile(path as string)).toEqual(Buffer.alloc(50_000, 'b'));
  });

  test('an object that was replaced after the listing is read as it is now', async () => {
    const listed = put('log.gz', Buffer.from('before'));
    put('log.gz', Buffer.from('and after'));
    const spool = spoolOf();
    const [path] = await spool.fetch([listed]);
    expect(await readFile(path as string, 'utf8')).toBe('and after');
    expect(spool.objectAt(path as string)?.size).toBe(9);
  });

  test('an object that is replaced again and again is refused', async () => {
    const listed = put('log.gz', Buffer.from('0'));
    let version = 0;
    s3.fault = (request) => {
      if (request.method === 'GET') put('log.gz', Buffer.from(String(++version)));
      return null;
    };
    expect((await failure(spoolOf().fetch([listed]))).code).toBe('s3-object-changes');
  });

  describe.each([
    ['plain text', 'log', Buffer.from('2 123456789012 eni-0a NODATA\n'.repeat(40))],
    ['parquet', 'log.parquet', Buffer.concat([Buffer.from('PAR1'), randomBytes(996)])],
    ['what is called gzip and is none', 'log.gz', randomBytes(1000)],
  ])('damage in %s', (_, key, body) => {
    const damaged = Buffer.from(body);
    damaged[500] = (damaged[500] as number) ^ 1;

    test.each([
      ['its MD5', {}, undefined],
      ['a check sum that S3 keeps', sumOf(body), 'b'.repeat(32)],
    ])('is found by %s, and fetched again, then refused', async (_, headers, etag) => {
      const object = put(key, body, etag);
      let damages = 1;
      const kms = etag ? { 'x-amz-server-side-encryption': 'aws:kms' } : {};
      s3.fault = (request) => ({
        headers: {
          ...{ 'content-length': String(body.length), ...kms },
          ...(request.headers['x-amz-checksum-mode'] === 'ENABLED' ? headers : {}),
        },
        body: damages-- > 0 ? damaged : body,
      });
      const again = spoolOf();
      if (etag && key.endsWith('.gz')) {
        // Nothing of it can be verified as it comes; who reads it finds the damage.
        const [path] = await again.fetch([object]);
        expect(await again.fetchAgain(path as string)).toBe(true);
      } else await again.fetch([object]);
      expect(await readFile(again.pathOf(object))).toEqual(body);
      expect(s3.gets).toHaveLength(2);
      await again.remove();
      damages = 10;
      const refused = spoolOf();
      const error = await failure(
        refused.fetch([object]).then(([path]) => refused.fetchAgain(path as string)),
      );
      expect(error.code).toBe('s3-damaged');
      expect(await files()).toEqual([]);
    });
  });

  describe('gzip', () => {
    const body = gzipSync(randomBytes(1000));
    const damaged = Buffer.from(body);
    damaged[500] = (damaged[500] as number) ^ 1;

    test('is taken as it comes, and fetched again and verified when its reader finds damage', async () => {
      const object = put('log.gz', body);
      let damages = 1;
      s3.fault = () => (damages-- > 0 ? { body: damaged } : null);
      const spool = spoolOf();
      const [path = ''] = await spool.fetch([object]);
      expect(await readFile(path)).toEqual(damaged);
      expect(await spool.fetchAgain(path)).toBe(true);
      expect(await readFile(path)).toEqual(body);
      damages = 10;
      expect(await spool.fetchAgain(path)).toBe(false);
    });

    test('that the bucket holds damaged is not fetched again', async () => {
      const object = put('log.gz', damaged);
      const spool = spoolOf();
      const [path = ''] = await spool.fetch([object]);
      expect(await spool.fetchAgain(path)).toBe(false);
      expect(s3.gets).toHaveLength(1);
    });

    test('is refused where it arrives damaged again and again', async () => {
      const object = put('log.gz', body);
      s3.fault = () => ({ body: damaged });
      const spool = spoolOf();
      const [path = ''] = await spool.fetch([object]);
      expect((await failure(spool.fetchAgain(path))).code).toBe('s3-damaged');
    });
  });

  test('an ETag that is no MD5 (parts, KMS) is not taken for one', async () => {
    const object = put('parts.gz', randomBytes(1000), `${'a'.repeat(32)}-2`);
    await spoolOf().fetch([object]);
    const encrypted = put('kms.gz', randomBytes(1000), 'b'.repeat(32));
    const { body } = s3.objects.get('logs/kms.gz') as { body: Buffer };
    s3.fault = () => ({
      headers: { 'content-length': '1000', 'x-amz-server-side-encryption': 'aws:kms' },
      body,
    });
    await spoolOf().fetch([encrypted]);
    expect((await files()).sort()).toEqual(['kms.gz', 'parts.gz']);
  });

  test.each([
    [s3Error(403, 'AccessDenied', 'Access Denied'), 'aws-permission', 's3:GetObject'],
    [
      s3Error(
        403,
        'AccessDenied',
        'User: arn:aws:iam::1:user/a is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:eu-west-1:1:key/k because no identity-based policy allows the kms:Decrypt action',
      ),
      'aws-kms',
      'arn:aws:kms:eu-west-1:1:key/k',
    ],
    [
      s3Error(400, 'KMS.DisabledException', 'arn:aws:kms:eu-west-1:1:key/k is disabled.'),
      'aws-kms',
      'arn:aws:kms:eu-west-1:1:key/k',
    ],
    [
      s3Error(400, 'KMS.NotFoundException', 'Key arn:aws:kms:eu-west-1:1:key/k does not exist'),
      'aws-kms',
      'the KMS key that encrypts it cannot be used',
    ],
    [s3Error(400, 'ExpiredToken', 'The provided token has expired.'), 'aws-credentials', 'expired'],
    [s3Error(403, 'RequestTimeTooSkewed', 'The difference…'), 'aws-clock', 'clock'],
    [s3Error(404, 'NoSuchKey', 'The specified key does not exist.'), 's3-object-gone', 'deleted'],
    [s3Error(403, 'InvalidObjectState', 'archived'), 's3-archived', 'restore'],
  ])('%#: a refusal is explained, and what came before it stays', async (answer, code, says) => {
    const objects = [put('first.gz', randomBytes(10)), put('second.gz', randomBytes(10))];
    await spoolOf().fetch(objects.slice(0, 1));
    s3.fault = (_, key) => (key === 'logs/second.gz' ? answer : null);
    const error = await failure(spoolOf().fetch(objects));
    expect(error.code).toBe(code);
    expect(error.message).toContain(says);
    expect(await files()).toEqual(['first.gz']);
  });

  test('20 answers in all that S3 is too busy are borne', async () => {
    const objects = Array.from({ length: 20 }, (_, index) => put(`${index}.gz`, randomBytes(100)));
    const refused = new Set<string>();
    s3.fault = (_, key) => {
      if (refused.has(key)) return null;
      refused.add(key);
      return s3Error(503, 'SlowDown', 'Please reduce your request rate.');
    };
    const paths = await spoolOf(1e9, undefined, 10).fetch(objects);
    expect(refused.size).toBe(20);
    expect(await readFile(paths[7] as string)).toEqual(s3.objects.get('logs/7.gz')?.body);
  }, 60_000);

  test('an S3 that is too busy until the last attempt is named, and what came before it stays', async () => {
    const objects = [put('first.gz', randomBytes(10)), put('second.gz', randomBytes(10))];
    await spoolOf().fetch(objects.slice(0, 1));
    s3.fault = () => s3Error(503, 'SlowDown', 'Please reduce your request rate.');
    const error = await failure(spoolOf(1e9, undefined, 3).fetch(objects));
    expect(error.code).toBe('aws-throttled');
    expect(error.message).toContain('run it again later');
    expect(await files()).toEqual(['first.gz']);
    s3.fault = () => null;
    s3.gets.length = 0;
    await spoolOf().fetch(objects);
    expect(s3.gets.map(({ key }) => key)).toEqual(['logs/second.gz']);
  }, 60_000);

  test('an object that is deleted after the listing is named, and the others stay', async () => {
    const objects = [put('stays.gz', randomBytes(10)), put('goes.gz', randomBytes(10))];
    s3.objects.delete('logs/goes.gz');
    const error = await failure(spoolOf().fetch(objects));
    expect(error.code).toBe('s3-object-gone');
    expect(error.message).toContain('s3://logs/goes.gz was deleted after it was listed');
    expect(await files()).toEqual(['stays.gz']);
  });

  test('Ctrl-C ends the downloads with its own reason', async () => {
    const body = randomBytes(200_000);
    const objects = Array.from({ length: 30 }, (_, index) => put(`${index}.gz`, body));
    const controller = new AbortController();
    let requests = 0;
    s3.fault = () => {
      if (++requests === 5) controller.abort(new SgauditError('interrupted', 'stopped by Ctrl-C'));
      return null;
    };
    const error = await failure(spoolOf(1e9, controller.signal).fetch(objects));
    expect(error.code).toBe('interrupted');
    expect(requests).toBeLessThan(30);
  });

  test('keeps to its limit', async () => {
    const objects = [put('a.gz', randomBytes(600)), put('b.gz', randomBytes(600))];
    const spool = spoolOf(1000);
    await spool.fetch(objects.slice(0, 1));
    expect(spool.hasRoomFor(objects.slice(1))).toBe(false);
    const error = await failure(spool.fetch(objects.slice(1)));
    expect(error.code).toBe('spool-limit');
    expect(error.message).toContain('--spool-limit');
    await spool.release(objects.slice(0, 1));
    await spool.fetch(objects.slice(1));
    expect(await files()).toEqual(['b.gz']);
  });

  test('forgets what earlier runs left and nobody wants, but not parts of what is wanted', async () => {
    const [wanted, unwanted] = [put('a.gz', randomBytes(10)), put('b.gz', randomBytes(10))];
    const [path] = await spoolOf().fetch([wanted, unwanted]);
    await writeFile(`${path}.0123456789ab.part`, 'x');
    await writeFile(`${spoolOf().pathOf(unwanted)}.0123456789ab.part`, 'x');
    await spoolOf().keepOnly([wanted]);
    expect((await files()).sort()).toEqual(['a.gz', 'a.gz.0123456789ab.part']);
  });
});
