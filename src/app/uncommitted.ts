import { git, namesNoProgram } from './git.ts';

export type GitState = 'clean' | 'changed' | 'untracked' | 'unknown';

/**
 * What git holds of each file of a repository: `clean` is what can be had back from the last commit. Ignored files
 * are `untracked`; `unknown` where git cannot be asked, or was told not to look at the file.
 */
export async function gitStates(
  repositoryRoot: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, GitState>> {
  const all = (state: GitState) => new Map(paths.map((path) => [path, state]));
  if (!(await namesNoProgram(repositoryRoot))) return all('unknown');
  try {
    const tags = await git(repositoryRoot, 'ls-files', '-v', '-z', '--', ...paths);
    const tagOf = new Map(
      records(tags.stdout).map((record) => [record.slice(2), record.slice(0, 1)]),
    );
    const tracked = paths.filter((path) => tagOf.has(path));
    const changed = new Set(tracked.length > 0 ? await changedOf(repositoryRoot, tracked) : []);
    const stateOf = (path: string): GitState => {
      const tag = tagOf.get(path);
      if (tag === undefined) return 'untracked';
      if (changed.has(path)) return 'changed';
      // Others are told by `update-index` to be taken as unchanged, whatever they hold.
      return tag === 'H' ? 'clean' : 'unknown';
    };
    return new Map(paths.map((path) => [path, stateOf(path)]));
  } catch {
    return all('unknown');
  }
}

async function changedOf(root: string, paths: readonly string[]): Promise<string[]> {
  const options = ['--porcelain=v1', '-z', '--no-renames', '--ignore-submodules=all'];
  const { stdout } = await git(root, 'status', ...options, '--', ...paths);
  // Two letters and a blank come before each path.
  return records(stdout).map((record) => record.slice(3));
}

function records(text: string): string[] {
  return text.split('\0').filter((record) => record !== '');
}
