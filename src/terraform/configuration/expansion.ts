import type { SourceText, Span } from '../../hcl/ast.ts';
import { ConversionError, convert } from '../../hcl/convert.ts';
import { evaluate } from '../../hcl/evaluate.ts';
import { EvaluationError, type Scope } from '../../hcl/scope.ts';
import { NUMBER, STRING } from '../../hcl/type.ts';
import type { Entry, Value } from '../../hcl/value.ts';
import { keyOf, number, unknown } from '../../hcl/values.ts';
import { attributeOf, type MergedBlock, sourceOf } from './merged-block.ts';
import type { Repetition } from './types.ts';

/** What `each` and `count` are in one instance of a block. */
export interface Binding {
  readonly key: string | number | null;
  readonly each: { readonly key: Value; readonly entry: Pick<Entry, 'value'> } | null;
  readonly count: Value | null;
}

export interface Expansion {
  readonly repetition: Repetition;
  /** Not known: one binding with unknown values stands for all. */
  readonly existence: 'known' | 'unknown';
  readonly bindings: readonly Binding[];
}

const ONCE: Binding = { key: null, each: null, count: null };

/** More instances than anybody writes rules for; expanding them would only exhaust the memory. */
const MOST_INSTANCES = 100_000;

/**
 * Expands `count` or `for_each` of a block; `scopeOf` gives the scope in which they are evaluated.
 * Throws an EvaluationError where Terraform refuses the argument.
 */
export function expand(block: MergedBlock, scopeOf: (source: SourceText) => Scope): Expansion {
  const count = attributeOf(block.block.body, 'count');
  if (count !== null) {
    const scope = scopeOf(sourceOf(block, count));
    return byCount(evaluate(count.value, scope), scope.source, count.value);
  }
  const forEach = attributeOf(block.block.body, 'for_each');
  if (forEach !== null) {
    const scope = scopeOf(sourceOf(block, forEach));
    return byKeys(evaluate(forEach.value, scope), scope.source, forEach.value);
  }
  return { repetition: 'none', existence: 'known', bindings: [ONCE] };
}

/** The expansion of a block whose `count` or `for_each` failed. */
export function unknownExpansion(block: MergedBlock): Expansion {
  const repetition = attributeOf(block.block.body, 'count') === null ? 'for_each' : 'count';
  return notKnown(repetition, unknown(undefined, { error: true }));
}

function byCount(value: Value, source: SourceText, span: Span): Expansion {
  if (value.kind === 'unknown') return notKnown('count', value);
  const invalid = (reason: string) =>
    new EvaluationError(
      `Invalid count argument: The given "count" argument value is ${reason}`,
      source,
      span,
    );
  if (value.kind === 'null') throw invalid('null. An integer is required.');
  const converted = asNumber(value);
  if (converted === null) throw invalid('unsuitable: a number is required.');
  if (!Number.isInteger(converted)) throw invalid('unsuitable: must be a whole number.');
  if (converted < 0) throw invalid('unsuitable: must be greater than or equal to zero.');
  if (converted > MOST_INSTANCES)
    throw invalid(`too large: more than ${MOST_INSTANCES} instances are not analysed.`);
  const bindings = Array.from(
    { length: converted },
    (_, index): Binding => ({ key: index, each: null, count: number(index) }),
  );
  return { repetition: 'count', existence: 'known', bindings };
}

function asNumber(value: Value): number | null {
  try {
    const converted = convert(value, NUMBER);
    return converted.kind === 'number' ? converted.value.toNumber() : null;
  } catch (error) {
    if (error instanceof ConversionError) return null;
    throw error;
  }
}

function byKeys(value: Value, source: SourceText, span: Span): Expansion {
  const invalid = (reason: string) =>
    new EvaluationError(
      `Invalid for_each argument: The given "for_each" argument value is unsuitable: ${reason}`,
      source,
      span,
    );
  if (value.sensitive) {
    throw invalid('sensitive values, or values derived from sensitive values, cannot be used.');
  }
  switch (value.kind) {
    case 'unknown':
      return notKnown('for_each', value);
    case 'map':
    case 'object':
      return {
        repetition: 'for_each',
        existence: 'known',
        bindings: [...value.entries.values()].map((entry) => bindingOf(entry, value)),
      };
    case 'set':
      return bySet(value, invalid);
    case 'null':
      throw invalid(
        'the given "for_each" argument value is null. A map, or set of strings is allowed.',
      );
    default:
      throw invalid(
        `the "for_each" argument must be a map, or set of strings, and you have provided a value of type ${value.kind}.`,
      );
  }
}

function bySet(
  value: Extract<Value, { kind: 'list' | 'set' | 'tuple' }>,
  invalid: (reason: string) => EvaluationError,
): Expansion {
  const bindings: Binding[] = [];
  for (const element of value.elements) {
    if (element.kind === 'unknown') return notKnown('for_each', element);
    if (element.kind === 'null') throw invalid('"for_each" sets must not contain null values.');
    if (element.kind !== 'string') {
      throw invalid(
        `"for_each" supports maps and sets of strings, but you have provided a set containing type ${element.kind}.`,
      );
    }
    bindings.push({
      key: element.value,
      each: { key: element, entry: { value: element } },
      count: null,
    });
  }
  return { repetition: 'for_each', existence: 'known', bindings };
}

function bindingOf(entry: Entry, collection: Value): Binding {
  return { key: entry.key, each: { key: keyOf(entry, collection), entry }, count: null };
}

function notKnown(repetition: 'count' | 'for_each', cause: Value): Expansion {
  const { references, error } = cause.kind === 'unknown' ? cause : { references: [] };
  const because = (name: string) => ({
    references: references.length === 0 ? [name] : references,
    ...(error && { error }),
  });
  const binding: Binding =
    repetition === 'count'
      ? { key: null, each: null, count: unknown(NUMBER, because('count.index')) }
      : {
          key: null,
          each: {
            key: unknown(STRING, { ...because('each.key'), notEmpty: false }),
            entry: { value: unknown(undefined, because('each.value')) },
          },
          count: null,
        };
  return { repetition, existence: 'unknown', bindings: [binding] };
}
