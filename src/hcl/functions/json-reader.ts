import type { Span } from '../ast.ts';
import type { Entry, Origin, Value } from '../value.ts';
import { bool, decimal, entry, nullValue, number, object, string, tuple } from '../values.ts';
import { ArgumentError } from './function.ts';

const BLANK = /[ \t\n\r]*/y;
const NUMBER_TOKEN = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const STRING_TOKEN = /"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const WORD_TOKEN = /true|false|null/y;
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/**
 * Reads JSON (RFC 8259) into values: objects and tuples, numbers with all their digits.
 * `JSON.parse` would round numbers to 64 bits.
 * @param finish what is done to every value made, such as naming its source
 * @param originAt where a stretch of the text is written, if that is known
 * @throws ArgumentError
 */
export function readJson(
  text: string,
  finish: Finish,
  originAt: (span: Span) => Origin | null = () => null,
): Value {
  const reader = new JsonReader(text, finish, originAt);
  const value = reader.value();
  reader.end();
  return value;
}

/** Gets every value with its place in the text. */
type Finish = (value: Value, span: Span) => Value;

class JsonReader {
  readonly #text: string;
  readonly #finish: Finish;
  readonly #originAt: (span: Span) => Origin | null;
  #at = 0;

  constructor(text: string, finish: Finish, originAt: (span: Span) => Origin | null) {
    this.#text = text;
    this.#finish = finish;
    this.#originAt = originAt;
  }

  value(): Value {
    this.#token(BLANK);
    const start = this.#at;
    const value = this.#unplaced();
    return this.#finish(value, { start, end: this.#at });
  }

  #unplaced(): Value {
    switch (this.#text[this.#at]) {
      case '{':
        return this.#object();
      case '[':
        return this.#array();
      case '"':
        return string(this.#string());
      default:
        return this.#word() ?? this.#number();
    }
  }

  end(): void {
    this.#token(BLANK);
    if (this.#at < this.#text.length) this.#fail('extraneous data after JSON value');
  }

  #object(): Value {
    const items: Entry[] = [];
    this.#list('}', () => {
      this.#token(BLANK);
      const start = this.#at;
      const key = this.#string();
      const origin = this.#originAt({ start, end: this.#at });
      this.#token(BLANK);
      this.#expect(':');
      items.push(entry(key, this.value(), origin));
    });
    return object(items);
  }

  #array(): Value {
    const elements: Value[] = [];
    this.#list(']', () => elements.push(this.value()));
    return tuple(elements);
  }

  #list(close: string, item: () => void): void {
    this.#at++;
    this.#token(BLANK);
    if (this.#text[this.#at] === close) {
      this.#at++;
      return;
    }
    for (;;) {
      item();
      this.#token(BLANK);
      if (this.#text[this.#at] === close) break;
      this.#expect(',');
    }
    this.#at++;
  }

  #string(): string {
    const token = this.#token(STRING_TOKEN);
    if (token === null) return this.#fail('a string is required');
    return (JSON.parse(token) as string).replace(LONE_SURROGATE, '\ufffd');
  }

  #word(): Value | null {
    const token = this.#token(WORD_TOKEN);
    if (token === null) return null;
    return token === 'null' ? nullValue() : bool(token === 'true');
  }

  #number(): Value {
    const token = this.#token(NUMBER_TOKEN);
    return token === null ? this.#fail('a JSON value is required') : number(decimal(token));
  }

  #expect(character: string): void {
    if (this.#text[this.#at] !== character) this.#fail(`"${character}" is required`);
    this.#at++;
  }

  #token(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found === null) return null;
    this.#at = pattern.lastIndex;
    return found[0];
  }

  #fail(reason: string): never {
    throw new ArgumentError(0, `invalid JSON at offset ${this.#at}: ${reason}`);
  }
}
