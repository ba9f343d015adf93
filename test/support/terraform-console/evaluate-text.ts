import { evaluate } from '../../../src/hcl/evaluate.ts';
import { parseExpression } from '../../../src/hcl/parse.ts';
import { EvaluationError, type Scope } from '../../../src/hcl/scope.ts';
import { sourceText } from '../../../src/hcl/source-text.ts';
import type { Value } from '../../../src/hcl/value.ts';
import { REFUSED } from './console.ts';
import { toJson } from './json.ts';

/** Evaluates the text of an expression; the names in `variables` can be seen. */
export function evaluateText(text: string, variables: Readonly<Record<string, Value>> = {}): Value {
  const source = sourceText('expression.tf', text);
  const { expression, problems } = parseExpression(source);
  if (problems.length > 0) throw new Error(`${text}: ${problems.map((p) => p.message).join('; ')}`);
  const scope: Scope = {
    source,
    resolve([name = '']) {
      const value = variables[name];
      return value === undefined ? null : { value, consumed: 1 };
    },
    callFunction: () => null,
  };
  return evaluate(expression, scope);
}

/** The expression's value as JSON, or REFUSED: what `evaluateBatch` gives. */
export function jsonOf(text: string, variables: Readonly<Record<string, Value>> = {}): unknown {
  try {
    return toJson(evaluateText(text, variables));
  } catch (error) {
    if (error instanceof EvaluationError || error instanceof RangeError) return REFUSED;
    throw error;
  }
}

/** The message of the error that evaluating the text gives, or null. */
export function messageOf(text: string): string | null {
  try {
    evaluateText(text);
    return null;
  } catch (error) {
    if (error instanceof EvaluationError) return error.message;
    throw error;
  }
}
