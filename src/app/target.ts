import { existsSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { SgauditError } from '../model/problem.ts';
import { isInside } from '../paths.ts';

/** The root module that a run is about. */
export interface Target {
  /** Absolute. */
  readonly root: string;
  /** Absolute; locations are relative to it: the folder that holds `.git`, else the working directory, else the root. */
  readonly repositoryRoot: string;
  /** The root as reports show it; `.` for the repository root itself. */
  readonly display: string;
  readonly inGit: boolean;
}

export function resolveTarget(path: string, workingDirectory = process.cwd()): Target {
  const root = resolve(workingDirectory, path);
  const stats = statSync(root, { throwIfNoEntry: false });
  if (!stats) throw new SgauditError('no-configuration', `there is no folder ${path}`);
  if (!stats.isDirectory()) {
    throw new SgauditError(
      'no-configuration',
      `${path} is a file; give the folder of a root module`,
    );
  }
  const repository = findRepository(root);
  const repositoryRoot = repository ?? (isInside(workingDirectory, root) ? workingDirectory : root);
  return {
    root,
    repositoryRoot,
    display: toDisplay(repositoryRoot, root),
    inGit: repository !== null,
  };
}

/** Relative to the repository root, with `/`. */
export function toDisplay(repositoryRoot: string, path: string): string {
  return relative(repositoryRoot, path).split(sep).join('/') || '.';
}

/** The folder around that holds `.git`. */
export function findRepository(folder: string): string | null {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at;
    if (at === dirname(at)) return null;
  }
}
