import type { BinaryOperator } from '../ast.ts';
import { DOT, isDigit, MINUS, PLUS } from './characters.ts';

/** Token kinds; symbols stand for themselves. */
export type TokenKind =
  | 'end'
  | 'newline'
  | 'identifier'
  | 'number'
  | 'heredoc'
  | 'invalid'
  | TokenSymbol;

type TokenSymbol =
  | BinaryOperator
  | '"'
  | '{'
  | '}'
  | '~}'
  | '['
  | ']'
  | '('
  | ')'
  | '.'
  | '...'
  | ','
  | ':'
  | '::'
  | '='
  | '=>'
  | '?'
  | '!';

const SYMBOLS: readonly TokenSymbol[] = [
  ...(['...', '||', '&&', '==', '!=', '<=', '>=', '=>', '::', '~}'] as const),
  ...(['"', '{', '}', '[', ']', '(', ')', '.', ',', ':', '=', '?', '!'] as const),
  ...(['<', '>', '+', '-', '*', '/', '%'] as const),
];

/** By first character code, the longer ones first. */
const SYMBOLS_BY_CODE: (readonly TokenSymbol[])[] = [];
for (const symbol of SYMBOLS) {
  const code = symbol.charCodeAt(0);
  SYMBOLS_BY_CODE[code] = [...(SYMBOLS_BY_CODE[code] ?? []), symbol];
}

export function symbolAt(text: string, at: number): TokenSymbol | null {
  const candidates = SYMBOLS_BY_CODE[text.charCodeAt(at)];
  if (candidates === undefined) return null;
  for (const symbol of candidates) {
    if (symbol.length === 1 || text.startsWith(symbol, at)) return symbol;
  }
  return null;
}

/** How tightly a binary operator binds; all of them associate to the left. */
export const PRECEDENCE: { readonly [kind in TokenKind]?: number } = {
  '||': 1,
  '&&': 2,
  '==': 3,
  '!=': 3,
  '<': 4,
  '<=': 4,
  '>': 4,
  '>=': 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
  '%': 6,
};

/**
 * Length of the number token at `at`. As in HCL's scanner it takes every digit, dot and exponent that follows
 * but does not end in a dot, so that `1.2.3` is one token (and no number).
 */
export function numberLength(text: string, at: number): number {
  let end = at + 1;
  let next = end;
  for (;;) {
    const code = text.charCodeAt(next);
    if (isDigit(code)) {
      next += 1;
      end = next;
    } else if (code === DOT) {
      next += 1;
    } else if (code === 0x65 || code === 0x45) {
      const sign = text.charCodeAt(next + 1);
      const digit = sign === PLUS || sign === MINUS ? next + 2 : next + 1;
      if (!isDigit(text.charCodeAt(digit))) return end - at;
      next = digit + 1;
      end = next;
    } else {
      return end - at;
    }
  }
}
