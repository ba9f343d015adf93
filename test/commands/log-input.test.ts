import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { validateReport } from '../../src/app/validate-report.ts';
import { Lint } from '../../src/commands/lint.ts';
import type { Report } from '../../src/model/report.ts';
import { runCommand } from '../support/run-command.ts';

const EXAMPLE = new URL('../../examples/terraform', import.meta.url).pathname;
const top = mkdtempSync(join(tmpdir(), 'sgaudit-logs-'));
let folder = '';
let count = 0;
const at = (name: string) => join(folder, name);

beforeEach(() => {
  folder = join(top, String(count++));
  cpSync(EXAMPLE, folder, { recursive: true });
});

afterAll(() => rmSync(top, { recursive: true, force: true }));

/** All files of the example's flow logs. */
function logs(): string[] {
  const root = at('flow-logs');
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

async function judge(...argv: string[]) {
  const { stdout, stderr, exitCode } = await runCommand(Lint, [
    ...[folder, '--lang', 'en', '--format', 'json', '--state', at('terraform.tfstate')],
    ...['--flow-logs', at('flow-logs'), '--inventory', at('inventory'), ...argv],
  ]);
  const report = JSON.parse(stdout) as Report;
  expect(validateReport(report)).toBeNull();
  const verdicts = Object.fromEntries(report.rules.map((rule) => [rule.key, rule.verdict]));
  return { report, verdicts, stderr, exitCode };
}

const WINDOW = ['--window', '2026-11-02..2026-11-15'];
const HEADER =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status';

describe('flow logs given to lint', () => {
  it('of which one is damaged: it is named, nothing is called unused, and what is used stays so', async () => {
    const whole = await judge(...WINDOW);
    const [damaged = ''] = logs().filter((path) => path.includes('2026/11/10'));
    const content = readFileSync(damaged);
    content[content.length >> 1]! ^= 0x40;
    writeFileSync(damaged, content);
    const { report, verdicts, exitCode } = await judge(...WINDOW);
    expect(exitCode).toBe(2);
    expect(report.evidence?.damaged).toEqual([
      { file: damaged, problem: expect.stringMatching(/gzip/) },
    ]);
    expect(report.errors).toEqual([
      expect.objectContaining({
        code: 'log-damaged',
        message: expect.stringMatching(
          /incomplete: 2026-11-09, 2026-11-10 \(of what account 123456789012 logs in us-east-1\); fetch the file again/,
        ),
      }),
    ]);
    expect(Object.values(whole.verdicts)).toContain('unused');
    for (const [key, verdict] of Object.entries(verdicts)) {
      expect(['used', 'redundant', 'unknown']).toContain(verdict);
      if (verdict === 'used') expect(['used', 'redundant']).toContain(whole.verdicts[key]);
    }
    const open = report.rules.filter((rule) => whole.verdicts[rule.key] === 'unused');
    expect(open.every((rule) => rule.reasons.includes('partial-coverage'))).toBe(true);
  });

  it('wrapped in JSON: the verdicts are those of the text', async () => {
    const whole = await judge(...WINDOW);
    for (const path of logs()) {
      const [header = '', ...lines] = gunzipSync(readFileSync(path)).toString().trim().split('\n');
      const names = header.split(' ');
      const wrapped = lines.map((line) => {
        const values = line.split(' ');
        const byName = Object.fromEntries(names.map((name, index) => [name, values[index]]));
        return JSON.stringify(header === HEADER ? { message: line } : byName);
      });
      rmSync(path);
      writeFileSync(path.replace(/\.log\.gz$/, '.json.gz'), gzipSync(wrapped.join('\n')));
    }
    const json = await judge(...WINDOW);
    expect(json.verdicts).toEqual(whole.verdicts);
    expect(json.report.evidence?.records).toEqual(whole.report.evidence?.records);
  });

  it('with lines that are none: counted by file, and no traffic', async () => {
    const extra = at('flow-logs/AWSLogs/extra.log');
    writeFileSync(extra, `${HEADER}\nlorem ipsum\n2 1 eni-1 a b c d e f g h i j k\n`);
    const whole = await judge(...WINDOW);
    const none = { accepted: 0, rejected: 0, noData: 0, skipData: 0 };
    expect(whole.report.evidence?.refusedFiles).toEqual([
      { file: extra, read: 2, ...none, refused: 2 },
    ]);
    expect(whole.report.evidence?.records.refused).toBe(2);
    expect(whole.exitCode).toBe(1);
  });

  it('with a record that is years off: the window can be named, and a warning says why', async () => {
    const start = Date.UTC(2087, 0, 1, 12) / 1000;
    writeFileSync(
      at('flow-logs/AWSLogs/clock.log'),
      `${HEADER}\n2 123456789012 eni-04558bcf31db46f32 10.0.0.1 10.0.0.2 40000 443 6 1 40 ${start} ${start + 59} ACCEPT OK\n`,
    );
    const stray = await judge();
    expect(stray.stderr).toMatch(/newest day of the flow logs, 2087-01-01, lies \d+ days after/);
    expect(Object.values(stray.verdicts)).not.toContain('unused');
    const named = await judge(...WINDOW);
    expect(Object.values(named.verdicts)).toContain('unused');
  });

  it('of another account than the inventory: a warning names both, and nothing is called unused', async () => {
    for (const path of logs()) {
      const text = gunzipSync(readFileSync(path)).toString();
      const foreign = text.replaceAll('123456789012', '210987654321').replace(/eni-0/g, 'eni-f');
      writeFileSync(path, gzipSync(foreign));
    }
    const { verdicts, stderr } = await judge(...WINDOW);
    expect(stderr).toMatch(
      /none of the \d+ interfaces in the flow logs \(account 210987654321\) is in the inventory \(account 123456789012\)/,
    );
    expect(Object.values(verdicts)).not.toContain('unused');
  });

  it('given twice, as text and packed, count once', async () => {
    const whole = await judge(...WINDOW);
    mkdirSync(at('flow-logs/copy'));
    for (const path of logs()) {
      const name = path.split('/').at(-1) ?? '';
      writeFileSync(
        at(`flow-logs/copy/${name.replace(/\.gz$/, '')}`),
        gunzipSync(readFileSync(path)),
      );
    }
    const twice = await judge(...WINDOW);
    expect(twice.report.evidence?.records).toEqual(whole.report.evidence?.records);
    expect(twice.report.evidence?.duplicateFiles).toBe(logs().length / 2);
    expect(twice.verdicts).toEqual(whole.verdicts);
  });
});
