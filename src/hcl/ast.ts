/**
 * The syntax tree of HCL2, after https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md.
 * Every node knows its exact place: offsets are UTF-16 code units from the start of the text, ends exclusive.
 * The JSON syntax parses to the same tree.
 */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Comment extends Span {
  readonly style: '#' | '//' | '/*';
  /** The text between the markers, untrimmed. */
  readonly text: string;
}

export interface FileNode {
  readonly source: SourceText;
  readonly body: Body;
  /** In order of place. */
  readonly comments: readonly Comment[];
  readonly problems: readonly SyntaxProblem[];
}

/** A text with a name, and the way from offsets to lines. `source.ts` makes one. */
export interface SourceText {
  readonly path: string;
  /** As read, a byte-order mark left out; `hasBom` says that there was one. */
  readonly text: string;
  readonly hasBom: boolean;
  /** Offset of the first character of every line. */
  readonly lineStarts: readonly number[];
  readonly syntax: 'native' | 'json';
}

export interface SyntaxProblem extends Span {
  readonly message: string;
  readonly detail: string;
}

export interface Body extends Span {
  /** In order of place. */
  readonly items: readonly (Attribute | Block)[];
}

export interface Attribute extends Span {
  readonly kind: 'attribute';
  readonly name: string;
  readonly nameSpan: Span;
  readonly value: Expression;
}

export interface Label extends Span {
  readonly value: string;
  readonly quoted: boolean;
}

export interface Block extends Span {
  readonly kind: 'block';
  readonly type: string;
  readonly typeSpan: Span;
  readonly labels: readonly Label[];
  readonly body: Body;
}

export type Expression =
  | NumberLiteral
  | BoolLiteral
  | NullLiteral
  | Template
  | Tuple
  | ObjectConstructor
  | Variable
  | GetAttribute
  | Index
  | Splat
  | FunctionCall
  | Unary
  | Binary
  | Conditional
  | ForTuple
  | ForObject
  | Parentheses
  | InvalidExpression;

export interface NumberLiteral extends Span {
  readonly kind: 'number';
  /** As written. */
  readonly text: string;
}
export interface BoolLiteral extends Span {
  readonly kind: 'bool';
  readonly value: boolean;
}
export interface NullLiteral extends Span {
  readonly kind: 'null';
}

/**
 * A quoted string or a heredoc. A plain string has one text part or none.
 * A template that is a single interpolation (`"${x}"`) evaluates to the value of x, unconverted.
 */
export interface Template extends Span {
  readonly kind: 'template';
  readonly style: 'quoted' | 'heredoc' | 'flush-heredoc' | 'bare';
  readonly parts: readonly TemplatePart[];
}
export type TemplatePart = TemplateText | Interpolation | TemplateIf | TemplateFor;
export interface TemplateText extends Span {
  readonly kind: 'text';
  /** Unescaped; strip markers and heredoc flushing already applied. */
  readonly value: string;
}
export interface Interpolation extends Span {
  readonly kind: 'interpolation';
  readonly expression: Expression;
}
export interface TemplateIf extends Span {
  readonly kind: 'if';
  readonly condition: Expression;
  readonly then: readonly TemplatePart[];
  readonly else: readonly TemplatePart[];
}
export interface TemplateFor extends Span {
  readonly kind: 'for';
  readonly keyName: string | null;
  readonly valueName: string;
  readonly collection: Expression;
  readonly body: readonly TemplatePart[];
}

export interface Tuple extends Span {
  readonly kind: 'tuple';
  readonly elements: readonly Expression[];
}
export interface ObjectItem extends Span {
  /** A bare identifier is a template of style `bare` with one text part; `(expr)` is Parentheses. */
  readonly key: Expression;
  readonly value: Expression;
}
export interface ObjectConstructor extends Span {
  readonly kind: 'object';
  readonly items: readonly ObjectItem[];
}

/** The root name of a traversal, or a `for` variable. */
export interface Variable extends Span {
  readonly kind: 'variable';
  readonly name: string;
}
export interface GetAttribute extends Span {
  readonly kind: 'get-attribute';
  readonly object: Expression;
  readonly name: string;
  readonly nameSpan: Span;
}
/** `a[k]`, and the legacy `a.0`. */
export interface Index extends Span {
  readonly kind: 'index';
  readonly collection: Expression;
  readonly key: Expression;
  readonly legacy: boolean;
}
/** `a.*.b` (attribute-only) and `a[*].b` (full); `each` is applied to every element, which `splat-item` stands for. */
export interface Splat extends Span {
  readonly kind: 'splat';
  readonly style: 'attribute-only' | 'full';
  readonly source: Expression;
  /** A chain of get-attribute and index nodes whose innermost object is a Variable named `SPLAT_ITEM`. */
  readonly each: Expression;
}
export const SPLAT_ITEM = '*';

export interface FunctionCall extends Span {
  readonly kind: 'call';
  /** With its namespaces: `provider::aws::arn_parse`. */
  readonly name: string;
  readonly nameSpan: Span;
  readonly arguments: readonly Expression[];
  /** The last argument is followed by `...`. */
  readonly expandFinal: boolean;
}
export interface Unary extends Span {
  readonly kind: 'unary';
  readonly operator: '-' | '!';
  readonly operand: Expression;
}
export type BinaryOperator =
  | '||'
  | '&&'
  | '=='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | '+'
  | '-'
  | '*'
  | '/'
  | '%';
export interface Binary extends Span {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}
export interface Conditional extends Span {
  readonly kind: 'conditional';
  readonly condition: Expression;
  readonly then: Expression;
  readonly else: Expression;
}
export interface ForTuple extends Span {
  readonly kind: 'for-tuple';
  readonly keyName: string | null;
  readonly valueName: string;
  readonly collection: Expression;
  readonly value: Expression;
  readonly condition: Expression | null;
}
export interface ForObject extends Span {
  readonly kind: 'for-object';
  readonly keyName: string | null;
  readonly valueName: string;
  readonly collection: Expression;
  readonly key: Expression;
  readonly value: Expression;
  /** `...` after the value groups by key. */
  readonly group: boolean;
  readonly condition: Expression | null;
}
export interface Parentheses extends Span {
  readonly kind: 'parentheses';
  readonly inner: Expression;
}
/** Stands where the text could not be read; the file has a problem there. */
export interface InvalidExpression extends Span {
  readonly kind: 'invalid';
}
