import type { Template } from '../ast.ts';
import { flushLines } from './heredoc-flush.ts';
import { readBarePieces, readHeredocPieces, readQuotedPieces } from './template-pieces.ts';
import { templateParts } from './template-tree.ts';
import type { TokenStream } from './token-stream.ts';

/** A quoted template, its opening quote being the next token. */
export function readQuotedTemplate(tokens: TokenStream): Template {
  const { start, end } = tokens.span();
  tokens.moveTo(end);
  const pieces = readQuotedPieces(tokens);
  const parts = templateParts(tokens, pieces, tokens.position - 1);
  return { kind: 'template', style: 'quoted', parts, start, end: tokens.position };
}

/** A heredoc, its introducer (`<<EOT` and the newline) being the next token. The newline after the marker is left. */
export function readHeredoc(tokens: TokenStream): Template {
  const { start, end } = tokens.span();
  const introducer = tokens.word.trimEnd();
  const isFlush = introducer.startsWith('<<-');
  tokens.moveTo(end);
  const marker = introducer.slice(isFlush ? 3 : 2);
  const pieces = readHeredocPieces(tokens, marker);
  if (isFlush) flushLines(pieces);
  const parts = templateParts(tokens, pieces, tokens.position - marker.length);
  const style = isFlush ? 'flush-heredoc' : 'heredoc';
  return { kind: 'template', style, parts, start, end: tokens.position };
}

/** A template without any marks around it, up to the end of the text. */
export function readBareTemplate(tokens: TokenStream): Template {
  const pieces = readBarePieces(tokens);
  const parts = templateParts(tokens, pieces, tokens.text.length);
  return { kind: 'template', style: 'bare', parts, start: 0, end: tokens.text.length };
}
