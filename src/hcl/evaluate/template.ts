import type { Span, Template, TemplateFor, TemplateIf, TemplatePart } from '../ast.ts';
import { STRING } from '../type.ts';
import type { Value } from '../value.ts';
import { computed, isNull, string, unknownFrom } from '../values.ts';
import { branch, conditionOf, undecided } from './conditional.ts';
import { certainlyNotEmpty } from './emptiness.ts';
import type { Environment } from './environment.ts';
import { iterated, iterations } from './for.ts';

const INVALID = 'Invalid template interpolation value';

/**
 * A string with interpolations and directives.
 * Without any it is a literal; a single interpolation gives its value as it is, of whatever type.
 */
export function template(expression: Template, environment: Environment): Value {
  const { parts } = expression;
  const [first, second] = parts;
  if (first === undefined) return string('', environment.originOf(expression));
  if (first.kind === 'interpolation' && second === undefined) {
    return environment.evaluate(first.expression);
  }
  if (parts.every((part) => part.kind === 'text')) {
    return string(parts.map((part) => part.value).join(''), environment.originOf(expression));
  }
  return joined(parts, environment);
}

/** The parts as one string; unknown as soon as one part is. */
function joined(parts: readonly TemplatePart[], environment: Environment): Value {
  const texts = parts.map((part) => partText(part, environment));
  if (texts.some((text) => text.kind === 'unknown')) {
    return unknownFrom(texts, STRING, texts.some(certainlyNotEmpty));
  }
  return computed(
    string(texts.map((text) => (text.kind === 'string' ? text.value : '')).join('')),
    texts,
  );
}

function partText(part: TemplatePart, environment: Environment): Value {
  switch (part.kind) {
    case 'text':
      return string(part.value, environment.originOf(part));
    case 'interpolation':
      return text(environment.evaluate(part.expression), part.expression, environment);
    case 'if':
      return text(directiveIf(part, environment), part, environment);
    case 'for':
      return directiveFor(part, environment);
  }
}

function text(value: Value, span: Span, environment: Environment): Value {
  if (isNull(value)) {
    throw environment.error(
      span,
      INVALID,
      'The expression result is null. Cannot include a null value in a string template.',
    );
  }
  return environment.convert(
    value,
    STRING,
    span,
    INVALID,
    (reason) => `Cannot include the given value in a string template: ${reason}.`,
  );
}

function directiveIf(part: TemplateIf, environment: Environment): Value {
  const branchOf = (parts: readonly TemplatePart[]) =>
    branch(
      () => joined(parts, environment),
      () => STRING,
    );
  const then = branchOf(part.then);
  const otherwise = branchOf(part.else);
  const condition = conditionOf(part.condition, environment);
  if (condition.kind === 'unknown') {
    return undecided(condition, then.value, otherwise.value, STRING);
  }
  const chosen = condition.value ? then : otherwise;
  if (chosen.failure !== null) throw chosen.failure;
  return chosen.value;
}

function directiveFor(part: TemplateFor, environment: Environment): Value {
  const collection = iterated(part, environment);
  const items = iterations(collection, part, environment);
  if (items === null) return unknownFrom([collection], STRING);
  const texts = items.map((item) => joined(part.body, item));
  if (texts.some((each) => each.kind === 'unknown')) {
    return unknownFrom(texts, STRING, texts.some(certainlyNotEmpty));
  }
  return computed(
    string(texts.map((each) => (each.kind === 'string' ? each.value : '')).join('')),
    texts,
  );
}
