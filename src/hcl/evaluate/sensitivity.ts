import type { Entry, MappingValue, SequenceValue, Value } from '../value.ts';
import { amended } from './provenance.ts';

/** A part of a sensitive value is sensitive. */
export function partOf(whole: Value, part: Value): Value {
  return whole.sensitive ? hidden(part) : part;
}

/** The elements of a list, set or tuple, sensitive where the whole is. */
export function elementsIn(whole: SequenceValue): readonly Value[] {
  return whole.sensitive ? whole.elements.map(hidden) : whole.elements;
}

/** The entries of a map or object, with values that are sensitive where the whole is. */
export function entriesIn(whole: MappingValue): readonly Entry[] {
  const entries = [...whole.entries.values()];
  return whole.sensitive ? entries.map((item) => new HiddenEntry(item)) : entries;
}

function hidden(value: Value): Value {
  return value.sensitive ? value : amended(value, { sensitive: true });
}

/** Its value may be evaluated on first use, so it is read only then. */
class HiddenEntry implements Entry {
  readonly key: string;
  readonly keyOrigin: Entry['keyOrigin'];
  readonly computedKey?: Value;
  readonly #entry: Entry;

  constructor(entry: Entry) {
    this.key = entry.key;
    this.keyOrigin = entry.keyOrigin;
    if (entry.computedKey !== undefined) this.computedKey = entry.computedKey;
    this.#entry = entry;
  }

  get value(): Value {
    return hidden(this.#entry.value);
  }
}
