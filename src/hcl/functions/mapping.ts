import { DYNAMIC, STRING } from '../type.ts';
import type { MappingValue, Value } from '../value.ts';
import { computed, keyOf, list, string, tuple, unknownFrom } from '../values.ts';
import { ArgumentError, type HclFunction } from './function.ts';
import { isMapping, parameter } from './results.ts';

/** `keys` and `values`: a map gives a list, an object a tuple, in the order of the keys. */
export const MAPPING_FUNCTIONS: Readonly<Record<string, HclFunction>> = {
  keys: {
    parameters: [{ ...parameter('inputMap'), allowUnknown: true, keepsSensitivity: true }],
    returns: DYNAMIC,
    call: keys,
  },
  values: {
    parameters: [{ ...parameter('mapping'), keepsSensitivity: true }],
    returns: DYNAMIC,
    call(args) {
      const source = mapping(args);
      const items = Array.from(source.entries.values(), (item) => item.value);
      return computed(
        source.kind === 'map' ? list(items, source.elementType ?? DYNAMIC) : tuple(items),
        args,
      );
    },
  },
};

function keys(args: readonly Value[]): Value {
  const [given] = args as readonly [Value];
  if (given.kind === 'unknown') {
    if (given.type.kind === 'object') {
      const names = [...given.type.attributes.keys()];
      return computed(tuple(names.map((name) => computed(string(name), args))), args);
    }
    if (given.type.kind === 'map') return unknownFrom(args, { kind: 'list', element: STRING });
    if (given.type.kind === 'dynamic') return unknownFrom(args);
  }
  const source = mapping(args);
  const items = Array.from(source.entries.values(), (item) =>
    item.keyOrigin === null && item.computedKey === undefined
      ? computed(string(item.key), [source])
      : keyOf(item, source),
  );
  return computed(source.kind === 'map' ? list(items, STRING) : tuple(items), args);
}

function mapping(args: readonly Value[]): MappingValue {
  const [source] = args as readonly [Value];
  if (!isMapping(source)) throw new ArgumentError(0, 'must have map or object type');
  return source;
}
