import type { Attribute, Block, FileNode, SourceText, Span } from '../../hcl/ast.ts';
import { locationOf } from '../../hcl/source-text.ts';
import { topLevelLabels } from './block-shape.ts';
import { headerSpan, type MergedBlock, overrideBlock } from './merged-block.ts';
import { configurationError, describePlace, type ProblemList } from './problem-list.ts';

export interface LocalDeclaration {
  readonly attribute: Attribute;
  readonly source: SourceText;
}

export interface ResourceDeclaration extends MergedBlock {
  readonly mode: 'managed' | 'data';
  readonly type: string;
  readonly name: string;
}

/** Everything that the files of one folder declare, override files merged in. Shared by all instances of the module. */
export interface ModuleDeclarations {
  readonly variables: ReadonlyMap<string, MergedBlock>;
  readonly locals: ReadonlyMap<string, LocalDeclaration>;
  readonly outputs: ReadonlyMap<string, MergedBlock>;
  readonly moduleCalls: ReadonlyMap<string, MergedBlock>;
  /** By `aws_instance.web` or `data.aws_vpc.main`. */
  readonly resources: ReadonlyMap<string, ResourceDeclaration>;
}

export function resourceKey(mode: 'managed' | 'data', type: string, name: string): string {
  return mode === 'data' ? `data.${type}.${name}` : `${type}.${name}`;
}

/** Gathers declarations; a second one of a name is reported and left out. */
export function declare(
  primary: readonly FileNode[],
  overrides: readonly FileNode[],
  problems: ProblemList,
): ModuleDeclarations {
  const builder = new DeclarationBuilder(problems);
  for (const file of primary) builder.add(file, false);
  for (const file of overrides) builder.add(file, true);
  return builder;
}

/** The kinds of blocks that have names, and HashiCorp's words for them. */
const NAMED = {
  variable: {
    duplicate: 'Duplicate variable declaration',
    noun: 'A variable',
    verb: 'declared',
    rule: 'Variable names must be unique within a module.',
    missing: 'Missing base variable declaration to override',
    base: 'a variable that was already declared',
  },
  output: {
    duplicate: 'Duplicate output definition',
    noun: 'An output',
    verb: 'defined',
    rule: 'Output names must be unique within a module.',
    missing: 'Missing base output definition to override',
    base: 'an output that was already defined',
  },
  module: {
    duplicate: 'Duplicate module call',
    noun: 'A module call',
    verb: 'defined',
    rule: 'Module calls must have unique names within a module.',
    missing: 'Missing module call to override',
    base: 'a module call that was defined',
  },
} as const;

class DeclarationBuilder implements ModuleDeclarations {
  readonly variables = new Map<string, MergedBlock>();
  readonly locals = new Map<string, LocalDeclaration>();
  readonly outputs = new Map<string, MergedBlock>();
  readonly moduleCalls = new Map<string, MergedBlock>();
  readonly resources = new Map<string, ResourceDeclaration>();
  readonly #problems: ProblemList;

  constructor(problems: ProblemList) {
    this.#problems = problems;
  }

  add(file: FileNode, overrides: boolean): void {
    const { source } = file;
    for (const item of file.body.items) {
      if (item.kind === 'attribute') this.#refuseArgument(item, source);
      else if (this.#hasItsLabels(item, source)) this.#addBlock(item, source, overrides);
    }
  }

  #addBlock(block: Block, source: SourceText, overrides: boolean): void {
    switch (block.type) {
      case 'variable':
        this.#addNamed(this.variables, 'variable', block, source, overrides);
        break;
      case 'output':
        this.#addNamed(this.outputs, 'output', block, source, overrides);
        break;
      case 'module':
        this.#addNamed(this.moduleCalls, 'module', block, source, overrides);
        break;
      case 'locals':
        this.#addLocals(block, source, overrides);
        break;
      case 'resource':
      case 'data':
        this.#addResource(block, source, overrides);
        break;
      default:
        break;
    }
  }

