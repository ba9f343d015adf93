import type { Expression } from '../ast.ts';
import type { EvaluationError } from '../scope.ts';
import { BOOL, DYNAMIC, NUMBER, STRING, type Type } from '../type.ts';

const conditionalTypes = new WeakMap<EvaluationError, Type>();

/** Notes the type that a conditional would have had; a conditional around it notes its own. */
export function rememberType(failure: EvaluationError, type: Type): void {
  conditionalTypes.set(failure, type);
}

/**
 * The type that an expression is known to have although it could not be evaluated.
 * It counts where the failure does not: `true ? 5 : "a${null}"` is the string "5".
 */
export function typeOfFailed(expression: Expression, failure: EvaluationError): Type {
  switch (expression.kind) {
    case 'parentheses':
      return typeOfFailed(expression.inner, failure);
    case 'unary':
      return expression.operator === '-' ? NUMBER : BOOL;
    case 'binary':
      return isArithmetic(expression.operator) ? NUMBER : BOOL;
    case 'template': {
      const [first, second] = expression.parts;
      const isWrapped = first?.kind === 'interpolation' && second === undefined;
      return isWrapped ? typeOfFailed(first.expression, failure) : STRING;
    }
    case 'conditional':
      return conditionalTypes.get(failure) ?? DYNAMIC;
    default:
      return DYNAMIC;
  }
}

function isArithmetic(operator: string): boolean {
  return ['+', '-', '*', '/', '%'].includes(operator);
}
