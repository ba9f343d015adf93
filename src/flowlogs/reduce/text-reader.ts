import { FIELD_BY_NAME, FIELD_MAXIMUM } from '../fields.ts';
import { isHeaderLine, layoutOfHeader, splitFields } from '../layout.ts';
import { BYTE_ORDER_MARK } from '../source-file.ts';
import { equalBytes, viewOf } from './byte-texts.ts';
import type { RecordSink } from './record-sink.ts';
import {
  ADDRESS,
  isAddressRole,
  isNumberRole,
  isTextRole,
  MAXIMUM,
  NONE,
  OTHER_WORD,
  ROLE,
  ROLES,
  roleOf,
  WORDS,
} from './record-values.ts';

const LINE_END = 0x0a;
const BLANK = 0x20;
const DASH = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const NOTHING = Buffer.alloc(0);
/** No record comes near. */
const LONGEST_LINE = 64 * 1024;
/** More digits may not fit a double, and want the exact rule. */
const DIGITS = 15;
const MOST_DIGITS = 19;

/** How a field is read, by role. */
const SKIP = 0;
const TEXT = 1;
const ADDRESS_TEXT = 2;
const NUMBER = 3;
const WORD = 4;
const SPAN = 5;
const MANNER = Uint8Array.from({ length: ROLES }, (_, role) => {
  if (role === ROLE.skipped) return SKIP;
  if (role === ROLE['interface-id']) return TEXT;
  if (isTextRole(role)) return SPAN;
  if (isAddressRole(role)) return ADDRESS_TEXT;
  return isNumberRole(role) ? NUMBER : WORD;
});

/** The words of each role. */
const WORD_VALUES = Array.from({ length: ROLES }, (_, role) => {
  const found = Object.entries(WORDS).find(([field]) => roleOf(field) === role);
  return Object.entries(found?.[1] ?? {}).map(([text, value]) => ({
    view: viewOf(Buffer.from(text)),
    length: text.length,
    value,
  }));
});

/**
 * Reads the lines of a text log. A line that is exactly what AWS writes (single blanks, plain digits, dotted quads) is
 * read byte by byte; every other line is taken apart by the exact rule: blanks and tabs between fields, any line end,
 * headers that recur and name the fields anew. A line that does not fit its header is refused.
 */
export class TextReader {
  /** Lines that are no records. */
  refused = 0;
  readonly #sink: RecordSink;
  /** Null after a header that cannot be used. */
  #fields: readonly string[] | null = null;
  #roles = new Uint8Array(0);
  /** Of the text before. */
  #textLength = 0;
  /** The begin of a line whose end is in the next chunk. */
  #rest: Buffer = NOTHING;
  /** Of that line so much was seen that it can be no record: the rest of it is passed over. */
  #isTooLong = false;

  constructor(sink: RecordSink, fields: readonly string[] | null) {
    this.#sink = sink;
    this.#use(fields);
  }

  push(chunk: Buffer): void {
    const first = chunk.indexOf(LINE_END);
    if (first < 0) {
      this.#keep(chunk);
      return;
    }
    let from = 0;
    if (this.#rest.length > 0 || this.#isTooLong) {
      from = first + 1;
      this.#keep(chunk.subarray(0, from));
      if (!this.#isTooLong) this.#lines(this.#rest, 0, this.#rest.length);
      this.#rest = NOTHING;
      this.#isTooLong = false;
    }
    const end = chunk.lastIndexOf(LINE_END) + 1;
    if (end > from) this.#lines(chunk, from, end);
    this.#keep(chunk.subarray(end));
  }

  /** The last line may have no end. */
  end(): void {
    if (this.#rest.length > 0) this.#line(this.#rest.toString('latin1'));
    this.#rest = NOTHING;
  }

  /** Adds to the line whose end is not there yet. */
  #keep(part: Buffer): void {
    if (this.#isTooLong || part.length === 0) return;
    this.#rest = Buffer.concat([this.#rest, part]);
    if (this.#rest.length <= LONGEST_LINE) return;
    this.#rest = NOTHING;
    this.#isTooLong = true;
    this.refused++;
  }

  /** A record's values, or a header's names, by the exact rule. */
  parts(parts: readonly string[]): void {
    if (parts.length === 0) return;
    if (!isHeaderLine(parts)) {
      this.values(parts);
      return;
    }
    const reading = layoutOfHeader(parts);
    this.#use(reading.ok && reading.layout.kind === 'text' ? reading.layout.fields : null);
  }

  /** A record's values in the order of the fields. */
  values(values: readonly string[]): void {
    const fields = this.#fields;
    if (fields === null || !fits(values, fields)) {
      this.refused++;
      return;
    }
    this.#plainLine(Buffer.from(`${values.join(' ')}\n`, 'latin1'), 0, MOST_DIGITS);
    this.#sink.take();
  }

  #use(fields: readonly string[] | null): void {
    this.#fields = fields;
    this.#roles = Uint8Array.from(fields ?? [], roleOf);
  }

  #line(line: string): void {
    this.parts(splitFields(line.replace(/\r$/, '').replace(BYTE_ORDER_MARK, '')));
  }

  /** Whole lines, each with its end. */
  #lines(buffer: Buffer, from: number, to: number): void {
    let at = from;
    while (at < to) {
      const next = this.#fields === null ? -1 : this.#plainLine(buffer, at, DIGITS);
      if (next >= 0) {
        this.#sink.take();
        at = next;
      } else {
        const end = buffer.indexOf(LINE_END, at);
        if (end - at > LONGEST_LINE) this.refused++;
        else this.#line(buffer.toString('latin1', at, end));
        at = end + 1;
      }
    }
  }

