import type { Expression, ObjectItem } from '../../hcl/ast.ts';
import { partOf } from '../../hcl/evaluate/sensitivity.ts';
import { evaluate } from '../../hcl/evaluate.ts';
import { EvaluationError, type Scope } from '../../hcl/scope.ts';
import { rangeOf } from '../../hcl/source-text.ts';
import type { Value } from '../../hcl/value.ts';
import { nullValue, unknown } from '../../hcl/values.ts';
import type { Problem } from '../../model/problem.ts';
import type { SourceRange } from '../../model/source.ts';
import { evaluationProblem } from '../configuration/problem-list.ts';
import type { Argument } from './view.ts';

/** Functions whose result holds the elements of all their arguments and of nothing else. */
const JOINING = new Set([
  'concat',
  'flatten',
  'distinct',
  'compact',
  'toset',
  'tolist',
  'setunion',
]);

export type Report = (problem: Problem) => void;

/** An expression, evaluated when it is first asked for. */
export function expressionArgument(expression: Expression, scope: Scope, report: Report): Argument {
  let value: Value | null = null;
  return argumentWith(expression, scope, report, () => {
    value ??= evaluateOrReport(expression, scope, report);
    return value;
  });
}

/** Evaluates; where Terraform would refuse, the value is unknown and the reason is reported. */
export function evaluateOrReport(expression: Expression, scope: Scope, report: Report): Value {
  try {
    return evaluate(expression, scope);
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    report(evaluationProblem(error));
    return unknown(undefined, { error: true });
  }
}

function argumentWith(
  expression: Expression,
  scope: Scope,
  report: Report,
  evaluated: () => Value,
): Argument {
  const range = rangeOf(scope.source, expression);
  const self: Argument = {
    get value() {
      return evaluated();
    },
    text: sourceTextOf(expression, scope),
    range,
    child(step) {
      const written = childExpression(expression, step, evaluated());
      const value = childValue(evaluated(), step);
      if (written) return argumentWith(written, scope, report, () => value);
      return (
        concatElement(expression, step, scope, report) ?? valueArgument(value, self.text, range)
      );
    },
    joined() {
      const inner = withoutParentheses(expression);
      if (inner.kind === 'tuple') {
        return inner.elements.map((element) => expressionArgument(element, scope, report));
      }
      if (inner.kind !== 'call' || inner.expandFinal || !JOINING.has(inner.name)) return null;
      return inner.arguments.map((item) => expressionArgument(item, scope, report));
    },
  };
  return self;
}

/** A value that has no expression of its own: an element of a variable's list, or of a plan. */
export function valueArgument(value: Value, around: string, range: SourceRange | null): Argument {
  const references = value.kind === 'unknown' ? value.references.join(', ') : '';
  const text = references === '' ? around : references;
  return {
    value,
    text,
    range,
    child: (step) => valueArgument(childValue(value, step), text, range),
    joined: () => null,
  };
}

function childValue(value: Value, step: string | number): Value {
  switch (value.kind) {
    case 'list':
    case 'set':
    case 'tuple':
      return partOf(value, value.elements[Number(step)] ?? nullValue());
    case 'map':
    case 'object':
      return partOf(value, value.entries.get(String(step))?.value ?? nullValue());
    case 'unknown':
      return value;
    default:
      return nullValue();
  }
}

/** The expression of one element, where the collection is written out element by element. */
function childExpression(
  expression: Expression,
  step: string | number,
  value: Value,
): Expression | null {
  const inner = withoutParentheses(expression);
  if (inner.kind === 'tuple' && value.kind === 'tuple') {
    return inner.elements[Number(step)] ?? null;
  }
  if (inner.kind === 'object' && (value.kind === 'object' || value.kind === 'map')) {
    return inner.items.findLast((item) => literalKey(item) === step)?.value ?? null;
  }
  return null;
}

/** An element of `concat(…)` belongs to one of its arguments. */
function concatElement(
  expression: Expression,
  step: string | number,
  scope: Scope,
  report: Report,
): Argument | null {
  const inner = withoutParentheses(expression);
  if (inner.kind !== 'call' || inner.name !== 'concat' || inner.expandFinal) return null;
  let index = Number(step);
  for (const item of inner.arguments) {
    const argument = expressionArgument(item, scope, report);
    const { value } = argument;
    if (value.kind !== 'tuple' && value.kind !== 'list') return null;
    if (index < value.elements.length) return argument.child(index);
    index -= value.elements.length;
  }
  return null;
}

function literalKey(item: ObjectItem): string | null {
  const key = withoutParentheses(item.key);
  if (key.kind !== 'template' || item.key.kind === 'parentheses') return null;
  const [part, ...rest] = key.parts;
  return part?.kind === 'text' && rest.length === 0 ? part.value : null;
}

function withoutParentheses(expression: Expression): Expression {
  return expression.kind === 'parentheses' ? withoutParentheses(expression.inner) : expression;
}

/** As written, on one line. */
function sourceTextOf(expression: Expression, scope: Scope): string {
  return scope.source.text.slice(expression.start, expression.end).replace(/\s*\n\s*/g, ' ');
}
