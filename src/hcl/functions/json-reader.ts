import type { Value } from '../value.ts';
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
 * @throws ArgumentError
 */
export function readJson(text: string, finish: (value: Value) => Value): Value {
  const reader = new JsonReader(text, finish);
  const value = reader.value();
  reader.end();
  return value;
}

class JsonReader {
  readonly #text: string;
  readonly #finish: (value: Value) => Value;
  #at = 0;

  constructor(text: string, finish: (value: Value) => Value) {
    this.#text = text;
    this.#finish = finish;
  }

  value(): Value {
    this.#token(BLANK);
    switch (this.#text[this.#at]) {
      case '{':
        return this.#finish(this.#object());
      case '[':
        return this.#finish(this.#array());
      case '"':
        return this.#finish(string(this.#string()));
      default:
        return this.#finish(this.#word() ?? this.#number());
    }
  }

  end(): void {
    this.#token(BLANK);
    if (this.#at < this.#text.length) this.#fail('extraneous data after JSON value');
  }

  #object(): Value {
    const items = new Map<string, Value>();
    this.#list('}', () => {
      this.#token(BLANK);
      const key = this.#string();
      this.#token(BLANK);
      this.#expect(':');
      items.set(key, this.value());
    });
    return object(Array.from(items, ([key, value]) => entry(key, value)));
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
