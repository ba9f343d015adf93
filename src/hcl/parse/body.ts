import type { Attribute, Block, Body, Expression, Label, Span } from '../ast.ts';
import {
  DEFINITION_DETAIL,
  DEFINITION_REQUIRED,
  reportNotAnArgument,
  reportUnclosed,
  reportUnclosedLine,
} from './body-problems.ts';
import { readExpression } from './expressions.ts';
import { reportAtToken } from './invalid-token.ts';
import { readLabel } from './labels.ts';
import { SyntaxFailure } from './problems.ts';
import { endOfBrokenItem, isBlockHeaderAtColumnOne, isLabelled } from './recovery.ts';
import type { TokenStream } from './token-stream.ts';

/** Reads the bodies of one file. */
export class BodyReader {
  private readonly tokens: TokenStream;
  /**
   * Whether the items of the top-level block being read are indented, as far as is known. Where they are,
   * a block header at column 1 inside it shows that its closing brace is missing.
   */
  private isIndented: boolean | null = null;
  /** Set when a header at column 1 closed a block, so that all blocks around it close as well. */
  private isUnwinding = false;

  constructor(tokens: TokenStream) {
    this.tokens = tokens;
  }

  readFile(): Body {
    const { tokens } = this;
    const items = this.readItems(null);
    return { items, start: 0, end: tokens.text.length };
  }

  /** Items up to the closing brace, which is taken, or the end of the file. `open` is null for the file itself. */
  private readItems(open: Span | null): (Attribute | Block)[] {
    const { tokens } = this;
    const items: (Attribute | Block)[] = [];
    const names = new Set<string>();
    for (;;) {
      switch (tokens.peek()) {
        case 'newline':
          tokens.take();
          break;
        case 'end':
          if (open !== null) reportUnclosed(tokens, open);
          return items;
        case 'identifier': {
          if (open === null) this.isIndented = null;
          else if (this.closesHere(open)) return items;
          const item = this.readItem();
          if (item !== null) items.push(item);
          if (item?.kind === 'attribute') this.refuseSecond(names, item);
          if (this.isUnwinding && open !== null) return items;
          this.isUnwinding = false;
          break;
        }
        case '}':
          if (open !== null) {
            tokens.take();
            return items;
          }
          this.skipBroken();
          break;
        default:
          this.skipBroken();
      }
    }
  }

  private refuseSecond(names: Set<string>, attribute: Attribute): void {
    if (names.has(attribute.name)) {
      this.tokens.report(
        'Attribute redefined',
        `The argument "${attribute.name}" was already set. Each argument may be set only once.`,
        attribute.nameSpan,
      );
    }
    names.add(attribute.name);
  }

  /** In a file with problems: whether the next item is a top-level block that follows an unclosed one. */
  private closesHere(open: Span): boolean {
    const { tokens } = this;
    if (!tokens.recovering) return false;
    const { start } = tokens.span();
    const isAtColumnOne = start === 0 || tokens.text[start - 1] === '\n';
    this.isIndented ??= !isAtColumnOne || isLabelled(tokens.text, start);
    if (!isAtColumnOne || !this.isIndented) return false;
    if (!isBlockHeaderAtColumnOne(tokens.text, start)) return false;
    reportUnclosed(tokens, open);
    this.isUnwinding = true;
    return true;
  }

  private skipBroken(): void {
    const { tokens } = this;
    const { start, end } = tokens.span();
    if (tokens.peek() === '"') {
      tokens.report('Invalid argument name', 'Argument names must not be quoted.', {
        start,
        end,
      });
    } else {
      reportAtToken(tokens, DEFINITION_REQUIRED, DEFINITION_DETAIL);
    }
    tokens.moveTo(
      tokens.text[start] === '}' ? end : endOfBrokenItem(tokens.text, start, start, end),
    );
  }

  /** An attribute or block. Null when there is too little of it to keep. */
  private readItem(): Attribute | Block | null {
    const { tokens } = this;
    const nesting = tokens.nesting;
    const name = tokens.word;
    const nameSpan = tokens.span();
    tokens.take();
    try {
      tokens.enter();
      switch (tokens.peek()) {
        case '=':
          return this.readAttribute(name, nameSpan, false);
        case '"':
        case '{':
        case 'identifier':
          return this.readBlock(name, nameSpan);
        default:
          return tokens.fail(
            DEFINITION_REQUIRED,
            `${DEFINITION_DETAIL} To set an argument, use the equals sign "=" to introduce the argument value.`,
            nameSpan,
          );
      }
    } catch (error) {
      this.resume(error, nameSpan.end);
      return null;
    } finally {
      tokens.restoreNesting(nesting);
    }
  }

