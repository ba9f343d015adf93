import { describe, expect, it } from '@jest/globals';
import { ConversionError, describeConversionError } from '../../../src/hcl/convert.ts';
import { parseExpression } from '../../../src/hcl/parse.ts';
import { EvaluationError } from '../../../src/hcl/scope.ts';
import { sourceText } from '../../../src/hcl/source-text.ts';
import {
  applyConstraint,
  type Constraint,
  parseConstraint,
} from '../../../src/hcl/type-expression.ts';
import type { Value } from '../../../src/hcl/value.ts';
import { typeOf } from '../../../src/hcl/values.ts';
import {
  consoleOf,
  errorsIn,
  REFUSED,
  terraformAbsent,
} from '../../support/terraform-console/console.ts';
import { evaluateText } from '../../support/terraform-console/evaluate-text.ts';
import { toJson } from '../../support/terraform-console/json.ts';
import { typeText } from '../../support/terraform-console/type-text.ts';

function constraint(text: string): Constraint {
  const source = sourceText('variables.tf', text);
  return parseConstraint(parseExpression(source).expression, source);
}

function applied(type: string, value: string): Value {
  return applyConstraint(evaluateText(value), constraint(type));
}

/** A variable's type and the value that a caller gives. */
const CASES: readonly (readonly [type: string, value: string])[] = [
  ['string', '5671'],
  ['number', '"5671"'],
  ['number', '"x"'],
  ['bool', '"true"'],
  ['bool', '1'],
  ['any', '[1, "a"]'],
  ['list(string)', '[80, true]'],
  ['list(any)', '[80, 443]'],
  ['list(any)', '[80, "443"]'],
  ['list(any)', '[80, true]'],
  ['list(any)', '[{ a = 1 }, { a = "x", b = 2 }]'],
  ['list(any)', '[]'],
  ['set(string)', '["b", "a", "b"]'],
  ['set(number)', '["10", 9]'],
  ['map(string)', '{ a = 1, b = true }'],
  ['map(any)', '{ a = 1, b = "x" }'],
  ['map(any)', '{ a = { p = 1 }, b = { p = "x" } }'],
  ['map(list(any))', '{ rabbit = [5671, 5672, "tcp"], web = [80, 443, "tcp"] }'],
  ['map(list(any))', '{ rabbit = [5671, 5672], web = [80, 443] }'],
  ['map(list(any))', '{ rabbit = [5671, 5672], web = ["80"] }'],
  ['map(list(any))', '{ a = [1], b = [true] }'],
  ['map(list(any))', '{ a = [], b = [1] }'],
  ['list(list(any))', '[[1], ["a"]]'],
  ['list(map(string))', '[{ from = 80, to = "443" }]'],
  ['list(map(any))', '[{ a = 1 }, { a = "x" }]'],
  [
    'list(object({ port = number, cidrs = list(string) }))',
    '[{ port = "80", cidrs = [], extra = 1 }]',
  ],
  ['list(object({ port = number }))', '[{ prot = 80 }]'],
  ['object({ a = string })', '{}'],
  ['object({ a = string, b = string })', '{}'],
  ['object({ a = string })', 'tomap({ a = 1, b = 2 })'],
  ['object({ a = string, b = string })', 'tomap({ a = 1 })'],
  ['object({ a = optional(string), b = optional(list(any)) })', '{}'],
  ['object({ a = optional(string, "x") })', '{ a = null }'],
  ['object({ a = optional(string, 5) })', '{}'],
  ['object({ a = optional(object({ b = optional(number, 5) }), {}) })', '{}'],
  ['object({ a = optional(object({ b = optional(number, 5) })) })', '{}'],
  ['object({ a = optional(object({ b = optional(number, 5) })) })', '{ a = {} }'],
  [
    'list(object({ p = optional(number, 443), c = optional(list(string), ["10.0.0.0/8"]) }))',
    '[{}, { p = "80" }]',
  ],
  ['map(object({ p = optional(number, 443) }))', '{ a = {}, b = { p = null } }'],
  [
    'map(object({ p = optional(any), q = optional(number, "3") }))',
    '{ a = { p = 1 }, b = { p = "x" } }',
  ],
  ['set(object({ p = optional(number, 1) }))', '[{}, { p = 1 }, { p = 2 }]'],
  ['tuple([string, number])', '[1, "2"]'],
  ['tuple([string, number])', '[1]'],
  ['tuple([object({ a = optional(string, "d") })])', '[{}]'],
  ['list(string)', '"a"'],
  ['list(string)', 'toset(["b", "a"])'],
  ['map(string)', '["a"]'],
  ['string', 'null'],
  ['list(string)', '[null]'],
  ['list(string)', '[[]]'],
  ['map(number)', '{ a = "x" }'],
];

