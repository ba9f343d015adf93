import { basename, dirname, join, resolve } from 'node:path';
import type { Configuration } from './configuration.ts';
import type { FileReader } from './files.ts';

/** Who else uses a file of a configuration: a path that readers can look at, or null. */
export type OtherUsers = (file: string) => string | null;

/** `source = "./…"` of a module call, in either syntax, or of Terragrunt, which has functions as well. */
const SOURCE = /(?:\bsource\s*=\s*|"source"\s*:\s*)"([^"\n]+)"/g;
const CONFIGURATION = /\.tf(\.json)?$/;
const VARIABLES = /\.tfvars(\.json)?$/;
const LEFT_OUT = /^(\..*|node_modules)$/;

interface Place {
  readonly root: string;
  readonly repositoryRoot: string;
}

/**
 * Finds who else in the repository uses the files that a root module is made of: roots that call the same module,
 * Terragrunt units that stand for other roots of it, links to the same file, and others that read the same data.
 * What their traffic needs is not known here, so such a file is not one to edit.
 */
export function otherUsers(
  configuration: Configuration,
  place: Place,
  files: FileReader,
): OtherUsers {
  let search: Search | null = null;
  const known = new Map<string, string | null>();
  return (file) => {
    if (VARIABLES.test(file)) return null;
    const found = known.get(file);
    if (found !== undefined) return found;
    search ??= new Search(configuration, place, files);
    const user = search.userOf(file);
    known.set(file, user);
    return user;
  };
}

/** One look at all configuration files below the repository's root. */
class Search {
  readonly #files: FileReader;
  readonly #repositoryRoot: string;
  readonly #paths: ReadonlyMap<string, string>;
  readonly #dataFiles: ReadonlySet<string>;
  /** Real folders of the root and of every module that it calls. */
  readonly #tree: ReadonlySet<string>;
  /** By real folder, the files that call it as a module. */
  readonly #callers = new Map<string, string[]>();
  /** By real file, every path that leads to it. */
  readonly #waysTo = new Map<string, string[]>();
  readonly #outside: { readonly path: string; readonly text: string }[] = [];
  readonly #terragrunt: { readonly path: string; readonly source: string }[] = [];

  constructor(configuration: Configuration, { root, repositoryRoot }: Place, files: FileReader) {
    this.#files = files;
    this.#repositoryRoot = repositoryRoot;
    this.#paths = configuration.absolutePaths;
    this.#dataFiles = new Set(configuration.dataFiles.keys());
    const called = configuration.moduleCalls.flatMap(({ folder }) =>
      folder === null ? [] : [resolve(repositoryRoot, folder)],
    );
    this.#tree = new Set([root, ...called].map((folder) => this.#real(folder)));
    this.#walk(repositoryRoot, new Set());
  }

  userOf(file: string): string | null {
    const path = this.#paths.get(file) ?? resolve(this.#repositoryRoot, file);
    return (
      this.#linkTo(path) ??
      (this.#dataFiles.has(file) ? this.#readerOf(path) : null) ??
      this.#callerAbove(dirname(this.#real(path)))
    );
  }

  /** Another path to the same file, in a folder that is not of this root. Where the file itself lies is a store of files. */
  #linkTo(path: string): string | null {
    const real = this.#real(path);
    const others = (this.#waysTo.get(real) ?? []).filter((way) => way !== path && way !== real);
    const other = others.find((way) => !this.#tree.has(this.#real(dirname(way))));
    return other === undefined ? null : this.#shown(other);
  }

  /** A configuration that is not of this root and names the file. */
  #readerOf(path: string): string | null {
    const name = basename(path);
    const reader = this.#outside.find(({ text }) => text.includes(name));
    return reader ? this.#shown(reader.path) : null;
  }

  /** Follows the calls upwards: a module may be called by one that another root calls. */
  #callerAbove(folder: string): string | null {
    const seen = new Set([folder]);
    for (const at of seen) {
      for (const caller of this.#callers.get(at) ?? []) {
        const from = this.#real(dirname(caller));
        if (!this.#tree.has(from)) return this.#shown(caller);
        seen.add(from);
      }
      const units = this.#terragrunt.filter(({ path, source }) => this.#leadsTo(path, source, at));
      // One unit stands for this root itself.
      if (units[1]) return this.#shown(units[1].path);
    }
    return null;
  }

  /** Terragrunt's sources may begin with a function and have `//` before the module. */
  #leadsTo(path: string, source: string, folder: string): boolean {
    const plain = source.replace(/\?.*$/, '').replace(/([^:])\/\//g, '$1/');
    if (/^\.{1,2}\//.test(plain)) return this.#real(resolve(dirname(path), plain)) === folder;
    const rest = /^\$\{[^}]*\}\/*(.+)$/.exec(plain)?.[1];
    return rest !== undefined && `/${this.#shown(folder)}`.endsWith(`/${rest.replace(/\/$/, '')}`);
  }

  #walk(folder: string, seen: Set<string>): void {
    const real = this.#real(folder);
    if (seen.has(real)) return;
    seen.add(real);
    for (const { name, kind } of this.#files.list(folder) ?? []) {
      if (LEFT_OUT.test(name)) continue;
      const path = join(folder, name);
      if (kind === 'folder') this.#walk(path, seen);
      else if (CONFIGURATION.test(name)) this.#note(path);
      else if (kind === 'file' && /\.hcl$/.test(name)) this.#noteUnit(path);
    }
  }

  #note(path: string): void {
    const real = this.#real(path);
    this.#waysTo.set(real, [...(this.#waysTo.get(real) ?? []), path]);
    const text = this.#files.read(path) ?? '';
    if (!this.#tree.has(this.#real(dirname(path)))) this.#outside.push({ path, text });
    for (const [, source = ''] of text.matchAll(SOURCE)) {
      if (!/^\.{1,2}(\/|$)/.test(source)) continue;
      const folder = this.#real(resolve(dirname(path), source));
      this.#callers.set(folder, [...(this.#callers.get(folder) ?? []), path]);
    }
  }

  #noteUnit(path: string): void {
    for (const [, source = ''] of (this.#files.read(path) ?? '').matchAll(SOURCE)) {
      this.#terragrunt.push({ path, source });
    }
  }

  #real(path: string): string {
    return this.#files.realPath(path) ?? path;
  }

  #shown(path: string): string {
    const prefix = `${this.#repositoryRoot}/`;
    return path.startsWith(prefix) ? path.slice(prefix.length) : path;
  }
}
