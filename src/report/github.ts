import { messagesFor } from '../messages/index.ts';
import type { Severity } from '../model/finding.ts';
import { anchors, lastLine } from './anchor.ts';
import { plain } from './plain.ts';
import type { Reporter } from './reporter.ts';

/** Of each level, GitHub shows so many annotations a step and drops the others without a word. */
const SHOWN_PER_LEVEL = 10;

const COMMAND: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  note: 'notice',
};

/**
 * Workflow commands of GitHub Actions, which become annotations on the lines of a pull request.
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
 */
export const reportGithub: Reporter = (report, { language }) => {
  const { text, exchange, problems } = messagesFor(language);
  const anchorOf = anchors(report);
  const lines: string[] = report.errors.map(({ code, message, location }) => {
    const place = location ? { file: location.file, line: location.start.line } : {};
    return command('error', { ...place, title: 'sgaudit' }, problems.told(code, message));
  });
  for (const severity of ['error', 'warning', 'note'] as const) {
    const open = report.findings.filter(
      (each) => each.severity === severity && each.suppressed === null,
    );
    for (const finding of open.slice(0, SHOWN_PER_LEVEL)) {
      const location = anchorOf(finding)?.location;
      const place = location
        ? { file: location.file, line: location.start.line, endLine: lastLine(location) }
        : {};
      lines.push(command(COMMAND[severity], { ...place, title: finding.checkId }, finding.message));
    }
    const left = open.length - SHOWN_PER_LEVEL;
    if (left > 0) lines.push(exchange.notShown(left, text.severity[severity]));
  }
  return lines.length > 0 ? `${lines.join('\n')}\n` : '';
};

function command(
  name: string,
  properties: Readonly<Record<string, string | number>>,
  message: string,
): string {
  const list = Object.entries(properties).map(([key, value]) => `${key}=${property(`${value}`)}`);
  return `::${name}${list.length > 0 ? ` ${list.join(',')}` : ''}::${data(message)}`;
}

/** What ends a command or begins another is written as the runner reads it back. */
function data(text: string): string {
  return plain(text.replace(/\r?\n/g, ' ')).replaceAll('%', '%25');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