  /** Reads a line that is as AWS writes it and answers where the next begins; -1 where it is not quite so. */
  #plainLine(buffer: Buffer, begin: number, digits: number): number {
    const view = this.#sink.use(this.#fields ?? [], buffer);
    const { values, kinds, starts, ends, texts } = this.#sink;
    const roles = this.#roles;
    const last = roles.length - 1;
    let at = begin;
    for (let index = 0; index <= last; index++) {
      const role = roles[index]!;
      const start = at;
      let byte = buffer[at]!;
      switch (MANNER[role]) {
        case NUMBER: {
          let value = 0;
          for (let digit = byte - ZERO; digit >= 0 && digit <= 9; digit = buffer[++at]! - ZERO) {
            value = value * 10 + digit;
          }
          if (at === start) {
            if (byte !== DASH) return -1;
            at++;
            value = NONE;
          } else if (at - start > digits || value > MAXIMUM[role]!) {
            return -1;
          }
          values[role] = value;
          break;
        }
        case ADDRESS_TEXT: {
          let address = 0;
          let octets = 0;
          for (;;) {
            const first = buffer[at]! - ZERO;
            if (first < 0 || first > 9) break;
            let octet = first;
            let digit = buffer[++at]! - ZERO;
            if (digit >= 0 && digit <= 9 && first > 0) {
              octet = octet * 10 + digit;
              digit = buffer[++at]! - ZERO;
              if (digit >= 0 && digit <= 9) {
                octet = octet * 10 + digit;
                at++;
              }
            }
            if (octet > 255) break;
            address = (address << 8) | octet;
            octets++;
            if (octets === 4 || buffer[at] !== DOT) break;
            at++;
          }
          byte = buffer[at]!;
          if (octets === 4 && (byte === BLANK || byte === LINE_END)) {
            values[role] = address;
            kinds[role] = ADDRESS.ipv4;
            break;
          }
          at = endOfToken(buffer, start);
          if (at < 0) return -1;
          if (at - start === 1 && buffer[start] === DASH) {
            values[role] = NONE;
            kinds[role] = ADDRESS.none;
          } else {
            this.#sink.setAddress(role, buffer, start, at);
          }
          break;
        }
        case TEXT: {
          // Most are as long as the one before, and known: then nobody need look where it ends.
          const length = this.#textLength;
          const known = buffer[start + length] === BLANK ? texts.find(view, start, length) : -1;
          if (known >= 0) {
            values[role] = known;
            at = start + length;
            break;
          }
          at = endOfToken(buffer, start);
          if (at < 0) return -1;
          if (at - start === 1 && byte === DASH) {
            values[role] = NONE;
          } else {
            values[role] = texts.numberOf(buffer, start, at);
            this.#textLength = at - start;
          }
          break;
        }
        case WORD: {
          const word = wordAt(role, buffer, view, start);
          if (word) {
            values[role] = word.value;
            at = start + word.length;
            break;
          }
          at = endOfToken(buffer, start);
          if (at < 0) return -1;
          values[role] = at - start === 1 && byte === DASH ? NONE : OTHER_WORD;
          break;
        }
        case SPAN: {
          // Mostly the same as in the line before.
          const length = ends[role]! - starts[role]!;
          if (
            length > 0 &&
            buffer[start + length] === BLANK &&
            equalBytes(view, starts[role]!, view, start, length)
          ) {
            at = start + length;
            break;
          }
          at = endOfToken(buffer, start);
          if (at < 0) return -1;
          values[role] = at - start === 1 && byte === DASH ? NONE : 0;
          starts[role] = start;
          ends[role] = at;
          break;
        }
        default: {
          while (byte > BLANK && byte < 0x7f) byte = buffer[++at]!;
          if (at === start) return -1;
        }
      }
      if (buffer[at] !== (index === last ? LINE_END : BLANK)) return -1;
      at++;
    }
    return at;
  }
}

/** Where a token of visible ASCII ends; -1 where there is none. */
function endOfToken(buffer: Uint8Array, start: number): number {
  let at = start;
  for (let byte = buffer[at]!; byte > BLANK && byte < 0x7f; byte = buffer[++at]!);
  return at === start ? -1 : at;
}

/** The word of the role that stands there; null where another one does. */
function wordAt(role: number, buffer: Buffer, view: DataView, start: number) {
  const words = WORD_VALUES[role]!;
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!;
    const after = buffer[start + word.length];
    if (after !== BLANK && after !== LINE_END) continue;
    if (equalBytes(word.view, 0, view, start, word.length)) return word;
  }
  return null;
}

/** As many values as fields, ASCII, and whole numbers in range (or `-`) where the rollup reads numbers. */
function fits(values: readonly string[], fields: readonly string[]): boolean {
  if (values.length !== fields.length) return false;
  return values.every((value, index) => {
    if (!/^[\x21-\x7e]+$/.test(value)) return false;
    const field = FIELD_BY_NAME.get(fields[index] ?? '');
    if (field?.type !== 'integer' || field.use === 'skipped' || value === '-') return true;
    return isWhole(value, FIELD_MAXIMUM.get(field.name));
  });
}

function isWhole(value: string, maximum: bigint | undefined): boolean {
  if (!/^\d{1,19}$/.test(value)) return false;
  return maximum === undefined || BigInt(value) <= maximum;
}
