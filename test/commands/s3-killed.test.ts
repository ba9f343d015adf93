import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { readManifest } from '../../src/flowlogs/store.ts';
import type { Report } from '../../src/model/report.ts';
import { HAS_MOTO, type Moto, startMoto } from '../support/moto.ts';
import { type S3Server, s3Error, startS3 } from '../support/s3-server.ts';
import { canMountSmallDisk, mountSmallDisk } from '../support/small-disk.ts';
import { spawnCommand } from '../support/spawn-command.ts';

const EXAMPLE = fileURLToPath(new URL('../../examples/terraform', import.meta.url));
const KILL_AT = new URL('../support/kill-at.mjs', import.meta.url).href;
const RULES = [EXAMPLE, '--state', join(EXAMPLE, 'terraform.tfstate'), '--format', 'json'];
const INVENTORY = ['--inventory', join(EXAMPLE, 'inventory')];
const URL_OF_LOGS = 's3://traffic-logs/AWSLogs';
if (!HAS_MOTO) process.stderr.write('skipped: moto is not installed\n');

let s3: S3Server;
let moto: Moto | null = null;
let folder: string;
beforeAll(async () => {
  if (HAS_MOTO) moto = await startMoto();
}, 60_000);
afterAll(() => moto?.stop());
beforeEach(async () => {
  s3 = await startS3();
  folder = mkdtempSync(join(tmpdir(), 's3-killed-'));
  mkdirSync(join(folder, 'tmp'));
  const logs = join(EXAMPLE, 'flow-logs');
  for (const entry of readdirSync(logs, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile()) continue;
    s3.objects.set(`traffic-logs/${path.slice(logs.length + 1)}`, { body: readFileSync(path) });
  }
});
afterEach(async () => {
  await s3.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Job {
  readonly argv: readonly string[];
  readonly store: string;
}

const JOBS: Readonly<Record<string, (folder: string) => Job>> = {
  'lint --rollup': (at) => ({
    argv: ['lint', ...RULES, ...INVENTORY, '--flow-logs', URL_OF_LOGS, '--rollup', `${at}/rollup`],
    store: join(at, 'rollup'),
  }),
  collect: (at) => ({
    argv: ['collect', join(at, 'data'), '--flow-logs', URL_OF_LOGS, '--format', 'json'],
    store: join(at, 'data', 'rollup'),
  }),
};

function start({ argv, store }: Job, killAt = '') {
  return spawnCommand(argv, {
    ...{ PATH: process.env.PATH ?? '', HOME: folder, TMPDIR: join(folder, 'tmp') },
    ...{ AWS_ACCESS_KEY_ID: 'AKIAFAKE', AWS_SECRET_ACCESS_KEY: 'fake', AWS_REGION: 'us-east-1' },
    ...{ AWS_EC2_METADATA_DISABLED: 'true', AWS_CONFIG_FILE: '/dev/null' },
    ...{ AWS_ENDPOINT_URL: moto?.url ?? s3.url, AWS_ENDPOINT_URL_S3: s3.url },
    ...{ NODE_OPTIONS: `--import=${KILL_AT}`, SGAUDIT_TEST_STORE: store },
    SGAUDIT_TEST_KILL_AT: killAt,
  });
}

/** The verdicts and evidence that the rollup gives, without AWS. */
async function judged(store: string) {
  const argv = ['lint', ...RULES, ...INVENTORY, '--rollup', store];
  const { stdout } = await start({ argv, store }).ended;
  const { rules, evidence } = JSON.parse(stdout) as Report;
  return {
    evidence,
    rules: rules.map(({ key, verdict, reasons, traffic }) => ({ key, verdict, reasons, traffic })),
  };
}

/** Files below a folder, relative to it. */
function filesIn(at: string): string[] {
  if (!existsSync(at)) return [];
  const entries = readdirSync(at, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(at.length + 1));
}

interface Stage {
  readonly name: string;
  /** A moment of kill-at.mjs; else the server answers so, and the process is killed while it waits. */
  readonly moment?: string;
  readonly stall?: (server: S3Server, waits: () => void) => void;
  /** Whole objects that lie in the spool, and day files and manifest in the store, of 32 objects and 15 days. */
  readonly left: {
    readonly whole: 'none' | 'some' | 'all';
    readonly days: boolean;
    readonly manifest: boolean;
  };
}

const STAGES: readonly Stage[] = [
  {
    name: 'listing',
    stall: (server, waits) => {
      server.fault = (request) => (request.path.includes('list-type=2') ? () => waits() : null);
    },
    left: { whole: 'none', days: false, manifest: false },
  },
  {
    name: 'in the middle of a download',
    stall: (server, waits) => {
      const [slow = ''] = [...server.objects.keys()].sort().slice(-1);
      const { body } = server.objects.get(slow) as { body: Buffer };
      server.fault = (_, key) =>
        key === slow
          ? (response: ServerResponse) => {
              response.writeHead(200, { 'content-length': String(body.length) });
              // The others have arrived by then.
              response.write(body.subarray(0, body.length >> 1), () => setTimeout(waits, 1000));
            }
          : null;
    },
    left: { whole: 'some', days: false, manifest: false },
  },
  {
    name: 'after the downloads, before the rollup',
    moment: 'lock',
    left: { whole: 'all', days: false, manifest: false },
  },
  {
    name: 'while days are written',
    moment: 'day-file',
    left: { whole: 'all', days: true, manifest: false },
  },
  {
    name: 'after the day files, before the manifest',
    moment: 'manifest',
    left: { whole: 'all', days: true, manifest: false },
  },
  {
    name: 'after the manifest, before the spool is removed',
    moment: 'named',
    left: { whole: 'all', days: true, manifest: true },
  },
];

async function killAt({ moment, stall }: Stage, job: Job): Promise<void> {
  const waiting = new Promise<void>((waits) => stall?.(s3, waits));
  const { child, ended } = start(job, moment);
  if (stall) {
    await waiting;
    child.kill('SIGKILL');
  }
  const { end, stderr } = await ended;
  expect({ end, stderr: end === 'SIGKILL' ? '' : stderr }).toEqual({ end: 'SIGKILL', stderr: '' });
  s3.fault = () => null;
}

describe.each(Object.entries(JOBS))(
  '%s from S3, killed with kill -9 and run again',
  (name, jobOf) => {
    const testJob = name === 'collect' && !HAS_MOTO ? test.skip : test;

    testJob(
      'goes on, fetches nothing twice and comes to the same',
      async () => {
        const rows: string[] = [];
        const never = jobOf(join(folder, 'never'));
        await start(never).ended;
        const expected = await judged(never.store);
        expect(expected.evidence?.records.read).toBeGreaterThan(0);

        for (const [index, stage] of STAGES.entries()) {
          const job = jobOf(join(folder, String(index)));
          await killAt(stage, job);
          const left = filesIn(job.store);
          const whole = left.filter((file) => /^\.spool\/.*\.gz$/.test(file));
          const count = whole.length === 0 ? 'none' : whole.length === 32 ? 'all' : 'some';
          const manifest = await readManifest(job.store);
          expect({
            stage: stage.name,
            whole: count,
            days: left.some((file) => file.startsWith('flows-')),
            manifest: manifest !== null,
          }).toEqual({ stage: stage.name, ...stage.left });

          s3.gets.length = 0;
          const { end, stderr } = await start(job).ended;
          expect({ stage: stage.name, end, stderr }).toMatchObject({ end: expect.any(Number) });
          expect(stderr).not.toMatch(/error/i);
          const fetched = s3.gets.map(({ key }) => key);
          const again = fetched.filter((key) => whole.some((file) => file.endsWith(key)));
          expect({ stage: stage.name, again }).toEqual({ stage: stage.name, again: [] });

          const result = await judged(job.store);
          expect(result).toEqual(expected);
          const named = Object.entries((await readManifest(job.store))?.days ?? {});
          const dayFiles = filesIn(job.store).filter((file) => file !== 'sgaudit-rollup.json');
          const unnamed = dayFiles.filter(
            (file) =>
              !named.some(([day, { generation }]) => file.includes(`-${day}-${generation}.`)),
          );
          expect({ stage: stage.name, unnamed }).toEqual({ stage: stage.name, unnamed: [] });
          expect(readdirSync(join(folder, 'tmp'))).toEqual([]);
          const parts = s3.gets.filter(({ range }) => range !== null).length;
          rows.push(
            `${stage.name} | ${whole.length} whole | ${fetched.length}${parts ? ` (${parts} from where it was cut)` : ''} | yes`,
          );
        }
        process.stdout.write(
          `${[`${name}: stage | killed after | second run fetched | equal`, ...rows].join('\n')}\n`,
        );
      },
      300_000,
    );
  },
);

describe('lint from S3, stopped by something else', () => {
  const job = () => (JOBS['lint --rollup'] as (at: string) => Job)(join(folder, 'job'));
  /** What the next run fetches, of 32 objects. */
  async function nextRun() {
    s3.fault = () => null;
    s3.gets.length = 0;
    const { end } = await start(job()).ended;
    expect(end).toBeLessThan(2);
    expect(readdirSync(join(folder, 'tmp'))).toEqual([]);
    return s3.gets.map(({ key }) => key);
  }

  test('Ctrl-C in the middle of a download ends with 2, and the next run goes on', async () => {
    const [slow = ''] = [...s3.objects.keys()].sort().slice(-1);
    const { body } = s3.objects.get(slow) as { body: Buffer };
    s3.fault = (_, key) =>
      key === slow
        ? (response: ServerResponse) => {
            response.writeHead(200, { 'content-length': String(body.length) });
            response.write(body.subarray(0, 100), () =>
              setTimeout(() => running.child.kill('SIGINT'), 1000),
            );
          }
        : null;
    const running = start(job());
    const { end, stdout, stderr } = await running.ended;
    expect({ end, stdout }).toEqual({ end: 2, stdout: expect.stringMatching(/^$|"errors"/) });
    expect(stderr).toContain('(interrupted)');
    expect(filesIn(job().store).some((file) => file.endsWith('.lock'))).toBe(false);
    expect(await nextRun()).toEqual([slow]);
  }, 60_000);

  test('credentials that expire end with 2 and say what to do', async () => {
    const expired = s3Error(400, 'ExpiredToken', 'The provided token has expired.');
    s3.fault = (request) =>
      request.path.includes('list-type') || s3.gets.length <= 10 ? null : expired;
    const { end, stderr } = await start(job()).ended;
    expect(end).toBe(2);
    expect(stderr).toMatch(/AWS credentials have expired .*sign in again/s);
    expect(await nextRun()).toHaveLength(22);
  }, 60_000);

  const onFullDisk = canMountSmallDisk() ? test : test.skip;
  onFullDisk(
    'a disk that fills up ends with 2, and nothing is half written',
    async () => {
      const spool = join(folder, 'spool');
      const remove = mountSmallDisk(spool, 256);
      const { argv, store } = job();
      try {
        const { end, stderr } = await start({ argv: [...argv, '--spool', spool], store }).ended;
        expect(end).toBe(2);
        expect(stderr.replace(/\s+/g, ' ')).toMatch(
          /is full: free space, or put the spool elsewhere/,
        );
        expect(existsSync(join(store, 'sgaudit-rollup.json'))).toBe(false);
      } finally {
        remove();
      }
      expect(await nextRun()).toHaveLength(32);
    },
    60_000,
  );
});
