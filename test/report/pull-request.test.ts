import { describe, expect, it } from '@jest/globals';
import { createTwoFilesPatch } from 'diff';
import fc from 'fast-check';
import { parseHunks } from '../../src/model/hunks.ts';
import type { ReportRule } from '../../src/model/report.ts';
import { markdownWithin } from '../../src/report/markdown.ts';
import { annotationsOf } from '../../src/report/pull-request/annotations.ts';
import { suggestionsOf } from '../../src/report/pull-request/suggestions.ts';
import { finding, place } from '../support/exchange-report.ts';
import { CHANGED, manyFindings, pullRequestReport, removable } from '../support/pull-request.ts';

describe('annotations', () => {
  it('come first from changed lines, then from changed files, then by gravity', () => {
    const at = (file: string, line: number, severity: 'error' | 'note', message: string) =>
      finding({ location: place(file, line, 1, 5), severity, message });
    const report = pullRequestReport({
      rules: [],
      findings: [
        at('infra/other.tf', 1, 'note', 'elsewhere, slight'),
        at('infra/other.tf', 2, 'error', 'elsewhere, grave'),
        at('infra/main.tf', 90, 'error', 'in the file'),
        at('infra/main.tf', 2, 'note', 'on a changed line, slight'),
        at('infra/main.tf', 3, 'error', 'on a changed line, grave'),
      ],
    });
    expect(annotationsOf(report, CHANGED).map(({ message }) => message)).toEqual([
      'on a changed line, grave',
      'on a changed line, slight',
      'in the file',
      'elsewhere, grave',
      'elsewhere, slight',
    ]);
  });

  it('stand on lines of the repository, say what the fix is, and leave suppressed findings out', () => {
    const annotations = annotationsOf(pullRequestReport(), CHANGED);
    expect(annotations.map(({ path, startLine }) => `${path}:${startLine}`)).toEqual([
      'infra/main.tf:2',
      'infra/web.tf:4',
      'infra/web.tf:9',
    ]);
    expect(annotations[0]?.columns).toEqual({ start: 41, end: 57 });
    expect(annotations[0]?.details).toContain('-  offices = ["办公室🏢"');
  });
});

