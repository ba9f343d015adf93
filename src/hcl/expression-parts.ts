import type { Expression, TemplatePart } from './ast.ts';

/** A part of an expression, and the names that the expression binds in it. */
export interface ExpressionPart {
  readonly expression: Expression;
  readonly binds: readonly string[];
}

const free = (...expressions: (Expression | null)[]): ExpressionPart[] =>
  expressions.flatMap((expression) => (expression === null ? [] : [{ expression, binds: [] }]));

/** The expressions directly inside an expression. */
export function partsOf(expression: Expression): ExpressionPart[] {
  switch (expression.kind) {
    case 'number':
    case 'bool':
    case 'null':
    case 'variable':
    case 'invalid':
      return [];
    case 'template':
      return templateParts(expression.parts, []);
    case 'tuple':
      return free(...expression.elements);
    case 'object':
      return expression.items.flatMap((item) => free(item.key, item.value));
    case 'get-attribute':
      return free(expression.object);
    case 'index':
      return free(expression.collection, expression.key);
    case 'splat':
      return free(expression.source, expression.each);
    case 'call':
      return free(...expression.arguments);
    case 'unary':
      return free(expression.operand);
    case 'binary':
      return free(expression.left, expression.right);
    case 'conditional':
      return free(expression.condition, expression.then, expression.else);
    case 'parentheses':
      return free(expression.inner);
    case 'for-tuple':
      return forParts(expression, [expression.value]);
    case 'for-object':
      return forParts(expression, [expression.key, expression.value]);
  }
}

function forParts(
  expression: Extract<Expression, { kind: 'for-tuple' | 'for-object' }>,
  results: readonly Expression[],
): ExpressionPart[] {
  const binds = [expression.keyName, expression.valueName].filter((name) => name !== null);
  const inner = expression.condition === null ? results : [...results, expression.condition];
  return [...free(expression.collection), ...inner.map((each) => ({ expression: each, binds }))];
}

function templateParts(parts: readonly TemplatePart[], binds: readonly string[]): ExpressionPart[] {
  return parts.flatMap((part) => partsOfTemplate(part, binds));
}

function partsOfTemplate(part: TemplatePart, binds: readonly string[]): ExpressionPart[] {
  switch (part.kind) {
    case 'text':
      return [];
    case 'interpolation':
      return [{ expression: part.expression, binds }];
    case 'if':
      return [
        { expression: part.condition, binds },
        ...templateParts(part.then, binds),
        ...templateParts(part.else, binds),
      ];
    case 'for': {
      const names = [part.keyName, part.valueName].filter((name) => name !== null);
      return [
        { expression: part.collection, binds },
        ...templateParts(part.body, [...binds, ...names]),
      ];
    }
  }
}
