import type { Decimal } from 'decimal.js';
import type { SourceText, Span } from './ast.ts';
import type { Type } from './type.ts';

/**
 * Where a value comes from. The literal is the place a person would edit;
 * it stays the same while the value passes through variables, locals, arguments, collections and functions that pick or move.
 */
export interface Origin {
  readonly source: SourceText;
  readonly span: Span;
  /** Variables, locals, module arguments and outputs on the way to the literal, nearest to the literal first; a linked list. */
  readonly via: Via | null;
}
export interface Via {
  readonly source: SourceText;
  readonly span: Span;
  readonly next: Via | null;
}

interface ValueBase {
  /** The literal this very value was written as; null when it was computed. */
  readonly origin: Origin | null;
  /** For computed values: the literals it was made from. A value with an origin needs none. */
  readonly inputs?: readonly Origin[];
  readonly sensitive?: true;
}

export interface NullValue extends ValueBase {
  readonly kind: 'null';
  readonly type: Type;
}
export interface BoolValue extends ValueBase {
  readonly kind: 'bool';
  readonly value: boolean;
}
/** Numbers are big decimals, as in cty (512 bits of precision). */
export interface NumberValue extends ValueBase {
  readonly kind: 'number';
  readonly value: Decimal;
}
export interface StringValue extends ValueBase {
  readonly kind: 'string';
  readonly value: string;
}
/** A list, a set (elements distinct, in Terraform's order of iteration) or a tuple. */
export interface SequenceValue extends ValueBase {
  readonly kind: 'list' | 'set' | 'tuple';
  /** Element type of a list or set; a tuple's types are its elements'. */
  readonly elementType: Type | null;
  readonly elements: readonly Value[];
}
export interface Entry {
  readonly key: string;
  /** Where the key is written. */
  readonly keyOrigin: Origin | null;
  /** The key as it was computed, for its inputs; only where it was. */
  readonly computedKey?: Value;
  /** May be a getter that evaluates on first use (module outputs, resource attributes). */
  readonly value: Value;
}
export interface MappingValue extends ValueBase {
  readonly kind: 'map' | 'object';
  readonly elementType: Type | null;
  /** In order of iteration: keys bytewise. */
  readonly entries: ReadonlyMap<string, Entry>;
}

/**
 * A value that cannot be known before apply, or at all. It never becomes a guess.
 * A value with a `symbol` is certain although its text is not known: it is that attribute of that object.
 */
export interface UnknownValue extends ValueBase {
  readonly kind: 'unknown';
  /** `dynamic` when not even the type is known. */
  readonly type: Type;
  readonly symbol: ValueSymbol | null;
  /** True when it can be neither null nor, for a string, empty (ids, ARNs). */
  readonly notEmpty: boolean;
  /** What the text certainly begins with, where that is known: `sg-` of a group's id. Never given for an empty text. */
  readonly prefix?: string;
  /** What it depends on, for messages: `var.office_cidr`, `data.aws_vpc.main.cidr_block`. */
  readonly references: readonly string[];
  /** True where evaluation failed; the problem was reported. */
  readonly error?: true;
}

/** An attribute of a resource, data source or provider-made object whose value is not in the configuration. */
export interface ValueSymbol {
  /** Absolute address with indexes: `module.web["a"].aws_security_group.this[0]`, `data.aws_security_group.old`. */
  readonly address: string;
  /** Attribute names and indexes as text: `['id']`, `['ingress', '0', 'from_port']`. */
  readonly path: readonly string[];
}

export type Value =
  | NullValue
  | BoolValue
  | NumberValue
  | StringValue
  | SequenceValue
  | MappingValue
  | UnknownValue;
