import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { validateReport } from '../../src/app/validate-report.ts';
import { Lint } from '../../src/commands/lint.ts';
import { Show } from '../../src/commands/show.ts';
import type { Report } from '../../src/model/report.ts';
import { runCommand } from '../support/run-command.ts';

const top = mkdtempSync(join(tmpdir(), 'sgaudit-bad-'));
let folder = '';
let count = 0;
const at = (name: string) => join(folder, name);
const lint = (...argv: string[]) => runCommand(Lint, ['--lang', 'en', ...argv]);

const GOOD = `resource "aws_security_group" "web" {
  name        = "web"
  description = "Web"
  ingress {
    description = "HTTPS"
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8"]
  }
}
`;
const HEADER =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status';

function record(day: number): string {
  const start = Date.UTC(2026, 9, day, 12) / 1000;
  return `2 123456789012 eni-0a1b2c3d4e5f60718 10.0.1.5 10.0.2.9 40001 443 6 5 500 ${start} ${start + 60} ACCEPT OK`;
}

function log(days: readonly number[]): string {
  return `${[HEADER, ...days.map(record)].join('\n')}\n`;
}

beforeEach(() => {
  folder = join(top, String(count++));
  mkdirSync(join(folder, 'infra'), { recursive: true });
  writeFileSync(at('infra/main.tf'), GOOD);
});

afterAll(() => rmSync(top, { recursive: true, force: true }));

describe('configurations', () => {
  it('names file, line and column of every error, and analyses the rest', async () => {
    writeFileSync(at('infra/broken.tf'), 'locals {\n  a = = 1\n}\n\nlocals {\n  b = [1,\n}\n');
    const { stdout, exitCode } = await lint(at('infra'), '--format', 'json');
    const report = JSON.parse(stdout) as Report;
    expect(exitCode).toBe(2);
    expect(validateReport(report)).toBeNull();
    expect(report.errors.length).toBeGreaterThanOrEqual(2);
    expect(report.errors[0]).toMatchObject({
      code: 'hcl-syntax',
      location: { file: 'broken.tf', start: { line: 2, column: 7 } },
    });
    expect(report.rules).toHaveLength(1);
  });

  it('says in text where it stands', async () => {
    writeFileSync(at('infra/broken.tf'), 'resource {{{\n');
    const { stdout, exitCode } = await lint(at('infra'));
    expect(exitCode).toBe(2);
    expect(stdout).toMatch(/broken\.tf:1:\d+: error/);
  });

  it('is not HCL at all: a binary file', async () => {
    writeFileSync(at('infra/image.tf'), Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 0xff, 0xfe]));
    const { stdout, exitCode } = await lint(at('infra'));
    expect(exitCode).toBe(2);
    expect(stdout).toContain('image.tf:1:');
    expect(stdout).not.toMatch(/\n\s+at .*\.ts/);
  });

  it('is an empty folder', async () => {
    mkdirSync(at('empty'));
    const { stderr, exitCode } = await lint(at('empty'));
    expect(exitCode).toBe(2);
    expect(stderr).toContain('no Terraform configuration');
  });

  it('is no folder', async () => {
    const { stderr, exitCode } = await lint(at('nowhere'));
    expect(exitCode).toBe(2);
    expect(stderr).toContain('nowhere');
    const file = await lint(at('infra/main.tf'));
    expect(file.exitCode).toBe(2);
    expect(file.stderr).toContain('is a file');
  });

  it('holds a CIDR that is none: a finding at its place, and the other rules stay', async () => {
    writeFileSync(
      at('infra/main.tf'),
      GOOD.replace('["10.0.0.0/8"]', '["10.0.0.0/8", "10.0.0.0/33"]'),
    );
    const { stdout, exitCode } = await lint(
      at('infra'),
      '--format',
      'json',
      '--only',
      'invalid-rule',
    );
    const { findings } = JSON.parse(stdout) as Report;
    expect(exitCode).toBe(1);
    expect(findings).toHaveLength(1);
    expect(findings[0]?.message).toContain('10.0.0.0/33');
    expect(findings[0]?.location).toMatchObject({
      file: 'main.tf',
      start: { line: 9, column: 34 },
    });
  });

  it('names a state that is no JSON, and keeps its text to itself', async () => {
    writeFileSync(at('bad.tfstate'), '{"password": "hunter2",\n oops');
    const { stderr, exitCode } = await runCommand(Show, [
      at('infra'),
      '--state',
      at('bad.tfstate'),
    ]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('bad.tfstate');
    expect(stderr).not.toContain('hunter2');
  });

  it('names a setting that does not exist', async () => {
    writeFileSync(at('infra/.sgaudit.yaml'), 'evidence:\n  minimumDay: 3\n');
    const { stderr, exitCode } = await lint(at('infra'));
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/\.sgaudit\.yaml:2:\d+: error: .*did you mean "minimumDays"/);
  });
});

