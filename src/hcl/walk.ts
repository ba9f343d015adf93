import type { Body, Expression, Span } from './ast.ts';
import { partsOf } from './expression-parts.ts';

/** The expressions directly inside an expression, in order of place. */
export function childrenOf(expression: Expression): readonly Expression[] {
  return partsOf(expression).map((part) => part.expression);
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
