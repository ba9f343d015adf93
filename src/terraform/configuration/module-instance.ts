import type { Expression, SourceText, Span } from '../../hcl/ast.ts';
import { evaluate } from '../../hcl/evaluate.ts';
import { EvaluationError } from '../../hcl/scope.ts';
import type { Entry, Value, Via } from '../../hcl/value.ts';
import { unknown, withOrigin } from '../../hcl/values.ts';
import { within } from './addresses.ts';
import { BlockScope } from './block-scope.ts';
import type { EvaluationContext } from './context.ts';
import { resourceKey } from './declarations.ts';
import type { Binding } from './expansion.ts';
import { Lazy, memoised } from './lazy.ts';
import { lazyObject } from './lazy-values.ts';
import { literalBool } from './literal.ts';
import { attributeOf, headerSpan, type MergedBlock, sourceOf } from './merged-block.ts';
import { ModuleCallNode } from './module-call-node.ts';
import type { ModuleNode } from './module-tree.ts';
import { CycleError, evaluationProblem, tooDeep } from './problem-list.ts';
import { ResourceNode } from './resource-node.ts';
import { markedSensitive, traced } from './tracing.ts';
import type { Place } from './types.ts';
import { variableValue } from './variable-value.ts';

/** Where a module instance was called from. */
export interface CallSite {
  readonly caller: ModuleInstance;
  readonly call: MergedBlock;
  readonly binding: Binding;
}

/** One instance of a module. Everything in it is evaluated when first asked for, and once. */
export class ModuleInstance {
  readonly context: EvaluationContext;
  readonly node: ModuleNode;
  /** `''` for the root. */
  readonly address: string;
  readonly existence: 'known' | 'unknown';
  readonly site: CallSite | null;
  /** The module calls around it, nearest first. */
  readonly callers: Via | null;
  readonly #variables = new Map<string, Lazy<Value>>();
  readonly #locals = new Map<string, Lazy<Value>>();
  readonly #outputs = new Map<string, Lazy<Value>>();
  #outputsObject: Value | null = null;
  readonly #resources = new Map<string, ResourceNode>();
  readonly #calls = new Map<string, ModuleCallNode>();

  constructor(
    context: EvaluationContext,
    node: ModuleNode,
    address: string,
    existence: 'known' | 'unknown',
    site: CallSite | null,
  ) {
    this.context = context;
    this.node = node;
    this.address = address;
    this.existence = existence;
    this.site = site;
    this.callers =
      site === null
        ? null
        : {
            source: site.call.source,
            span: headerSpan(site.call.block),
            next: site.caller.callers,
          };
  }

  /** Null when the module declares no such variable. */
  variable(name: string, at: SourceText, span: Span): Value | null {
    const declaration = this.node.declarations.variables.get(name);
    if (declaration === undefined) return null;
    const compute = () => variableValue(this, name, declaration);
    return this.#once(this.#variables, name, `var.${name}`, compute, { source: at, span });
  }

  /** Null when the module declares no such local value. */
  local(name: string, at: SourceText, span: Span): Value | null {
    const declaration = this.node.declarations.locals.get(name);
    if (declaration === undefined) return null;
    const { attribute, source } = declaration;
    const compute = () =>
      traced(this.evaluate(attribute.value, source), { source, span: attribute });
    return this.#once(this.#locals, name, `local.${name}`, compute, { source: at, span });
  }

  /** Null when the module declares no such output. */
  output(name: string, at: SourceText, span: Span): Value | null {
    const declaration = this.node.declarations.outputs.get(name);
    if (declaration === undefined) return null;
    const compute = () => this.#outputValue(name, declaration);
    return this.#once(this.#outputs, name, `output.${name}`, compute, { source: at, span });
  }

  /** All outputs as one object whose attributes are evaluated one by one, so that modules may use each other's. */
  outputs(): Value {
    this.#outputsObject ??= this.#makeOutputs();
    return this.#outputsObject;
  }

  #makeOutputs(): Value {
    const entries = [...this.node.declarations.outputs].map(([name, { source, block }]): Entry => {
      const read = () => this.output(name, source, headerSpan(block)) ?? unknown();
      return {
        key: name,
        keyOrigin: null,
        get value() {
          return read();
        },
      };
    });
    return lazyObject(entries);
  }

  /** Null when the module declares no such resource or data source. */
  resource(mode: 'managed' | 'data', type: string, name: string): ResourceNode | null {
    const key = resourceKey(mode, type, name);
    const declaration = this.node.declarations.resources.get(key);
    if (declaration === undefined) return null;
    return memoised(this.#resources, key, () => new ResourceNode(this, key, declaration));
  }

  /** Null when the module calls no module by this name. */
  call(name: string): ModuleCallNode | null {
    const call = this.node.declarations.moduleCalls.get(name);
    if (call === undefined) return null;
    return memoised(this.#calls, name, () => new ModuleCallNode(this, name, call));
  }

  /** Evaluates an expression of this module; without a binding, outside any repetition. */
  evaluate(expression: Expression, source: SourceText, binding: Binding | null = null): Value {
    return evaluate(expression, this.scope(source, binding));
  }

  scope(source: SourceText, binding: Binding | null = null): BlockScope {
    return new BlockScope(this, source, binding, null);
  }

  /** What `action` gives; where evaluation fails, the problem is reported and the value is unknown. */
  guarded(reference: string, action: () => Value): Value {
    try {
      return action();
    } catch (error) {
      if (error instanceof EvaluationError) {
        this.context.problems.report(evaluationProblem(error));
      } else if (error instanceof RangeError) {
        // The stack is full: some thousand values that each need the next one.
        this.context.problems.report(tooDeep(within(this.address, reference)));
      } else {
        throw error;
      }
      return this.failed(reference);
    }
  }

  failed(reference: string): Value {
    return unknown(undefined, { references: [within(this.address, reference)], error: true });
  }

  #outputValue(name: string, { block, source, sources }: MergedBlock): Value {
    const attribute = attributeOf(block.body, 'value');
    if (attribute === null) return unknown(undefined, { references: [`output.${name}`] });
    const at = sourceOf({ block, source, sources }, attribute);
    const given = this.evaluate(attribute.value, at);
    // A reference to a resource is written anew by whoever uses the output: `module.web.group_id`.
    const reference = given.kind === 'unknown' && given.symbol !== null;
    const value = reference
      ? withOrigin(given, null)
      : traced(given, { source, span: headerSpan(block) });
    const sensitive = literalBool(attributeOf(block.body, 'sensitive')?.value);
    return sensitive ? markedSensitive(value) : value;
  }

  /** Computes a named value on first use; `at` is the reference that asks for it. */
  #once(
    known: Map<string, Lazy<Value>>,
    name: string,
    reference: string,
    compute: () => Value,
    at: Place,
  ): Value {
    const create = () => new Lazy(() => this.guarded(reference, compute));
    return memoised(known, name, create).get(() => {
      throw new CycleError(within(this.address, reference), at.source, at.span);
    });
  }
}
