import { plain } from './plain.ts';
import type { Reporter } from './reporter.ts';

/**
 * One line a finding or error, as compilers write them: `FILE:LINE:COLUMN: SEVERITY: MESSAGE [CHECK]`, for editors.
 * The severity stays English, so that one pattern fits in every language.
 */
export const reportConcise: Reporter = (report) => {
  const line = (
    location: (typeof report.errors)[number]['location'],
    severity: string,
    message: string,
    code: string,
  ) => {
    const place = location
      ? `${plain(location.file)}:${location.start.line}:${location.start.column}`
      : `${plain(report.target.root)}:1:1`;
    return `${place}: ${severity}: ${plain(message)} [${plain(code)}]\n`;
  };
  const findings = report.findings
    .filter(({ suppressed }) => suppressed === null)
    .map(({ location, severity, message, checkId }) => line(location, severity, message, checkId));
  const errors = report.errors.map(({ location, message, code }) =>
    line(location, 'error', message, code),
  );
  return [...findings, ...errors].join('');
};
