import type { Span, SyntaxProblem } from '../ast.ts';
import { MAXIMUM_NESTING, SyntaxFailure } from '../parse/problems.ts';
import type { JsonArray, JsonNode, JsonObject, JsonProperty, JsonString } from './node.ts';
import { stringEnd, unescapeString } from './string.ts';

const VALUE_STARTS =
  'A JSON value must start with a brace, a bracket, a number, a string, or a keyword.';
const SPACE = /[ \t\n\r]*/y;
/** What begins like a number, taken whole so that a bad one is one problem. */
const NUMBER_TOKEN = /-?[0-9.][0-9.eE+-]*|-/y;
const NUMBER = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;
const WORD = /[A-Za-z_$][A-Za-z0-9_$]*/y;

/** JSON after RFC 8259, with places. The first problem ends reading, with a SyntaxFailure. */
export class JsonReader {
  readonly problems: SyntaxProblem[] = [];
  private readonly text: string;
  private at = 0;
  private depth = 0;

  constructor(text: string) {
    this.text = text;
  }

  readFile(): JsonNode {
    const value = this.readValue();
    this.skipSpace();
    if (this.at < this.text.length) {
      this.fail('Extraneous data after value', 'Extra characters appear after the JSON value.');
    }
    return value;
  }

  private readValue(): JsonNode {
    this.skipSpace();
    switch (this.text[this.at]) {
      case '{':
        return this.nested(() => this.readObject());
      case '[':
        return this.nested(() => this.readArray());
      case '"':
        return this.readString();
      case undefined:
        return this.fail('Missing value', 'The JSON data ends prematurely.');
      case ']':
        return this.fail('Missing array element value', VALUE_STARTS);
      case ',':
        return this.fail('Missing JSON value', VALUE_STARTS);
      default:
        return this.readNumber() ?? this.readKeyword();
    }
  }

  private nested<T>(read: () => T): T {
    this.depth += 1;
    if (this.depth > MAXIMUM_NESTING) {
      this.fail(
        'Nested too deeply',
        `Values can be nested in each other up to ${MAXIMUM_NESTING} levels.`,
      );
    }
    const value = read();
    this.depth -= 1;
    return value;
  }

  private readObject(): JsonObject {
    const start = this.at;
    const properties: JsonProperty[] = [];
    this.at += 1;
    while (!this.accept('}')) {
      const name = this.readPropertyName();
      this.readColon();
      properties.push({ name, value: this.readValue() });
      if (this.accept(','))
        this.refuseTrailingComma('}', 'Trailing comma in object', 'property in an object');
      else if (this.peek() !== '}') this.failInObject(start);
    }
    return { kind: 'object', properties, start, end: this.at };
  }

  private readPropertyName(): JsonString {
    const next = this.peek();
    if (next === undefined) {
      this.fail('Unclosed object', 'No closing brace was found for this JSON object.');
    }
    if (next !== '"') {
      this.fail('Invalid object property name', 'A JSON object property name must be a string');
    }
    return this.readString();
  }

  private readColon(): void {
    if (this.accept(':')) return;
    const next = this.peek();
    if (next === ',' || next === '}') {
      this.fail(
        'Missing object value',
        'A JSON object attribute must have a value, introduced by a colon.',
      );
    }
    this.fail(
      'Missing property value colon',
      next === '='
        ? 'JSON uses a colon as its name/value delimiter, not an equals sign.'
        : "A colon must appear between an object property's name and its value.",
    );
  }

  private failInObject(start: number): never {
    const next = this.peek();
    if (next === undefined) {
      return this.fail('Unclosed object', 'No closing brace was found for this JSON object.', {
        start,
        end: start + 1,
      });
    }
    if (next === ']') {
      return this.fail(
        'Mismatched braces',
        'A JSON object must be closed with a brace, not a bracket.',
      );
    }
    return this.fail(
      'Missing attribute separator comma',
      'A comma must appear between each property definition in an object.',
    );
  }

  private readArray(): JsonArray {
    const start = this.at;
    const elements: JsonNode[] = [];
    this.at += 1;
    while (!this.accept(']')) {
      elements.push(this.readValue());
      if (this.accept(','))
        this.refuseTrailingComma(']', 'Trailing comma in array', 'value in an array');
      else if (this.peek() !== ']') this.failInArray(start);
    }
    return { kind: 'array', elements, start, end: this.at };
  }

  private failInArray(start: number): never {
    switch (this.peek()) {
      case undefined:
        return this.fail('Unclosed array', 'No closing bracket was found for this JSON array.', {
          start,
          end: start + 1,
        });
      case '}':
        return this.fail(
          'Mismatched brackets',
          'A JSON array must be closed with a bracket, not a brace.',
        );
      case ':':
        return this.fail(
          'Invalid array value',
          'A colon is not used to introduce values in a JSON array.',
        );
      default:
        return this.fail(
          'Missing attribute separator comma',
          'A comma must appear between each value in an array.',
        );
    }
  }

  private refuseTrailingComma(close: string, message: string, what: string): void {
    if (this.peek() === close) {
      this.fail(message, `JSON does not permit a trailing comma after the final ${what}.`);
    }
  }

  private readString(): JsonString {
    const start = this.at;
    const end = stringEnd(this.text, start);
    const content = end === null ? null : unescapeString(this.text, start + 1, end - 1);
    if (end === null || content === null) {
      const line = this.text.indexOf('\n', start);
      return this.fail('Invalid JSON string', 'There is a syntax error in the given JSON string.', {
        start,
        end: end ?? (line === -1 ? this.text.length : line),
      });
    }
    this.at = end;
    return { kind: 'string', ...content, start, end };
  }

  private readNumber(): JsonNode | null {
    const start = this.at;
    const text = this.match(NUMBER_TOKEN);
    if (text === null) return null;
    if (!NUMBER.test(text)) {
      return this.fail('Invalid JSON number', 'There is a syntax error in the given JSON number.', {
        start,
        end: this.at,
      });
    }
    return { kind: 'number', text, start, end: this.at };
  }

  private readKeyword(): JsonNode {
    const start = this.at;
    const word = this.match(WORD);
    const span = { start, end: this.at };
    switch (word) {
      case null:
        return this.fail('Invalid start of value', VALUE_STARTS);
      case 'true':
      case 'false':
        return { kind: 'keyword', value: word === 'true', ...span };
      case 'null':
        return { kind: 'keyword', value: null, ...span };
      default:
        return this.fail('Invalid JSON keyword', `"${word}" is not a valid JSON keyword.`, span);
    }
  }

  private skipSpace(): void {
    this.match(SPACE);
  }

  private peek(): string | undefined {
    this.skipSpace();
    return this.text[this.at];
  }

  private accept(character: string): boolean {
    if (this.peek() !== character) return false;
    this.at += 1;
    return true;
  }

  private match(pattern: RegExp): string | null {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (match === null) return null;
    this.at = pattern.lastIndex;
    return match[0];
  }

  private fail(
    message: string,
    detail: string,
    span: Span = { start: this.at, end: Math.min(this.at + 1, this.text.length) },
  ): never {
    this.problems.push({ message, detail, start: span.start, end: span.end });
    throw new SyntaxFailure(span.start);
  }
}
