import type { Body, SourceText, Span } from '../../../src/hcl/ast.ts';

/** Every node below a value: all objects that have a start and an end, outer ones first. */
export function nodesIn(value: unknown): Span[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(nodesIn);
  return isSpan(value) ? [value, ...inner] : inner;
}

/** Nodes that end before they start or reach out of the node around them. */
export function spansOutside(value: unknown, around: Span | null = null): Span[] {
  if (typeof value !== 'object' || value === null) return [];
  const node = isSpan(value) ? value : around;
  const isOutside =
    isSpan(value) &&
    (value.end < value.start ||
      (around !== null && (value.start < around.start || value.end > around.end)));
  const inner = Object.values(value).flatMap((each) => spansOutside(each, node));
  return isOutside ? [value, ...inner] : inner;
}

function isSpan(value: object): value is Span {
  return 'start' in value && typeof value.start === 'number' && 'end' in value;
}

/** What a node covers. */
export function textOf(source: SourceText, span: Span): string {
  return source.text.slice(span.start, span.end);
}

/** `type.label.label` or name of the items of a body. */
export function outline(body: Body): string[] {
  return body.items.map((item) =>
    item.kind === 'attribute'
      ? item.name
      : [item.type, ...item.labels.map((label) => label.value)].join('.'),
  );
}