describe('flow logs', () => {
  const judge = (...argv: string[]) =>
    lint(at('infra'), '--flow-logs', at('logs'), '--format', 'json', ...argv);

  beforeEach(() => mkdirSync(at('logs')));

  it('are truncated: named and left out, the others read, the run ends with 2', async () => {
    const whole = gzipSync(log([3, 4, 5]));
    writeFileSync(at('logs/good.log.gz'), gzipSync(log([1, 2])));
    writeFileSync(at('logs/cut.log.gz'), whole.subarray(0, whole.length - 9));
    const { stdout, exitCode } = await judge();
    const report = JSON.parse(stdout) as Report;
    expect(exitCode).toBe(2);
    expect(report.evidence?.records.accepted).toBe(2);
    expect(report.evidence?.damaged).toHaveLength(1);
    expect(report.evidence?.damaged[0]?.file).toContain('cut.log.gz');
    expect(report.errors[0]).toMatchObject({ code: 'log-damaged' });
    expect(report.rules.every((rule) => rule.verdict !== 'unused')).toBe(true);
  });

  it('are binary files', async () => {
    writeFileSync(
      at('logs/a.log'),
      Buffer.from(Array.from({ length: 4000 }, (_, i) => (i * 7919) % 256)),
    );
    const { stdout, stderr, exitCode } = await judge();
    expect(exitCode).toBe(2);
    expect(stdout + stderr).toContain('a.log');
  });

  it('lack a field that is needed: the field is named', async () => {
    const lines = log([1])
      .split('\n')
      .map((line) => line.split(' ').slice(0, 12).join(' '));
    writeFileSync(at('logs/short.log'), lines.join('\n'));
    const { stdout, stderr, exitCode } = await judge();
    expect(exitCode).toBe(2);
    expect(stdout + stderr).toContain('action');
  });

  it('are not there', async () => {
    const { stderr, exitCode } = await judge();
    expect(exitCode).toBe(2);
    expect(stderr).toContain('logs');
    const missing = await lint(at('infra'), '--flow-logs', at('nowhere'));
    expect(missing.exitCode).toBe(2);
    expect(missing.stderr).toContain('nowhere');
  });

  it('lie in a folder that may not be read', async () => {
    if (process.getuid?.() === 0) return; // root may read everything
    chmodSync(at('logs'), 0o000);
    const { stderr, exitCode } = await judge();
    chmodSync(at('logs'), 0o755);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('logs');
  });
});

describe('usage', () => {
  it.each([
    [['--window', '30'], 'give 30d'],
    [['--window', '2026-02-30..2026-03-01'], 'give 30d'],
    [['--window', '2026-03-02..2026-03-01'], 'first day is after the last'],
    [['--var', 'region'], 'name=value'],
    [['--only', 'unused'], 'there is no check "unused"'],
    [['--format', 'pdf'], 'pdf'],
    [['--no-such-flag'], 'no-such-flag'],
  ])('%j', async (argv, message) => {
    const { stderr, exitCode } = await lint(at('infra'), ...argv);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
  });

  it('cannot write: says so, and leaves what was there', async () => {
    writeFileSync(at('report.json'), 'kept');
    mkdirSync(at('taken.json'));
    const { stderr, exitCode } = await lint(at('infra'), '--json', at('taken.json'));
    expect(exitCode).toBe(2);
    expect(stderr).toContain('cannot write');
    expect(readFileSync(at('report.json'), 'utf8')).toBe('kept');
  });

  it('gives JSON of the reason where JSON was asked for', async () => {
    const { stdout, exitCode } = await lint(at('nowhere'), '--format', 'json');
    const report = JSON.parse(stdout) as Report;
    expect(exitCode).toBe(2);
    expect(validateReport(report)).toBeNull();
    expect(report.errors).toHaveLength(1);
  });
});

describe('names', () => {
  it('cannot move the cursor or hide text', async () => {
    const hostile = GOOD.replace('"HTTPS"', '"a\\u001b[2Jb"').replace(
      '"web"\n',
      '"x\\u001b]0;owned\\u0007"\n',
    );
    writeFileSync(at('infra/main.tf'), hostile.replace('10.0.0.0/8', '10.0.0.0/8\\u001b[31m'));
    const { stdout } = await lint(at('infra'), '--no-color');
    expect(stdout).not.toContain('\u001b');
    cpSync(at('infra/main.tf'), at('infra/\u202emain.tf'));
    const shown = await runCommand(Show, [at('infra'), '--tree', '--no-color']);
    expect(shown.stdout + shown.stderr).not.toMatch(/[\u001b\u202e]/);
  });
});