  #addNamed(
    declared: Map<string, MergedBlock>,
    kind: keyof typeof NAMED,
    block: Block,
    source: SourceText,
    overrides: boolean,
  ): void {
    const name = block.labels[0]?.value ?? '';
    const words = NAMED[kind];
    const earlier = declared.get(name);
    if (overrides && earlier) {
      declared.set(name, overrideBlock(earlier, block, source));
    } else if (overrides) {
      const noun = kind === 'module' ? 'module call' : kind;
      this.#missingBase(words.missing, `${noun} named "${name}"`, words.base, block, source);
    } else if (earlier) {
      const place = describePlace(locationOf(earlier.source, headerSpan(earlier.block)));
      const detail = `${words.noun} named "${name}" was already ${words.verb} at ${place}. ${words.rule}`;
      this.#refuse(`${words.duplicate}: ${detail}`, source, headerSpan(block));
    } else {
      declared.set(name, { block, source, sources: null });
    }
  }

  #addLocals(block: Block, source: SourceText, overrides: boolean): void {
    for (const item of block.body.items) {
      if (item.kind !== 'attribute') continue;
      const earlier = this.locals.get(item.name);
      if (overrides && !earlier) {
        const noun = `local value named "${item.name}"`;
        const summary = 'Missing base local value definition to override';
        const base = 'a local value that was already defined';
        this.#missingBase(summary, noun, base, block, source, item);
      } else if (!overrides && earlier) {
        const place = describePlace(locationOf(earlier.source, earlier.attribute));
        const detail = `A local value named "${item.name}" was already defined at ${place}. Local value names must be unique within a module.`;
        this.#refuse(`Duplicate local value definition: ${detail}`, source, item);
      } else {
        this.locals.set(item.name, { attribute: item, source });
      }
    }
  }

  #addResource(block: Block, source: SourceText, overrides: boolean): void {
    const mode = block.type === 'data' ? 'data' : 'managed';
    const type = block.labels[0]?.value ?? '';
    const name = block.labels[1]?.value ?? '';
    const key = resourceKey(mode, type, name);
    const earlier = this.resources.get(key);
    const noun = mode === 'data' ? `${type} data resource` : `${type} resource`;
    if (overrides && earlier) {
      this.resources.set(key, { ...earlier, ...overrideBlock(earlier, block, source) });
    } else if (overrides) {
      const summary = `Missing ${mode === 'data' ? 'data resource' : 'resource'} to override`;
      const base = `a ${block.type} block defined`;
      this.#missingBase(summary, `${noun} named "${name}"`, base, block, source);
    } else if (earlier) {
      const place = describePlace(locationOf(earlier.source, headerSpan(earlier.block)));
      const detail = `A ${noun} named "${name}" was already declared at ${place}. Resource names must be unique per type in each module.`;
      const summary = `Duplicate ${block.type} "${type}" configuration`;
      this.#refuse(`${summary}: ${detail}`, source, headerSpan(block));
    } else {
      this.resources.set(key, { mode, type, name, block, source, sources: null });
    }
  }

  #missingBase(
    summary: string,
    what: string,
    base: string,
    block: Block,
    source: SourceText,
    span: Span = headerSpan(block),
  ): void {
    const detail = `There is no ${what}. An override file can only override ${base} in a primary configuration file.`;
    this.#refuse(`${summary}: ${detail}`, source, span);
  }

  /** False where a block cannot be used; that was reported. A newer Terraform may know more types than this one. */
  #hasItsLabels(block: Block, source: SourceText): boolean {
    const wanted = topLevelLabels(block.type);
    if (wanted === null) {
      const message = `Unsupported block type: Blocks of type "${block.type}" are not expected here. The block is left out.`;
      this.#problems.report({
        ...configurationError(message, source, block.typeSpan),
        severity: 'warning',
      });
      return false;
    }
    if (block.labels.length === wanted) return true;
    const tooFew = block.labels.length < wanted;
    const summary = tooFew ? 'Missing name for' : 'Extraneous label for';
    const names = wanted === 0 ? '' : ` (${wanted === 2 ? 'type, name' : 'name'})`;
    const detail = tooFew
      ? `All ${block.type} blocks must have ${wanted} labels${names}.`
      : `${wanted === 0 ? 'No' : `Only ${wanted}`} labels${names} are expected for ${block.type} blocks.`;
    const at = tooFew ? startOf(block.body) : (block.labels[wanted] ?? block.typeSpan);
    this.#refuse(`${summary} ${block.type}: ${detail}`, source, at);
    return false;
  }

  #refuseArgument(item: Attribute, source: SourceText): void {
    const detail = `An argument named "${item.name}" is not expected here.`;
    this.#refuse(`Unsupported argument: ${detail}`, source, item.nameSpan);
  }

  #refuse(message: string, source: SourceText, span: Span): void {
    this.#problems.report(configurationError(message, source, span));
  }
}

function startOf(span: Span): Span {
  return { start: span.start, end: span.start + 1 };
}