describe('suggestions', () => {
  it('replace the very lines of the fix', () => {
    const [suggestion, ...others] = suggestionsOf(pullRequestReport(), CHANGED, 'en');
    expect(others).toEqual([]);
    expect(suggestion).toMatchObject({ path: 'infra/main.tf', startLine: 2, endLine: 2 });
    expect(suggestion?.body).toContain(
      '```suggestion\n  offices = ["办公室🏢", "203.0.113.0/28"]\n```',
    );
  });

  it('are the fix itself when GitHub applies them', () => {
    const line = fc.constantFrom('a', 'b', '  c = 1', '', '```', '# `x`');
    const texts = fc.array(line, { minLength: 1, maxLength: 12 }).map((lines) => [...lines, 'end']);
    let offered = 0;
    fc.assert(
      fc.property(texts, fc.nat(), fc.nat(), (lines, from, length) => {
        const first = from % lines.length;
        const after = lines.filter((_, at) => at < first || at > first + (length % 3));
        const diff = diffOf(lines, after);
        const report = pullRequestReport({ rules: [removable(diff)], findings: [] });
        const patch = `@@ -0,0 +1,${lines.length} @@\n${lines.map((each) => `+${each}`).join('\n')}`;
        const changed = new Map([['infra/main.tf', parseHunks(patch)]]);
        const [suggestion] = suggestionsOf(report, changed, 'en');
        if (!suggestion) return;
        offered += 1;
        const [, , text = ''] = /\n(`{3,})suggestion\n([\s\S]*?)\1\n$/.exec(suggestion.body) ?? [];
        const replaced = [...lines];
        replaced.splice(
          suggestion.startLine - 1,
          suggestion.endLine - suggestion.startLine + 1,
          ...text.split('\n').slice(0, -1),
        );
        expect(replaced).toEqual(after);
      }),
    );
    expect(offered).toBeGreaterThan(50);
  });

  it('are one for rules that go by the same change', () => {
    const diff = diffOf(['a', 'b', 'c'], ['a', 'c']);
    const rules = [removable(diff, 'first'), removable(diff, 'second')];
    const [suggestion, ...others] = suggestionsOf(
      pullRequestReport({ rules }),
      shown(['a', 'b', 'c']),
      'en',
    );
    expect(others).toEqual([]);
    expect(suggestion?.key).toBe('first second');
    expect(suggestion?.body).toContain('Remove 2 rules:');
  });

  const whole = ['a', 'b', 'c'];
  const proved = removable(diffOf(whole, ['a', 'c']));
  const withFix = (changes: Partial<NonNullable<ReportRule['fix']>>): ReportRule => ({
    ...proved,
    fix: proved.fix && { ...proved.fix, ...changes },
  });
  const proof = { parser: 'passed', rules: 'passed', terraform: 'not-run' } as const;
  it.each<[string, ReportRule, string[]]>([
    ['a proof has failed', withFix({ proof: { ...proof, rules: 'failed' } }), whole],
    ['the parser was not asked', withFix({ proof: { ...proof, parser: 'not-run' } }), whole],
    ['Terraform objects', withFix({ proof: { ...proof, terraform: 'failed' } }), whole],
    ['the fix is in two files', withFix({ files: ['infra/main.tf', 'infra/x.tf'] }), whole],
    ['the head has another text', proved, ['a', 'B', 'c']],
    ['the line is another one', proved, ['z', 'a', 'b', 'c']],
    [
      'lines would be written with the line ends of the file',
      withFix({ diff: diffOf(['a\r', 'b\r'], ['A\r', 'b\r']) }),
      ['a\r', 'b\r'],
    ],
  ])('are none where %s', (_, rule, head) => {
    const report = pullRequestReport({ rules: [rule] });
    expect(suggestionsOf(report, shown(head), 'en')).toEqual([]);
  });

  it('are none where the diff does not show all of the lines', () => {
    const changed = new Map([['infra/main.tf', parseHunks('@@ -1,1 +1,1 @@\n-x\n+a')]]);
    expect(suggestionsOf(pullRequestReport({ rules: [proved] }), changed, 'en')).toEqual([]);
    expect(suggestionsOf(pullRequestReport({ rules: [proved] }), new Map(), 'en')).toEqual([]);
  });

  it('say what Terraform will do, and when a person must look', () => {
    const rule = withFix({
      safety: 'unsafe',
      effects: [{ address: 'aws_security_group.web', action: 'replace' }],
    });
    const [suggestion] = suggestionsOf(pullRequestReport({ rules: [rule] }), shown(whole), 'en');
    expect(suggestion?.body).toContain('Look closely');
    expect(suggestion?.body).toContain('Terraform will **replace** `aws_security_group.web`.');
  });
});

describe('Markdown within a length', () => {
  it('is the whole page where that fits, and counts what it leaves out', () => {
    const report = manyFindings(300);
    const whole = markdownWithin(report, 'en', 1_000_000);
    expect(whole).toContain('… and 200 more findings');
    const short = markdownWithin(report, 'en', 4000);
    expect(short.length).toBeLessThanOrEqual(4000);
    expect(short).toMatch(/… and \d+ more findings/);
    expect(markdownWithin(report, 'zh-CN', 100).length).toBeLessThanOrEqual(100);
  });
});

function diffOf(before: readonly string[], after: readonly string[]): string {
  const text = (lines: readonly string[]) => lines.map((each) => `${each}\n`).join('');
  return createTwoFilesPatch('infra/main.tf', 'infra/main.tf', text(before), text(after));
}

function shown(lines: readonly string[]) {
  const patch = `@@ -0,0 +1,${lines.length} @@\n${lines.map((each) => `+${each}`).join('\n')}`;
  return new Map([['infra/main.tf', parseHunks(patch)]]);
}
