import type { Messages } from '../../messages/index.ts';
import type { CheckInfo } from '../../model/check-info.ts';
import type { Severity } from '../../model/finding.ts';
import { message } from './places.ts';

export const LEVEL: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  error: 'error',
  warning: 'warning',
  note: 'note',
};

/** GitHub sorts alerts by it as by a CVSS score: above 7 is high, from 4 medium, below that low. */
const SECURITY_SEVERITY: Readonly<Record<Severity, string>> = {
  error: '8.0',
  warning: '5.0',
  note: '2.0',
};

/**
 * A check as SARIF's reporting descriptor, its page as help.
 * https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning#reportingdescriptor-object
 */
export function descriptor(check: CheckInfo, messages: Messages) {
  const page = check.page[messages.language];
  const words = messages.exchange.sarif;
  const parts = [
    [words.why, page.why],
    [words.fix, page.fix],
    [words.whenNot, page.whenNot],
  ];
  return {
    id: check.id,
    name: pascalCase(check.id),
    shortDescription: message(page.summary),
    fullDescription: message(page.why),
    help: {
      text: parts.map(([title, text]) => `${title}\n\n${text}`).join('\n\n'),
      markdown: parts.map(([title, text]) => `## ${title}\n\n${text}`).join('\n\n'),
    },
    defaultConfiguration: { level: LEVEL[check.severity] },
    properties: {
      tags: ['security', 'aws', 'terraform', check.kind],
      precision: check.confidence,
      'problem.severity': check.severity === 'note' ? 'recommendation' : check.severity,
      'security-severity': SECURITY_SEVERITY[check.severity],
    },
  };
}

function pascalCase(id: string): string {
  return id.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
