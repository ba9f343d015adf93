import { spawn } from 'node:child_process';
import {
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { openEngine } from '../../src/flowlogs/engine/duckdb.ts';
import { buildRollup, openRollup } from '../../src/flowlogs/rollup.ts';
import type { FlowRow } from '../../src/model/rollup.ts';
import { canMountSmallDisk, mountSmallDisk } from '../support/small-disk.ts';
import {
  DAY_START,
  FLAGS_HEADER,
  logText,
  record,
  reply,
  rollUp,
  withFiles,
  writeFiles,
} from './support/logs.ts';
import { describeRow } from './support/oracle.ts';

function dayOfTraffic(day: number, from = 0): string {
  const records = Array.from({ length: 10 }, (_, index) => {
    const start = DAY_START + day * 86_400 + index * 600;
    const request = record({
      ...{ source: `198.51.100.${index % 4}`, sourcePort: 40_000 + from + index, targetPort: 8443 },
      ...{ start, end: start + 60, flags: 2, direction: 'ingress' as const },
    });
    return [request, reply(request, { flags: 18 })];
  });
  return logText(records.flat(), FLAGS_HEADER);
}

const DAYS = {
  'logs/2026/11/03/a.log.gz': dayOfTraffic(0),
  'logs/2026/11/04/a.log.gz': dayOfTraffic(1),
};

async function build(folder: string, signal?: AbortSignal) {
  const stages = new Set<string>();
  const content = await rollUp(join(folder, 'logs'), {
    store: join(folder, 'store'),
    onProgress: ({ stage }) => stages.add(stage),
    ...(signal ? { signal } : {}),
  });
  return { ...content, stages };
}

async function fresh(folder: string) {
  return (await rollUp(join(folder, 'logs'))).flows.map(describeRow).sort();
}

const stored = (folder: string) => readdirSync(join(folder, 'store')).sort();
const flowFiles = (folder: string) => stored(folder).filter((name) => name.startsWith('flows-'));

describe('the rollup folder', () => {
  it('holds a manifest and a file a day for flows and coverage, and can be opened again', () =>
    withFiles(DAYS, async (folder) => {
      const built = await build(folder);
      expect(built.summary.days).toEqual(['2026-11-03', '2026-11-04']);
      const names = stored(folder);
      expect(names.filter((name) => name.startsWith('flows-2026-11-0'))).toHaveLength(2);
      expect(names.filter((name) => name.startsWith('coverage-2026-11-0'))).toHaveLength(2);
      expect(names).toContain('sgaudit-rollup.json');
      expect(names.filter((name) => name.startsWith('.'))).toEqual([]);
      const rollup = await openRollup(join(folder, 'store'));
      expect(
        (await rollup.sql.rows<FlowRow>('SELECT * FROM flows')).map(describeRow).sort(),
      ).toEqual(built.flows.map(describeRow).sort());
      expect(rollup.summary).toEqual(built.summary);
      await rollup.close();
    }));

  it('reads nothing when nothing is new', () =>
    withFiles(DAYS, async (folder) => {
      const first = await build(folder);
      const files = flowFiles(folder);
      const second = await build(folder);
      expect([...second.stages]).toEqual([]);
      expect(flowFiles(folder)).toEqual(files);
      expect(second.summary).toEqual(first.summary);
    }));

  it('reads a new day only, and leaves the others as they are', () =>
    withFiles(DAYS, async (folder) => {
      await build(folder);
      const files = flowFiles(folder);
      writeFiles(folder, { 'logs/2026/11/05/a.log.gz': dayOfTraffic(2) });
      const second = await build(folder);
      expect(flowFiles(folder)).toEqual(expect.arrayContaining(files));
      expect(flowFiles(folder)).toHaveLength(3);
      expect(second.flows.map(describeRow).sort()).toEqual(await fresh(folder));
      expect(second.summary.records.read).toBe(60);
    }));

  it('does a day again that gets more records, and only that', () =>
    withFiles(DAYS, async (folder) => {
      await build(folder);
      const [first, second] = flowFiles(folder);
      writeFiles(folder, { 'logs/2026/11/04/b.log.gz': dayOfTraffic(1, 500) });
      const again = await build(folder);
      expect(flowFiles(folder)).toContain(first);
      expect(flowFiles(folder)).not.toContain(second);
      expect(again.flows.map(describeRow).sort()).toEqual(await fresh(folder));
      expect(again.summary.records.read).toBe(60);
    }));

  it('does the days again of a file that has changed', () =>
    withFiles(DAYS, async (folder) => {
      await build(folder);
      writeFiles(folder, {
        'logs/2026/11/04/a.log.gz': dayOfTraffic(1, 700) + dayOfTraffic(1, 900),
      });
      const again = await build(folder);
      expect(again.flows.map(describeRow).sort()).toEqual(await fresh(folder));
      expect(again.summary.records.read).toBe(60);
    }));

  it('keeps days whose logs are gone, and says so where they are needed', () =>
    withFiles(DAYS, async (folder) => {
      await build(folder);
      rmSync(join(folder, 'logs/2026/11/03'), { recursive: true });
      writeFiles(folder, { 'logs/2026/11/05/a.log.gz': dayOfTraffic(2) });
      const later = await build(folder);
      expect(later.summary.days).toEqual(['2026-11-03', '2026-11-04', '2026-11-05']);
      expect(later.summary.records.read).toBe(60);
      writeFiles(folder, { 'logs/2026/11/03/late.log.gz': dayOfTraffic(0, 300) });
      await expect(build(folder)).rejects.toMatchObject({ code: 'rollup-sources-missing' });
    }));

  it('counts no file twice that comes under another name', () =>
    withFiles(DAYS, async (folder) => {
      const first = await build(folder);
      writeFiles(folder, { 'logs/2026/11/04/copy.log': dayOfTraffic(1) });
      const second = await build(folder);
      expect(second.summary.records).toEqual(first.summary.records);
      expect(second.flows).toEqual(first.flows);
    }));

  it('forgets damage once the file is whole', () =>
    withFiles(
      { ...DAYS, 'logs/2026/11/05/a.log.gz': Buffer.from([0x1f, 0x8b, 8, 0]) },
      async (folder) => {
        const first = await build(folder);
        expect(first.summary.damaged).toHaveLength(1);
        writeFiles(folder, { 'logs/2026/11/05/a.log.gz': dayOfTraffic(2) });
        const second = await build(folder);
        expect(second.summary.damaged).toEqual([]);
        expect(second.summary.days).toHaveLength(3);
      },
    ));

  it('is as it was when a run is stopped, and the next run goes on', () =>
    withFiles(DAYS, async (folder) => {
      await build(folder);
      const before = stored(folder);
      const manifest = readFileSync(join(folder, 'store/sgaudit-rollup.json'), 'utf8');
      writeFiles(folder, { 'logs/2026/11/05/a.log.gz': dayOfTraffic(2) });
      const controller = new AbortController();
      const stopped = buildRollup({
        ...{ inputs: [join(folder, 'logs')], logFormat: null, store: join(folder, 'store') },
        inventoryAddresses: new Map(),
        signal: controller.signal,
        onProgress: ({ stage }) => stage === 'learn' && controller.abort(),
      });
      await expect(stopped).rejects.toThrow();
      expect(readFileSync(join(folder, 'store/sgaudit-rollup.json'), 'utf8')).toBe(manifest);
      expect(stored(folder)).toEqual(expect.arrayContaining(before));
      expect(existsSync(join(folder, 'store/.lock'))).toBe(false);
      const after = await build(folder);
      expect(after.flows.map(describeRow).sort()).toEqual(await fresh(folder));
      expect(after.summary.records.read).toBe(60);
    }));

  const onFullDisk = canMountSmallDisk() ? it : it.skip;
  if (onFullDisk === it.skip) {
    process.stderr.write('skipped: a full disk (no small disk can be mounted here)\n');
  }

  onFullDisk('on a disk that fills up says so, and is as it was', () =>
    withFiles(DAYS, async (folder) => {
      const remove = mountSmallDisk(join(folder, 'store'), 48);
      try {
        await build(folder);
        const before = stored(folder);
        const more = Array.from({ length: 9 }, (_, day) => [
          `logs/2026/11/1${day}/a.log.gz`,
          dayOfTraffic(7 + day),
        ]);
        writeFiles(folder, Object.fromEntries(more));
        await expect(build(folder)).rejects.toMatchObject({
          ...{ code: 'disk-full', message: expect.stringMatching(/store.* is full: free space/) },
        });
        expect(stored(folder)).toEqual(before);
        const rollup = await openRollup(join(folder, 'store'));
        expect(rollup.summary.days).toEqual(['2026-11-03', '2026-11-04']);
        await rollup.close();
      } finally {
        remove();
      }
    }),
  );

  it('has one writer at a time, and takes over from one that died', () =>
    withFiles(DAYS, async (folder) => {
      await build(folder);
      const lock = join(folder, 'store/.lock');
      writeFileSync(lock, JSON.stringify({ pid: process.pid, host: hostname() }));
      await expect(build(folder)).rejects.toMatchObject({ code: 'rollup-locked' });
      const child = spawn(process.execPath, ['-e', '0']);
      await new Promise((resolve) => child.once('exit', resolve));
      writeFileSync(lock, JSON.stringify({ pid: child.pid, host: hostname() }));
      await expect(build(folder)).resolves.toBeDefined();
    }));

  it('of another schema version is refused, both ways', () =>
    withFiles(DAYS, async (folder) => {
      await build(folder);
      const path = join(folder, 'store/sgaudit-rollup.json');
      const manifest = JSON.parse(readFileSync(path, 'utf8'));
      writeFileSync(path, JSON.stringify({ ...manifest, schemaVersion: 99 }));
      await expect(openRollup(join(folder, 'store'))).rejects.toMatchObject({
        ...{ code: 'rollup-version', message: expect.stringContaining('future') },
      });
      await expect(build(folder)).rejects.toMatchObject({ code: 'rollup-version' });
      writeFileSync(path, JSON.stringify({ ...manifest, schemaVersion: 0 }));
      await expect(openRollup(join(folder, 'store'))).rejects.toMatchObject({
        code: 'rollup-version',
      });
      writeFileSync(path, '{"schemaVersion": 1');
      await expect(openRollup(join(folder, 'store'))).rejects.toMatchObject({
        code: 'rollup-damaged',
      });
    }));

  it('with a file that is damaged ends with an error', () =>
    withFiles(DAYS, async (folder) => {
      await build(folder);
      const file = readdirSync(join(folder, 'store')).find((name) => name.startsWith('flows-'))!;
      const path = join(folder, 'store', file);
      const bytes = readFileSync(path);
      writeFileSync(
        path,
        bytes.map((byte, at) => (at >= 4 && at < 60 ? byte ^ 90 : byte)),
      );
      const rollup = await openRollup(join(folder, 'store'));
      try {
        await expect(rollup.sql.rows('SELECT * FROM flows')).rejects.toMatchObject({
          ...{ code: 'rollup-damaged', message: expect.stringContaining('build it again') },
        });
      } finally {
        await rollup.close();
      }
    }));

  it('of another version says which way, and what to do, and is left as it is', () =>
    withFiles(DAYS, async (folder) => {
      await build(folder);
      const before = stored(folder);
      const path = join(folder, 'store/sgaudit-rollup.json');
      const manifest = JSON.parse(readFileSync(path, 'utf8'));
      writeFileSync(path, JSON.stringify({ ...manifest, schemaVersion: 1 }));
      await expect(build(folder)).rejects.toMatchObject({
        message: expect.stringMatching(/old schema version 1: .*build it again/),
      });
      writeFileSync(path, JSON.stringify({ ...manifest, schemaVersion: 99 }));
      await expect(build(folder)).rejects.toMatchObject({
        message: expect.stringMatching(/schema version is 99, .*Use a newer sgaudit/),
      });
      expect(stored(folder)).toEqual(before);
    }));

  it('that cannot be made or read is an error that names it', () =>
    withFiles({ ...DAYS, store: 'a file', 'other/sgaudit-rollup.json/x': '' }, async (folder) => {
      await expect(build(folder)).rejects.toMatchObject({
        ...{ code: 'rollup-unwritable', message: expect.stringContaining('store') },
      });
      await expect(openRollup(join(folder, 'other'))).rejects.toMatchObject({
        code: 'rollup-unreadable',
      });
    }));

  it('that two runs write at once is written by one, and whole', () =>
    withFiles(DAYS, async (folder) => {
      const runs = await Promise.allSettled([build(folder), build(folder)]);
      const failed = runs.filter((run) => run.status === 'rejected');
      expect(failed).toHaveLength(1);
      expect(failed[0]?.reason).toMatchObject({ code: 'rollup-locked' });
      const after = await build(folder);
      expect([...after.stages]).toEqual([]);
      expect(after.flows.map(describeRow).sort()).toEqual(await fresh(folder));
    }));

  it('is packed with zstd', () =>
    withFiles(DAYS, async (folder) => {
      await build(folder);
      const engine = await openEngine({ database: ':memory:', temporaryFolder: folder });
      const rows = await engine.rows<{ compression: string }>(
        `SELECT DISTINCT compression FROM parquet_metadata('${folder}/store/*.parquet')`,
      );
      engine.close();
      expect(rows.map((row) => row.compression)).toEqual(['ZSTD']);
    }));

  it('that is none is an error', () =>
    withFiles({}, async (folder) => {
      await expect(openRollup(folder)).rejects.toMatchObject({ code: 'no-rollup' });
    }));

  it('does not take a touched file for a changed one when AWS named it', () =>
    withFiles(
      {
        'logs/123456789012_vpcflowlogs_eu-west-1_fl-0123abcd_20261103T0005Z_0a1b2c3d.log.gz':
          dayOfTraffic(0),
      },
      async (folder) => {
        await build(folder);
        const path = join(folder, 'logs', readdirSync(join(folder, 'logs'))[0] ?? '');
        utimesSync(path, new Date(), new Date(statSync(path).mtimeMs + 5_000));
        expect([...(await build(folder)).stages]).toEqual([]);
      },
    ));
});

describe('a rollup without a folder', () => {
  it('leaves nothing behind', () =>
    withFiles(DAYS, async (folder) => {
      const own = () =>
        readdirSync(tmpdir()).filter((name) => name.startsWith(`sgaudit-${process.pid}-`));
      const before = own().length;
      await rollUp(join(folder, 'logs'));
      expect(own()).toHaveLength(before);
      await expect(rollUp(join(folder, 'logs'), { logFormat: 'x' })).rejects.toThrow();
      expect(own()).toHaveLength(before);
    }));
});
