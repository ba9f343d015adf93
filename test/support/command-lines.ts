import { type Interfaces, Parser } from '@oclif/core';
import { COMMANDS } from '../../src/commands/index.ts';

const IDS = Object.keys(COMMANDS).map((id) => id.replace(':', ' '));
const START = new RegExp(`(?:^|[\\s|"'\`])sgaudit ((?:${IDS.join('|')})(?:\\s.*)?)$`);

/** The arguments of each `sgaudit COMMAND …` in a text of shell commands. */
export function commandLinesOf(text: string): string[][] {
  return text
    .replace(/\\\n\s*/g, ' ')
    .split('\n')
    .flatMap((line) => {
      const [, rest] = START.exec(line) ?? [];
      return rest === undefined ? [] : [words(rest)];
    });
}

/** As a shell splits a simple command; variables stay as they are written. */
function words(text: string): string[] {
  const found: string[] = [];
  for (const [token] of text.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)) {
    if (/^(#|\||>|&&|;|2>)/.test(token)) break;
    found.push(token.replace(/"([^"]*)"|'([^']*)'/g, (_, double, single) => double ?? single));
  }
  return found;
}

/** Why a command would not take these words; null when it does. */
export async function parseProblem(words: readonly string[]): Promise<string | null> {
  const [first = '', second = ''] = words;
  const id = `${first}:${second}` in COMMANDS ? `${first}:${second}` : first;
  const command = COMMANDS[id as keyof typeof COMMANDS];
  if (!command) return `there is no command ${id}`;
  const argv = words.slice(id.includes(':') ? 2 : 1);
  const flags = { ...command.baseFlags, ...command.flags } as Interfaces.FlagInput;
  const args = ('args' in command ? command.args : {}) as Interfaces.ArgInput;
  return Parser.parse([...argv], { flags, args, strict: true }).then(
    () => null,
    (error: Error) => error.message,
  );
}
