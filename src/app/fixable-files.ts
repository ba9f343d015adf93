import { constants } from 'node:fs';
import { access, readFile, realpath, stat } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import type { FileRefusal } from '../messages/fix.ts';
import type { RulesRead } from './read-rules.ts';
import type { EditedFile } from './removals.ts';
import type { Replacement } from './replace-files.ts';
import type { Target } from './target.ts';
import { gitStates } from './uncommitted.ts';

export interface FixableFiles {
  /** Their `display` is relative to the repository, links followed. */
  readonly replacements: readonly Replacement[];
  /** Files that must not be written, in the order given. */
  readonly refusals: readonly { readonly path: string; readonly reason: FileRefusal }[];
}

/** What would be written where, and what speaks against it. With `force`, what git holds of a file is not asked. */
export async function fixableFiles(
  files: readonly EditedFile[],
  { rules, target, force }: { rules: RulesRead; target: Target; force: boolean },
): Promise<FixableFiles> {
  const root = await realpath(target.repositoryRoot);
  const names = await namesByRealPath(rules);
  const replacements = new Map<string, Replacement>();
  const refusals: { path: string; reason: FileRefusal }[] = [];
  for (const file of files) {
    const path = await realpath(rules.configuration.absolutePaths.get(file.path) ?? file.path);
    const alike = (names.get(path) ?? []).every(
      (name) => files.find((each) => each.path === name)?.after === file.after,
    );
    const outcome = alike ? await inspect(file, path, root) : 'read-under-two-names';
    if (typeof outcome === 'string') refusals.push({ path: file.path, reason: outcome });
    else replacements.set(path, outcome);
  }
  const uncommitted =
    target.inGit && !force ? await notInGit(root, [...replacements.values()]) : [];
  return { replacements: [...replacements.values()], refusals: [...refusals, ...uncommitted] };
}

async function inspect(file: EditedFile, path: string, root: string) {
  const display = relative(root, path).split(sep).join('/');
  if (display === '' || display.startsWith('../') || display === '..' || display.startsWith('/')) {
    return 'outside';
  }
  const bytes = await readFile(path);
  const before = Buffer.from(file.before, 'utf8');
  if (!bytes.equals(before)) {
    return bytes.toString('utf8') === file.before ? 'not-text' : 'changed-since-read';
  }
  const { mode, uid, gid } = await stat(path);
  if (!(await isWritable(path, mode))) return 'read-only';
  const after = Buffer.from(file.after, 'utf8');
  return { path, display, before, after, mode: mode & 0o7777, owner: { uid, gid } };
}

/** The superuser may write anything: a file that nobody is to write stays all the same. */
async function isWritable(path: string, mode: number): Promise<boolean> {
  if ((mode & 0o222) === 0) return false;
  return access(path, constants.W_OK).then(
    () => true,
    () => false,
  );
}

/** Every name by which a file is read, by its place with links followed. */
async function namesByRealPath({ configuration }: RulesRead): Promise<Map<string, string[]>> {
  const names = new Map<string, string[]>();
  for (const name of [...configuration.files.keys(), ...configuration.dataFiles.keys()]) {
    const path = configuration.absolutePaths.get(name);
    const real = path === undefined ? null : await realpath(path).catch(() => null);
    if (real !== null) names.set(real, [...(names.get(real) ?? []), name]);
  }
  return names;
}

const REASONS = {
  changed: 'uncommitted',
  untracked: 'untracked',
  unknown: 'git-cannot-tell',
} as const;

async function notInGit(root: string, replacements: readonly Replacement[]) {
  const paths = replacements.map(({ display }) => display);
  const states = await gitStates(root, paths);
  return paths.flatMap((path) => {
    const state = states.get(path) ?? 'unknown';
    return state === 'clean' ? [] : [{ path, reason: REASONS[state] }];
  });
}
