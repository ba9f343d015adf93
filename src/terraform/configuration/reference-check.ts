import {
  type Block,
  type Expression,
  type SourceText,
  SPLAT_ITEM,
  type Span,
} from '../../hcl/ast.ts';
import { partsOf } from '../../hcl/expression-parts.ts';
import { type ModuleDeclarations, resourceKey } from './declarations.ts';
import { literalText } from './literal.ts';
import { attributeOf, type MergedBlock, sourceOf } from './merged-block.ts';
import type { ModuleNode } from './module-tree.ts';
import { configurationError, type ProblemList } from './problem-list.ts';

/**
 * Reports references to what is not declared, and arguments that a called module does not take,
 * whether or not anything evaluates them: Terraform refuses such a configuration.
 */
export function checkReferences(root: ModuleNode, problems: ProblemList): void {
  const checked = new Set<ModuleDeclarations>();
  const visit = (node: ModuleNode) => {
    if (!checked.has(node.declarations)) {
      checked.add(node.declarations);
      new ReferenceCheck(node, problems).run();
    }
    for (const child of node.children.values()) if (child !== null) visit(child);
  };
  visit(root);
}

/** Names at the root of a reference that are no resource types. */
const RESERVED = new Set(
  'action count data each ephemeral local module path provider resource self template terraform tofu var'.split(
    ' ',
  ),
);

/** Arguments that name things in a way of their own (providers, attributes, iterators, types), or are constants. */
const NOT_EXPRESSIONS = new Set(
  'default ignore_changes iterator provider providers replace_triggered_by source type version'.split(
    ' ',
  ),
);

const NO_NAMES: ReadonlySet<string> = new Set();

class ReferenceCheck {
  readonly #node: ModuleNode;
  readonly #problems: ProblemList;

  constructor(node: ModuleNode, problems: ProblemList) {
    this.#node = node;
    this.#problems = problems;
  }

  run(): void {
    const { variables, locals, outputs, moduleCalls, resources } = this.#node.declarations;
    for (const { attribute, source } of locals.values()) {
      this.#expression(attribute.value, source, NO_NAMES);
    }
    for (const block of [
      ...variables.values(),
      ...outputs.values(),
      ...moduleCalls.values(),
      ...resources.values(),
    ]) {
      this.#body(block, block.block, NO_NAMES);
    }
    for (const [name, call] of moduleCalls) this.#moduleArguments(name, call);
  }

