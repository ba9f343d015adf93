import { leadingSpaceLength } from './characters.ts';
import type { Piece, TextPiece } from './template-pieces.ts';

/**
 * `<<-`: takes from every line the white space that all lines have in front. Blank lines do not count.
 * A line that begins with a sequence, or whose indentation a strip marker has eaten, has none, as in HCL.
 */
export function flushLines(pieces: readonly Piece[]): void {
  const starts: TextPiece[] = [];
  let indentation = Number.POSITIVE_INFINITY;
  let isLineStart = true;
  for (const piece of pieces) {
    if (isLineStart) {
      isLineStart = false;
      if (piece.kind !== 'text') {
        indentation = 0;
      } else if (!isBlankLine(piece.value)) {
        indentation = Math.min(indentation, leadingSpaceLength(piece.value));
        starts.push(piece);
      }
    }
    if (piece.kind === 'text' && piece.value.endsWith('\n')) isLineStart = true;
  }
  if (starts.length === 0) return;
  // A combining mark belongs to the character before it, even when that is white space.
  const margin = new RegExp(`^(?:\\P{M}\\p{M}*){${indentation}}`, 'u');
  for (const piece of starts) piece.value = piece.value.replace(margin, '');
}

function isBlankLine(value: string): boolean {
  return value.endsWith('\n') && leadingSpaceLength(value) === value.length;
}
