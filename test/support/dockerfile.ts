import { readFileSync } from 'node:fs';
import { ROOT } from './action/action.ts';

export interface Instruction {
  readonly keyword: string;
  /** Continued lines joined. */
  readonly text: string;
}

export interface Stage {
  readonly image: string;
  readonly name: string | null;
  readonly instructions: readonly Instruction[];
}

export function readDockerfile(): Stage[] {
  const text = readFileSync(`${ROOT}/Dockerfile`, 'utf8');
  const lines = text
    .replace(/^\s*#.*\n/gm, '')
    .replace(/\s*\\\n\s*/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const stages: { image: string; name: string | null; instructions: Instruction[] }[] = [];
  for (const line of lines) {
    const [, keyword = '', rest = ''] = /^([A-Z]+)\s+(.*)$/.exec(line) ?? [];
    if (keyword === '') throw new Error(`no instruction: ${line}`);
    const [, image, name] = /^(\S+)(?: AS (\S+))?$/.exec(rest) ?? [];
    if (keyword === 'FROM')
      stages.push({ image: image ?? '', name: name ?? null, instructions: [] });
    else stages.at(-1)?.instructions.push({ keyword, text: rest });
  }
  return stages;
}

/** Sources, target, and the stage that it copies from; `COPY [--from=STAGE] SOURCE… TARGET`. */
export function copyOf({ text }: Instruction): {
  from: string | null;
  sources: string[];
  target: string;
} {
  const words = text.split(/\s+/);
  const from = /^--from=(.*)$/.exec(words[0] ?? '')?.[1] ?? null;
  const paths = from === null ? words : words.slice(1);
  return { from, sources: paths.slice(0, -1), target: paths.at(-1) ?? '' };
}
