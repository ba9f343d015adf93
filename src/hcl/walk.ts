import type { Body, Expression, Span, TemplatePart } from './ast.ts';

/** The expressions directly inside an expression, in order of place. */
export function childrenOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'number':
    case 'bool':
    case 'null':
    case 'variable':
    case 'invalid':
      return [];
    case 'template':
      return expression.parts.flatMap(expressionsOfPart);
    case 'tuple':
      return expression.elements;
    case 'object':
      return expression.items.flatMap(({ key, value }) => [key, value]);
    case 'get-attribute':
      return [expression.object];
    case 'index':
      return [expression.collection, expression.key];
    case 'splat':
      return [expression.source, expression.each];
    case 'call':
      return expression.arguments;
    case 'unary':
      return [expression.operand];
    case 'binary':
      return [expression.left, expression.right];
    case 'conditional':
      return [expression.condition, expression.then, expression.else];
    case 'for-tuple':
      return [expression.collection, expression.value, ...optional(expression.condition)];
    case 'for-object':
      return [
        expression.collection,
        expression.key,
        expression.value,
        ...optional(expression.condition),
      ];
    case 'parentheses':
      return [expression.inner];
  }
}

function expressionsOfPart(part: TemplatePart): readonly Expression[] {
  switch (part.kind) {
    case 'text':
      return [];
    case 'interpolation':
      return [part.expression];
    case 'if':
      return [part.condition, ...[...part.then, ...part.else].flatMap(expressionsOfPart)];
    case 'for':
      return [part.collection, ...part.body.flatMap(expressionsOfPart)];
  }
}

function optional(expression: Expression | null): readonly Expression[] {
  return expression ? [expression] : [];
}

/** Every expression of a body at any depth, outer ones first. */
export function* expressionsOf(body: Body): Iterable<Expression> {
  for (const item of body.items) {
    if (item.kind === 'block') yield* expressionsOf(item.body);
    else yield* withDescendants(item.value);
  }
}

export function* withDescendants(root: Expression): Iterable<Expression> {
  const waiting: Expression[] = [root];
  while (waiting.length > 0) {
    const expression = waiting.pop() as Expression;
    yield expression;
    for (const child of childrenOf(expression)) waiting.push(child);
  }
}

/** The expressions that hold a span, outermost first: the way from an attribute's value down to it. */
export function pathTo(root: Expression, span: Span): readonly Expression[] {
  const path: Expression[] = [];
  let current: Expression | undefined = root;
  while (current && current.start <= span.start && span.end <= current.end) {
    path.push(current);
    current = childrenOf(current).find(
      (child) => child.start <= span.start && span.end <= child.end,
    );
  }
  return path;
}
