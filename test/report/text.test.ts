import { describe, expect, it } from '@jest/globals';
import type { Finding } from '../../src/model/finding.ts';
import type { Location } from '../../src/model/source.ts';
import { hyperlink } from '../../src/report/hyperlink.ts';
import { reportRulesTable } from '../../src/report/rules-table.ts';
import { reportText } from '../../src/report/text.ts';
import { reportOf, reportRule } from '../support/reports.ts';
import { rule } from '../support/rules.ts';

const SOURCE = 'locals {\n\toffices = ["办公室 203.0.113.0/28", "203.0.113.16/28"]\n}\n';
const options = {
  language: 'en' as const,
  sources: new Map([['infra/main.tf', SOURCE]]),
  color: false,
  checks: new Map(),
  width: 80,
};

function at(line: number, from: number, to: number): Location {
  return { file: 'infra/main.tf', start: { line, column: from }, end: { line, column: to } };
}

function finding(changes: Partial<Finding>): Finding {
  return {
    checkId: 'unused-rule',
    severity: 'warning',
    confidence: 'high',
    message: 'nothing used it',
    location: at(2, 35, 52),
    related: [],
    ruleKeys: [],
    fingerprint: 'f',
    suppressed: null,
    ...changes,
  };
}

describe('text', () => {
  it('underlines the very literal, after tabs and wide characters too', async () => {
    const text = await reportText(reportOf([], { findings: [finding({})] }), options);
    const [, line = '', marks = ''] = String(text).split('\n').slice(1);
    expect(line).toContain('203.0.113.16/28');
    // 办公室 takes six columns of a terminal and three of a string.
    const column = line.indexOf('"203.0.113.16/28"') + 3;
    expect(marks.indexOf('^')).toBe(column);
    expect(marks.lastIndexOf('^') - marks.indexOf('^') + 1).toBe('"203.0.113.16/28"'.length);
  });

  it('names the --window that the logs cover, where they cover less than was asked for', async () => {
    const report = reportOf([reportRule(rule('ingress tcp 443 10.0.0.0/8'), 'used')]);
    const text = async (first: string, last: string, language: 'en' | 'zh-CN' = 'en') =>
      String(
        await reportText(
          { ...report, evidence: { ...report.evidence!, loggedDays: { first, last } } },
          { ...options, language },
        ),
      );
    const hint = '--window 2026-11-08..2026-11-14';
    expect(await text('2026-11-08', '2026-11-14')).toContain(
      'the logs cover 2026-11-08..2026-11-14 of it',
    );
    expect(await text('2026-11-08', '2026-11-14')).toContain(hint);
    expect(await text('2026-11-08', '2026-11-14', 'zh-CN')).toContain(hint);
    expect(await text('2026-11-01', '2026-11-13')).toContain('--window 2026-11-01..2026-11-13');
    expect(await text('2026-11-01', '2026-11-14')).not.toContain('--window');
  });

  it('says which lines, files and connections were left out of the logs', async () => {
    const report = reportOf([reportRule(rule('ingress tcp 443 10.0.0.0/8'), 'used')]);
    const counts = { read: 90, accepted: 80, rejected: 0, noData: 0, skipData: 0, refused: 10 };
    const evidence = {
      ...report.evidence!,
      records: { ...report.evidence!.records, refused: 12 },
      refusedFiles: [{ file: 'logs/a.log.gz', ...counts }],
      ...{ duplicateFiles: 1, rejectsDropped: 1_500 },
    };
    const text = String(await reportText({ ...report, evidence }, options));
    expect(text).toContain(
      '12 lines are no record and counted as no traffic, 10 of 90 in logs/a.log.gz',
    );
    expect(text).toContain('1 file was left out: another one holds the same records');
    expect(text).toContain('1,500 rejected connections are counted without detail');
    const chinese = { ...options, language: 'zh-CN' as const };
    expect(String(await reportText({ ...report, evidence }, chinese))).toContain(
      '12 行不是流日志记录',
    );
  });

  it('sums up verdicts by group and names what would settle the unknown', async () => {
    const rules = [
      reportRule(rule('ingress tcp 443 10.0.0.0/8'), 'used'),
      reportRule(rule('ingress tcp 22 10.0.0.0/8'), 'unknown', {
        reasons: ['short-window', 'no-inventory'],
      }),
    ];
    const text = String(await reportText(reportOf(rules), options));
    expect(text).toContain('2026-11-01 to 2026-11-14 (14 days)');
    expect(text).toMatch(/aws_security_group\.web +1 +0 +0 +1\n/);
    expect(text).toMatch(/2 rules +1 +0 +0 +1\n/);
    expect(text).toContain('the logs cover too few days short-window');
    expect(text).toContain('describe-network-interfaces');
  });

  it('accounts for what no rule explains', async () => {
    const report = reportOf([reportRule(rule('ingress tcp 443 10.0.0.0/8'), 'used')]);
    const evidence = report.evidence && {
      ...report.evidence,
      explained: {
        flows: 7,
        unexplained: 3,
        topUnexplained: [
          {
            interface: 'eni-0a1b',
            direction: 'ingress' as const,
            peer: '10.9.9.9',
            protocol: 'tcp',
            port: 8080,
            flows: 3,
          },
        ],
      },
    };
    const text = String(await reportText({ ...report, evidence }, options));
    expect(text).toContain('3 of 10 accepted records match no rule');
    expect(text).toContain('eni-0a1b <- 10.9.9.9 tcp 8080: 3');
    const colored = String(await reportText({ ...report, evidence }, { ...options, color: true }));
    expect(colored).toContain('\u001b[33m3 of 10 accepted records match no rule');
  });

  it('leaves suppressed findings out and counts them', async () => {
    const suppressed = finding({ suppressed: { by: 'comment', reason: 'drill', until: null } });
    const text = String(await reportText(reportOf([], { findings: [suppressed] }), options));
    expect(text).toContain('no findings (suppressed 1)');
  });

  it('shows errors with their place', async () => {
    const errors = [{ code: 'hcl-syntax', message: 'Missing bracket', location: at(3, 2, 3) }];
    const text = String(await reportText(reportOf([], { errors }), options));
    expect(text).toContain('infra/main.tf:3:2: error Missing bracket hcl-syntax');
  });

  it('never passes on what could steer a terminal', async () => {
    const hostile = '\u001b]0;owned\u0007\u202egpj.exe\r\n';
    const bad = rule('ingress tcp 443 10.0.0.0/8', {
      description: hostile,
      group: { address: `aws_security_group.${hostile}`, id: null, name: null },
      peer: { kind: 'unresolved', expression: hostile },
    });
    const report = reportOf([reportRule(bad, 'unknown', { reasons: [hostile] })], {
      findings: [finding({ message: hostile, location: { ...at(1, 1, 2), file: hostile } })],
      errors: [{ code: 'x', message: hostile, location: null }],
    });
    const outputs = [
      String(await reportText(report, { ...options, sources: new Map([[hostile, hostile]]) })),
      String(await reportRulesTable(report, options)),
    ];
    for (const output of outputs) expect(output).not.toMatch(/[\u001b\u0007\u202e\r]/);
  });
});

