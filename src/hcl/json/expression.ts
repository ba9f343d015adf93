import type { Expression, ObjectItem, Span, SyntaxProblem, Template } from '../ast.ts';
import { readTemplateText } from '../parse/read.ts';
import type { JsonNode, JsonString } from './node.ts';

/** A JSON value where an argument stands. */
export function jsonExpression(node: JsonNode, problems: SyntaxProblem[]): Expression {
  const { start, end } = node;
  switch (node.kind) {
    case 'string':
      return jsonTemplate(node, problems);
    case 'number':
      return { kind: 'number', text: node.text, start, end };
    case 'keyword':
      return node.value === null
        ? { kind: 'null', start, end }
        : { kind: 'bool', value: node.value, start, end };
    case 'array':
      return {
        kind: 'tuple',
        elements: node.elements.map((element) => jsonExpression(element, problems)),
        start,
        end,
      };
    case 'object':
      return {
        kind: 'object',
        items: node.properties.map(({ name, value }): ObjectItem => {
          const key = jsonTemplate(name, problems);
          return {
            key,
            value: jsonExpression(value, problems),
            start: name.start,
            end: value.end,
          };
        }),
        start,
        end,
      };
  }
}

/** A string is a template; the places inside it are led back to the JSON text. */
function jsonTemplate(node: JsonString, problems: SyntaxProblem[]): Template {
  const { start, end } = node;
  const content = { start: start + 1, end: end - 1 };
  if (!/[$%]\{/.test(node.value)) {
    const text = { kind: 'text' as const, value: node.value.normalize('NFC'), ...content };
    return {
      kind: 'template',
      style: 'quoted',
      parts: node.value === '' ? [] : [text],
      start,
      end,
    };
  }
  const { result, tokens } = readTemplateText(node.value);
  const offsetAt = (at: number) => node.offsets?.[at] ?? start + 1 + at;
  for (const problem of tokens.problems) problems.push(moved(problem, offsetAt));
  const parts = result.parts.map((part) => moved(part, offsetAt));
  return { kind: 'template', style: 'quoted', parts, start, end };
}

/** A copy of a node and all below it, with every offset led through `offsetAt`. */
function moved<T extends Span>(node: T, offsetAt: (at: number) => number): T {
  return movedValue(node, offsetAt) as T;
}

function movedValue(value: unknown, offsetAt: (at: number) => number): unknown {
  if (Array.isArray(value)) return value.map((element) => movedValue(element, offsetAt));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      (name === 'start' || name === 'end') && typeof inner === 'number'
        ? offsetAt(inner)
        : movedValue(inner, offsetAt),
    ]),
  );
}
