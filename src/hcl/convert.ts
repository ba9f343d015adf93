import { conversionExists } from './convert/availability.ts';
import { dynamicReplace, withoutOptional } from './convert/dynamic-replace.ts';
import { mismatchMessage } from './convert/mismatch.ts';
import { formatNumber, parseNumber } from './convert/number.ts';
import { typeFor } from './convert/open-type.ts';
import { hasDynamic, sameType } from './convert/type-relations.ts';
import { unify } from './convert/unify.ts';
import { uniqueSorted } from './evaluate/set-order.ts';
import { DYNAMIC, type Type } from './type.ts';
import type { Entry, MappingValue, SequenceValue, Value } from './value.ts';
import {
  amended,
  bool,
  computed,
  list,
  map,
  nullValue,
  number,
  object,
  rekeyed,
  string,
  tuple,
  typeOf,
} from './values.ts';

export { mismatchMessage } from './convert/mismatch.ts';
export { formatNumber, parseNumber } from './convert/number.ts';
export { hasDynamic, requirementName, sameType, typeName } from './convert/type-relations.ts';

/** A value cannot become one of the wanted type. The message is Terraform's and names no value. */
export class ConversionError extends Error {
  /** The steps from the converted value to the part that does not fit, as they are written: `[0]`, `.port`. */
  readonly path: readonly string[];

  constructor(message: string, path: readonly string[] = []) {
    super(message);
    this.name = 'ConversionError';
    this.path = path;
  }
}

/**
 * One type that all the types convert to, or null when there is none; `any` for no types.
 * @param unsafe also by conversions that may fail for some values, as the language itself does
 */
export function unifyTypes(types: readonly Type[], unsafe = true): Type | null {
  return unify(types, unsafe);
}

/** Whether `convert` may succeed for values of the type. */
export function canConvert(from: Type, to: Type): boolean {
  return sameType(from, to) || conversionExists(from, to, true);
}

/**
 * Converts a value as Terraform does, safely or not: 5671 and `"5671"`, tuples to lists and sets, objects to maps.
 * Scalars and elements keep their origins, unknowns their symbols; null stays null.
 * @throws ConversionError
 */
export function convert(value: Value, type: Type): Value {
  if (type.kind === 'dynamic') return value;
  const given = typeFor(value, type);
  if (sameType(given, type)) return value;
  if (!conversionExists(given, type, true)) {
    throw new ConversionError(mismatchMessage(given, type));
  }
  return apply(value, type, []);
}

/** Says which part does not fit, and why: `[0].port: a number is required`. */
export function describeConversionError(error: ConversionError): string {
  return error.path.length === 0 ? error.message : `${error.path.join('')}: ${error.message}`;
}

type Path = readonly string[];

/** The conversion exists by the types; a single value may still not fit. */
function apply(value: Value, type: Type, path: Path): Value {
  if (type.kind === 'dynamic') return value;
  switch (value.kind) {
    case 'unknown':
      return amended(value, { type: dynamicReplace(value.type, type) });
    case 'null':
      return amended(value, { type: dynamicReplace(value.type, type) });
    case 'bool':
    case 'number':
    case 'string':
      return scalar(value, type, path);
    case 'list':
    case 'set':
    case 'tuple':
      return sequence(value, type, path);
    case 'map':
    case 'object':
      return mapping(value, type, path);
  }
}

/** What a converted value keeps of the original: where it was written, or what it was made of. */
function keep<V extends Value>(converted: V, original: Value): V {
  const computedOriginal = original.origin === null && Object.hasOwn(original, 'inputs');
  const { origin } = original;
  const kept = computedOriginal ? computed(converted, [original]) : { ...converted, origin };
  return original.sensitive ? amended(kept, { sensitive: true } as Partial<V>) : kept;
}

function scalar(
  value: Extract<Value, { kind: 'bool' | 'number' | 'string' }>,
  type: Type,
  path: Path,
): Value {
  if (value.kind === type.kind) return value;
  switch (type.kind) {
    case 'string':
      return keep(
        string(value.kind === 'number' ? formatNumber(value.value) : `${value.value}`),
        value,
      );
    case 'number': {
      const parsed = value.kind === 'string' ? parseNumber(value.value) : null;
      if (parsed === null) throw new ConversionError('a number is required', path);
      return keep(number(parsed), value);
    }
    case 'bool':
      return keep(bool(truth(value, path)), value);
    default:
      throw new ConversionError(mismatchMessage(typeOf(value), type), path);
  }
}

