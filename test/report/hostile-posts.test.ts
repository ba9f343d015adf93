import { describe, expect, it } from '@jest/globals';
import { markerOf, withMarker } from '../../src/github/marker.ts';
import { parseHunks } from '../../src/model/hunks.ts';
import { markdownWithin } from '../../src/report/markdown.ts';
import { annotationsOf } from '../../src/report/pull-request/annotations.ts';
import { suggestionsOf } from '../../src/report/pull-request/suggestions.ts';
import { taskOutcomes } from '../../src/report/run-task.ts';
import { HOSTILE, hostileReport } from '../support/hostile-report.ts';
import { pullRequestReport, removable } from '../support/pull-request.ts';

/** Characters that act instead of being seen. */
const ACTING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

/** Outside code, no tag, no image, no link, no mention of the text's. */
function expectHarmless(markdown: string): void {
  expect(markdown).not.toMatch(ACTING);
  const prose = markdown.replace(/(`+)[^`].*?\1/g, '').replace(/<\/?(details|summary)>/g, '');
  expect(prose).not.toMatch(/<[a-z!/]/i);
  expect(prose).not.toMatch(/(?<!\\)!\[|(?<!\\)\]\(|(?<!\\)@\w/);
}

describe.each(Object.entries(HOSTILE))('%s', (_, text) => {
  const report = hostileReport(text);

  it('does nothing in what is posted to GitHub', () => {
    for (const { title, message, details } of annotationsOf(report, new Map())) {
      for (const each of [title, message, details ?? '']) expect(each).not.toMatch(ACTING);
    }
    const page = markdownWithin(report, 'en', 60_000);
    expect(page.length).toBeLessThanOrEqual(60_000);
    const body = withMarker({ kind: 'comment', subject: text }, page);
    expect(body.split('\n')[0]).toMatch(/^<!-- sgaudit:comment [a-z0-9=" ]+ -->$/);
    expect(markerOf(body)?.kind).toBe('comment');
  });

  it('does nothing in a suggestion, whose lines stay what the file is to hold', () => {
    const lines = text.split('\n').map((line) => `# ${line.replace(/\r/g, '')}`);
    const diff = `@@ -1,1 +1,${lines.length} @@\n-a\n${lines.map((line) => `+${line}`).join('\n')}\n`;
    const rule = {
      ...removable(diff),
      peer: { kind: 'unresolved', expression: text } as const,
      group: { address: text, id: null, name: text },
    };
    const changed = new Map([['infra/main.tf', parseHunks('@@ -0,0 +1,1 @@\n+a')]]);
    const [suggestion] = suggestionsOf(pullRequestReport({ rules: [rule] }), changed, 'en');
    if (text.length > 60_000) return expect(suggestion).toBeUndefined();
    const [, before = '', , block] =
      /^([\s\S]*?)(`{3,})suggestion\n([\s\S]*)\n\2\n$/.exec(suggestion?.body ?? '') ?? [];
    expectHarmless(before);
    expect(block?.split('\n')).toEqual(lines);
  });

  it('does nothing in what HCP Terraform is told', () => {
    const outcomes = taskOutcomes(report, 'en');
    expect(outcomes.length).toBeGreaterThan(0);
    for (const { description, body } of outcomes) {
      expect(description).not.toMatch(ACTING);
      expect(description).not.toContain('\n');
      expect(description.length).toBeLessThanOrEqual(250);
      expectHarmless(body);
    }
  });
});
