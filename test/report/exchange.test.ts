import { describe, expect, it } from '@jest/globals';
import type { Report } from '../../src/model/report.ts';
import { type Format, REPORTERS } from '../../src/report/index.ts';
import { junitProblems, schemaProblems } from '../support/exchange-judges.ts';
import { exchangeReport, finding, OFFICES, optionsOf, place } from '../support/exchange-report.ts';

async function write(format: Format, report: Report = exchangeReport(), options = optionsOf()) {
  return String(await (await REPORTERS[format]())(report, options));
}

describe('code quality of GitLab', () => {
  it('has the fields of the documentation, suppressed findings left out', async () => {
    const issues = JSON.parse(await write('gitlab'));
    expect(schemaProblems('gitlab-code-quality', issues)).toEqual([]);
    expect(issues.map((issue: { check_name: string }) => issue.check_name)).toEqual([
      'unused-rule',
      'unused-rule',
      'missing-description',
    ]);
    expect(issues[1].location).toEqual({ path: 'infra/web.tf', lines: { begin: 4, end: 4 } });
  });

  it('gives two findings two fingerprints', async () => {
    const findings = [finding(), finding({ location: place('infra/main.tf', 3, 1, 2) })];
    const issues = JSON.parse(await write('gitlab', exchangeReport({ findings })));
    expect(new Set(issues.map((issue: { fingerprint: string }) => issue.fingerprint)).size).toBe(2);
  });

  it('is an empty list when there is nothing', async () => {
    expect(JSON.parse(await write('gitlab', exchangeReport({ findings: [] })))).toEqual([]);
  });
});

describe('SAST of GitLab', () => {
  it('has the fields of the documentation and keeps to its limits', async () => {
    const long = finding({ message: 'x'.repeat(2_000), ruleKeys: [] });
    const report = exchangeReport();
    const sast = JSON.parse(
      await write('gitlab-sast', { ...report, findings: [...report.findings, long] }),
    );
    expect(schemaProblems('gitlab-sast', sast)).toEqual([]);
    expect(sast.scan.status).toBe('failure');
    expect(sast.vulnerabilities).toHaveLength(4);
    expect(new Set(sast.vulnerabilities.map((each: { id: string }) => each.id)).size).toBe(4);
  });

  it('gives a finding the same id in every run', async () => {
    const ids = async () =>
      JSON.parse(await write('gitlab-sast')).vulnerabilities.map((each: { id: string }) => each.id);
    expect(await ids()).toEqual(await ids());
  });
});

describe('JUnit', () => {
  it('is valid by its XSD, a suite a group and a case a rule', async () => {
    const xml = await write('junit');
    expect(await junitProblems(xml)).toEqual([]);
    expect(xml).toContain(
      '<testsuites name="sgaudit" tests="4" failures="2" skipped="1" errors="1">',
    );
    expect(xml).toContain('<skipped message="the shop"/>');
    expect(xml).toMatch(/<testcase [^>]*file="infra\/web\.tf" line="9"><system-out>/);
  });

  it('notices a file that the XSD refuses', async () => {
    const xml = (await write('junit')).replace('classname=', 'class=');
    expect((await junitProblems(xml)).join()).toContain('class');
  });
});

describe('reviewdog', () => {
  it('counts columns in bytes, and suggests a removal that is one edit', async () => {
    const result = JSON.parse(await write('rdjson'));
    expect(schemaProblems('rdjson', result)).toEqual([]);
    const [first] = result.diagnostics;
    // 办公室🏢: five code units and thirteen bytes.
    expect(first.location.range.start).toEqual({ line: 2, column: 41 + 8 });
    const { range, text } = first.suggestions[0];
    const line = Buffer.from(OFFICES.split('\n')[1] ?? '');
    const left = Buffer.concat([
      line.subarray(0, range.start.column - 1),
      Buffer.from(text),
      line.subarray(range.end.column - 1),
    ]);
    expect(String(left)).toBe('  offices = ["办公室🏢", "203.0.113.0/28"]');
  });

  it('says no column of a file whose text is not at hand', async () => {
    const result = JSON.parse(
      await write('rdjson', exchangeReport(), optionsOf({ sources: new Map() })),
    );
    expect(result.diagnostics[0].location.range.start).toEqual({ line: 2 });
    expect(result.diagnostics[0].suggestions).toBeUndefined();
  });
});

describe('workflow commands of GitHub', () => {
  it('writes one a finding, on the line of the file', async () => {
    const lines = (await write('github')).split('\n');
    expect(lines).toContain(
      '::warning file=infra/main.tf,line=2,endLine=2,title=unused-rule::nothing used ingress tcp 22 from 203.0.113.16/28 in 14 days',
    );
    expect(lines[0]).toBe('::error title=sgaudit::the file ends too early');
    expect(lines.filter((line) => line.startsWith('::notice'))).toHaveLength(1);
  });

  it('shows ten of each level, as GitHub does, and counts the others', async () => {
    const findings = Array.from({ length: 23 }, (_, index) =>
      finding({ fingerprint: `${index}`, severity: index < 12 ? 'error' : 'warning' }),
    );
    const text = await write('github', exchangeReport({ findings, errors: [] }));
    expect(text.match(/^::error /gm)).toHaveLength(10);
    expect(text.match(/^::warning /gm)).toHaveLength(10);
    expect(text).toContain('2 more errors: see the summary of the step');
    expect(text).toContain('1 more warning: see the summary of the step');
  });
});

describe('Markdown', () => {
  it('has the numbers, the findings and the diff of each removal', async () => {
    const text = await write('markdown');
    expect(text).toContain('🟡 warning 2 · 🔵 note 1');
    expect(text).toContain('| `aws_security_group.web` | 1 | 0 | 1 | 0 |');
    expect(text).toContain('| 🟡 | `infra/web.tf:4` |');
    expect(text).toContain('-  offices = ["办公室🏢", "203.0.113.0/28", "203.0.113.16/28"]');
    expect(text).toContain('+  offices = ["办公室🏢", "203.0.113.0/28"]');
    expect(text).toContain('the shop (until 2027-03-01)');
  });

  it('stays below what a comment of GitHub holds', async () => {
    const findings = Array.from({ length: 5_000 }, (_, index) =>
      finding({ fingerprint: `${index}` }),
    );
    const text = await write('markdown', exchangeReport({ findings }));
    expect(text.length).toBeLessThan(65_536);
    expect(text).toContain('4900 more findings');
  });

  it('speaks Chinese', async () => {
    const text = await write('markdown', exchangeReport(), optionsOf({ language: 'zh-CN' }));
    expect(text).toContain('### 发现的问题');
    expect(text).not.toContain('Findings');
  });
});
