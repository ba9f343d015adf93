import type { ErrorMessages } from '../messages/errors.ts';
import type { Location } from '../model/source.ts';
import { plain } from '../report/plain.ts';

interface Told {
  readonly code: string;
  readonly message: string;
  readonly location: Location | null;
}

/** `file:line:column: warning: message`, as compilers say it, on standard error. */
export function writeWarnings(problems: readonly Told[], words: ErrorMessages): void {
  write(words.warning, problems, words);
}

export function writeErrors(problems: readonly Told[], words: ErrorMessages): void {
  write(words.error, problems, words);
}

function write(kind: string, problems: readonly Told[], words: ErrorMessages): void {
  for (const { code, message, location } of problems) {
    const place = location
      ? `${location.file}:${location.start.line}:${location.start.column}: `
      : '';
    process.stderr.write(`${plain(`${place}${kind}: ${words.told(code, message)}`)}\n`);
  }
}
