import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Lint } from '../../src/commands/lint.ts';
import type { Report } from '../../src/model/report.ts';
import { logText, record } from '../flowlogs/support/logs.ts';
import { runCommand } from '../support/run-command.ts';
import { canMountSmallDisk, mountSmallDisk } from '../support/small-disk.ts';

const EXAMPLE = new URL('../../examples/terraform', import.meta.url).pathname;
const top = mkdtempSync(join(tmpdir(), 'sgaudit-faults-'));
let folder = '';
let count = 0;
const at = (name: string) => join(folder, name);

beforeEach(() => {
  folder = join(top, String(count++));
  cpSync(EXAMPLE, folder, { recursive: true });
});

afterAll(() => rmSync(top, { recursive: true, force: true }));

async function lint(language: string, ...argv: string[]) {
  const { stdout, stderr, exitCode } = await runCommand(Lint, [
    ...[folder, '--lang', language, '--format', 'json', '--state', at('terraform.tfstate')],
    ...['--flow-logs', at('flow-logs'), '--inventory', at('inventory'), ...argv],
  ]);
  return { report: JSON.parse(stdout) as Report, stderr, exitCode };
}

/** Each of them is an error in both languages, in the report as well, and leaves no verdict behind. */
const FAULTS: readonly {
  readonly name: string;
  readonly code: string;
  readonly english: RegExp;
  readonly chinese: string;
  readonly make: (store: string) => undefined | (() => void);
}[] = [
  {
    name: 'two runs at once',
    code: 'rollup-locked',
    english: /another sgaudit is writing to .*store.*Wait for it/,
    chinese: '另一个 sgaudit 正在写入流量汇总',
    make(store) {
      mkdirSync(store);
      writeFileSync(join(store, '.lock'), JSON.stringify({ pid: process.pid, host: hostname() }));
      return undefined;
    },
  },
  {
    name: 'a rollup from the future',
    code: 'rollup-version',
    english: /comes from the future.*Use a newer sgaudit/,
    chinese: '流量汇总（rollup）的版本不同',
    make(store) {
      mkdirSync(store);
      writeFileSync(join(store, 'sgaudit-rollup.json'), JSON.stringify({ schemaVersion: 99 }));
      return undefined;
    },
  },
  {
    name: 'a rollup that cannot be written',
    code: 'rollup-unwritable',
    english: /cannot be (made|written).*check/,
    chinese: '流量汇总（rollup）写不了，请检查权限',
    make(store) {
      writeFileSync(store, 'a file in its place');
      return undefined;
    },
  },
  ...(canMountSmallDisk()
    ? [
        {
          name: 'a full disk',
          code: 'disk-full',
          english: /is full: free space.*Nothing that was kept before is lost/,
          chinese: '磁盘已满',
          make: (store: string) => mountSmallDisk(store, 16),
        },
      ]
    : []),
];

describe.each(FAULTS)('$name', ({ code, english, chinese, make }) => {
  it.each([
    ['en', english],
    ['zh-CN', new RegExp(chinese)],
  ])('is told in %s, with the code and exit code 2', async (language, said) => {
    const undo = make(at('store'));
    try {
      const { report, stderr, exitCode } = await lint(language, '--rollup', at('store'));
      expect(exitCode).toBe(2);
      expect(stderr).toMatch(said);
      expect(stderr).toContain(code);
      expect(report.errors.map((error) => error.code)).toContain(code);
      expect(report.rules.filter(({ verdict }) => verdict !== null)).toEqual([]);
    } finally {
      undo?.();
    }
  });
});

describe('records of a clock that lies', () => {
  it.each([
    ['en', /the newest day of the flow logs, 2031-06-01, lies \d+ days after .*--window/],
    ['zh-CN', /日志中有时间不可信的记录/],
  ])('are told in %s, and nothing is called unused by them', async (language, said) => {
    const start = Date.UTC(2031, 5, 1, 12) / 1000;
    const text = logText([record({ start, end: start + 60 })]);
    writeFileSync(at('flow-logs/clock.log.gz'), gzipSync(text));
    const { report, stderr } = await lint(language);
    expect(stderr).toMatch(said);
    expect(report.rules.filter(({ verdict }) => verdict === 'unused')).toEqual([]);
    const named = await lint(language, '--window', '2026-11-02..2026-11-15');
    expect(named.report.rules.some(({ verdict }) => verdict === 'unused')).toBe(true);
  });

  it('that are years old change nothing: they lie before the window', async () => {
    const before = await lint('en');
    const start = Date.UTC(2015, 5, 1, 12) / 1000;
    writeFileSync(
      at('flow-logs/clock.log.gz'),
      gzipSync(logText([record({ start, end: start + 60 })])),
    );
    const { report, exitCode } = await lint('en');
    expect(exitCode).toBe(before.exitCode);
    expect(report.window).toEqual(before.report.window);
    expect(report.rules).toEqual(before.report.rules);
  });
});

describe('logs of another account than the inventory', () => {
  it.each([
    [
      'en',
      /none of the \d+ interfaces in the flow logs \(account 123456789012\) is in the inventory \(account 999988887777\)/,
    ],
    ['zh-CN', /日志来自清单之外的账户/],
  ])('are told in %s, and nothing is called unused by them', async (language, said) => {
    const inventory = at('inventory');
    for (const entry of readdirSync(inventory, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      const text = readFileSync(path, 'utf8')
        .replaceAll(/eni-0/g, 'eni-9')
        .replaceAll('123456789012', '999988887777');
      writeFileSync(path, text);
    }
    const { report, stderr } = await lint(language);
    expect(stderr).toMatch(said);
    expect(report.rules.filter(({ verdict }) => verdict === 'unused')).toEqual([]);
  });
});
