import type { CheckInfo } from '../../src/model/check-info.ts';
import type { Finding } from '../../src/model/finding.ts';
import type { Report } from '../../src/model/report.ts';
import type { Location } from '../../src/model/source.ts';
import type { ReporterOptions } from '../../src/report/reporter.ts';
import { reportOf, reportRule } from './reports.ts';
import { rule } from './rules.ts';

/** 办公室 is three code units and nine bytes; 🏢 two code units and four bytes. */
export const OFFICES =
  'locals {\n  offices = ["办公室🏢", "203.0.113.0/28", "203.0.113.16/28"]\n}\n';

/** The second office gone, as the report carries it. */
const REMOVAL = `diff --git a/infra/main.tf b/infra/main.tf
--- a/infra/main.tf
+++ b/infra/main.tf
@@ -1,3 +1,3 @@
 locals {
-  offices = ["办公室🏢", "203.0.113.0/28", "203.0.113.16/28"]
+  offices = ["办公室🏢", "203.0.113.0/28"]
 }
`;

export function place(file: string, line: number, from: number, to: number): Location {
  return { file, start: { line, column: from }, end: { line, column: to } };
}

export function finding(changes: Partial<Finding> = {}): Finding {
  return {
    checkId: 'unused-rule',
    severity: 'warning',
    confidence: 'high',
    message: 'nothing used ingress tcp 22 from 203.0.113.16/28 in 14 days',
    location: place('infra/main.tf', 2, 41, 58),
    related: [],
    ruleKeys: [],
    fingerprint: 'f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0',
    suppressed: null,
    ...changes,
  };
}

const page = {
  summary: 'Rules that no traffic used',
  why: 'A rule that nothing needs is a way in.',
  fix: 'Remove it.',
  whenNot: 'Disaster drills.',
  fixSafety: 'Proved.',
};

export const UNUSED_RULE: CheckInfo = {
  id: 'unused-rule',
  kind: 'traffic',
  severity: 'warning',
  confidence: 'high',
  onByDefault: true,
  page: { en: page, 'zh-CN': { ...page, summary: '没有流量使用的规则' } },
  options: [],
};

export function optionsOf(changes: Partial<ReporterOptions> = {}): ReporterOptions {
  return {
    language: 'en',
    sources: new Map([['infra/main.tf', OFFICES]]),
    checks: new Map([['unused-rule', UNUSED_RULE]]),
    color: false,
    width: 80,
    ...changes,
  };
}

/** One unused rule with its removal, one used rule, one in an installed module, one finding of each kind. */
export function exchangeReport(changes: Partial<Report> = {}): Report {
  const location = place('infra/main.tf', 2, 41, 58);
  const unused = reportRule(rule('ingress tcp 22 203.0.113.16/28', { location }), 'unused', {
    fix: {
      safety: 'safe',
      files: ['infra/main.tf'],
      edits: [
        {
          file: 'infra/main.tf',
          start: { line: 2, column: 39 },
          end: { line: 2, column: 58 },
          newText: '',
        },
      ],
      proof: { parser: 'passed', rules: 'passed', terraform: 'not-run' },
      diff: REMOVAL,
    },
  });
  const used = reportRule(rule('ingress tcp 443 0.0.0.0/0'), 'used');
  const inModule = reportRule(
    rule('ingress tcp 80 10.0.0.0/8', {
      address: 'module.web.aws_security_group_rule.this["a"]',
      group: { address: 'module.web.aws_security_group.this', id: null, name: null },
      location: place('infra/.terraform/modules/web/main.tf', 7, 3, 9),
      via: [
        place('infra/web.tf', 4, 1, 13),
        place('infra/.terraform/modules/web/variables.tf', 1, 1, 9),
      ],
    }),
    'unused',
  );
  return reportOf([unused, used, inModule], {
    findings: [
      finding({ ruleKeys: [unused.key] }),
      finding({
        ruleKeys: [inModule.key],
        message: 'nothing used ingress tcp 80 from 10.0.0.0/8',
        location: inModule.location,
        fingerprint: 'a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1',
      }),
      finding({
        checkId: 'public-ingress',
        severity: 'error',
        message: 'opens 443 to the internet',
        ruleKeys: [used.key],
        location: used.location,
        fingerprint: 'b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2',
        suppressed: { by: 'comment', reason: 'the shop', until: '2027-03-01' },
      }),
      finding({
        checkId: 'missing-description',
        severity: 'note',
        message: 'the group has no description',
        location: place('infra/web.tf', 9, 1, 20),
        fingerprint: 'c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3',
      }),
    ],
    errors: [{ code: 'damaged-log', message: 'the file ends too early', location: null }],
    ...changes,
  });
}
