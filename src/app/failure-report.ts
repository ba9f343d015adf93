import { SgauditError } from '../model/problem.ts';
import { REPORT_SCHEMA_VERSION, type Report } from '../model/report.ts';
import { TOOL_VERSION } from './version.ts';

/** The document of a run that could not do its work: nothing but the reason. */
export function failureReport(error: Error, path: string): Report {
  const known = error instanceof SgauditError;
  return {
    schemaVersion: REPORT_SCHEMA_VERSION,
    tool: { name: 'sgaudit', version: TOOL_VERSION },
    generatedAt: `${new Date().toISOString().slice(0, 19)}Z`,
    target: { root: path, sources: [] },
    window: null,
    evidence: null,
    groups: [],
    rules: [],
    findings: [],
    errors: [
      {
        code: known ? error.code : 'internal',
        message: error.message,
        location: known ? error.location : null,
      },
    ],
  };
}
