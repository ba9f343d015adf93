import { EvaluationError } from '../../hcl/scope.ts';
import type { Entry, Value } from '../../hcl/value.ts';
import { entry, unknown } from '../../hcl/values.ts';
import { instanceAddress, within } from './addresses.ts';
import { type Expansion, expand, unknownExpansion } from './expansion.ts';
import { Lazy } from './lazy.ts';
import { lazyObject, lazyTuple } from './lazy-values.ts';
import { headerSpan, type MergedBlock } from './merged-block.ts';
import { ModuleInstance } from './module-instance.ts';
import { CycleError, evaluationProblem } from './problem-list.ts';

/** One instance of a `module` block; `instance` is null when the module is not on disk. */
export interface CalledModule {
  readonly key: string | number | null;
  readonly address: string;
  readonly existence: 'known' | 'unknown';
  readonly instance: ModuleInstance | null;
}

/** A `module` block in one instance of the module around it. */
export class ModuleCallNode {
  readonly call: MergedBlock;
  readonly #caller: ModuleInstance;
  readonly #name: string;
  readonly #expansion: Lazy<Expansion>;
  readonly #instances: Lazy<readonly CalledModule[]>;
  #value: Value | null = null;

  constructor(caller: ModuleInstance, name: string, call: MergedBlock) {
    this.call = call;
    this.#caller = caller;
    this.#name = name;
    this.#expansion = new Lazy(() => guardedExpansion(caller, call));
    this.#instances = new Lazy(() => this.#expand());
  }

  get instances(): readonly CalledModule[] {
    return this.#instances.get(() => cycle(this.call, this.#reference));
  }

  get expansion(): Expansion {
    return this.#expansion.get(() => cycle(this.call, this.#reference));
  }

  /** `module.web` as expressions see it: an object of outputs, or a list or map of such objects. */
  value(): Value {
    this.#value ??= this.#makeValue();
    return this.#value;
  }

  #makeValue(): Value {
    const { repetition, existence } = this.expansion;
    const { instances } = this;
    if (existence === 'unknown') return unknown(undefined, { references: [this.#reference] });
    if (repetition === 'none') return this.#outputsOf(instances[0]);
    if (repetition === 'count') return lazyTuple(instances.map((each) => this.#outputsOf(each)));
    const outputs = (each: CalledModule) => this.#outputsOf(each);
    return lazyObject(instances.map((each): Entry => entry(String(each.key), outputs(each))));
  }

  /** The only instance of a call that is not repeated; null otherwise. */
  single(): CalledModule | null {
    return this.expansion.repetition === 'none' ? (this.instances[0] ?? null) : null;
  }

  get #reference(): string {
    return within(this.#caller.address, `module.${this.#name}`);
  }

  #outputsOf(called: CalledModule | undefined): Value {
    if (called?.instance) return called.instance.outputs();
    return unknown(undefined, { references: [called?.address ?? this.#reference] });
  }

  #expand(): CalledModule[] {
    const node = this.#caller.node.children.get(this.#name) ?? null;
    const { existence: own, bindings } = this.expansion;
    const existence = this.#caller.existence === 'unknown' ? 'unknown' : own;
    return bindings.map((binding) => {
      const { key } = binding;
      const address = instanceAddress(this.#reference, key);
      const site = { caller: this.#caller, call: this.call, binding };
      const instance =
        node === null
          ? null
          : new ModuleInstance(this.#caller.context, node, address, existence, site);
      return { key, address, existence, instance };
    });
  }
}

/** Expands a block of a module; a failure is reported and leaves the number of instances unknown. */
export function guardedExpansion(module: ModuleInstance, block: MergedBlock): Expansion {
  try {
    return expand(block, (source) => module.scope(source));
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    module.context.problems.report(evaluationProblem(error));
    return unknownExpansion(block);
  }
}

export function cycle(block: MergedBlock, name: string): never {
  throw new CycleError(name, block.source, headerSpan(block.block));
}
