import {
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type LintResult, lint } from '../../src/app/lint.ts';
import type { LintRequest } from '../../src/app/request.ts';
import { parseWindow } from '../../src/app/window.ts';
import { useAwsEnvironment } from '../support/aws-environment.ts';
import { type S3Server, s3Error, startS3 } from '../support/s3-server.ts';
import { startServer } from '../support/scripted-server.ts';

const EXAMPLE = fileURLToPath(new URL('../../examples/terraform', import.meta.url));
const URL_OF_LOGS = 's3://traffic-logs/AWSLogs';

let s3: S3Server;
let folder: string;
let restore: () => void;
beforeEach(async () => {
  s3 = await startS3();
  folder = await mkdtemp(join(tmpdir(), 'read-s3-'));
  restore = useAwsEnvironment(s3.url, { AWS_MAX_ATTEMPTS: '1' });
  await upload(() => true);
});
afterEach(async () => {
  restore();
  await s3.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Puts the example's logs into the bucket, as far as they are wanted. */
async function upload(isWanted: (key: string) => boolean): Promise<void> {
  const logs = join(EXAMPLE, 'flow-logs');
  for (const entry of await readdir(logs, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const key = path.slice(logs.length + 1);
    if (!entry.isFile() || !isWanted(key)) continue;
    s3.objects.set(`traffic-logs/${key}`, { body: await readFile(path) });
  }
}

function run(changes: Partial<LintRequest> = {}): Promise<LintResult> {
  return lint({
    path: EXAMPLE,
    states: [join(EXAMPLE, 'terraform.tfstate')],
    inventory: [join(EXAMPLE, 'inventory')],
    flowLogs: [URL_OF_LOGS],
    ...changes,
  });
}

const verdicts = ({ report }: LintResult) =>
  report.rules.map(({ key, verdict, reasons, traffic }) => ({ key, verdict, reasons, traffic }));

const downloads = () => s3.gets.map(({ key }) => key);
const ofDay = (day: string) => [...s3.objects.keys()].filter((key) => key.includes(`/11/${day}/`));

describe('lint --flow-logs s3://…', () => {
  test('judges as it does from the same files, and leaves nothing behind', async () => {
    const fromFiles = await run({ flowLogs: [join(EXAMPLE, 'flow-logs')] });
    const notices: string[] = [];
    const fromS3 = await run({ onNotice: (notice) => notices.push(notice) });
    expect(verdicts(fromS3)).toEqual(verdicts(fromFiles));
    expect(fromS3.report.evidence?.records).toEqual(fromFiles.report.evidence?.records);
    expect(downloads().sort()).toEqual([...s3.objects.keys()].sort());
    expect(notices).toEqual([
      expect.stringMatching(/^S3: 32 objects of 16 days, .* to download: 32 objects, /),
    ]);
  });

  test('with --rollup downloads what is new only, and the day that it goes on with', async () => {
    const store = join(folder, 'rollup');
    const rollup = { rollup: store };
    s3.objects.clear();
    await upload((key) => !key.includes('/11/16/'));
    await run(rollup);
    s3.gets.length = 0;
    const again = await run(rollup);
    expect(downloads()).toEqual([]);
    await upload(() => true);
    const grown = await run(rollup);
    expect(downloads().sort()).toEqual([...ofDay('15'), ...ofDay('16')].sort());
    expect(grown.report.evidence?.records.read).toBeGreaterThan(
      again.report.evidence?.records.read ?? 0,
    );
    const whole = await run();
    expect(grown.report.evidence?.records).toEqual(whole.report.evidence?.records);
    expect((await readdir(store)).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  test('reads an object again that was replaced', async () => {
    const rollup = { rollup: join(folder, 'rollup') };
    const [key] = ofDay('10');
    const [other] = ofDay('09');
    const before = s3.objects.get(key as string);
    s3.objects.set(key as string, { ...(s3.objects.get(other as string) as { body: Buffer }) });
    await run(rollup);
    s3.objects.set(key as string, before as { body: Buffer });
    const repaired = await run(rollup);
    expect(repaired.report.evidence?.records).toEqual((await run()).report.evidence?.records);
  });

  test('keeps to the disk limit by batches of days, with the same records', async () => {
    const largest = Math.max(
      ...Array.from({ length: 16 }, (_, index) =>
        ofDay(String(index + 1).padStart(2, '0')).reduce(
          (sum, key) => sum + (s3.objects.get(key)?.body.length ?? 0),
          0,
        ),
      ),
    );
    const spool = join(folder, 'spool');
    const limit = largest * 4;
    let most = 0;
    const watch = async () => {
      const files = await readdir(spool, { recursive: true }).catch(() => []);
      const sizes = await Promise.all(
        files.map((file) => stat(join(spool, file)).catch(() => null)),
      );
      const bytes = sizes.reduce((sum, each) => sum + (each?.isFile() ? each.size : 0), 0);
      most = Math.max(most, bytes);
    };
    const timer = setInterval(watch, 5);
    const bounded = await run({ spool, spoolLimit: limit });
    clearInterval(timer);
    expect(bounded.report.evidence?.records).toEqual((await run()).report.evidence?.records);
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(limit);
    await expect(run({ spoolLimit: 100 })).rejects.toMatchObject({ code: 'spool-limit' });
  });

  test('touches nothing else in the folder that it is given as spool', async () => {
    const spool = join(folder, 'mine');
    const kept = ['notes.txt', 'objects/report.csv', 'objects/2026/photo.jpg'];
    for (const name of kept) {
      await mkdir(dirname(join(spool, name)), { recursive: true });
      await writeFile(join(spool, name), 'mine');
    }
    await run({ spool });
    const left = await readdir(spool, { recursive: true, withFileTypes: true });
    const files = left.filter((entry) => entry.isFile());
    const paths = files.map((entry) => relative(spool, join(entry.parentPath, entry.name)));
    expect(paths.sort()).toEqual([...kept].sort());
  });

  test('refuses a spool that a link leads away from', async () => {
    const spool = join(folder, 'linked');
    const target = join(folder, 'target');
    await mkdir(spool, { recursive: true });
    await mkdir(target, { recursive: true });
    await writeFile(join(target, 'mine.txt'), 'mine');
    await symlink(target, join(spool, '.sgaudit-spool'));
    await expect(run({ spool })).rejects.toMatchObject({ code: 'spool-unwritable' });
    expect(await readdir(target)).toEqual(['mine.txt']);
  });

  test('downloads the days of the window, with one of padding', async () => {
    await run({ window: parseWindow('2026-11-05..2026-11-06') });
    expect(downloads().sort()).toEqual([...ofDay('05'), ...ofDay('06'), ...ofDay('07')].sort());
  });

  test('does not begin what is more than --max-download', async () => {
    await expect(run({ maxDownload: 1000 })).rejects.toMatchObject({
      code: 'download-limit',
      message: expect.stringContaining('--max-download'),
    });
    expect(downloads()).toEqual([]);
  });

  test('goes on after a run that failed in the middle, and downloads nothing twice', async () => {
    const rollup = { rollup: join(folder, 'rollup') };
    const [broken] = ofDay('12');
    s3.fault = (request, key) =>
      request.method === 'GET' && key === broken
        ? s3Error(400, 'ExpiredToken', 'The provided token has expired.')
        : null;
    await expect(run(rollup)).rejects.toMatchObject({ code: 'aws-credentials' });
    const first = downloads().filter((key) => key !== broken);
    s3.fault = () => null;
    s3.gets.length = 0;
    const resumed = await run(rollup);
    expect(downloads().filter((key) => first.includes(key))).toEqual([]);
    expect(verdicts(resumed)).toEqual(verdicts(await run()));
  });

  test('an object that arrives damaged is fetched again, and counts as it is', async () => {
    const [key = ''] = ofDay('10');
    const { body } = s3.objects.get(key) as { body: Buffer };
    const damaged = Buffer.from(body);
    damaged[body.length >> 1] = (damaged[body.length >> 1] as number) ^ 1;
    let damages = 1;
    s3.fault = (request, asked) =>
      request.method === 'GET' && asked === key && damages-- > 0 ? { body: damaged } : null;
    const { report } = await run();
    expect(report.errors).toEqual([]);
    expect(downloads().filter((asked) => asked === key)).toHaveLength(2);
    expect(report.evidence?.records).toEqual((await run()).report.evidence?.records);
  });

  test('credentials that expire after ten objects: what came stays, and the next run fetches the rest', async () => {
    const rollup = { rollup: join(folder, 'rollup') };
    const expired = s3Error(400, 'ExpiredToken', 'The provided token has expired.');
    s3.fault = (request) =>
      request.path.includes('list-type') || s3.gets.length <= 10 ? null : expired;
    const error = await run(rollup).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: 'aws-credentials',
      message: expect.stringMatching(/have expired .*sign in again.*what is complete is kept/),
    });
    const came = downloads().slice(0, 10);
    s3.fault = () => null;
    s3.gets.length = 0;
    const resumed = await run(rollup);
    expect(downloads().filter((key) => came.includes(key))).toEqual([]);
    expect(downloads()).toHaveLength(22);
    expect(verdicts(resumed)).toEqual(verdicts(await run()));
  });

  test('credentials that their provider renews expire without a stop', async () => {
    let handedOut = 0;
    const provider = await startServer(() => {
      handedOut++;
      // Within five minutes of its end the SDK asks for a new one.
      const Expiration = new Date(Date.now() + (handedOut === 1 ? 2_000 : 3_600_000)).toISOString();
      const keys = {
        AccessKeyId: `ASIA${handedOut}`,
        SecretAccessKey: 's',
        Token: `t${handedOut}`,
      };
      return { body: JSON.stringify({ ...keys, Expiration }) };
    });
    restore();
    restore = useAwsEnvironment(s3.url, {
      ...{ AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined, AWS_MAX_ATTEMPTS: '1' },
      AWS_CONTAINER_CREDENTIALS_FULL_URI: provider.url,
    });
    try {
      const result = await run();
      expect(result.report.errors).toEqual([]);
      expect(downloads()).toHaveLength(32);
      expect(handedOut).toBe(2);
      expect(s3.requests.at(-1)?.headers['x-amz-security-token']).toBe('t2');
    } finally {
      await provider.stop();
    }
  });

  test('a bucket that may not be listed is named, with the action', async () => {
    s3.fault = () => s3Error(403, 'AccessDenied', 'Access Denied');
    await expect(run()).rejects.toMatchObject({
      code: 'aws-permission',
      message: expect.stringMatching(/s3:ListBucket on s3:\/\/traffic-logs\/AWSLogs\//),
    });
  });

  test('names a damaged object as it is called in the bucket', async () => {
    const [key] = ofDay('10');
    s3.objects.set(key as string, { body: Buffer.from('not gzip') });
    const store = join(folder, 'rollup');
    const { report } = await run({ rollup: store });
    expect(report.errors).toEqual([
      expect.objectContaining({
        code: 'log-damaged',
        message: expect.stringContaining(`s3://${key}`),
      }),
    ]);
    await upload(() => true);
    expect((await run({ rollup: store })).report.errors).toEqual([]);
  });

  test('names an object with lines that are no records as it is called in the bucket', async () => {
    const [key] = ofDay('10');
    const { body } = s3.objects.get(key as string) as { body: Buffer };
    const worse = gzipSync(Buffer.concat([gunzipSync(body), Buffer.from('2 no record\n')]));
    s3.objects.set(key as string, { body: worse });
    const { report } = await run({ rollup: join(folder, 'rollup') });
    expect(JSON.stringify(report)).toContain(`s3://${key}`);
    expect(JSON.stringify(report)).not.toContain('.spool');
  });

  test('takes logs under names of one’s own, and knows them again', async () => {
    s3.objects.clear();
    const own = join(folder, 'own');
    await cp(join(EXAMPLE, 'flow-logs'), own, { recursive: true });
    let index = 0;
    for (const entry of await readdir(own, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const body = await readFile(join(entry.parentPath, entry.name));
      s3.objects.set(`traffic-logs/exports/part ${index++}.gz`, { body });
    }
    const request = { flowLogs: ['s3://traffic-logs/exports'], rollup: join(folder, 'rollup') };
    const first = await run(request);
    expect(first.report.evidence?.records.read).toBeGreaterThan(0);
    s3.gets.length = 0;
    expect(verdicts(await run(request))).toEqual(verdicts(first));
    expect(downloads()).toEqual([]);
  });

  test('says that the prefix or the window holds nothing', async () => {
    await expect(run({ window: parseWindow('2025-01-01..2025-01-31') })).rejects.toMatchObject({
      code: 'no-flow-logs',
    });
    await expect(run({ flowLogs: ['s3://traffic-logs/AWSlogs'] })).rejects.toMatchObject({
      code: 'no-flow-logs',
    });
  });

  test('refuses archived objects before anything is downloaded', async () => {
    const [key] = ofDay('01');
    const object = s3.objects.get(key as string) as { body: Buffer };
    s3.objects.set(key as string, { ...object, storageClass: 'DEEP_ARCHIVE' });
    await expect(run()).rejects.toMatchObject({ code: 's3-archived' });
    expect(downloads()).toEqual([]);
  });
});
