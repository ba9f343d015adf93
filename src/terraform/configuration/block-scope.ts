import { join, relative } from 'node:path';
import type { SourceText, Span } from '../../hcl/ast.ts';
import { EvaluationError, type Resolution, type Scope } from '../../hcl/scope.ts';
import type { Value } from '../../hcl/value.ts';
import { string, unknown } from '../../hcl/values.ts';
import type { Binding } from './expansion.ts';
import { callFileFunction } from './file-functions.ts';
import { callImpureFunction } from './impure-functions.ts';
import type { ModuleInstance } from './module-instance.ts';
import { slashes } from './territory.ts';

/** What an expression in a block of one module instance sees. */
export class BlockScope implements Scope {
  readonly source: SourceText;
  readonly #module: ModuleInstance;
  readonly #binding: Binding | null;
  readonly #self: (() => Value) | null;

  constructor(
    module: ModuleInstance,
    source: SourceText,
    binding: Binding | null,
    self: (() => Value) | null,
  ) {
    this.#module = module;
    this.source = source;
    this.#binding = binding;
    this.#self = self;
  }

  resolve(names: readonly string[], span: Span): Resolution | null {
    const [root, name] = names;
    if (root === undefined) return null;
    switch (root) {
      case 'var':
      case 'local':
        return this.#named(root, name, span);
      case 'each':
        return { value: this.#each(name, span), consumed: 2 };
      case 'count':
        return { value: this.#count(name, span), consumed: 2 };
      case 'path':
        return { value: this.#path(name, span), consumed: 2 };
      case 'terraform':
      case 'tofu':
        if (name !== 'workspace') throw this.#error(`Invalid "${root}" attribute.`, span);
        return { value: this.#module.context.workspace, consumed: 2 };
      case 'self':
        if (this.#self === null) throw this.#error('Invalid "self" reference.', span);
        return { value: this.#self(), consumed: 1 };
      case 'module':
        return this.#moduleOutput(name, names[2], span);
      case 'data':
        return this.#resource('data', names.slice(1), 1, span);
      case 'resource':
        return this.#resource('managed', names.slice(1), 1, span);
      case 'ephemeral':
      case 'action':
        return {
          value: unknown(undefined, { references: [names.join('.')] }),
          consumed: names.length,
        };
      default:
        return name === undefined ? null : this.#resource('managed', names, 0, span);
    }
  }

  callFunction(name: string, args: readonly Value[], span: Span): Value | null {
    return (
      callFileFunction(this.#module.context, this, name, args, span) ??
      callImpureFunction(name, args)
    );
  }

  #named(kind: 'var' | 'local', name: string | undefined, span: Span): Resolution {
    if (name === undefined) {
      throw this.#error(
        `Invalid reference: The "${kind}" object must be followed by an attribute name.`,
        span,
      );
    }
    const value =
      kind === 'var'
        ? this.#module.variable(name, this.source, span)
        : this.#module.local(name, this.source, span);
    return { value: value ?? this.#module.failed(`${kind}.${name}`), consumed: 2 };
  }

  #each(name: string | undefined, span: Span): Value {
    const each = this.#binding?.each;
    if (!each) {
      const detail =
        'The "each" object can be used only in "module" or "resource" blocks, and only when the "for_each" argument is set.';
      throw this.#error(`Reference to "each" in context without for_each: ${detail}`, span);
    }
    if (name === 'key') return each.key;
    if (name === 'value') return each.entry.value;
    throw this.#error(
      'Invalid "each" attribute: The "each" object has only "key" and "value".',
      span,
    );
  }

  #count(name: string | undefined, span: Span): Value {
    const count = this.#binding?.count;
    if (!count) {
      const detail =
        'The "count" object can only be used in "module", "resource", and "data" blocks, and only when the "count" argument is set.';
      throw this.#error(`Reference to "count" in non-counted context: ${detail}`, span);
    }
    if (name === 'index') return count;
    throw this.#error('Invalid "count" attribute: The "count" object has only "index".', span);
  }

  /** As if Terraform ran in the root module's folder. */
  #path(name: string | undefined, span: Span): Value {
    const { root } = this.#module.context;
    switch (name) {
      case 'module':
        return string(slashes(relative(root, this.#module.node.folder)) || '.');
      case 'root':
        return string('.');
      case 'cwd':
        return string(slashes(join(root, '.')));
      default:
        throw this.#error(
          'Invalid "path" attribute: The "path" object has "module", "root" and "cwd".',
          span,
        );
    }
  }

  #moduleOutput(name: string | undefined, output: string | undefined, span: Span): Resolution {
    if (name === undefined) {
      throw this.#error(
        'Invalid reference: "module" must be followed by the name of a module call.',
        span,
      );
    }
    const call = this.#module.call(name);
    if (call === null) return { value: this.#module.failed(`module.${name}`), consumed: 2 };
    const single = output === undefined ? null : call.single();
    if (single === null || output === undefined) return { value: call.value(), consumed: 2 };
    if (single.instance === null) {
      return {
        value: unknown(undefined, { references: [`${single.address}.${output}`] }),
        consumed: 3,
      };
    }
    const value = single.instance.output(output, this.source, span);
    return { value: value ?? this.#module.failed(`module.${name}.${output}`), consumed: 3 };
  }

  /** `names`: type, name, attribute; `before` names stood before them. */
  #resource(
    mode: 'managed' | 'data',
    names: readonly string[],
    before: number,
    span: Span,
  ): Resolution {
    const [type, name, attribute] = names;
    if (type === undefined || name === undefined) {
      const detail = `A ${mode === 'data' ? 'data source' : 'resource'} must be named by its type and name.`;
      throw this.#error(`Invalid reference: ${detail}`, span);
    }
    const node = this.#module.resource(mode, type, name);
    if (node === null) {
      const reference = `${mode === 'data' ? 'data.' : ''}${type}.${name}`;
      return { value: this.#module.failed(reference), consumed: before + 2 };
    }
    const single = attribute === undefined ? null : node.single();
    if (single === null || attribute === undefined)
      return { value: node.value(), consumed: before + 2 };
    return { value: single.attribute(attribute), consumed: before + 3 };
  }

  #error(message: string, span: Span): EvaluationError {
    return new EvaluationError(message, this.source, span);
  }
}
