import { join, relative, sep } from 'node:path';
import { isInside } from '../../paths.ts';
import type { FileReader } from '../files.ts';

/** Which paths may be read, and what they are called. */
export class Territory {
  readonly #files: FileReader;
  readonly #repositoryRoot: string;
  /** Real paths of the folders inside which everything may be read. */
  readonly #allowed: string[];

  constructor(files: FileReader, root: string, repositoryRoot: string) {
    this.#files = files;
    this.#repositoryRoot = repositoryRoot;
    this.#allowed = [repositoryRoot, root].map((folder) => files.realPath(folder) ?? folder);
  }

  /** Also allows a folder outside the repository, as `modules.json` may name one. */
  allow(folder: string): void {
    this.#allowed.push(this.#files.realPath(folder) ?? folder);
  }

  /** Whether the path lies in an allowed folder with all links followed. True for what does not exist inside one. */
  contains(path: string): boolean {
    const real = this.#nearestRealPath(path);
    return this.#allowed.some((folder) => isInside(folder, real));
  }

  /** Relative to the repository, with `/`; with leading `..` outside it. */
  display(path: string): string {
    return slashes(relative(this.#repositoryRoot, path)) || '.';
  }

  /** The real path of the nearest ancestor that exists, and the rest as it is. */
  #nearestRealPath(path: string): string {
    let rest = '';
    for (let at = path; ; ) {
      const real = this.#files.realPath(at);
      if (real !== null) return join(real, rest);
      const parent = join(at, '..');
      if (parent === at) return path;
      rest = join(relative(parent, at), rest);
      at = parent;
    }
  }
}

export function slashes(path: string): string {
  return sep === '/' ? path : path.replaceAll(sep, '/');
}
