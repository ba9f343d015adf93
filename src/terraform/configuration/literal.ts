import type { Expression } from '../../hcl/ast.ts';

/** The text of a string without interpolation; null for every other expression. */
export function literalText(expression: Expression): string | null {
  if (expression.kind !== 'template') return null;
  let text = '';
  for (const part of expression.parts) {
    if (part.kind !== 'text') return null;
    text += part.value;
  }
  return text;
}

/** `true` or `false`, or the string of that name; null otherwise. */
export function literalBool(expression: Expression | undefined): boolean | null {
  if (expression === undefined) return null;
  if (expression.kind === 'bool') return expression.value;
  const text = literalText(expression);
  return text === 'true' ? true : text === 'false' ? false : null;
}