function truth(value: Value, path: Path): boolean {
  const text = value.kind === 'string' ? value.value : '';
  if (text === 'true' || text === '1') return true;
  if (text === 'false' || text === '0') return false;
  const lower = text.toLowerCase();
  const hint =
    lower === 'true' || lower === 'false'
      ? `; to convert from string, use lowercase "${lower}"`
      : '';
  throw new ConversionError(`a bool is required${hint}`, path);
}

function sequence(value: SequenceValue, type: Type, path: Path): Value {
  const { elements } = value;
  switch (type.kind) {
    case 'list':
    case 'set': {
      const wanted = elementTypeFor(value, type.element);
      const converted = elements.map((element, index) => part(element, wanted, path, `[${index}]`));
      const settled = settle(converted, wanted);
      const result = list(settled.values, settled.type);
      if (type.kind === 'list') return keep(result, value);
      return keep({ ...result, kind: 'set', elements: uniqueSorted(result.elements) }, value);
    }
    case 'tuple':
      return keep(
        tuple(
          elements.map((element, index) =>
            part(element, type.elements[index] ?? DYNAMIC, path, `[${index}]`),
          ),
        ),
        value,
      );
    default:
      throw new ConversionError(mismatchMessage(typeOf(value), type), path);
  }
}

/** `any` as the element type: the one type that all elements of a tuple can have. */
function elementTypeFor(value: SequenceValue, wanted: Type): Type {
  if (wanted.kind !== 'dynamic') return wanted;
  if (value.kind !== 'tuple') return value.elementType ?? DYNAMIC;
  return unify(value.elements.map(typeOf), true) ?? DYNAMIC;
}

/** `any` deeper inside the wanted type: the elements, converted one by one, still need one type. */
function settle(values: readonly Value[], wanted: Type): { values: readonly Value[]; type: Type } {
  if (values.length === 0 || !hasDynamic(wanted)) return { values, type: withoutOptional(wanted) };
  const types = values.map(typeOf);
  const first = types[0] as Type;
  if (types.every((type) => sameType(type, first))) return { values, type: first };
  const unified = unify(types, true);
  if (unified === null) {
    throw new ConversionError('cannot find a common base type for all elements');
  }
  return { values: values.map((value) => convert(value, unified)), type: unified };
}

function mapping(value: MappingValue, type: Type, path: Path): Value {
  switch (type.kind) {
    case 'map': {
      const entries = [...value.entries.values()];
      const wanted = valueTypeFor(value, type.element);
      const converted = entries.map((item) => part(item.value, wanted, path, keyStep(item.key)));
      const settled = settle(converted, wanted);
      const result = entries.map((item, index) => rekeyed(item, settled.values[index] as Value));
      return keep(map(result, settled.type), value);
    }
    case 'object':
      return keep(toObject(value, type, path), value);
    default:
      throw new ConversionError(mismatchMessage(typeOf(value), type), path);
  }
}

function valueTypeFor(value: MappingValue, wanted: Type): Type {
  if (wanted.kind !== 'dynamic') return wanted;
  if (value.kind === 'map') return value.elementType ?? DYNAMIC;
  return (
    unify(
      [...value.entries.values()].map((item) => typeOf(item.value)),
      true,
    ) ?? DYNAMIC
  );
}

/** Keeps the wanted attributes only; optional ones that are missing become null. */
function toObject(
  value: MappingValue,
  type: Extract<Type, { kind: 'object' }>,
  path: Path,
): MappingValue {
  const entries: Entry[] = [];
  const step = value.kind === 'map' ? keyStep : (name: string) => `.${name}`;
  for (const [name, wanted] of type.attributes) {
    const item = value.entries.get(name);
    if (item !== undefined) {
      if (value.kind === 'map') checkMapElement(item.value, name, type, path);
      entries.push(rekeyed(item, part(item.value, wanted, path, step(name))));
    } else if (type.optional?.has(name)) {
      entries.push({ key: name, keyOrigin: null, value: nullValue(wanted) });
    } else {
      throw new ConversionError(
        `map has no element for required attribute ${JSON.stringify(name)}`,
        path,
      );
    }
  }
  return object(entries);
}

function checkMapElement(
  value: Value,
  name: string,
  type: Extract<Type, { kind: 'object' }>,
  path: Path,
): void {
  const wanted = type.attributes.get(name) as Type;
  const given = typeOf(value);
  if (canConvert(given, wanted)) return;
  throw new ConversionError(
    `map element type is incompatible with attribute ${JSON.stringify(name)}: ${mismatchMessage(given, wanted)}`,
    path,
  );
}

function keyStep(key: string): string {
  return `[${JSON.stringify(key)}]`;
}

function part(value: Value, type: Type, path: Path, step: string): Value {
  if (type.kind === 'dynamic' || sameType(typeOf(value), type)) return value;
  return apply(value, type, [...path, step]);
}
