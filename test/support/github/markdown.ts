import { type Content, html, type Markup } from '../../../src/report/html/markup.ts';

/** How a fenced block of a language is shown. */
export type Fence = (language: string, lines: readonly string[]) => Markup;

type Lines = readonly string[];

/** The Markdown that sgaudit posts, as markup: headings, tables, lists, fences, details, bold, code, escapes. */
export function markdownHtml(text: string, fence: Fence = code): Markup {
  return blocks(text.split('\n'), fence);
}

/** Lines of code; those of a diff by what they do. */
export function code(language: string, lines: Lines): Markup {
  const row = (line: string) =>
    language === 'diff' && /^[+-](?![+-]{2} )/.test(line)
      ? html`<span class="${line[0] === '+' ? 'added' : 'removed'}">${line}</span>`
      : html`<span>${line}</span>`;
  return html`<pre>${lines.map(row)}</pre>`;
}

function blocks(lines: Lines, fence: Fence): Markup {
  const read: Content[] = [];
  for (let at = 0; at < lines.length; ) {
    const [block, length] = blockOf(lines.slice(at), fence);
    read.push(block);
    at += length;
  }
  return html`${read}`;
}

/** The block that begins with the first line, and how many lines it has. */
function blockOf(lines: Lines, fence: Fence): readonly [Content, number] {
  const [first = ''] = lines;
  if (first === '' || /^<!--.*-->$/.test(first)) return [null, 1];
  const [, marks, title = ''] = /^(##+) (.*)/.exec(first) ?? [];
  if (marks) {
    return [marks === '##' ? html`<h2>${inline(title)}</h2>` : html`<h3>${inline(title)}</h3>`, 1];
  }
  const [, summary] = /^<details><summary>(.*)<\/summary>$/.exec(first) ?? [];
  if (summary !== undefined) {
    const end = lines.indexOf('</details>');
    const inside = blocks(lines.slice(1, end), fence);
    return [html`<details><summary>${summary}</summary>${inside}</details>`, end + 1];
  }
  const [, ticks, language = ''] = /^(```+)(\w*)$/.exec(first) ?? [];
  if (ticks) {
    const end = lines.indexOf(ticks, 1);
    return [fence(language, lines.slice(1, end)), end + 1];
  }
  if (first.startsWith('| ')) return run(lines, (line) => line.startsWith('| '), table);
  if (first.startsWith('- ')) return run(lines, (line) => line.startsWith('- '), list);
  return run(lines, (line) => line !== '', paragraph);
}

function run(lines: Lines, is: (line: string) => boolean, show: (lines: Lines) => Markup) {
  const end = lines.findIndex((line) => !is(line));
  const inside = end < 0 ? lines : lines.slice(0, end);
  return [show(inside), inside.length] as const;
}

const paragraph = (lines: Lines) => html`<p>${inline(lines.join(' '))}</p>`;
const list = (lines: Lines) =>
  html`<ul>${lines.map((line) => html`<li>${inline(line.slice(2))}</li>`)}</ul>`;

function table([head = '', rule = '', ...rows]: Lines): Markup {
  const right = cells(rule).map((cell) => (cell.endsWith(':') ? 'number' : ''));
  const show = (row: string) =>
    html`<tr>${cells(row).map((cell, at) => html`<td class="${right[at] ?? ''}">${inline(cell)}</td>`)}</tr>`;
  return html`<table><thead>${show(head)}</thead><tbody>${rows.map(show)}</tbody></table>`;
}

function cells(row: string): string[] {
  const inside = row.replace(/^\|/, '').replace(/\|$/, '');
  return inside.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|'));
}

const INLINE =
  /\\([!-/:-@[-`{-~])|(`+)(.+?)\2(?!`)|\*\*((?:\\.|[^\\])+?)\*\*|&(amp|lt|gt);|(🔴|🟡|🔵)/gu;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>' };
/** Not every machine has a font with these. */
const DOTS: Readonly<Record<string, string>> = { '🔴': 'failure', '🟡': 'warning', '🔵': 'notice' };

function inline(text: string): Markup {
  const parts: Content[] = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    const [all, escaped, , span, bold, entity, dot] = match;
    parts.push(text.slice(end, match.index), escaped ?? null);
    if (span) parts.push(html`<code>${span}</code>`);
    if (bold) parts.push(html`<b>${inline(bold)}</b>`);
    if (entity) parts.push(ENTITIES[entity] ?? null);
    if (dot) parts.push(html`<span class="dot ${DOTS[dot] ?? null}"></span>`);
    end = match.index + all.length;
  }
  return html`${parts}${text.slice(end)}`;
}
