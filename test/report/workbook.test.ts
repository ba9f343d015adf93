import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import ExcelJS from 'exceljs';
import type { Report } from '../../src/model/report.ts';
import { reportWorkbook } from '../../src/report/workbook/workbook.ts';
import { finding, optionsOf } from '../support/exchange-report.ts';
import { fullReport, largeReport } from '../support/html-report.ts';
import { SOFFICE, sheetsInLibreOffice } from '../support/libreoffice.ts';
import { reportOf, reportRule } from '../support/reports.ts';
import { rule } from '../support/rules.ts';

const bytesOf = async (report: Report, language: 'en' | 'zh-CN' = 'zh-CN') =>
  (await reportWorkbook(report, optionsOf({ language }))) as Uint8Array;

async function read(bytes: Uint8Array): Promise<ExcelJS.Workbook> {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(Buffer.from(bytes) as unknown as ExcelJS.Buffer);
  return workbook;
}

const open = async (report: Report, language: 'en' | 'zh-CN' = 'zh-CN') =>
  read(await bytesOf(report, language));

const textsOf = (sheet: ExcelJS.Worksheet | undefined, row: number): string[] =>
  ((sheet?.getRow(row).values ?? []) as ExcelJS.CellValue[]).slice(1).map(String);

const FORMULAS = [
  '=HYPERLINK("https://evil.example","x")',
  '+1+1',
  '-2+3',
  '@SUM(A1)',
  '|calc',
  "=cmd|' /C calc'!A0",
  '_x003D_1+1',
];

function hostileReport(): Report {
  const rules = FORMULAS.map((text) =>
    reportRule(
      rule('ingress tcp 22 10.0.0.0/8', {
        group: { address: text, id: text, name: text },
        description: text,
        peer: { kind: 'unresolved', expression: text },
      }),
      'unused',
      { fixRefused: text },
    ),
  );
  return reportOf(rules, { findings: [finding({ message: '=1+1' })] });
}

