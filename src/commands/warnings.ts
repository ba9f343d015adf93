import type { Location } from '../model/source.ts';
import { plain } from '../report/plain.ts';

interface Told {
  readonly message: string;
  readonly location: Location | null;
}

/** `file:line:column: warning: message`, as compilers say it, on standard error. */
export function writeWarnings(problems: readonly Told[]): void {
  write('warning', problems);
}

export function writeErrors(problems: readonly Told[]): void {
  write('error', problems);
}

function write(kind: string, problems: readonly Told[]): void {
  for (const { message, location } of problems) {
    const place = location
      ? `${location.file}:${location.start.line}:${location.start.column}: `
      : '';
    process.stderr.write(`${plain(`${place}${kind}: ${message}`)}\n`);
  }
}
