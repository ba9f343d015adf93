import { copyFile, mkdir, readdir, realpath, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { isInside } from '../../paths.ts';
import type { RulesRead } from '../read-rules.ts';
import type { Target } from '../target.ts';
import { TerraformFailure } from './cli.ts';

/** More than this is not copied to be planned. */
const MOST_BYTES = 256 * 1024 * 1024;
const NOT_COPIED = new Set(['.git', '.terraform', 'node_modules', '.sgaudit']);

/** A copy of the part of the repository that a root module is made of. */
export interface TerraformCopy {
  /** The root module in it. */
  readonly root: string;
  /** Where a file of the repository lies in it; the place itself for one outside. */
  place(path: string): string;
  /** Writes the copy of a file of the repository. */
  write(path: string, text: string): Promise<void>;
}

/**
 * Copies the nearest folder that holds the root, its modules and all that they read, modules that are installed with it.
 * @throws TerraformFailure when that is too much
 */
export async function copyConfiguration(
  { configuration }: RulesRead,
  target: Target,
  into: string,
): Promise<TerraformCopy> {
  const installed = join(target.root, '.terraform');
  const read = [target.root, ...[...configuration.absolutePaths.values()].map(dirname)].filter(
    (folder) => isInside(target.repositoryRoot, folder) && !isInside(installed, folder),
  );
  const top = read.reduce(commonFolder);
  const place = (path: string) => (isInside(top, path) ? join(into, relative(top, path)) : path);
  const budget = { left: MOST_BYTES };
  const repository = await realpath(target.repositoryRoot);
  await copyFolder(top, into, repository, NOT_COPIED, budget);
  const modules = join(installed, 'modules');
  if (await exists(modules)) {
    const none = new Set(['.git']);
    await copyFolder(modules, place(modules), repository, none, budget);
  }
  return {
    root: place(target.root),
    place,
    async write(path, text) {
      const own = place(path);
      if (own === path) throw new TerraformFailure(`${path} lies outside of what is copied`);
      await mkdir(dirname(own), { recursive: true });
      await writeFile(own, text, { mode: 0o600 });
    },
  };
}

async function copyFolder(
  from: string,
  to: string,
  repository: string,
  leaveOut: ReadonlySet<string>,
  budget: { left: number },
): Promise<void> {
  await mkdir(to, { recursive: true, mode: 0o700 });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    if (leaveOut.has(entry.name)) continue;
    const [source, copy] = [join(from, entry.name), join(to, entry.name)];
    // A link is copied as what it leads to; one that leads out of the repository, or nowhere, is not.
    const real = entry.isSymbolicLink() ? await realpath(source).catch(() => null) : source;
    if (real === null || (entry.isSymbolicLink() && !isInside(repository, real))) continue;
    const { size, isFolder, isFile } = await kindOf(real);
    if (isFolder && entry.isSymbolicLink() && isInside(real, source)) continue;
    if (isFolder) await copyFolder(real, copy, repository, leaveOut, budget);
    if (!isFile) continue;
    budget.left -= size;
    if (budget.left < 0) {
      throw new TerraformFailure(
        `the folder around the root and its modules holds more than ${MOST_BYTES / 1024 / 1024} MB`,
      );
    }
    await copyFile(real, copy);
  }
}

async function kindOf(path: string) {
  const stats = await stat(path);
  return { size: stats.size, isFolder: stats.isDirectory(), isFile: stats.isFile() };
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function commonFolder(left: string, right: string): string {
  let folder = left;
  while (!isInside(folder, right)) folder = dirname(folder);
  return folder;
}
