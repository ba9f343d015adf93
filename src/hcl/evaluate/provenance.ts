import { DYNAMIC, type Type } from '../type.ts';
import type { Origin, UnknownValue, Value } from '../value.ts';

/** Values whose inputs are gathered when somebody asks. */
const deferred = new WeakSet<Value>();

/**
 * Marks a value as computed from `operands`: its inputs are the literals they were written as.
 * Those of collections are not gathered before somebody asks, so a large operand costs nothing.
 */
export function computed<V extends Value>(value: V, operands: readonly Value[]): V {
  if (operands.length === 0) return value;
  const sensitive = value.sensitive || operands.some((operand) => operand.sensitive);
  const result = operands.some(isLarge)
    ? withDeferredInputs(value, operands)
    : { ...value, origin: null, inputs: directInputs(operands) };
  if (sensitive) (result as { sensitive?: true }).sensitive = true;
  return result;
}

const MANY_INPUTS = 16;

function isLarge(value: Value): boolean {
  if ('elements' in value || 'entries' in value || deferred.has(value)) return true;
  return value.inputs !== undefined && value.inputs.length > MANY_INPUTS;
}

function directInputs(operands: readonly Value[]): readonly Origin[] {
  const origins: Origin[] = [];
  const add = (origin: Origin) => {
    if (!origins.includes(origin)) origins.push(origin);
  };
  for (const { origin, inputs } of operands) {
    if (origin !== null) add(origin);
    else inputs?.forEach(add);
  }
  return origins;
}

function withDeferredInputs<V extends Value>(value: V, operands: readonly Value[]): V {
  const result = { ...value, origin: null };
  let gathered: readonly Origin[] | null = null;
  Object.defineProperty(result, 'inputs', {
    configurable: true,
    enumerable: true,
    get: () => {
      gathered ??= inputsOf(operands);
      return gathered;
    },
  });
  deferred.add(result);
  return result;
}

/** A copy of a value with some fields changed; inputs that were not gathered yet stay so. */
export function amended<V extends Value>(value: V, changes: Partial<V>): V {
  if (!deferred.has(value)) return { ...value, ...changes };
  const copy: V = Object.defineProperties(
    Object.create(Object.prototype),
    Object.getOwnPropertyDescriptors(value),
  );
  deferred.add(copy);
  return Object.assign(copy, changes);
}

/** An unknown result of `operands`; it names what they depend on. */
export function unknownFrom(
  operands: readonly Value[],
  type: Type = DYNAMIC,
  notEmpty = false,
): UnknownValue {
  const failed = operands.some((operand) => operand.kind === 'unknown' && operand.error);
  const result: UnknownValue = {
    kind: 'unknown',
    type,
    symbol: null,
    notEmpty,
    references: referencesOf(operands),
    origin: null,
    ...(failed && { error: true as const }),
  };
  return computed(result, operands);
}

/** The literals that the values were written as or made from, each once; those inside collections too. */
export function inputsOf(values: readonly Value[]): readonly Origin[] {
  const origins = new Set<Origin>();
  const visited = new Set<Value>();
  for (const value of values) gatherInputs(value, origins, visited);
  return [...origins];
}

function gatherInputs(value: Value, origins: Set<Origin>, visited: Set<Value>): void {
  if (visited.has(value)) return;
  visited.add(value);
  if (value.origin !== null) origins.add(value.origin);
  else for (const input of value.inputs ?? []) origins.add(input);
  switch (value.kind) {
    case 'list':
    case 'set':
    case 'tuple':
      for (const element of value.elements) gatherInputs(element, origins, visited);
      break;
    case 'map':
    case 'object':
      for (const { keyOrigin, computedKey, value: inner } of value.entries.values()) {
        if (keyOrigin !== null) origins.add(keyOrigin);
        if (computedKey !== undefined) gatherInputs(computedKey, origins, visited);
        gatherInputs(inner, origins, visited);
      }
      break;
    default:
      break;
  }
}

/** What the unknown parts of the values depend on, each once. */
export function referencesOf(values: readonly Value[]): readonly string[] {
  const [only] = values;
  if (values.length === 1 && only?.kind === 'unknown') return only.references;
  const references = new Set<string>();
  for (const value of values) gatherReferences(value, references);
  return [...references];
}

function gatherReferences(value: Value, references: Set<string>): void {
  switch (value.kind) {
    case 'unknown':
      for (const reference of value.references) references.add(reference);
      break;
    case 'list':
    case 'set':
    case 'tuple':
      for (const element of value.elements) gatherReferences(element, references);
      break;
    case 'map':
    case 'object':
      for (const { value: inner } of value.entries.values()) gatherReferences(inner, references);
      break;
    default:
      break;
  }
}
