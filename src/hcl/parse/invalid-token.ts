import type { TokenStream } from './token-stream.ts';

interface Explanation {
  readonly message: string;
  readonly detail: string;
}

function invalidCharacter(detail: string): Explanation {
  return { message: 'Invalid character', detail };
}

const SINGLE_QUOTES = invalidCharacter(
  'Single quotes are not valid. Use double quotes (") to enclose strings.',
);
const CURLY_QUOTES = invalidCharacter(
  '"Curly quotes" are not valid here. They can come from sharing code through documents or forums: replace them with a "straight quote".',
);

function unsupportedOperator(suggestion: string): Explanation {
  return {
    message: 'Unsupported operator',
    detail: `Bitwise operators are not supported.${suggestion}`,
  };
}

/** Characters that people write out of habit from other languages. */
const BY_CHARACTER: ReadonlyMap<string, Explanation> = new Map([
  ["'", SINGLE_QUOTES],
  ['\u201c', CURLY_QUOTES],
  ['\u201d', CURLY_QUOTES],
  [
    '`',
    invalidCharacter(
      'The "`" character is not valid. To create a multi-line string, use the "heredoc" syntax, like "<<EOT".',
    ),
  ],
  [
    ';',
    invalidCharacter(
      'The ";" character is not valid. Use newlines to separate arguments and blocks, and commas to separate items in collection values.',
    ),
  ],
  ['&', unsupportedOperator(' Did you mean boolean AND ("&&")?')],
  ['|', unsupportedOperator(' Did you mean boolean OR ("||")?')],
  ['~', unsupportedOperator(' Did you mean boolean NOT ("!")?')],
  ['^', unsupportedOperator('')],
]);

const UNKNOWN = invalidCharacter('This character is not used within the language.');

/** Fails at the next token; a character that is none of HCL's explains more than what was expected. */
export function failAtToken(tokens: TokenStream, message: string, detail: string): never {
  const problem = explain(tokens, message, detail);
  return tokens.fail(problem.message, problem.detail, tokens.span());
}

/** Like `failAtToken`, where reading can go on. */
export function reportAtToken(tokens: TokenStream, message: string, detail: string): void {
  const problem = explain(tokens, message, detail);
  tokens.report(problem.message, problem.detail, tokens.span());
}

function explain(tokens: TokenStream, message: string, detail: string): Explanation {
  if (tokens.peek() !== 'invalid') return { message, detail };
  return BY_CHARACTER.get(tokens.word) ?? UNKNOWN;
}
