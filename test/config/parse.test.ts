import { describe, expect, it } from '@jest/globals';
import { nearest } from '../../src/config/nearest.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { CHECK_IDS } from '../../src/lint/index.ts';
import type { SgauditError } from '../../src/model/problem.ts';

const CHECKS = CHECK_IDS;
const parse = (text: string) => parseConfig(text, '.sgaudit.yaml', CHECKS);

function problemOf(text: string): SgauditError {
  try {
    parse(text);
  } catch (error) {
    return error as SgauditError;
  }
  throw new Error('accepted');
}

describe('.sgaudit.yaml', () => {
  it('reads every setting', () => {
    const text = [
      'failOn: error',
      'lang: zh-CN',
      'skip: [unused-rule]',
      'checks:',
      '  public-ingress: { severity: note, ports: [80, 443, 8443] }',
      'evidence: { minimumDays: 7, ruleAge: ignore }',
      'engine: { threads: 2, memoryLimit: 1GB }',
    ].join('\n');
    expect(parse(text)).toEqual({
      failOn: 'error',
      lang: 'zh-CN',
      skip: ['unused-rule'],
      checks: { 'public-ingress': { severity: 'note', ports: [80, 443, 8443] } },
      evidence: { minimumDays: 7, ruleAge: 'ignore' },
      engine: { threads: 2, memoryLimit: '1GB' },
    });
  });

  it('may be empty', () => {
    expect(parse('')).toEqual({});
    expect(parse('# nothing yet\n')).toEqual({});
  });

  it('names an unknown key, the nearest known one, and the place', () => {
    const problem = problemOf('failOn: error\nevidence:\n  minimumDay: 3\n');
    expect(problem.message).toContain('"minimumDay"');
    expect(problem.message).toContain('did you mean "minimumDays"');
    expect(problem.location).toMatchObject({
      file: '.sgaudit.yaml',
      start: { line: 3, column: 3 },
    });
  });

  it('names an unknown check and the nearest known one', () => {
    const problem = problemOf('checks:\n  unusedrule: { severity: off }\n');
    expect(problem.message).toContain('did you mean "unused-rule"');
    expect(problem.location?.start).toEqual({ line: 2, column: 3 });
  });

  it('names the values that are allowed', () => {
    const problem = problemOf('failOn: fatal\n');
    expect(problem.message).toContain('error, warning, note, never');
    expect(problem.location?.start).toEqual({ line: 1, column: 9 });
  });

  it('says where the YAML is broken', () => {
    const problem = problemOf('failOn: [error\n');
    expect(problem.code).toBe('config');
    expect(problem.message).toContain('not YAML');
    expect(problem.location).not.toBeNull();
  });
});

describe('nearest', () => {
  it('finds what was meant, and nothing where nothing is near', () => {
    expect(nearest('unsued-rule', CHECKS)).toBe('unused-rule');
    expect(nearest('banana', CHECKS)).toBeNull();
  });
});
