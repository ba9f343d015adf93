/** A document longer than this cannot be held as one text. */
const LONGEST_DOCUMENT = 256 * 2 ** 20;

/**
 * The JSON values of a text that comes in chunks: one document, JSON lines, or documents joined with or without
 * anything between them, as CloudWatch Logs, Firehose and repeated calls of the AWS CLI leave them.
 * Throws SyntaxError where the text is not JSON, or ends inside a value.
 */
export async function* jsonValues(chunks: AsyncIterable<string>): AsyncGenerator<unknown> {
  let text = '';
  let depth = 0;
  let inString = false;
  /** Where to go on; what lies before has been looked at. */
  let at = 0;
  for await (const chunk of chunks) {
    text += chunk;
    let start = 0;
    while (at < text.length) {
      const code = text.charCodeAt(at);
      if (inString) {
        if (code === BACKSLASH) {
          if (at + 1 === text.length) break;
          at++;
        } else if (code === QUOTE) inString = false;
      } else if (depth === 0 && !isOpening(code)) {
        if (!isBetween(code)) throw new SyntaxError('what stands between values is not JSON');
        start = at + 1;
      } else if (code === QUOTE) inString = true;
      else if (isOpening(code)) depth++;
      else if (isClosing(code) && --depth === 0) {
        yield JSON.parse(text.slice(start, at + 1));
        start = at + 1;
      }
      at++;
    }
    text = text.slice(start);
    at -= start;
    if (text.length > LONGEST_DOCUMENT) throw new SyntaxError('one value is longer than 256 MiB');
  }
  if (depth > 0 || inString) throw new SyntaxError('it ends inside a value');
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

const isOpening = (code: number) => code === 0x7b || code === 0x5b;
const isClosing = (code: number) => code === 0x7d || code === 0x5d;
/** Blanks, line ends, a comma between joined values, and a byte-order mark. */
const isBetween = (code: number) =>
  code === 0x20 ||
  (code >= 0x09 && code <= 0x0d) ||
  code === 0x2c ||
  code === 0xfeff ||
  code === 0x1e;