  /** After a failure in an item: goes on where the next one seems to begin. `from`: what of the item was sound. */
  private resume(error: unknown, from: number): void {
    const { tokens } = this;
    if (!(error instanceof SyntaxFailure) || !tokens.recovering) throw error;
    tokens.setNewlines(true);
    tokens.moveTo(endOfBrokenItem(tokens.text, from, error.at, from));
  }

  private readAttribute(name: string, nameSpan: Span, isSingleLine: boolean): Attribute {
    const { tokens } = this;
    tokens.take();
    const from = tokens.position;
    const nesting = tokens.nesting;
    let value: Expression;
    let isWhole = true;
    try {
      value = readExpression(tokens);
    } catch (error) {
      this.resume(error, from);
      tokens.restoreNesting(nesting);
      isWhole = false;
      value = { kind: 'invalid', start: from, end: tokens.position };
    }
    if (!isSingleLine) this.endAttribute(from, isWhole);
    return {
      kind: 'attribute',
      name,
      nameSpan,
      value,
      start: nameSpan.start,
      end: value.end,
    };
  }

  private endAttribute(from: number, isWhole: boolean): void {
    const { tokens } = this;
    if (tokens.accept('newline') || tokens.peek() === 'end' || !isWhole) return;
    const detail = 'An argument definition must end with a newline.';
    const { start } = tokens.span();
    if (tokens.peek() === ',') {
      tokens.report(
        'Unexpected comma after argument',
        `Argument definitions must be separated by newlines, not commas. ${detail}`,
        tokens.span(),
      );
    } else {
      reportAtToken(tokens, 'Missing newline after argument', detail);
    }
    tokens.moveTo(endOfBrokenItem(tokens.text, start, start, from));
  }

  private readBlock(type: string, typeSpan: Span): Block {
    const { tokens } = this;
    const labels: Label[] = [];
    while (tokens.peek() !== '{') labels.push(readLabel(tokens));
    const open = tokens.span();
    tokens.take();
    const isMultiLine =
      tokens.peek() === 'newline' || tokens.peek() === 'end' || tokens.peek() === '}';
    const items = isMultiLine ? this.readItems(open) : this.readSingleItem(open);
    const end = tokens.position;
    const body = { items, start: open.start, end };
    if (!this.isUnwinding) this.endBlock();
    return { kind: 'block', type, typeSpan, labels, body, start: typeSpan.start, end };
  }

  private endBlock(): void {
    const { tokens } = this;
    if (tokens.accept('newline') || tokens.peek() === 'end') return;
    const { start } = tokens.span();
    reportAtToken(
      tokens,
      'Missing newline after block definition',
      'A block definition must end with a newline.',
    );
    tokens.moveTo(endOfBrokenItem(tokens.text, start, start, start));
  }

  /** `{ name = value }` on one line: one attribute, no nested block. */
  private readSingleItem(open: Span): Attribute[] {
    const { tokens } = this;
    if (tokens.peek() !== 'identifier') {
      reportAtToken(tokens, DEFINITION_REQUIRED, DEFINITION_DETAIL);
      this.skipToBrace(open.end);
      return [];
    }
    const name = tokens.word;
    const nameSpan = tokens.span();
    tokens.take();
    if (tokens.peek() !== '=') {
      reportNotAnArgument(tokens, name, nameSpan);
      this.skipToBrace(open.end);
      return [];
    }
    const attribute = this.readAttribute(name, nameSpan, true);
    if (!tokens.accept('}')) {
      if (attribute.value.kind !== 'invalid') reportUnclosedLine(tokens, open);
      this.skipToBrace(open.end);
    }
    return [attribute];
  }

  /** Past the brace that closes a broken single-line block. */
  private skipToBrace(from: number): void {
    const { tokens } = this;
    for (;;) {
      const end = endOfBrokenItem(tokens.text, Math.max(from, tokens.position), 0, from);
      tokens.moveTo(end);
      if (tokens.accept('}') || tokens.peek() === 'end') return;
      if (tokens.peek() === 'identifier') return;
      tokens.take();
    }
  }
}
