import type { Block } from '../../hcl/ast.ts';
import { elementsIn, entriesIn } from '../../hcl/evaluate/sensitivity.ts';
import type { Scope } from '../../hcl/scope.ts';
import type { Value } from '../../hcl/value.ts';
import { entry, keyOf, number, object, unknown } from '../../hcl/values.ts';
import { expressionArgument, type Report } from './hcl-argument.ts';
import type { Argument } from './view.ts';

/** One element of a `dynamic` block's `for_each`, as its content sees it. */
interface Iteration {
  readonly scope: Scope;
  /** False when the elements are not known and this one stands for all of them. */
  readonly known: boolean;
}

/** After https://developer.hashicorp.com/terraform/language/expressions/dynamic-blocks */
export function iterationsOf(block: Block, scope: Scope, report: Report): readonly Iteration[] {
  const iterator = iteratorName(block);
  const forEach = block.body.items.find(
    (item) => item.kind === 'attribute' && item.name === 'for_each',
  );
  if (forEach?.kind !== 'attribute') return [];
  return eachOf(expressionArgument(forEach.value, scope, report)).map(({ key, value, known }) => ({
    scope: iteratorScope(scope, iterator, key, value),
    known,
  }));
}

interface Each {
  readonly key: Value;
  readonly value: Value;
  readonly known: boolean;
}

function eachOf(argument: Argument): readonly Each[] {
  const collection = argument.value;
  switch (collection.kind) {
    case 'list':
    case 'tuple':
      return elementsIn(collection).map((value, index) => ({
        key: number(index),
        value,
        known: true,
      }));
    case 'set':
      return elementsIn(collection).map((value) => ({ key: value, value, known: true }));
    case 'map':
    case 'object':
      return entriesIn(collection).map((item) => ({
        key: keyOf(item, collection),
        value: item.value,
        known: true,
      }));
    case 'unknown': {
      const joined = argument.joined();
      if (joined !== null) return joined.flatMap(eachOf);
      const references = collection.references.length > 0 ? collection.references : [argument.text];
      const any = unknown(undefined, { references });
      return [{ key: any, value: any, known: false }];
    }
    default:
      return [];
  }
}

/** The label, or what `iterator` names. */
function iteratorName(block: Block): string {
  for (const item of block.body.items) {
    if (item.kind !== 'attribute' || item.name !== 'iterator') continue;
    if (item.value.kind === 'variable') return item.value.name;
    if (item.value.kind === 'template') {
      const [part] = item.value.parts;
      if (part?.kind === 'text') return part.value;
    }
  }
  return block.labels[0]?.value ?? '';
}

/** `scope` with the iterator's object, which hides an outer object of the same name. */
function iteratorScope(scope: Scope, iterator: string, key: Value, value: Value): Scope {
  const self = object([entry('key', key), entry('value', value)]);
  return {
    source: scope.source,
    resolve(names, span) {
      if (names[0] !== iterator) return scope.resolve(names, span);
      if (names[1] === 'value') return { value, consumed: 2 };
      if (names[1] === 'key') return { value: key, consumed: 2 };
      return { value: self, consumed: 1 };
    },
    callFunction: (name, args, span) => scope.callFunction(name, args, span),
  };
}
