import { plain } from '../plain.ts';
import { wellFormed } from '../well-formed.ts';

/** Markup that is safe to place in a page: only `html` makes it, and it escapes all that it is given. */
class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type { Markup };

export type Content = Markup | string | number | null | readonly Content[];

/** A template of markup. What is put in is text, or markup that this function made; lists are joined, null is nothing. */
export function html(strings: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  let text = strings[0] ?? '';
  for (const [index, content] of contents.entries()) {
    text += render(content) + (strings[index + 1] ?? '');
  }
  return new Markup(text);
}

function render(content: Content): string {
  if (content === null) return '';
  if (content instanceof Markup) return content.text;
  if (typeof content === 'number') return String(content);
  if (typeof content === 'string') return escapeHtml(content);
  return content.map(render).join('');
}

/** Text for an element or a quoted attribute: nothing in it is markup, and what would act unseen is made visible. */
export function escapeHtml(text: string): string {
  return plain(wellFormed(text))
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** The inside of a `script` or `style` element of our own: programs and data, never a text of the user's as it is. */
export function rawElement(name: 'script' | 'style', attributes: string, content: string): Markup {
  return new Markup(`<${name}${attributes}>${content}</${name}>`);
}

/** JSON inside a `script` element: no `<` that could end it. */
export function embeddedJson(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}
