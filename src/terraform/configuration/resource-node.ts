import type { Attribute, Block, SourceText } from '../../hcl/ast.ts';
import { evaluate } from '../../hcl/evaluate.ts';
import type { Scope } from '../../hcl/scope.ts';
import { STRING } from '../../hcl/type.ts';
import type { Entry, Value, Via } from '../../hcl/value.ts';
import { entry, symbolValue } from '../../hcl/values.ts';
import { instanceAddress, within } from './addresses.ts';
import { BlockScope } from './block-scope.ts';
import { isNeverEmpty, META_ARGUMENTS, prefixOf } from './computed-attributes.ts';
import type { ResourceDeclaration } from './declarations.ts';
import type { Binding, Expansion } from './expansion.ts';
import { Lazy, memoised } from './lazy.ts';
import { lazyObject, lazyTuple, objectOver } from './lazy-values.ts';
import { attributeOf, sourceOf } from './merged-block.ts';
import { cycle, guardedExpansion } from './module-call-node.ts';
import type { ModuleInstance } from './module-instance.ts';
import { OpenEntries } from './open-entries.ts';
import type { Repetition, ResourceInstance } from './types.ts';

/** A `resource` or `data` block in one module instance. */
export class ResourceNode {
  readonly #module: ModuleInstance;
  readonly #address: string;
  readonly #declaration: ResourceDeclaration;
  readonly #expansion: Lazy<Expansion>;
  readonly #instances: Lazy<readonly Instance[]>;
  #value: Value | null = null;

  constructor(module: ModuleInstance, key: string, declaration: ResourceDeclaration) {
    this.#module = module;
    this.#address = within(module.address, key);
    this.#declaration = declaration;
    this.#expansion = new Lazy(() => guardedExpansion(module, declaration));
    this.#instances = new Lazy(() => this.#expand());
  }

  get instances(): readonly Instance[] {
    return this.#instances.get(() => cycle(this.#declaration, this.#address));
  }

  get #expanded(): Expansion {
    return this.#expansion.get(() => cycle(this.#declaration, this.#address));
  }

  /**
   * `aws_security_group.web` as expressions see it: an object, or a list or map of objects.
   * Of an unknown number of instances it is a symbol of the address without index.
   */
  value(): Value {
    this.#value ??= this.#makeValue();
    return this.#value;
  }

  #makeValue(): Value {
    const { repetition, existence } = this.#expanded;
    if (existence === 'unknown') return symbolValue({ address: this.#address, path: [] });
    const { instances } = this;
    if (repetition === 'count') return lazyTuple(instances.map((each) => each.value()));
    if (repetition === 'none') return instances[0]?.value() ?? lazyObject([]);
    return lazyObject(instances.map((each): Entry => entry(String(each.key), each.value())));
  }

  /** The only instance of a resource that is not repeated; null otherwise. */
  single(): Instance | null {
    const { repetition } = this.#expanded;
    return repetition === 'none' ? (this.instances[0] ?? null) : null;
  }

  #expand(): Instance[] {
    const { repetition, existence: own, bindings } = this.#expanded;
    const existence = this.#module.existence === 'unknown' ? 'unknown' : own;
    return bindings.map(
      (binding) =>
        new Instance(
          this.#module,
          this.#declaration,
          this.#address,
          repetition,
          existence,
          binding,
        ),
    );
  }
}

/** One instance, and the values of its attributes. */
export class Instance implements ResourceInstance {
  readonly address: string;
  readonly moduleAddress: string;
  readonly mode: 'managed' | 'data';
  readonly type: string;
  readonly name: string;
  readonly key: string | number | null;
  readonly repetition: Repetition;
  readonly existence: 'known' | 'unknown';
  readonly block: Block;
  readonly source: SourceText;
  readonly callers: Via | null;
  readonly scope: Scope;
  readonly #module: ModuleInstance;
  readonly #declaration: ResourceDeclaration;
  readonly #binding: Binding;
  readonly #attributes = new Map<string, Lazy<Value>>();
  #value: Value | null = null;

  constructor(
    module: ModuleInstance,
    declaration: ResourceDeclaration,
    address: string,
    repetition: Repetition,
    existence: 'known' | 'unknown',
    binding: Binding,
  ) {
    this.#module = module;
    this.#declaration = declaration;
    this.#binding = binding;
    this.address = instanceAddress(address, binding.key);
    this.moduleAddress = module.address;
    this.mode = declaration.mode;
    this.type = declaration.type;
    this.name = declaration.name;
    this.key = binding.key;
    this.repetition = repetition;
    this.existence = existence;
    this.block = declaration.block;
    this.source = declaration.source;
    this.callers = module.callers;
    this.scope = this.#scopeIn(declaration.source);
  }

  scopeOf(item: Attribute | Block): Scope {
    const source = sourceOf(this.#declaration, item);
    return source === this.source ? this.scope : this.#scopeIn(source);
  }

  /** An object that has every attribute anybody asks for. */
  value(): Value {
    this.#value ??= objectOver(this.#entries());
    return this.#value;
  }

  /**
   * The configured value of an attribute; a symbol where it is not configured, is null (then the provider chooses),
   * or is a nested block.
   */
  attribute(name: string): Value {
    return memoised(this.#attributes, name, () => this.#lazyAttribute(name)).get(() =>
      cycle(this.#declaration, `${this.address}.${name}`),
    );
  }

  #lazyAttribute(name: string): Lazy<Value> {
    const configured = META_ARGUMENTS.has(name) ? null : this.#configured(name);
    return new Lazy(() => {
      if (configured === null) return this.#symbol(name);
      return this.#module.guarded(`${this.type}.${this.name}.${name}`, () => {
        const value = evaluate(configured.value, this.scopeOf(configured));
        return value.kind === 'null' ? this.#symbol(name) : value;
      });
    });
  }

  #configured(name: string): Attribute | null {
    const { body } = this.block;
    const given = attributeOf(body, name);
    if (given !== null || this.type !== 'terraform_data' || name !== 'output') return given;
    return attributeOf(body, 'input');
  }

  #symbol(name: string): Value {
    const notEmpty = isNeverEmpty(name);
    const symbol = { address: this.address, path: [name] };
    const prefix = prefixOf(this.type, name);
    return symbolValue(symbol, notEmpty ? STRING : undefined, { notEmpty, prefix });
  }

  #entries(): OpenEntries {
    const configured = this.block.body.items
      .map((item) => (item.kind === 'attribute' ? item.name : item.type))
      .filter((name) => name !== 'dynamic' && !META_ARGUMENTS.has(name));
    const names = new Set(['arn', 'id', ...configured].sort());
    return new OpenEntries(names, (name) => {
      const read = () => this.attribute(name);
      return {
        key: name,
        keyOrigin: null,
        get value() {
          return read();
        },
      };
    });
  }

  #scopeIn(source: SourceText): Scope {
    return new BlockScope(this.#module, source, this.#binding, () => this.value());
  }
}
