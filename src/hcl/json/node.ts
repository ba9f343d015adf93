import type { Span } from '../ast.ts';

/** A JSON value with its place, quotes and brackets included. */
export type JsonNode = JsonString | JsonNumber | JsonKeyword | JsonArray | JsonObject;

export interface JsonString extends Span {
  readonly kind: 'string';
  /** Unescaped. */
  readonly value: string;
  /**
   * Offset in the text of every code unit of `value`, and of the closing quote; null when the string has no escapes,
   * so that its content stands in the text as it is.
   */
  readonly offsets: readonly number[] | null;
}
export interface JsonNumber extends Span {
  readonly kind: 'number';
  readonly text: string;
}
export interface JsonKeyword extends Span {
  readonly kind: 'keyword';
  readonly value: boolean | null;
}
export interface JsonArray extends Span {
  readonly kind: 'array';
  readonly elements: readonly JsonNode[];
}
export interface JsonProperty {
  readonly name: JsonString;
  readonly value: JsonNode;
}
export interface JsonObject extends Span {
  readonly kind: 'object';
  readonly properties: readonly JsonProperty[];
}
