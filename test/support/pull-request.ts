import { parseHunks } from '../../src/model/hunks.ts';
import type { Report } from '../../src/model/report.ts';
import { exchangeReport, finding, OFFICES, place } from './exchange-report.ts';
import { reportRule } from './reports.ts';
import { rule } from './rules.ts';

/** What a pull request that adds `infra/main.tf` shows of it. */
export const NEW_FILE_PATCH = `@@ -0,0 +1,3 @@\n${OFFICES.replace(/\n$/, '')
  .split('\n')
  .map((line) => `+${line}`)
  .join('\n')}`;

export const CHANGED = new Map([['infra/main.tf', parseHunks(NEW_FILE_PATCH)]]);

/** The exchange report without its operational error, so that it can be judged by its findings. */
export function pullRequestReport(changes: Partial<Report> = {}): Report {
  return exchangeReport({ errors: [], ...changes });
}

/** So many findings on lines of their own. */
export function manyFindings(count: number): Report {
  return pullRequestReport({
    rules: [],
    findings: Array.from({ length: count }, (_, index) =>
      finding({
        location: place('infra/main.tf', index + 1, 1, 5),
        fingerprint: String(index).padStart(32, '0'),
      }),
    ),
  });
}

/** A rule whose proved removal is this diff of `infra/main.tf`. */
export function removable(diff: string, key = 'the-rule') {
  return reportRule(
    rule('ingress tcp 22 203.0.113.16/28', { key, location: place('infra/main.tf', 2, 1, 9) }),
    'unused',
    {
      fix: {
        safety: 'safe',
        files: ['infra/main.tf'],
        edits: [],
        proof: { parser: 'passed', rules: 'passed', terraform: 'not-run' },
        diff,
      },
    },
  );
}
