import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { openEngine } from '../../src/flowlogs/engine/duckdb.ts';
import { damagedInside, PARQUET_RECORDS, writeParquet } from '../flowlogs/support/parquet.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'sgaudit-package-'));
const bin = join(folder, 'node_modules/.bin/sgaudit');
let packed: readonly string[] = [];

/** Packs this checkout and installs the tarball elsewhere, as a user would. */
beforeAll(async () => {
  const { stdout } = await execa('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: ROOT,
  });
  packed = (JSON.parse(stdout)[0].files as { path: string }[]).map((file) => file.path);
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '';
  writeFileSync(join(folder, 'package.json'), '{"private": true}');
  await execa('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', `./${tarball}`], {
    cwd: folder,
  });
}, 240_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the package, installed from its tarball', () => {
  it('holds what users need and nothing of the workshop', () => {
    expect(packed).toContain('bin/run.js');
    expect(packed).toContain('schema/report-v1.schema.json');
    expect(packed).toContain('schema/config-v1.schema.json');
    expect(packed).toContain('schema/baseline-v1.schema.json');
    expect(packed).toContain('schema/certificate-v1.schema.json');
    expect(packed).toContain('LICENSE');
    expect(packed.filter((path) => /^(src|test|bench|examples|scripts|\.ci)\//.test(path))).toEqual(
      [],
    );
  });

  it('has a bin that says its version', async () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const { stdout } = await execa(bin, ['--version']);
    expect(stdout).toContain(`sgaudit/${version}`);
  });

  it('writes a completion script that knows its commands and flags', async () => {
    const env = { XDG_CACHE_HOME: join(folder, 'cache') };
    await execa(bin, ['autocomplete', '--refresh-cache'], { env });
    const { stdout } = await execa(bin, ['autocomplete', 'script', 'bash'], { env });
    expect(stdout).toContain('SGAUDIT_AC_BASH_SETUP_PATH=');
    const setup = join(env.XDG_CACHE_HOME, 'sgaudit', 'autocomplete');
    expect(readdirSync(setup)).toContain('bash_setup');
    const functions = readFileSync(join(setup, 'functions/bash/sgaudit.bash'), 'utf8');
    expect(functions).toMatch(/^explain .*--certificate/m);
  });

  it('shows the page of a check with its examples', async () => {
    const { stdout } = await execa(bin, ['checks', 'unused-rule', '--lang', 'en'], { cwd: folder });
    expect(stdout).toContain('aws_vpc_security_group_ingress_rule" "reports"');
  });

  it('lints a folder', async () => {
    writeFileSync(
      join(folder, 'main.tf'),
      'resource "aws_security_group_rule" "ssh" {\n  security_group_id = "sg-0a1b2c3d"\n  type = "ingress"\n  protocol = "tcp"\n  from_port = 22\n  to_port = 22\n  cidr_blocks = ["0.0.0.0/0"]\n}\n',
    );
    const result = await execa(bin, ['lint', '.', '--format', 'json'], {
      cwd: folder,
      reject: false,
    });
    expect(result.exitCode).toBe(1);
    const findings = JSON.parse(result.stdout).findings as { checkId: string }[];
    expect(findings.map((finding) => finding.checkId)).toContain('public-admin-port');
  });

  it('writes a page with its script, and a workbook', async () => {
    const files = ['--html', 'report.html', '--xlsx', 'report.xlsx'];
    await execa(bin, ['lint', '.', ...files], { cwd: folder, reject: false });
    expect(readFileSync(join(folder, 'report.html'), 'utf8')).toMatch(
      /<script type="module">[^<]*addEventListener/,
    );
    expect(readFileSync(join(folder, 'report.xlsx')).subarray(0, 2).toString()).toBe('PK');
  });

  it('reads logs in several threads and comes to the same', async () => {
    const logs = join(folder, 'logs');
    for (const day of [1, 2, 3]) {
      const target = join(logs, `2026/11/0${day}`);
      mkdirSync(target, { recursive: true });
      for (const part of [0, 1, 2])
        writeFileSync(join(target, `${part}.log`), manyRecords(day, part));
      writeFileSync(join(target, 'again.log.gz'), gzipSync(manyRecords(day, 1)));
    }
    writeFileSync(
      join(logs, '2026/11/03/cut.log.gz'),
      gzipSync(manyRecords(3, 9)).subarray(0, 500),
    );
    const engine = await openEngine({ database: ':memory:', temporaryFolder: folder });
    for (const day of [1, 2, 3]) {
      const path = join(logs, `2026/11/0${day}/a.parquet`);
      await writeParquet(engine, path, day, Date.UTC(2026, 10, day) / 1000);
      if (day === 3) writeFileSync(path, await damagedInside(engine, path));
      else copyFileSync(path, `${path}-again`);
    }
    engine.close();
    const dist = join(folder, 'node_modules/sgaudit/dist');
    const script = join(ROOT, 'test/support/compare-threads.mjs');
    const { stdout } = await execa('node', [script, dist, logs]);
    const [one, several] = JSON.parse(stdout);
    expect(several).toEqual(one);
    const read = 90_000 + 2 * PARQUET_RECORDS;
    expect(one).toMatchObject({ records: { read, refused: 9 }, damaged: 2, duplicates: 5 });
  }, 60_000);

  it('stops reading parquet in threads when it is told to, whatever the engine is at', async () => {
    const logs = join(folder, 'parquet-logs');
    const engine = await openEngine({ database: ':memory:', temporaryFolder: folder });
    for (const day of [1, 2, 3, 4, 5]) {
      const target = join(logs, `2026/11/0${day}`);
      mkdirSync(target, { recursive: true });
      const dayStart = Date.UTC(2026, 10, day) / 1000;
      await writeParquet(engine, join(target, 'a.parquet'), day, dayStart, 86_000);
      await writeParquet(engine, join(target, 'b.parquet'), day + 9, dayStart, 86_000);
    }
    engine.close();
    const dist = join(folder, 'node_modules/sgaudit/dist');
    const script = join(ROOT, 'test/support/stop-threads.mjs');
    const { stdout } = await execa('node', [script, dist, logs]);
    expect(JSON.parse(stdout)).toContain('AbortError');
  }, 60_000);

  it('writes a large report to a pipe whole', async () => {
    const rules = Array.from(
      { length: 600 },
      (_, index) =>
        `resource "aws_security_group_rule" "r${index}" {\n  security_group_id = "sg-0a1b2c3d"\n  type = "egress"\n  protocol = "tcp"\n  from_port = ${index}\n  to_port = ${index}\n  cidr_blocks = ["10.0.0.0/8"]\n}\n`,
    );
    writeFileSync(join(folder, 'many.tf'), rules.join('\n'));
    const { stdout } = await execa(bin, ['show', '.', '--format', 'json'], { cwd: folder });
    expect(stdout.length).toBeGreaterThan(200_000);
    expect(JSON.parse(stdout).rules).toHaveLength(601);
  });

  it('is a library too', async () => {
    const script =
      "import { lint, show, SgauditError } from 'sgaudit'; const { report } = await show({ path: '.' }); const error = await lint({ path: './nowhere' }).catch((e) => e); console.log(report.rules.length, error instanceof SgauditError);";
    writeFileSync(join(folder, 'use.mjs'), script);
    const { stdout } = await execa('node', ['use.mjs'], { cwd: folder });
    expect(stdout).toBe('601 true');
  });

  it('ends with 2 for an unknown command or flag', async () => {
    for (const argv of [['lnit'], ['lint', '--nope']]) {
      const result = await execa(bin, argv, { cwd: folder, reject: false });
      expect(result.exitCode).toBe(2);
      expect(result.stdout).toBe('');
    }
  });
});

