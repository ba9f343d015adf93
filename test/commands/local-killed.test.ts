import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { updateRollup } from '../../src/flowlogs/rollup.ts';
import { readManifest } from '../../src/flowlogs/store.ts';
import { messagesFor } from '../../src/messages/index.ts';
import { DAY_START, logText, record, writeFiles } from '../flowlogs/support/logs.ts';
import { canMountSmallDisk, mountSmallDisk } from '../support/small-disk.ts';
import { spawnCommand } from '../support/spawn-command.ts';

const EXAMPLE = fileURLToPath(new URL('../../examples/terraform', import.meta.url));
const KILL_AT = new URL('../support/kill-at.mjs', import.meta.url).href;
const DAYS = ['03', '04', '05'];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'local-killed-'));
  mkdirSync(join(folder, 'tmp'));
  const files = DAYS.flatMap((day, index) =>
    [0, 1].map((part) => [`2026/11/${day}/${part}.log`, logOfDay(index, part)]),
  );
  writeFiles(join(folder, 'logs'), Object.fromEntries(files));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** About a megabyte of connections to one service, the last of them after midnight. */
function logOfDay(day: number, part: number): string {
  const start = DAY_START + day * 86_400 + part * 7200;
  return logText(
    Array.from({ length: 10_000 }, (_, index) =>
      record({
        source: `198.51.${index >> 8}.${index & 255}`,
        sourcePort: 1024 + ((index * 7 + part) % 60_000),
        start: start + (index % 7200) + (index < 9900 ? 0 : 86_400),
        end: start + (index % 7200) + (index < 9900 ? 0 : 86_400) + 5,
      }),
    ),
  );
}

function run(store: string, killAt = '') {
  const argv = [
    ...['lint', EXAMPLE, '--state', join(EXAMPLE, 'terraform.tfstate'), '--format', 'json'],
    ...['--flow-logs', join(folder, 'logs'), '--rollup', store],
  ];
  return spawnCommand(argv, {
    ...{ PATH: process.env.PATH ?? '', HOME: folder, TMPDIR: join(folder, 'tmp') },
    ...{ NODE_OPTIONS: `--import=${KILL_AT}`, SGAUDIT_TEST_STORE: store },
    SGAUDIT_TEST_KILL_AT: killAt,
  });
}

async function judged(store: string) {
  const { end, stdout, stderr } = await run(store).ended;
  const { rules, evidence, errors } = JSON.parse(stdout);
  return { end, stderr, rules, evidence, errors };
}

/** Goes on in this process, and answers how many files of how many need not be read. */
async function resumed(store: string): Promise<[number, number][]> {
  const told: [number, number][] = [];
  await updateRollup({
    ...{ inputs: [join(folder, 'logs')], store, logFormat: null, inventoryAddresses: new Map() },
    onResumed: (files, total) => told.push([files, total]),
  });
  return told;
}

describe('a first rollup of local files, killed with kill -9 and made again', () => {
  it.each([
    ['while files are read', 'read', 2],
    ['while it names what was read', 'reading-named', 2],
    ['while days are written', 'day-file', 6],
    ['when the days are about to be named', 'manifest', 6],
  ])(
    '%s: goes on where it was, and comes to the same',
    async (_, killAt, files) => {
      const never = await judged(join(folder, 'never'));
      expect(never.evidence.records.accepted).toBe(60_000);

      const store = join(folder, 'rollup');
      const { end } = await run(store, killAt).ended;
      expect(end).toBe('SIGKILL');
      expect(existsSync(join(store, '.reading', 'journal'))).toBe(true);
      expect(existsSync(join(store, 'sgaudit-rollup.json'))).toBe(false);

      expect(await resumed(store)).toEqual([[files, 6]]);
      expect(readdirSync(store).filter((name) => name.startsWith('.'))).toEqual([]);
      expect(await judged(store)).toEqual(never);
    },
    120_000,
  );
});

describe('a first rollup on a disk without room for what was read', () => {
  const onSmallDisk = canMountSmallDisk() ? it : it.skip;
  if (onSmallDisk === it.skip) {
    process.stderr.write('skipped: a small disk (none can be mounted here)\n');
  }

  onSmallDisk('is made all the same', async () => {
    const store = join(folder, 'rollup');
    // The words alone are 2.8 MB.
    const remove = mountSmallDisk(store, 2048);
    try {
      expect(await resumed(store)).toEqual([]);
      expect(readdirSync(store).filter((name) => name.startsWith('.'))).toEqual([]);
      expect((await readManifest(store))?.batches.flatMap(({ files }) => files)).toHaveLength(6);
    } finally {
      remove();
    }
  });
});

describe('what is said of it', () => {
  it.each([
    ['en', 'going on with what a run that was cut off has read: 2 of 6 files'],
    ['zh-CN', '继续上次中断的运行：6 个文件中有 2 个已读取'],
  ] as const)('in %s', (language, said) => {
    expect(messagesFor(language).logs.resumed(2, 6)).toBe(said);
  });
});
