import type { Random } from './random.ts';

/** Pieces that stay text wherever they stand: a `$` or `%` is never next to a brace unless escaped. */
const TEXT = [
  ...['web', '10.0.0.0/8', ' ', '  ', '-', ':', '/', '#', '//', "'", '}', ' { ', '<<EOT', '~'],
  ...['$ ', '% ', '$$ ', '$x', '50% ', '$${', '%%{', 'é', 'e\u0301', '安全', '😀'],
];
const ESCAPES = ['\\n', '\\r', '\\t', '\\"', '\\\\', '\\u00e9', '\\U0001F600', '\\u5b89'];
const RAW = ['"', '\\', '\\n', '\\"', '\t'];
const MARKERS = ['EOT', 'EOF', 'USER_DATA', 'a-b', 'Ende'];

/** Templates by HCL's grammar; `expression` makes what stands in their sequences. */
export class TemplateGenerator {
  private readonly random: Random;
  private readonly expression: (depth: number) => string;
  private markers = 0;

  constructor(random: Random, expression: (depth: number) => string) {
    this.random = random;
    this.expression = expression;
  }

  plain(): string {
    return `"${this.random.times(3, () => this.random.pick(TEXT.concat(ESCAPES))).join('')}"`;
  }

  quoted(depth: number): string {
    return `"${this.content(depth, () => this.random.pick(TEXT.concat(ESCAPES)))}"`;
  }

  /** Without the newline that must follow. Markers are numbered, so that inner heredocs do not close outer ones. */
  heredoc(depth: number): string {
    const { random } = this;
    this.markers += 1;
    const marker = `${random.pick(MARKERS)}${this.markers}`;
    const lines = random.times(4, () => {
      const indentation = ' '.repeat(random.upTo(6)) || random.pick(['', '\t']);
      return `${indentation}${this.content(depth, () => random.pick(TEXT.concat(RAW)))}\n`;
    });
    const flush = random.pick(['', '-']);
    const closing = ' '.repeat(random.upTo(3));
    return `<<${flush}${marker}\n${lines.join('')}${closing}${marker}`;
  }

  private content(depth: number, text: () => string): string {
    return this.random.times(4, () => this.part(depth, text)).join('');
  }

  private part(depth: number, text: () => string): string {
    if (depth <= 0) return text();
    switch (this.random.upTo(8)) {
      case 0:
      case 1:
      case 2:
        return this.sequence('$', this.expression(depth - 1));
      case 3: {
        const otherwise = this.random.chance(0.5)
          ? `${this.sequence('%', 'else')}${this.content(depth - 1, text)}`
          : '';
        return `${this.sequence('%', `if ${this.expression(depth - 1)}`)}${this.content(depth - 1, text)}${otherwise}${this.sequence('%', 'endif')}`;
      }
      case 4: {
        const names = this.random.pick(['v', 'k, v']);
        const head = this.sequence('%', `for ${names} in ${this.expression(depth - 1)}`);
        return `${head}${this.content(depth - 1, text)}${this.sequence('%', 'endfor')}`;
      }
      default:
        return text();
    }
  }

  private sequence(mark: '$' | '%', content: string): string {
    const { random } = this;
    const open = random.pick(['{', '{ ', '{~', '{~ ']);
    const close = random.pick(['}', ' }', '~}', ' ~}']);
    return `${mark}${open}${content}${close}`;
  }
}
