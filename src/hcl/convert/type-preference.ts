import type { Type } from '../type.ts';
import { isPrimitive } from './type-relations.ts';

/**
 * Types in the order in which unification tries them: what is more general comes first
 * (string before number, list before tuple, tuple before set), otherwise as given.
 */
export function preferredFirst(types: readonly Type[]): readonly Type[] {
  const after = types.map(() => [] as number[]);
  const waiting = types.map(() => 0);
  for (const [i, a] of types.entries()) {
    for (let j = i + 1; j < types.length; j++) {
      const order = compareTypes(a, types[j] as Type);
      if (order === 0) continue;
      const [before, behind] = order < 0 ? [i, j] : [j, i];
      after[before]?.push(behind);
      waiting[behind] = (waiting[behind] as number) + 1;
    }
  }
  const queue = [...types.keys()].filter((index) => waiting[index] === 0);
  for (const index of queue) {
    for (const next of after[index] ?? []) {
      waiting[next] = (waiting[next] as number) - 1;
      if (waiting[next] === 0) queue.push(next);
    }
  }
  return queue.map((index) => types[index] as Type);
}

/** Negative when `a` is the more general type, 0 when neither is. */
function compareTypes(a: Type, b: Type): number {
  if (a.kind === 'dynamic' || b.kind === 'dynamic') {
    return Number(a.kind === 'dynamic') - Number(b.kind === 'dynamic');
  }
  if (isPrimitive(a) && isPrimitive(b)) {
    return Number(b.kind === 'string') - Number(a.kind === 'string');
  }
  if (a.kind === 'tuple' && b.kind === 'tuple') {
    if (a.elements.length !== b.elements.length) return 0;
    return compareAll(a.elements.map((type, index) => [type, b.elements[index] as Type]));
  }
  if (a.kind === 'object' && b.kind === 'object') {
    if (a.attributes.size !== b.attributes.size) return 0;
    const pairs: (readonly [Type, Type])[] = [];
    for (const [name, type] of a.attributes) {
      const other = b.attributes.get(name);
      if (other === undefined) return 0;
      pairs.push([type, other]);
    }
    return compareAll(pairs);
  }
  if ('element' in a && 'element' in b && a.kind === b.kind) {
    return compareTypes(a.element, b.element);
  }
  return generality(b, a) - generality(a, b);
}

/** One of two structures is the more general only if no part of the other is. */
function compareAll(pairs: readonly (readonly [Type, Type])[]): number {
  const orders = pairs.map(([a, b]) => compareTypes(a, b));
  const first = orders.some((order) => order < 0);
  const second = orders.some((order) => order > 0);
  if (first === second) return 0;
  return first ? -1 : 1;
}

/** 1 when the first type is of a more general kind than the second. */
function generality(a: Type, b: Type): number {
  const outranked: Partial<Record<Type['kind'], readonly Type['kind'][]>> = {
    list: ['tuple', 'set'],
    tuple: ['set'],
    map: ['object'],
  };
  return outranked[a.kind]?.includes(b.kind) ? 1 : 0;
}
