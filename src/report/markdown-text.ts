import { plain } from './plain.ts';

/** Text of the user's inside a paragraph or a table's cell of GitHub's Markdown: nothing in it is markup or a mention. */
export function markdownText(text: string): string {
  return plain(text.replace(/\s*\r?\n\s*/g, ' '))
    .replace(/[\\`*_{}[\]()#+!|~$]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/@(?=\w)/g, '@\u2060')
    .replace(/\b(https?|www)(?=[:.])/gi, '$1\u2060');
}

/** A code span; its fence is longer than any run of backticks inside, and a cell's bar does not end the cell. */
export function markdownCode(text: string): string {
  const content = plain(text.replace(/\s*\r?\n\s*/g, ' ')).replaceAll('|', '\\|');
  const longest = Math.max(0, ...[...content.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = content.startsWith('`') || content.endsWith('`') || content === '' ? ' ' : '';
  return `${fence}${pad}${content}${pad}${fence}`;
}

/** A fenced block of a language; the fence is longer than any run of backticks inside. */
export function markdownBlock(language: string, text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const lines = text.replace(/\n$/, '').split('\n').map(plain);
  return `${fence}${language}\n${lines.join('\n')}\n${fence}`;
}
