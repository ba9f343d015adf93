import type { Entry, Origin, Value, Via } from '../../hcl/value.ts';
import { amended, keepingType } from '../../hcl/values.ts';
import { OpenEntries } from './open-entries.ts';
import type { Place } from './types.ts';

/**
 * The value after it passed through a variable, local, argument or output at `place`: every origin in it gains a step.
 * A named object is traced once, where it is defined, so the cost does not grow with the number of references.
 * Entries of maps and objects are traced when they are read.
 */
export function traced(value: Value, place: Place): Value {
  return keepingType(tracedParts(value, place), value);
}

function tracedParts(value: Value, place: Place): Value {
  const moved = tracedOrigins(value, place);
  switch (moved.kind) {
    case 'list':
    case 'set':
    case 'tuple':
      return amended(moved, { elements: moved.elements.map((element) => traced(element, place)) });
    case 'map':
    case 'object':
      if (moved.entries instanceof OpenEntries) return moved;
      return amended(moved, {
        entries: derived(moved.entries, (entry) => new TracedEntry(entry, place)),
      });
    default:
      return moved;
  }
}

function derived(
  entries: ReadonlyMap<string, Entry>,
  make: (entry: Entry) => Entry,
): ReadonlyMap<string, Entry> {
  const result = new Map<string, Entry>();
  for (const [key, entry] of entries) result.set(key, make(entry));
  return result;
}

/** Inputs may be a getter that walks a large operand, so they are read only when somebody asks. */
function tracedOrigins<V extends Value>(value: V, place: Place): V {
  const hasInputs = 'inputs' in value;
  if (value.origin === null && !hasInputs) return value;
  const moved = amended(value, { origin: withStep(value.origin, place) } as Partial<V>);
  if (!hasInputs) return moved;
  let steps: readonly Origin[] | null = null;
  return Object.defineProperty(moved, 'inputs', {
    configurable: true,
    enumerable: true,
    get: () => {
      steps ??= (value.inputs ?? []).map((origin) => withStep(origin, place));
      return steps;
    },
  });
}

function withStep<O extends Origin | null>(origin: O, place: Place): O {
  return origin === null ? origin : { ...origin, via: appended(origin.via, place) };
}

/** The chain reads from the literal outwards, so a new step goes to its end; chains are a few steps long. */
function appended(via: Via | null, place: Place): Via {
  const { source, span } = place;
  if (via === null) return { source, span: { start: span.start, end: span.end }, next: null };
  return { source: via.source, span: via.span, next: appended(via.next, place) };
}

class TracedEntry implements Entry {
  readonly key: string;
  readonly keyOrigin: Origin | null;
  readonly computedKey?: Value;
  readonly #entry: Entry;
  readonly #place: Place;
  #value: Value | null = null;

  constructor(entry: Entry, place: Place) {
    this.key = entry.key;
    this.keyOrigin = withStep(entry.keyOrigin, place);
    if (entry.computedKey !== undefined) {
      this.computedKey = tracedOrigins(entry.computedKey, place);
    }
    this.#entry = entry;
    this.#place = place;
  }

  get value(): Value {
    this.#value ??= traced(this.#entry.value, this.#place);
    return this.#value;
  }
}

/** Marks a value and everything in it as sensitive, as `sensitive = true` of a variable or output does. */
export function markedSensitive(value: Value): Value {
  return keepingType(sensitiveParts(value), value);
}

function sensitiveParts(value: Value): Value {
  const marked = amended(value, { sensitive: true });
  switch (marked.kind) {
    case 'list':
    case 'set':
    case 'tuple':
      return amended(marked, { elements: marked.elements.map(markedSensitive) });
    case 'map':
    case 'object':
      if (marked.entries instanceof OpenEntries) return marked;
      return amended(marked, {
        entries: derived(marked.entries, (entry) => new SensitiveEntry(entry)),
      });
    default:
      return marked;
  }
}

class SensitiveEntry implements Entry {
  readonly key: string;
  readonly keyOrigin: Origin | null;
  readonly computedKey?: Value;
  readonly #entry: Entry;
  #value: Value | null = null;

  constructor(entry: Entry) {
    this.key = entry.key;
    this.keyOrigin = entry.keyOrigin;
    if (entry.computedKey !== undefined) this.computedKey = entry.computedKey;
    this.#entry = entry;
  }

  get value(): Value {
    this.#value ??= markedSensitive(this.#entry.value);
    return this.#value;
  }
}

/** The value without origins: for text that stands in no file. */
export function withoutOrigins(value: Value): Value {
  const { inputs: _, ...bare } = { ...value, origin: null };
  switch (bare.kind) {
    case 'list':
    case 'set':
    case 'tuple':
      return { ...bare, elements: bare.elements.map(withoutOrigins) };
    case 'map':
    case 'object': {
      const strip = ({ key, value: inner }: Entry) => ({
        key,
        keyOrigin: null,
        value: withoutOrigins(inner),
      });
      return { ...bare, entries: derived(bare.entries, strip) };
    }
    default:
      return bare;
  }
}
