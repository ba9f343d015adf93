import type { Span } from '../ast.ts';
import type { Origin, Value } from '../value.ts';

/**
 * What stands in a text that is written somewhere as it is, such as a file, stands at its own place there.
 * Null where the text was computed, or is written with escapes or quotes.
 */
export function placesIn({ origin }: Value, text: string): ((span: Span) => Origin) | null {
  if (origin === null) return null;
  const { source, span, via } = origin;
  if (span.end - span.start !== text.length) return null;
  if (source.text.slice(span.start, span.end) !== text) return null;
  return ({ start, end }) => ({
    source,
    span: { start: span.start + start, end: span.start + end },
    via,
  });
}
