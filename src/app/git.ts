import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Keys by which a repository's own configuration makes git run a program. */
const RUNS_PROGRAMS = '^(core\\.(fsmonitor|sshcommand)|diff\\..*\\.(textconv|command)|filter\\..*)';

/**
 * Reads with git, by the repository's configuration alone, and writes nothing. Fails as `execFile` does. A repository
 * of another user's, as in a container, is asked as well: no program that its configuration names is run.
 */
export function git(folder: string, ...args: readonly string[]) {
  return run('git', ['-c', 'safe.directory=*', '-C', folder, ...args], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    timeout: 20_000,
    env: {
      ...process.env,
      GIT_OPTIONAL_LOCKS: '0',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_LITERAL_PATHSPECS: '1',
      // A partial clone would fetch what it lacks, by whatever program its configuration names.
      GIT_ALLOW_PROTOCOL: 'none',
    },
  });
}

/**
 * Whether a folder's repository may be asked: its configuration, included files too, names no program that git would
 * run. False as well where there is no repository or no git.
 */
export function namesNoProgram(folder: string): Promise<boolean> {
  return git(folder, 'config', '--includes', '--get-regexp', RUNS_PROGRAMS).then(
    ({ stdout }) => stdout === '',
    // Exit code 1: no such key.
    (error: { code?: unknown }) => error.code === 1 && isRepository(folder),
  );
}

function isRepository(folder: string): Promise<boolean> {
  return git(folder, 'rev-parse', '--git-dir').then(
    () => true,
    () => false,
  );
}
