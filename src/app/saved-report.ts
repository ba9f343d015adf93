import { readFileSync } from 'node:fs';
import { SgauditError } from '../model/problem.ts';
import type { Report } from '../model/report.ts';

/**
 * Reads a report that `--format json` wrote.
 * @throws SgauditError `unreadable-file`, or `report` when the file is not a report of this schema version
 */
export async function readSavedReport(path: string): Promise<Report> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new SgauditError('unreadable-file', `cannot read the report ${path} (${code})`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new SgauditError('report', `${path} is not JSON; give a file that --format json wrote`);
  }
  const { validateReport } = await import('./validate-report.ts');
  const problem = validateReport(value);
  if (problem) throw new SgauditError('report', `${path} is not a report of sgaudit: ${problem}`);
  return value as Report;
}
