import type { Finding } from '../model/finding.ts';
import type { Report, ReportRule } from '../model/report.ts';
import { describeGroup, describeRule } from '../model/rule-text.ts';
import type { Reporter } from './reporter.ts';
import { xml } from './xml.ts';

interface Case {
  readonly name: string;
  readonly file: string | null;
  readonly line: number | null;
  readonly failures: readonly Finding[];
  readonly notes: readonly Finding[];
  /** Why the findings do not count; null when there is an open one, or none at all. */
  readonly skipped: string | null;
}

/**
 * JUnit XML as Jenkins, GitLab and Azure read it: a suite a group, a case a rule. Errors and warnings fail a case, notes
 * stand in its output, suppressed findings skip it. What belongs to no rule is a suite of its own, a case a finding.
 */
export const reportJunit: Reporter = (report) => {
  const suites = [...ruleSuites(report), ...otherSuite(report)];
  const all = suites.flatMap(([, cases]) => cases);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="sgaudit" ${counts(all)} errors="${report.errors.length}">`,
    ...suites.map(([name, cases]) => suite(name, cases, report.generatedAt)),
    ...errorSuite(report),
    '</testsuites>',
    '',
  ].join('\n');
};

function ruleSuites({ rules, findings }: Report): [string, Case[]][] {
  const byRule = new Map<string, Finding[]>();
  for (const finding of findings) {
    for (const key of finding.ruleKeys) byRule.set(key, [...(byRule.get(key) ?? []), finding]);
  }
  const suites = new Map<string, Case[]>();
  for (const rule of rules) {
    const group = describeGroup(rule.group);
    const cases = suites.get(group) ?? [];
    suites.set(group, cases);
    cases.push(ruleCase(rule, byRule.get(rule.key) ?? []));
  }
  return [...suites].sort(([left], [right]) => (left < right ? -1 : 1));
}

function ruleCase(rule: ReportRule, findings: readonly Finding[]): Case {
  const place = { file: rule.location?.file ?? null, line: rule.location?.start.line ?? null };
  return { name: `${describeRule(rule)} [${rule.key}]`, ...place, ...outcome(findings) };
}

/** Findings of no rule, or of none that is here: what the gate says is of rules that go. */
function otherSuite({ findings, rules, target }: Report): [string, Case[]][] {
  const known = new Set(rules.map(({ key }) => key));
  const cases = findings
    .filter(({ ruleKeys }) => !ruleKeys.some((key) => known.has(key)))
    .map((finding) => ({
      name: `${finding.checkId}: ${finding.message}`,
      file: finding.location?.file ?? null,
      line: finding.location?.start.line ?? null,
      ...outcome([finding]),
    }));
  return cases.length > 0 ? [[target.root, cases]] : [];
}

function outcome(findings: readonly Finding[]): Pick<Case, 'failures' | 'notes' | 'skipped'> {
  const open = findings.filter(({ suppressed }) => suppressed === null);
  return {
    failures: open.filter(({ severity }) => severity !== 'note'),
    notes: open.filter(({ severity }) => severity === 'note'),
    skipped: open.length === 0 ? (findings[0]?.suppressed?.reason ?? null) : null,
  };
}

function errorSuite({ errors, generatedAt }: Report): string[] {
  if (errors.length === 0) return [];
  const count = `tests="${errors.length}" failures="0" skipped="0" errors="${errors.length}"`;
  return [
    `  <testsuite name="sgaudit" ${count} timestamp="${xml(generatedAt)}">`,
    ...errors.map(({ code, message, location }) => {
      const place = location ? ` file="${xml(location.file)}" line="${location.start.line}"` : '';
      return `    <testcase classname="sgaudit" name="${xml(code)}"${place}><error type="${xml(code)}" message="${xml(message)}"/></testcase>`;
    }),
    '  </testsuite>',
  ];
}

function suite(name: string, cases: readonly Case[], time: string): string {
  return [
    `  <testsuite name="${xml(name)}" ${counts(cases)} errors="0" timestamp="${xml(time)}">`,
    ...cases.map((each) => testCase(name, each)),
    '  </testsuite>',
  ].join('\n');
}

function testCase(suiteName: string, { name, file, line, failures, notes, skipped }: Case): string {
  const place = file === null ? '' : ` file="${xml(file)}" line="${line ?? 1}"`;
  const head = `    <testcase classname="${xml(suiteName)}" name="${xml(name)}"${place}`;
  const body = [
    ...(failures.length > 0 ? [failure(failures)] : []),
    ...(skipped === null ? [] : [`<skipped message="${xml(skipped)}"/>`]),
    ...(notes.length > 0
      ? [`<system-out>${notes.map(line1).map(xml).join('\n')}</system-out>`]
      : []),
  ];
  return body.length === 0 ? `${head}/>` : `${head}>${body.join('')}</testcase>`;
}

/** One `failure` a case: most readers show the first only, so all stand in its text. */
function failure(findings: readonly Finding[]): string {
  const [first] = findings;
  return `<failure type="${xml(first?.checkId ?? '')}" message="${xml(first?.message ?? '')}">${findings.map(line1).map(xml).join('\n')}</failure>`;
}

function line1({ checkId, message, location }: Finding): string {
  const place = location ? `${location.file}:${location.start.line}: ` : '';
  return `${place}${message} (${checkId})`;
}

function counts(cases: readonly Case[]): string {
  const failed = cases.filter(({ failures }) => failures.length > 0).length;
  const skipped = cases.filter((each) => each.skipped !== null).length;
  return `tests="${cases.length}" failures="${failed}" skipped="${skipped}"`;
}
