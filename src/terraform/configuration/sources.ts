import { join } from 'node:path';
import type { FileNode } from '../../hcl/ast.ts';
import type { ErrorCode } from '../../model/error-codes.ts';
import type { FileReader } from '../files.ts';
import { type FilePurpose, parseCached } from './parse-cache.ts';
import { ProblemList, syntaxProblem } from './problem-list.ts';
import { Territory } from './territory.ts';

/** Reads and parses files for one configuration, and remembers which they were. */
export class Sources {
  readonly reader: FileReader;
  readonly territory: Territory;
  readonly problems = new ProblemList();
  readonly files = new Map<string, FileNode>();
  readonly absolutePaths = new Map<string, string>();

  constructor(reader: FileReader, root: string, repositoryRoot: string) {
    this.reader = reader;
    this.territory = new Territory(reader, root, repositoryRoot);
  }

  /** The parsed files of a folder; those that lead outside or vanish are left out and reported. */
  openAll(folder: string, names: readonly string[], links: ReadonlySet<string>): FileNode[] {
    return names.flatMap((name) => {
      const path = join(folder, name);
      if (links.has(name) && !this.territory.contains(path)) {
        const display = this.territory.display(path);
        this.#warn(
          'link-outside',
          `${display} is a symbolic link that leads outside the repository. It is not read.`,
        );
        return [];
      }
      return this.open(path, 'configuration') ?? [];
    });
  }

  /** Null, and reported, when there is no such file. Syntax problems are reported; what could be read is returned. */
  open(path: string, purpose: FilePurpose): FileNode | null {
    const display = this.territory.display(path);
    const known = this.files.get(display);
    if (known !== undefined) return known;
    const content = this.reader.read(path);
    if (content === null) {
      this.#warn('missing-file', `${display} leads to no file. It is not read.`);
      return null;
    }
    const node = parseCached(this.reader, display, content, purpose);
    for (const problem of node.problems) this.problems.report(syntaxProblem(node.source, problem));
    this.files.set(display, node);
    this.absolutePaths.set(display, path);
    return node;
  }

  #warn(code: ErrorCode, message: string): void {
    this.problems.report({ code, message, location: null, severity: 'warning' });
  }
}
