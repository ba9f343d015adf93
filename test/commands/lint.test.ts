import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import ExcelJS from 'exceljs';
import { validateReport } from '../../src/app/validate-report.ts';
import { Lint } from '../../src/commands/lint.ts';
import { ReportCommand } from '../../src/commands/report.ts';
import type { Report } from '../../src/model/report.ts';
import { describePeer } from '../../src/model/rule-text.ts';
import type { Evidence } from '../../src/model/verdict.ts';
import { type CommandResult, runCommand } from '../support/run-command.ts';

const EXAMPLE = new URL('../../examples/terraform', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'sgaudit-lint-'));
const at = (name: string) => join(folder, name);
const shop = at('shop');
const evidence = [
  ...['--state', join(shop, 'terraform.tfstate'), '--flow-logs', join(shop, 'flow-logs')],
  ...['--inventory', join(shop, 'inventory'), '--window', '2026-11-02..2026-11-15'],
];
const lint = (...argv: string[]) => runCommand(Lint, argv);
const git = (...argv: string[]) => execFileSync('git', argv, { cwd: shop, encoding: 'utf8' });

let result: CommandResult;
let report: Report;

beforeAll(async () => {
  cpSync(EXAMPLE, shop, { recursive: true });
  git('init', '-q');
  result = await lint(
    shop,
    ...evidence,
    '--format',
    'json',
    '--xlsx',
    at('zh.xlsx'),
    '--patch',
    at('all.patch'),
  );
  report = JSON.parse(result.stdout) as Report;
  writeFileSync(at('saved.json'), result.stdout);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('lint on the example', () => {
  it('finds something, so it exits with 1, and says nothing on standard error', () => {
    expect(result.exitCode).toBe(1);
    // Node itself warns of the modules' loader that the tests run in.
    const own = result.stderr
      .split('\n')
      .filter((line) => !/ExperimentalWarning|--trace-warnings/.test(line));
    expect(own.join('')).toBe('');
  });

  it('says which fields some of the logs lack, and in text what that costs', async () => {
    expect(report.evidence?.missingFields).toContain('tcp-flags');
    const { stdout } = await runCommand(ReportCommand, [at('saved.json'), '--lang', 'en']);
    expect(stdout).toContain('some logs lack tcp-flags: who opened a connection');
  });

  it('prints JSON that its schema allows', () => {
    expect(validateReport(report)).toBeNull();
    expect(report.rules.length).toBeGreaterThan(40);
    expect(report.window).toEqual({
      start: '2026-11-02T00:00:00Z',
      end: '2026-11-16T00:00:00Z',
      days: 14,
    });
  });

  it('accounts for every accepted record', () => {
    const { records, explained, orientation } = report.evidence as Evidence;
    expect(explained.flows + explained.unexplained).toBe(records.accepted);
    const oriented = Object.values(orientation).reduce(
      (all: number, each: number) => all + each,
      0,
    );
    expect(oriented).toBe(records.accepted);
    expect(records.read).toBe(
      records.accepted +
        records.rejected +
        records.noData +
        records.skipData +
        (records.refused ?? 0),
    );
  });

  it('gives every rule one of the four verdicts, and only the unused a fix', () => {
    for (const rule of report.rules) {
      expect(['used', 'redundant', 'unused', 'unknown']).toContain(rule.verdict);
      if (rule.verdict !== 'unused') expect(rule.fix).toBeNull();
      else expect(rule.fix !== null || rule.fixRefused !== null).toBe(true);
    }
  });

  it('writes locations relative to the repository, with the literal of the peer there', () => {
    for (const { location, peer } of report.rules) {
      const line = readFileSync(join(shop, location?.file ?? ''), 'utf8').split('\n')[
        (location?.start.line ?? 0) - 1
      ];
      const text = line?.slice((location?.start.column ?? 0) - 1, (location?.end.column ?? 0) - 1);
      if (peer.kind === 'cidr' && text?.startsWith('"') && !text.includes('$')) {
        expect(text).toContain(peer.value.split('/')[0]);
      }
    }
  });

  it('writes a patch that git takes, after which just these rules are gone', async () => {
    const before = report.rules.filter((rule) => rule.fix).map((rule) => rule.key);
    git('apply', '--check', at('all.patch'));
    git('apply', at('all.patch'));
    const again = await lint(shop, ...evidence, '--format', 'json');
    git('apply', '-R', at('all.patch'));
    const after = JSON.parse(again.stdout) as Report;
    const left = new Set(after.rules.map((rule) => rule.key));
    const gone = report.rules.filter((rule) => !left.has(rule.key)).map((rule) => rule.key);
    expect(gone.sort()).toEqual(before.sort());
    expect(left.size).toBe(report.rules.length - before.length);
    expect(after.rules.filter((rule) => rule.fix)).toEqual([]);
  });

  it('writes edits that make the same text as the patch', () => {
    for (const rule of report.rules) {
      for (const edit of rule.fix?.edits ?? []) {
        const lines = readFileSync(join(shop, edit.file), 'utf8').split('\n');
        expect(edit.start.line).toBeLessThanOrEqual(lines.length);
        expect(rule.fix?.proof).toEqual({
          parser: 'passed',
          rules: 'passed',
          terraform: 'not-run',
        });
      }
    }
  });
});

async function openWorkbook(path: string): Promise<ExcelJS.Workbook> {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.readFile(path);
  return workbook;
}

describe('the workbook', () => {
  it('has the two sheets of the classic report with its columns, then the others', async () => {
    const workbook = await openWorkbook(at('zh.xlsx'));
    const names = workbook.worksheets.map((sheet) => sheet.name);
    expect(names).toEqual([
      '已使用规则',
      '未使用规则',
      '冗余规则',
      '未知规则',
      '发现',
      '安全组',
      '证据',
      '术语',
    ]);
    for (const [name, verdict] of [
      ['已使用规则', 'used'],
      ['未使用规则', 'unused'],
      ['冗余规则', 'redundant'],
      ['未知规则', 'unknown'],
    ] as const) {
      const sheet = workbook.getWorksheet(name) as ExcelJS.Worksheet;
      const rules = report.rules.filter((rule) => rule.verdict === verdict);
      const head = sheet.getRow(1);
      expect([1, 2, 3].map((column) => head.getCell(column).value)).toEqual([
        'SecurityGroupId',
        'GroupName',
        'CIDR',
      ]);
      expect(head.font).toMatchObject({ bold: true });
      expect(head.alignment).toMatchObject({ horizontal: 'center' });
      expect(sheet.views[0]).toMatchObject({ state: 'frozen', ySplit: 1 });
      expect(sheet.autoFilter).toBeTruthy();
      const cells = rules.map((_, index) =>
        [1, 2, 3].map((column) => sheet.getRow(index + 2).getCell(column).value),
      );
      expect(cells).toEqual(
        rules.map(({ group, peer }) => [
          group.id ?? group.address,
          group.name ?? group.address,
          describePeer(peer),
        ]),
      );
      expect(sheet.rowCount).toBe(rules.length + 1);
      const widest = Math.max(...rules.map(({ group }) => (group.id ?? '').length), 15);
      if (rules.every(({ group }) => group.id)) expect(sheet.getColumn(1).width).toBe(widest + 2);
    }
  });

  it('has English names when English is asked for, also from a saved report', async () => {
    const path = at('en.xlsx');
    const { exitCode } = await runCommand(ReportCommand, [
      ...[at('saved.json'), '--format', 'xlsx', '--output', path, '--lang', 'en'],
    ]);
    expect(exitCode).toBe(0);
    const workbook = await openWorkbook(path);
    expect(workbook.worksheets.map((sheet) => sheet.name)).toEqual([
      'Used rules',
      'Unused rules',
      'Redundant rules',
      'Unknown',
      'Findings',
      'Groups',
      'Evidence',
      'Glossary',
    ]);
  });
});

describe('report', () => {
  it('makes the text again from a saved report', async () => {
    const direct = await lint(shop, ...evidence, '--lang', 'en');
    const saved = await runCommand(ReportCommand, [at('saved.json'), '--lang', 'en']);
    const withoutExcerpts = (text: string) =>
      text
        .split('\n')
        .filter((line) => !/^ +\d* \|/.test(line))
        .join('\n');
    expect(saved.stdout).toBe(withoutExcerpts(direct.stdout));
  });

  it('refuses what is no report, and says why', async () => {
    writeFileSync(at('other.json'), '{"schemaVersion": "9.0"}');
    const { exitCode, stderr } = await runCommand(ReportCommand, [at('other.json')]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('is not a report of sgaudit');
  });
});

describe('lint without traffic', () => {
  it('runs the configuration checks and says what the others lack', async () => {
    const { stdout, exitCode } = await lint(shop, '--lang', 'en', '--no-color');
    expect(exitCode).toBe(1);
    expect(stdout).toContain('public-admin-port');
    expect(stdout).toContain('no traffic given');
    expect(stdout).not.toContain('unused-rule');
  });

  it('judges by --only, --skip and --fail-on', async () => {
    const only = await lint(shop, '--only', 'public-admin-port', '--format', 'json');
    const { findings } = JSON.parse(only.stdout) as Report;
    expect(new Set(findings.map((finding) => finding.checkId))).toEqual(
      new Set(['public-admin-port']),
    );
    const never = await lint(shop, '--only', 'public-admin-port', '--fail-on', 'never');
    expect(never.exitCode).toBe(0);
    const skipped = await lint(shop, '--skip', 'public-admin-port', '--fail-on', 'error');
    expect(skipped.exitCode).toBe(0);
  });

  it('speaks Chinese', async () => {
    const { stdout } = await lint(shop, '--lang', 'zh-CN');
    expect(stdout).toContain('开放管理端口');
  });

  it('leaves nothing behind', () => {
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});
