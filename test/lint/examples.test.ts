import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { CheckId } from '../../src/lint/check.ts';
import { CHECK_IDS, CHECKS } from '../../src/lint/index.ts';
import { type CaseContext, findingsOfCase } from '../support/check-case.ts';

function example(id: CheckId, kind: 'bad' | 'good') {
  const file = resolve('src/lint/checks', id, 'examples', `${kind}.tf`);
  const beside = file.replace('.tf', '.json');
  const context: CaseContext = existsSync(beside) ? JSON.parse(readFileSync(beside, 'utf8')) : {};
  return findingsOfCase(id, readFileSync(file, 'utf8'), context);
}

/** The examples of a check's page are its tests; those of the gate's checks need a change, and are tested there. */
describe.each(CHECK_IDS.filter((id) => CHECKS[id].kind !== 'gate'))('the examples of %s', (id) => {
  it('are found where they are bad', () => {
    expect(example(id, 'bad').filter(({ suppressed }) => !suppressed)).not.toEqual([]);
  });

  it('are not found where they are good', () => {
    expect(example(id, 'good')).toEqual([]);
  });
});