  #body(merged: MergedBlock, block: Block, bound: ReadonlySet<string>): void {
    for (const item of block.body.items) {
      const source = sourceOf(merged, item);
      if (item.kind === 'block') {
        const inside = { ...merged, source };
        this.#body(inside, item, item.type === 'dynamic' ? withIterator(bound, item) : bound);
      } else if (!this.#isSpecial(block, item.name)) {
        this.#expression(item.value, source, bound);
      }
    }
  }

  /** `source`, `type` and `version` are special in modules and variables only; resources have arguments of these names. */
  #isSpecial(block: Block, name: string): boolean {
    if (!NOT_EXPRESSIONS.has(name)) return false;
    switch (name) {
      case 'source':
      case 'version':
        return block.type === 'module';
      case 'default':
      case 'type':
        return block.type === 'variable';
      case 'iterator':
        return block.type === 'dynamic';
      case 'ignore_changes':
      case 'replace_triggered_by':
        return block.type === 'lifecycle';
      default:
        return true;
    }
  }

  #expression(expression: Expression, source: SourceText, bound: ReadonlySet<string>): void {
    const names = traversalNames(expression);
    if (names !== null) {
      if (!bound.has(names[0] as string)) this.#reference(names, source, expression);
      return;
    }
    for (const { expression: part, binds } of partsOf(expression)) {
      const inside = binds.length === 0 ? bound : new Set([...bound, ...binds]);
      this.#expression(part, source, inside);
    }
  }

  #reference(names: readonly string[], source: SourceText, span: Span): void {
    const [root, name] = names;
    if (root === undefined || name === undefined) return;
    const { variables, locals, moduleCalls } = this.#node.declarations;
    if (root === 'var' && !variables.has(name)) {
      const detail = `An input variable with the name "${name}" has not been declared. This variable can be declared with a variable "${name}" {} block.`;
      this.#refuse(`Reference to undeclared input variable: ${detail}`, source, span);
    } else if (root === 'local' && !locals.has(name)) {
      const detail = `A local value with the name "${name}" has not been declared.`;
      this.#refuse(`Reference to undeclared local value: ${detail}`, source, span);
    } else if (root === 'module' && !moduleCalls.has(name)) {
      const detail = `No module call named "${name}" is declared in ${this.#title}.`;
      this.#refuse(`Reference to undeclared module: ${detail}`, source, span);
    } else if (root === 'module' && this.#lacksOutput(name, names[2])) {
      const detail = `This object does not have an attribute named "${names[2]}".`;
      this.#refuse(`Unsupported attribute: ${detail}`, source, span);
    } else if (root === 'data' || root === 'resource') {
      this.#resource(root === 'data' ? 'data' : 'managed', name, names[2], source, span);
    } else if (!RESERVED.has(root)) {
      this.#resource('managed', root, name, source, span);
    }
  }

  #resource(
    mode: 'managed' | 'data',
    type: string,
    name: string | undefined,
    source: SourceText,
    span: Span,
  ): void {
    if (name === undefined) return;
    if (this.#node.declarations.resources.has(resourceKey(mode, type, name))) return;
    const detail = `A ${mode} resource "${type}" "${name}" has not been declared in ${this.#title}.`;
    this.#refuse(`Reference to undeclared resource: ${detail}`, source, span);
  }

  /** Whether a call that is not repeated is asked for an output that its module, if it is on disk, does not declare. */
  #lacksOutput(name: string, output: string | undefined): boolean {
    const call = this.#node.declarations.moduleCalls.get(name);
    const child = this.#node.children.get(name);
    if (output === undefined || !call || !child) return false;
    const { body } = call.block;
    if (attributeOf(body, 'count') !== null || attributeOf(body, 'for_each') !== null) return false;
    return !child.declarations.outputs.has(output);
  }

  #moduleArguments(name: string, call: MergedBlock): void {
    const child = this.#node.children.get(name);
    if (!child) return;
    for (const item of call.block.body.items) {
      if (item.kind !== 'attribute' || MODULE_ARGUMENTS.has(item.name)) continue;
      if (child.declarations.variables.has(item.name)) continue;
      const detail = `An argument named "${item.name}" is not expected here: module "${name}" declares no such variable.`;
      this.#refuse(`Unsupported argument: ${detail}`, sourceOf(call, item), item.nameSpan);
    }
  }

  get #title(): string {
    const { path } = this.#node;
    return path.length === 0 ? 'the root module' : path.map((name) => `module.${name}`).join('.');
  }

  #refuse(message: string, source: SourceText, span: Span): void {
    this.#problems.report(configurationError(message, source, span));
  }
}

const MODULE_ARGUMENTS = new Set('count depends_on for_each providers source version'.split(' '));

/** The names of `a.b.c`; null for every other expression. */
function traversalNames(expression: Expression): string[] | null {
  const names: string[] = [];
  let at = expression;
  while (at.kind === 'get-attribute') {
    names.unshift(at.name);
    at = at.object;
  }
  if (at.kind !== 'variable' || at.name === SPLAT_ITEM) return null;
  return [at.name, ...names];
}

/** What `dynamic "ingress" { iterator = rule }` calls the current element: in its arguments and its content. */
function withIterator(bound: ReadonlySet<string>, block: Block): ReadonlySet<string> {
  const iterator = attributeOf(block.body, 'iterator')?.value;
  const named = iterator?.kind === 'variable' ? iterator.name : iterator && literalText(iterator);
  return new Set([...bound, named ?? block.labels[0]?.value ?? '']);
}