/** 10,000 lines of a default log, some in IPv6, one of them no record, some of the day before; 1.1 MB. */
function manyRecords(day: number, part: number): string {
  const midnight = Date.UTC(2026, 10, day) / 1000;
  const header =
    'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status';
  const lines = Array.from({ length: 10_000 }, (_, index) => {
    if (index === 77) return 'no record';
    const ipv6 = index % 10 === 3;
    const host = (index * 7 + part) % 50;
    const own = ipv6 ? `2001:db8::${host}` : `10.0.0.${host}`;
    const peer = ipv6 ? `2001:db8:1::${index % 90}` : `10.1.${index % 90}.${part}`;
    const ends = [`${own} ${peer} 443`, `${peer} ${own} ${32_768 + ((index * 31) % 20_000)}`];
    const [from, to] = index % 2 === 0 ? ends : [...ends].reverse();
    const [source, target] = [from?.split(' ')[0], from?.split(' ')[1]];
    const ports = [from?.split(' ')[2], to?.split(' ')[2]].join(' ');
    const start = midnight - 600 + ((index * 13) % 80_000);
    return `2 123456789012 eni-${host} ${source} ${target} ${ports} 6 4 400 ${start} ${start + 59} ${index % 40 === 5 ? 'REJECT' : 'ACCEPT'} OK`;
  });
  return `${[header, ...lines].join('\n')}\n`;
}
