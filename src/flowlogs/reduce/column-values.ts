import { INLINE_BYTES, type ScannedColumn } from '../engine/parquet-scan.ts';
import type { RecordSink } from './record-sink.ts';
import {
  ADDRESS,
  MAXIMUM,
  NONE,
  OTHER_WORD,
  OUTSIDE,
  ROLES,
  roleOf,
  WORDS,
} from './record-values.ts';

/** Words of 32 bits that a text has in a column: how many bytes it has, and the first twelve of these. */
const TEXT_WORDS = 4;
const DASH = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
/** Of the shortest and the longest dotted quad. */
const SHORTEST_IPV4 = 7;
const LONGEST_IPV4 = 15;

export function readNumbers(
  { valid, words }: ScannedColumn,
  role: number,
  rows: number,
  into: Float64Array,
): void {
  const maximum = MAXIMUM[role]!;
  const isWide = words.length > rows;
  for (let row = 0; row < rows; row++) {
    const value = isWide ? words[row * 2 + 1]! * 2 ** 32 + (words[row * 2]! >>> 0) : words[row]!;
    into[row * ROLES + role] = value >= 0 && value <= maximum ? value : OUTSIDE;
  }
  if (valid) clearNulls(valid, role, rows, into);
}

export const isNull = (valid: Uint8Array, row: number) =>
  ((valid[row >> 3]! >> (row & 7)) & 1) === 0;

function clearNulls(valid: Uint8Array, role: number, rows: number, into: Float64Array): void {
  for (let row = 0; row < rows; row++) if (isNull(valid, row)) into[row * ROLES + role] = NONE;
}

/** Whether a text is empty, or a dash. */
export function isNothing(words: Int32Array, row: number): boolean {
  const length = words[row * TEXT_WORDS]!;
  return length === 0 || (length === 1 && (words[row * TEXT_WORDS + 1]! & 0xff) === DASH);
}

/** 0 for a text, NONE where there is none. */
export function readPresence(
  { valid, words }: ScannedColumn,
  role: number,
  rows: number,
  into: Float64Array,
): void {
  for (let row = 0; row < rows; row++) into[row * ROLES + role] = isNothing(words, row) ? NONE : 0;
  if (valid) clearNulls(valid, role, rows, into);
}

/** The words of each role, as they stand in a column. */
const WORD_TEXTS = Array.from({ length: ROLES }, (_, role) => {
  const found = Object.entries(WORDS).find(([field]) => roleOf(field) === role);
  return Object.entries(found?.[1] ?? {}).map(([text, value]) => {
    const bytes = Buffer.alloc(TEXT_WORDS * 4);
    bytes.writeInt32LE(text.length, 0);
    bytes.write(text, 4, 'latin1');
    return { words: new Int32Array(bytes.buffer, bytes.byteOffset, TEXT_WORDS), value };
  });
});

export function readWords(
  { valid, words }: ScannedColumn,
  role: number,
  rows: number,
  into: Float64Array,
): void {
  const texts = WORD_TEXTS[role]!;
  let value = OTHER_WORD as number;
  for (let row = 0; row < rows; row++) {
    const at = row * TEXT_WORDS;
    // Mostly the same as in the row before.
    if (row === 0 || !isSameText(words, at, words, at - TEXT_WORDS)) {
      const known = texts.find((each) => isSameText(each.words, 0, words, at));
      value = known?.value ?? (isNothing(words, row) ? NONE : OTHER_WORD);
    }
    into[row * ROLES + role] = value;
  }
  if (valid) clearNulls(valid, role, rows, into);
}

/** Of texts up to twelve bytes; what a longer one has beyond is not compared, as no word is as long. */
function isSameText(left: Int32Array, leftAt: number, right: Int32Array, rightAt: number): boolean {
  for (let each = 0; each < TEXT_WORDS; each++) {
    if (left[leftAt + each] !== right[rightAt + each]) return false;
  }
  return true;
}

const quad = new Int32Array(TEXT_WORDS);
const quadBytes = new Uint8Array(quad.buffer);

/** `rest`: the text's bytes from the fifth on. What is no dotted quad is looked up by the sink. */
export function readAddresses(
  text: ScannedColumn,
  rest: ScannedColumn,
  role: number,
  rows: number,
  sink: RecordSink,
): void {
  const { values: into, kinds } = sink;
  const { valid, words } = text;
  for (let row = 0; row < rows; row++) {
    const at = row * TEXT_WORDS;
    const length = words[at]!;
    if (valid !== null && isNull(valid, row)) {
      into[row * ROLES + role] = NONE;
      kinds[row * ROLES + role] = ADDRESS.none;
      continue;
    }
    if (length >= SHORTEST_IPV4 && length <= LONGEST_IPV4) {
      quad[0] = words[at + 1]!;
      const isInline = length <= INLINE_BYTES;
      if (isInline || rest.words[at] === length - 4) {
        const from = isInline ? words : rest.words;
        const next = isInline ? at + 2 : at + 1;
        quad[1] = from[next]!;
        quad[2] = from[next + 1]!;
        quad[3] = isInline ? 0 : from[next + 2]!;
        if (isDottedQuad(length)) {
          into[row * ROLES + role] = quadValue;
          kinds[row * ROLES + role] = ADDRESS.ipv4;
          continue;
        }
      }
    }
    if (isNothing(words, row)) {
      into[row * ROLES + role] = NONE;
      kinds[row * ROLES + role] = ADDRESS.none;
      continue;
    }
    const bytes = Buffer.from(text.bytes(row));
    sink.setAddress(row * ROLES + role, bytes, 0, bytes.length);
  }
}

let quadValue = 0;

/** Whether `quad` holds an IPv4 address as it is always written; `quadValue` is its number then, a signed word. */
function isDottedQuad(length: number): boolean {
  let address = 0;
  let at = 0;
  for (let octets = 1; ; octets++) {
    const first = quadBytes[at]! - ZERO;
    if (first < 0 || first > 9) return false;
    let octet = first;
    let digit = quadBytes[++at]! - ZERO;
    if (digit >= 0 && digit <= 9 && first > 0) {
      octet = octet * 10 + digit;
      digit = quadBytes[++at]! - ZERO;
      if (digit >= 0 && digit <= 9) {
        octet = octet * 10 + digit;
        at++;
      }
    }
    if (octet > 255) return false;
    address = (address << 8) | octet;
    if (octets === 4) break;
    if (quadBytes[at] !== DOT) return false;
    at++;
  }
  quadValue = address;
  return at === length;
}
