import type { TemplateIf, TemplatePart, TemplateText } from '../ast.ts';
import type { Piece, SequencePiece } from './template-pieces.ts';
import type { TokenStream } from './token-stream.ts';

type Opener = SequencePiece & { kind: 'if' | 'for' };
type Closer = SequencePiece & { kind: 'else' | 'endif' | 'endfor' };

/** Matches directives with their ends and joins neighbouring texts. `end`: where the closing mark stands. */
export function templateParts(
  tokens: TokenStream,
  pieces: readonly Piece[],
  end: number,
): TemplatePart[] {
  const first = pieces[0];
  if (first === undefined) return [];
  if (pieces.length === 1 && first.kind === 'text') return [text(first.value, first)];
  const tree = new DirectiveTree(tokens, pieces, end);
  const parts = tree.partsUntilCloser();
  const closer = tree.takeCloser();
  if (closer === null) return parts;
  return tokens.fail(
    `Unexpected ${closer.kind} directive`,
    'The control directives within this template are unbalanced.',
    closer,
  );
}

function text(value: string, span: { start: number; end: number }): TemplateText {
  // cty keeps every string in Unicode's composed form.
  return { kind: 'text', value: value.normalize('NFC'), start: span.start, end: span.end };
}

class DirectiveTree {
  private readonly tokens: TokenStream;
  private readonly pieces: readonly Piece[];
  private readonly end: number;
  private next = 0;

  constructor(tokens: TokenStream, pieces: readonly Piece[], end: number) {
    this.end = end;
    this.tokens = tokens;
    this.pieces = pieces;
  }

  partsUntilCloser(): TemplatePart[] {
    const parts: TemplatePart[] = [];
    for (;;) {
      const piece = this.pieces[this.next];
      if (piece === undefined) return parts;
      switch (piece.kind) {
        case 'text':
          parts.push(this.joinedText());
          break;
        case 'interpolation':
          this.next += 1;
          parts.push({
            kind: 'interpolation',
            expression: piece.expression,
            start: piece.start,
            end: piece.end,
          });
          break;
        case 'if':
        case 'for':
          this.next += 1;
          parts.push(this.directive(piece));
          break;
        default:
          return parts;
      }
    }
  }

  takeCloser(): Closer | null {
    const piece = this.pieces[this.next];
    if (piece === undefined) return null;
    this.next += 1;
    return piece as Closer;
  }

  private joinedText(): TemplateText {
    const values: string[] = [];
    const start = (this.pieces[this.next] as Piece).start;
    let end = start;
    for (let piece = this.pieces[this.next]; piece?.kind === 'text'; ) {
      values.push(piece.value);
      end = piece.end;
      this.next += 1;
      piece = this.pieces[this.next];
    }
    return text(values.join(''), { start, end });
  }

  private directive(opener: Opener): TemplatePart {
    this.tokens.enter();
    const part = opener.kind === 'if' ? this.ifPart(opener) : this.forPart(opener);
    this.tokens.leave();
    return part;
  }

  private ifPart(opener: Opener & { kind: 'if' }): TemplateIf {
    const then = this.partsUntilCloser();
    let closer = this.expectCloser(opener);
    let otherwise: TemplatePart[] = [];
    if (closer.kind === 'else') {
      otherwise = this.partsUntilCloser();
      closer = this.expectCloser(opener);
      if (closer.kind === 'else') {
        this.unexpected(closer, 'Already in the else clause of the if directive.');
      }
    }
    if (closer.kind !== 'endif') {
      this.unexpected(closer, 'Expecting an endif directive for the if directive.');
    }
    return {
      kind: 'if',
      condition: opener.condition,
      then,
      else: otherwise,
      start: opener.start,
      end: closer.end,
    };
  }

  private forPart(opener: Opener & { kind: 'for' }): TemplatePart {
    const body = this.partsUntilCloser();
    const closer = this.expectCloser(opener);
    if (closer.kind === 'else') {
      this.unexpected(closer, 'An else clause is not expected for a for directive.');
    }
    if (closer.kind !== 'endfor') {
      this.unexpected(closer, 'Expecting an endfor directive for the for directive.');
    }
    const { keyName, valueName, collection } = opener;
    return {
      kind: 'for',
      keyName,
      valueName,
      collection,
      body,
      start: opener.start,
      end: closer.end,
    };
  }

  private expectCloser(opener: Opener): Closer {
    const closer = this.takeCloser();
    if (closer !== null) return closer;
    return this.tokens.fail(
      'Unexpected end of template',
      `The ${opener.kind} directive is missing its corresponding end${opener.kind} directive.`,
      { start: this.end, end: this.end },
    );
  }

  private unexpected(closer: Closer, detail: string): never {
    return this.tokens.fail(`Unexpected ${closer.kind} directive`, detail, closer);
  }
}