describe('findings that stand together', () => {
  const ssh = reportRule(rule('ingress tcp 22 0.0.0.0/0'), null);
  const db = { address: 'aws_security_group.db', id: null, name: null };
  const sql = reportRule(rule('ingress tcp 5432 10.0.0.0/8', { group: db }), null);
  const at2 = (file: string, line: number): Location => ({ ...at(line, 3, 9), file });
  const report = reportOf([ssh, sql], {
    findings: [
      finding({
        checkId: 'missing-description',
        severity: 'note',
        location: at2('a.tf', 2),
        ruleKeys: [ssh.key],
      }),
      finding({
        checkId: 'missing-description',
        severity: 'note',
        location: at2('b.tf', 7),
        ruleKeys: [sql.key],
      }),
      finding({
        checkId: 'public-admin-port',
        severity: 'error',
        location: at2('b.tf', 9),
        ruleKeys: [ssh.key],
      }),
      finding({
        checkId: 'unused-group',
        location: at2('b.tf', 5),
        message: 'the group is unused',
      }),
      finding({ checkId: 'unused-rule', location: null, message: 'nowhere' }),
    ],
    groups: [{ ...db, vpcId: null, interfaces: [], location: at2('b.tf', 5) }],
  });
  const heads = async (changes: object) =>
    String(await reportText(report, { ...options, ...changes }))
      .split('\n\nSummary')[0]!
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('    '));

  it('are those of a file, in the order of files', async () => {
    expect(await heads({})).toEqual([
      'a.tf',
      '  2:3     note nothing used it missing-description',
      'b.tf',
      '  7:3     note nothing used it missing-description',
      '  9:3     error nothing used it public-admin-port',
      '  5:3     warning the group is unused unused-group',
      'infra',
      '  -       warning nowhere unused-rule',
    ]);
  });

  it('are those of a group, the gravest first, or of none', async () => {
    expect(await heads({ groupBy: 'group' })).toEqual([
      'aws_security_group.web 2 findings',
      '  a.tf:2:3 note nothing used it missing-description',
      '  b.tf:9:3 error nothing used it public-admin-port',
      'aws_security_group.db 2 findings',
      '  b.tf:7:3 note nothing used it missing-description',
      '  b.tf:5:3 warning the group is unused unused-group',
      'infra 1 finding',
      '  - warning nowhere unused-rule',
    ]);
  });

  it('are those of a check, with what it looks for', async () => {
    const { CHECK_INFOS } = await import('../../src/lint/index.ts');
    const summary = CHECK_INFOS.get('public-admin-port')?.page['zh-CN'].summary;
    const lines = await heads({ groupBy: 'check', checks: CHECK_INFOS, language: 'zh-CN' });
    expect(lines.slice(0, 2)).toEqual([
      `public-admin-port ${summary} (1 个发现)`,
      '  b.tf:9:3 错误 nothing used it',
    ]);
  });

  it('link to their lines where the terminal shows links, which no name can break', async () => {
    const link = (file: string, line: number) => `file://host/${encodeURIComponent(file)}#${line}`;
    const lines = await heads({ link });
    expect(lines.slice(0, 2)).toEqual([
      '\u001b]8;;file://host/a.tf#1\u001b\\a.tf\u001b]8;;\u001b\\',
      '  \u001b]8;;file://host/a.tf#2\u001b\\2:3\u001b]8;;\u001b\\     note nothing used it missing-description',
    ]);
    expect(hyperlink('file://host/a\u001b\\b', 'a')).toBe('a');
  });
});
