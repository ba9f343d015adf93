import { describe, expect, it } from '@jest/globals';
import { findingsOfCase } from '../support/check-case.ts';
import { blocksOf } from '../support/documents.ts';

describe('docs/suppressions.md', () => {
  const [example = ''] = blocksOf('suppressions.md', 'hcl');
  const verdicts = { 'ingress tcp 5432 from 10.99.0.0/16': { verdict: 'unused' as const } };

  it('shows a comment that suppresses, with its reason and its date', () => {
    const findings = findingsOfCase('unused-rule', example, { days: 30, verdicts });
    expect(findings.map(({ suppressed }) => suppressed)).toEqual([
      { by: 'comment', reason: 'kept for the disaster drill', until: '2027-03-01' },
    ]);
  });

  it('says that an empty line parts a comment from what it speaks of', () => {
    const parted = example.replace('  cidr_ipv4', '\n  cidr_ipv4');
    const findings = findingsOfCase('unused-rule', parted, { days: 30, verdicts });
    expect(findings.map(({ suppressed }) => suppressed)).toEqual([null]);
  });
});