describe('the workbook', () => {
  it.each([
    [
      'zh-CN',
      ['已使用规则', '未使用规则', '冗余规则', '未知规则', '发现', '安全组', '证据', '术语'],
    ],
    [
      'en',
      [
        ...['Used rules', 'Unused rules', 'Redundant rules', 'Unknown', 'Findings', 'Groups'],
        ...['Evidence', 'Glossary'],
      ],
    ],
  ] as const)('has its sheets in %s, the classic ones first', async (language, names) => {
    const workbook = await open(fullReport(), language);
    expect(workbook.worksheets.map((sheet) => sheet.name)).toEqual(names);
    for (const sheet of workbook.worksheets) {
      expect(sheet.views[0]).toMatchObject({ state: 'frozen', ySplit: 1 });
      expect(sheet.autoFilter).toBeTruthy();
      expect(sheet.getRow(1).font?.bold).toBe(true);
      expect(sheet.getRow(1).alignment?.horizontal).toBe('center');
    }
    for (const sheet of workbook.worksheets.slice(0, 4)) {
      expect(textsOf(sheet, 1).slice(0, 3)).toEqual(['SecurityGroupId', 'GroupName', 'CIDR']);
    }
  });

  it('says of a redundant rule what covers it, and of an unknown one what would settle it', async () => {
    const workbook = await open(fullReport(), 'en');
    expect(textsOf(workbook.getWorksheet('Redundant rules'), 2)).toContain(
      'ingress tcp 443 from 10.0.0.0/8 (aws_security_group.web)',
    );
    expect(textsOf(workbook.getWorksheet('Unknown'), 2).join()).toContain('switch on flow logs');
    expect(textsOf(workbook.getWorksheet('Unused rules'), 2)).toContain('removal proved');
  });

  it('says of each group what its rules are worth', async () => {
    const groups = (await open(fullReport(), 'en')).getWorksheet('Groups');
    expect(textsOf(groups, 1).slice(4, 10)).toEqual([
      ...['Interfaces', 'used', 'redundant', 'unused', 'unknown', 'Findings'],
    ]);
    const web = [2, 3]
      .map((row) => textsOf(groups, row))
      .find(([name]) => !name?.includes('module'));
    expect(web?.slice(0, 10)).toEqual([
      ...['aws_security_group.web', 'sg-0a1b2c3d', 'web', 'vpc-1'],
      ...['2', '3', '1', '1', '1', '2'],
    ]);
  });

  it('lists groups without rules too', async () => {
    const [web] = fullReport().groups;
    const idle = { ...web, address: 'aws_security_group.idle', name: 'idle', interfaces: [] };
    const report = { ...fullReport(), groups: [idle as Report['groups'][number]] };
    const groups = (await open(report, 'en')).getWorksheet('Groups');
    expect(groups?.rowCount).toBe(4);
    expect(textsOf(groups, 4).slice(0, 10)).toEqual([
      ...['aws_security_group.idle', 'sg-0a1b2c3d', 'idle', 'vpc-1'],
      ...['0', '0', '0', '0', '0', '0'],
    ]);
  });

  it('carries when it was made, and dates as dates', async () => {
    const workbook = await open(fullReport(), 'en');
    expect(workbook.created).toEqual(new Date('2026-11-24T08:00:00Z'));
    expect(workbook.getWorksheet('Evidence')?.getCell('B2').value).toEqual(
      new Date('2026-11-24T08:00:00Z'),
    );
    expect(workbook.getWorksheet('Used rules')?.headerFooter.oddFooter).toContain(
      '2026-11-24 08:00 UTC',
    );
  });

  it('fits columns to what they hold, a Chinese character as two', async () => {
    const width = async (description: string) => {
      const report = reportOf([
        reportRule(rule('ingress tcp 22 10.0.0.0/8', { description }), 'used'),
      ]);
      return (await open(report)).getWorksheet('已使用规则')?.getColumn(8).width;
    };
    expect(await width('办公室网络访问入口')).toBe(20);
    expect(await width('abcdefghijklmnopqr')).toBe(20);
    expect(await width('x'.repeat(500))).toBe(62 - 2);
  });

  it('marks what asks for a look by conditions, not by paint', async () => {
    const workbook = await open(fullReport(), 'en');
    const rulesOf = (name: string) =>
      (
        workbook.getWorksheet(name) as unknown as {
          conditionalFormattings: { rules: { formulae?: string[] }[] }[];
        }
      ).conditionalFormattings.flatMap(({ rules }) => rules.flatMap(({ formulae }) => formulae));
    expect(rulesOf('Findings')).toContain('A2="error"');
    expect(rulesOf('Unused rules')).toContain('L2="removal proved"');
    expect(rulesOf('Evidence')).toContain('AND(A2="Explained by none",ISNUMBER(B2),B2>0)');
  });

  it('holds no formula, whatever a name looks like', async () => {
    const workbook = await open(hostileReport(), 'en');
    for (const sheet of workbook.worksheets) {
      sheet.eachRow((row) => {
        row.eachCell((cell) => {
          expect(cell.type).not.toBe(ExcelJS.ValueType.Formula);
          expect(cell.type).not.toBe(ExcelJS.ValueType.Hyperlink);
          // As text it stays when somebody edits the cell.
          if (/^[=+@|-]/.test(cell.text)) expect(cell.numFmt).toBe('@');
        });
      });
    }
    const [, second] = textsOf(workbook.getWorksheet('Unused rules'), 2);
    expect(second).toBe(FORMULAS[0]);
  });

  it('keeps the foot of a page within what Excel takes', async () => {
    const report = reportOf([], { target: { root: '&'.repeat(400), sources: ['hcl'] } });
    const footer = (await open(report, 'en')).worksheets[0]?.headerFooter.oddFooter ?? '';
    expect(footer).toMatch(/^&Lsgaudit 0.0.0 · 2026-11-24 08:00 UTC · (&&)+&R&P \/ &N$/);
    expect(footer.length).toBeLessThanOrEqual(255);
  });

  it('cuts what no cell takes', async () => {
    const long = reportRule(
      rule('ingress tcp 22 10.0.0.0/8', { description: 'x'.repeat(70_000) }),
      'used',
    );
    const workbook = await open(reportOf([long]), 'en');
    expect(workbook.getWorksheet('Used rules')?.getCell('H2').text).toMatch(/^x{32766}…$/);
  });

  it('holds a configuration without verdicts, and nothing at all', async () => {
    const bare = reportRule(rule('ingress tcp 22 0.0.0.0/0'), null);
    for (const rules of [[bare], []]) {
      expect((await open(reportOf(rules), 'en')).worksheets).toHaveLength(8);
    }
  });

  it('holds 5,000 rules', async () => {
    const workbook = await open(largeReport(5000), 'en');
    expect(workbook.getWorksheet('Used rules')?.rowCount).toBe(2001);
  });
});

if (SOFFICE === null) {
  process.stderr.write(
    'no LibreOffice here (SOFFICE, /usr/bin/soffice): the workbook is not opened\n',
  );
}
const withLibreOffice = SOFFICE === null ? describe.skip : describe;

withLibreOffice('the workbook in LibreOffice', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sgaudit-workbook-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('shows every sheet with its values, and names that look like formulas as they are', async () => {
    const file = join(folder, 'report.xlsx');
    writeFileSync(file, await bytesOf(hostileReport()));
    const sheets = await sheetsInLibreOffice(file, folder);
    expect([...sheets.keys()].sort()).toEqual(
      ['已使用规则', '未使用规则', '冗余规则', '未知规则', '发现', '安全组', '证据', '术语'].sort(),
    );
    const [header, ...rows] = sheets.get('未使用规则') ?? [];
    expect(header?.slice(0, 4)).toEqual(['SecurityGroupId', 'GroupName', 'CIDR', '方向']);
    expect(rows.map(([id]) => id)).toEqual(FORMULAS);
    expect(rows.map((row) => row[7])).toEqual(FORMULAS);
    expect(sheets.get('证据')?.[1]?.join(' ')).toMatch(/^生成时间 \(UTC\) 2026-11-24 08:00/);
  }, 120_000);
});