/** The variables' values, or Terraform's reasons why what is given does not do. */
async function judgedByTerraform(): Promise<readonly unknown[]> {
  const variables = CASES.map(
    ([type, value], at) =>
      `variable "v${at}" {\n type = ${type}\n default = ${literal(value)}\n}\n`,
  );
  const errors = await errorsIn(variables.join(''));
  const reasons = CASES.map((_, at) => errors.get(at * LINES_A_VARIABLE + LINE_OF_DEFAULT));
  const accepted = [...CASES.keys()].filter((at) => reasons[at] === undefined);
  const names = accepted.map((at) => `jsonencode(var.v${at})`);
  const { stdout } = await consoleOf(
    `jsonencode([${names.join(', ')}])`,
    accepted.map((at) => variables[at]).join(''),
  );
  const values = JSON.parse(JSON.parse(stdout)) as readonly string[];
  return CASES.map((_, at) => {
    const reason = reasons[at];
    if (reason === undefined) return JSON.parse(values[accepted.indexOf(at)] as string);
    return `${REFUSED}: ${reason.replace(INCOMPATIBLE, '').replace(/\.$/, '')}`;
  });
}

const LINES_A_VARIABLE = 4;
const LINE_OF_DEFAULT = 3;
const INCOMPATIBLE =
  "Invalid default value for variable: This default value is not compatible with the variable's type constraint: ";

/** Defaults of variables are constants: functions cannot be called there. */
function literal(value: string): string {
  return value.replace(/^(?:tomap|toset)\((.*)\)$/, '$1');
}

function ours(type: string, value: string): unknown {
  try {
    return toJson(applied(type, literal(value)));
  } catch (error) {
    if (error instanceof ConversionError) return `${REFUSED}: ${describeConversionError(error)}`;
    throw error;
  }
}

const judged = terraformAbsent === null ? describe : describe.skip;

judged(terraformAbsent ?? 'variables have the values that Terraform gives them', () => {
  it('for every type and value', async () => {
    const shown = (values: readonly unknown[]) =>
      CASES.map(([type, value], at) => `${type} of ${value}  →  ${JSON.stringify(values[at])}`);
    const actual = CASES.map(([type, value]) => ours(type, value));
    expect(shown(actual)).toEqual(shown(await judgedByTerraform()));
  });
});

describe('a constraint', () => {
  it('turns numbers beside one string into strings, and leaves numbers alone otherwise', () => {
    expect(toJson(applied('map(list(any))', '{ a = [5671, "tcp"] }'))).toEqual({
      a: ['5671', 'tcp'],
    });
    expect(toJson(applied('map(list(any))', '{ a = [5671, 5672] }'))).toEqual({ a: [5671, 5672] });
    expect(typeText(typeOf(applied('map(list(any))', '{ a = [1], b = ["x"] }')))).toBe(
      'map(list(string))',
    );
  });

  it('takes maps for objects and drops what they do not name', () => {
    expect(toJson(applied('object({ a = string })', 'tomap({ a = 1, b = 2 })'))).toEqual({
      a: '1',
    });
  });

  it('keeps the place of what is given and of defaults', () => {
    const value = applied('list(object({ p = optional(number, 443) }))', '[{ p = "80" }, {}]');
    const places = 'elements' in value ? value.elements.map(portOrigin) : [];
    expect(places).toEqual(['"80"', '443']);
  });

  it.each(['string', 'list', 'map', '"string"', '"list"', '"map"'])('may be spelled %s', (text) => {
    expect(() => constraint(text)).not.toThrow();
  });

  it.each([
    ['text', 'The keyword "text" is not a valid type specification.'],
    ['set', 'The set type constructor requires one argument specifying the element type.'],
    ['list(list)', 'The list type constructor requires one argument specifying the element type.'],
    ['string(1)', 'Primitive type keyword "string" does not expect arguments.'],
    ['any(1)', 'Type constraint keyword "any" does not expect arguments.'],
    [
      'optional(string)',
      'Keyword "optional" is valid only as a modifier for object type attributes.',
    ],
    ['array(string)', 'Keyword "array" is not a valid type constructor.'],
    ['5', 'A type specification is either a primitive type keyword'],
    ['object(string)', 'Object type constructor requires a map'],
    ['tuple(string)', 'Tuple type constructor requires a list of element types.'],
    ['object({ a = optional() })', 'Optional attribute modifier requires the attribute type'],
    [
      'object({ a = optional(number, "x") })',
      "not compatible with the attribute's type constraint: a number is required.",
    ],
    ['object({ a = string, a = number })', 'Object constructor map keys must be unique.'],
  ])('%s is refused', (text, reason) => {
    expect(() => constraint(text)).toThrow(EvaluationError);
    expect(() => constraint(text)).toThrow(reason);
  });
});

function portOrigin(rule: Value): string | undefined {
  const origin = 'entries' in rule ? rule.entries.get('p')?.value.origin : null;
  return origin?.source.text.slice(origin.span.start, origin.span.end);
}
