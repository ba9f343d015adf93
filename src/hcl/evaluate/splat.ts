import { SPLAT_ITEM, type Splat } from '../ast.ts';
import { sameType } from '../convert.ts';
import { DYNAMIC, type Type } from '../type.ts';
import type { Value } from '../value.ts';
import { list, tuple, typeOf, unknown, unknownFrom } from '../values.ts';
import type { Environment } from './environment.ts';
import { elementsIn } from './sensitivity.ts';

/**
 * `a[*].b` and `a.*.b`. What is no list, set or tuple counts as a list of one, null as an empty one.
 * Lists and sets give lists, everything else a tuple.
 */
export function splat(expression: Splat, environment: Environment): Value {
  const source = environment.evaluate(expression.source);
  const each = (item: Value) => environment.bind(SPLAT_ITEM, item).evaluate(expression.each);
  const type = typeOf(source);
  const isSequence = type.kind === 'list' || type.kind === 'set' || type.kind === 'tuple';
  if (source.kind === 'null') {
    if (!isSequence) return tuple([]);
    throw environment.error(
      expression.source,
      'Splat of null value',
      'Splat expressions (with the * symbol) cannot be applied to null sequences.',
    );
  }
  if (source.kind === 'unknown') {
    if (isSequence) return unknownFrom([source], resultType(type, each), true);
    if (type.kind === 'dynamic' || !source.notEmpty) return unknownFrom([source]);
    return tuple([each(source)]);
  }
  if (!('elements' in source)) return tuple([each(source)]);
  const items = elementsIn(source).map(each);
  if (source.kind === 'tuple') return tuple(items);
  return sameTyped(items) ? list(items, elementType(items, type, each)) : tuple(items);
}

function sameTyped(items: readonly Value[]): boolean {
  const [first, ...others] = items.map(typeOf);
  return first === undefined || others.every((type) => sameType(type, first));
}

function elementType(items: readonly Value[], type: Type, each: (item: Value) => Value): Type {
  const [first] = items;
  if (first !== undefined) return typeOf(first);
  const result = resultType(type, each);
  return result.kind === 'list' ? result.element : DYNAMIC;
}

/** The type of the result for a source of which only the type is known. */
function resultType(type: Type, each: (item: Value) => Value): Type {
  switch (type.kind) {
    case 'list':
    case 'set':
      return { kind: 'list', element: typeOf(each(unknown(type.element))) };
    case 'tuple':
      return {
        kind: 'tuple',
        elements: type.elements.map((element) => typeOf(each(unknown(element)))),
      };
    default:
      return DYNAMIC;
  }
}
