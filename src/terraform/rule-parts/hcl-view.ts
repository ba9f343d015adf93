import type { Attribute, Block, Body } from '../../hcl/ast.ts';
import type { Scope } from '../../hcl/scope.ts';
import { rangeOf } from '../../hcl/source-text.ts';
import type { Via } from '../../hcl/value.ts';
import type { SourceRange } from '../../model/source.ts';
import type { ResourceInstance } from '../configuration.ts';
import { iterationsOf } from './dynamic.ts';
import { expressionArgument, type Report } from './hcl-argument.ts';
import type { ResourceView } from './view.ts';
import { ABSENT, type BlockView, type BodyView, elementsOf, objectAsBlock } from './view.ts';

/** Where a body is read: its scope, which for items of override files is another one. */
interface BodyPlace {
  readonly body: Body;
  scopeOf(item: Attribute | Block): Scope;
  readonly report: Report;
  /** The smallest block around an object written as an attribute. */
  readonly range: SourceRange;
  readonly existence: BodyView['existence'];
}

/** A resource as HCL has it. */
export function hclResourceView(instance: ResourceInstance, report: Report): ResourceView {
  const range = rangeOf(instance.source, instance.block);
  const body = bodyView({
    body: instance.block.body,
    scopeOf: (item) => instance.scopeOf(item),
    report,
    range,
    existence: instance.existence,
  });
  return {
    ...body,
    address: instance.address,
    type: instance.type,
    mode: instance.mode,
    repetition: instance.repetition,
    callers: viaRanges(instance.callers),
  };
}

/** A linked list that is nearest first, as ranges that are outermost first. */
export function viaRanges(via: Via | null): readonly SourceRange[] {
  const ranges: SourceRange[] = [];
  for (let at = via; at !== null; at = at.next) ranges.unshift(rangeOf(at.source, at.span));
  return ranges;
}

function bodyView(place: BodyPlace): BodyView {
  const attributes = new Map<string, Attribute>();
  for (const item of place.body.items) {
    if (item.kind === 'attribute') attributes.set(item.name, item);
  }
  const view: BodyView = {
    existence: place.existence,
    range: place.range,
    argument(name) {
      const attribute = attributes.get(name);
      if (!attribute) return ABSENT;
      return expressionArgument(attribute.value, place.scopeOf(attribute), place.report);
    },
    blocks: (type) => [
      ...writtenBlocks(place, type),
      ...elementsOf(view.argument(type)).map((item) => objectAsBlock(item, place.range)),
    ],
    names: () => [...new Set(place.body.items.map(nameOf))],
  };
  return view;
}

function nameOf(item: Attribute | Block): string {
  if (item.kind === 'attribute') return item.name;
  return item.type === 'dynamic' ? (item.labels[0]?.value ?? item.type) : item.type;
}

function writtenBlocks(place: BodyPlace, type: string): readonly BlockView[] {
  return place.body.items.flatMap((item) => {
    if (item.kind !== 'block') return [];
    if (item.type === type) return [plainBlock(item, place)];
    if (item.type === 'dynamic' && item.labels[0]?.value === type)
      return dynamicBlocks(item, place);
    return [];
  });
}

function plainBlock(block: Block, place: BodyPlace): BlockView {
  const scope = place.scopeOf(block);
  const body = bodyView({
    ...place,
    body: block.body,
    scopeOf: () => scope,
    range: rangeOf(scope.source, block),
  });
  return { ...body, style: 'inline-block', unknown: null };
}

function dynamicBlocks(block: Block, place: BodyPlace): readonly BlockView[] {
  const scope = place.scopeOf(block);
  const content = block.body.items.find((item) => item.kind === 'block' && item.type === 'content');
  if (content?.kind !== 'block') return [];
  return iterationsOf(block, scope, place.report).map((iteration) => ({
    ...bodyView({
      ...place,
      body: content.body,
      scopeOf: () => iteration.scope,
      range: rangeOf(scope.source, block),
      existence: iteration.known ? place.existence : 'unknown',
    }),
    style: 'inline-dynamic' as const,
    unknown: null,
  }));
}
