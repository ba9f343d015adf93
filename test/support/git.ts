import { execFileSync } from 'node:child_process';

/** Runs git in a folder, whatever the machine's own configuration is. */
export function gitIn(folder: string): (...args: readonly string[]) => string {
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  return (...args) => execFileSync('git', [...args], { cwd: folder, encoding: 'utf8', env });
}

/** Commits all files of a repository and returns the commit. */
export function commitAll(folder: string, message: string): string {
  const git = gitIn(folder);
  git('add', '-A');
  const who = ['-c', 'user.name=Tester', '-c', 'user.email=tester@example.com'];
  git(...who, 'commit', '-q', '--no-verify', '-m', message);
  return git('rev-parse', 'HEAD').trim();
}
