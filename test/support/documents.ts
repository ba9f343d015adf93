import { readFileSync } from 'node:fs';

/** The fenced blocks of a language in a page of `docs`, in order. */
export function blocksOf(page: string, language: string): string[] {
  const text = readFileSync(`docs/${page}`, 'utf8');
  const blocks = [...text.matchAll(/^```(\S*)\n([\s\S]*?)^```$/gm)];
  return blocks.flatMap(([, name, content]) => (name === language ? [content ?? ''] : []));
}
