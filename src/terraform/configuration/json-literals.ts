import type { Expression, SourceText } from '../../hcl/ast.ts';
import { evaluate } from '../../hcl/evaluate.ts';
import type { Scope } from '../../hcl/scope.ts';
import type { Entry, Origin, Value } from '../../hcl/value.ts';
import { entry, object, string, tuple } from '../../hcl/values.ts';

/**
 * Evaluates a value given to a variable. In JSON its strings are taken as they are, `${…}` included:
 * https://developer.hashicorp.com/terraform/language/syntax/json#variable-blocks
 */
export function evaluateGiven(expression: Expression, scope: Scope): Value {
  return scope.source.syntax === 'json'
    ? literalValue(expression, scope)
    : evaluate(expression, scope);
}

function literalValue(expression: Expression, scope: Scope): Value {
  const { source } = scope;
  switch (expression.kind) {
    case 'template':
      return string(writtenString(expression, source), originOf(expression, source));
    case 'tuple':
      return tuple(
        expression.elements.map((element) => literalValue(element, scope)),
        originOf(expression, source),
      );
    case 'object': {
      const entries = expression.items.map((item): Entry => {
        const key = writtenString(item.key, source);
        return entry(key, literalValue(item.value, scope), originOf(item.key, source));
      });
      return object(entries, originOf(expression, source));
    }
    default:
      return evaluate(expression, scope);
  }
}

function writtenString(expression: Expression, source: SourceText): string {
  return String(JSON.parse(source.text.slice(expression.start, expression.end)));
}

function originOf({ start, end }: Expression, source: SourceText): Origin {
  return { source, span: { start, end }, via: null };
}
