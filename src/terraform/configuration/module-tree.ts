import { resolve } from 'node:path';
import { locationOf } from '../../hcl/source-text.ts';
import type { ErrorCode } from '../../model/error-codes.ts';
import type { Problem } from '../../model/problem.ts';
import { declare, type ModuleDeclarations } from './declarations.ts';
import { configurationFiles } from './folder-files.ts';
import { literalText } from './literal.ts';
import { attributeOf, headerSpan, type MergedBlock } from './merged-block.ts';
import type { Sources } from './sources.ts';

/** A module as it is called at one place of the tree; `count` and `for_each` are not expanded here. */
export interface ModuleNode {
  /** Names of calls from the root. */
  readonly path: readonly string[];
  /** Absolute. */
  readonly folder: string;
  readonly declarations: ModuleDeclarations;
  /** By the call's name; null where the module could not be read. */
  readonly children: ReadonlyMap<string, ModuleNode | null>;
}

/** Follows module calls from the root. Each folder is read once, however often it is called. */
export class ModuleTree {
  readonly #sources: Sources;
  readonly #installed: ReadonlyMap<string, string>;
  readonly #declarations = new Map<string, ModuleDeclarations | null>();

  constructor(sources: Sources, installed: ReadonlyMap<string, string>) {
    this.#sources = sources;
    this.#installed = installed;
  }

  /** Null when the folder holds no configuration. */
  root(folder: string): ModuleNode | null {
    return this.#node([], folder, new Set());
  }

  #node(path: readonly string[], folder: string, around: ReadonlySet<string>): ModuleNode | null {
    const declarations = this.#declarationsOf(folder);
    if (declarations === null) return null;
    const children = new Map<string, ModuleNode | null>();
    const inside = new Set([...around, this.#identity(folder)]);
    for (const [name, call] of declarations.moduleCalls) {
      children.set(name, this.#child([...path, name], folder, call, inside));
    }
    return { path, folder, declarations, children };
  }

  #child(
    path: readonly string[],
    caller: string,
    call: MergedBlock,
    around: ReadonlySet<string>,
  ): ModuleNode | null {
    const source = moduleSource(call);
    const folder = this.#folderOf(path, caller, source, call);
    if (folder === null) return null;
    if (around.has(this.#identity(folder))) {
      const message = `Module "${path.at(-1)}" leads back to a module that calls it: a module cannot contain itself.`;
      this.#report('module-cycle', message, call, 'error');
      return null;
    }
    const node = this.#node(path, folder, around);
    if (node === null) this.#reportMissing(path, source, folder, call);
    return node;
  }

  /** A folder that links lead to is the same folder under every path. */
  #identity(folder: string): string {
    return this.#sources.reader.realPath(folder) ?? folder;
  }

  /** Null, and reported, where the source leads nowhere that may be read. */
  #folderOf(
    path: readonly string[],
    caller: string,
    source: string | null,
    call: MergedBlock,
  ): string | null {
    if (source !== null && isLocal(source)) {
      const folder = resolve(caller, source);
      if (this.#sources.territory.contains(folder)) return folder;
      const message = `Module "${path.at(-1)}" has the source ${source}, which lies outside the repository. It is not read, and what depends on it is unknown.`;
      this.#report('module-outside', message, call, 'warning');
      return null;
    }
    const installed = this.#installed.get(path.join('.'));
    if (installed === undefined) {
      this.#reportMissing(path, source, null, call);
      return null;
    }
    this.#sources.territory.allow(installed);
    return installed;
  }

  #declarationsOf(folder: string): ModuleDeclarations | null {
    const known = this.#declarations.get(folder);
    if (known !== undefined) return known;
    const entries = this.#sources.reader.list(folder) ?? [];
    const { primary, override } = configurationFiles(entries);
    const links = new Set(entries.filter(({ kind }) => kind === 'link').map(({ name }) => name));
    const open = (names: readonly string[]) => this.#sources.openAll(folder, names, links);
    const declarations =
      primary.length + override.length === 0
        ? null
        : declare(open(primary), open(override), this.#sources.problems);
    this.#declarations.set(folder, declarations);
    return declarations;
  }

  #reportMissing(
    path: readonly string[],
    source: string | null,
    folder: string | null,
    call: MergedBlock,
  ): void {
    const from = source === null ? '' : ` (${source})`;
    const remedy =
      source !== null && isLocal(source) && folder !== null
        ? `Its folder ${this.#sources.territory.display(folder)} holds no .tf files: check the source, or fetch the submodule.`
        : 'Run `terraform init` in the root module, so that it is on disk, and try again.';
    const message = `Module "${path.join('.')}"${from} is not installed, and what depends on it is unknown. ${remedy}`;
    this.#report('module-not-installed', message, call, 'warning');
  }

  #report(
    code: ErrorCode,
    message: string,
    call: MergedBlock,
    severity: Problem['severity'],
  ): void {
    const location = locationOf(call.source, headerSpan(call.block));
    this.#sources.problems.report({ code, message, location, severity });
  }
}

/** The `source` of a module call; null when it is missing or not a literal. */
export function moduleSource(call: MergedBlock): string | null {
  const attribute = attributeOf(call.block.body, 'source');
  return attribute === null ? null : literalText(attribute.value);
}

/** Only these are paths: https://developer.hashicorp.com/terraform/language/modules/sources#local-paths */
function isLocal(source: string): boolean {
  return /^\.\.?([/\\]|$)/.test(source);
}
