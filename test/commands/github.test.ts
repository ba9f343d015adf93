import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Github } from '../../src/commands/github.ts';
import { type FakeGithub, startGithub } from '../support/github/server.ts';
import { githubState, HEAD } from '../support/github/state.ts';
import { NEW_FILE_PATCH, pullRequestReport } from '../support/pull-request.ts';
import { runCommand } from '../support/run-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'sgaudit-github-'));
const at = (name: string) => join(folder, name);
const state = githubState({
  pullRequest: {
    number: 7,
    headSha: HEAD,
    files: [{ filename: 'infra/main.tf', patch: NEW_FILE_PATCH }],
  },
});
const before = { ...process.env };
let github: FakeGithub;

writeFileSync(at('report.json'), JSON.stringify(pullRequestReport()));
writeFileSync(
  at('event.json'),
  JSON.stringify({ pull_request: { number: 7, head: { sha: HEAD } } }),
);

beforeEach(async () => {
  github = await startGithub(state);
  writeFileSync(at('summary.md'), '');
  Object.assign(process.env, {
    GITHUB_TOKEN: state.token,
    GITHUB_REPOSITORY: 'octo/infra',
    GITHUB_API_URL: github.url,
    GITHUB_EVENT_PATH: at('event.json'),
    GITHUB_SHA: 'e5'.repeat(20),
    GITHUB_STEP_SUMMARY: at('summary.md'),
    LANG: 'C',
  });
});

afterEach(async () => {
  process.env = { ...before };
  state.permissions = { checks: true, issues: true, pulls: true, scanning: true };
  await github.stop();
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('sgaudit github', () => {
  it('posts what the environment of a workflow says, and ends as the findings say', async () => {
    const { exitCode, stdout, stderr } = await runCommand(Github, [at('report.json')]);
    expect(stderr).toContain('comment: created');
    expect(stdout).toBe('');
    expect(exitCode).toBe(1);
    expect(state.checkRuns[0]).toMatchObject({ head_sha: HEAD, conclusion: 'failure' });
    expect(state.comments).toHaveLength(1);
    expect(readFileSync(at('summary.md'), 'utf8')).toBe('');
    expect(JSON.stringify([stdout, stderr, state.comments])).not.toContain(state.token);
  }, 20_000);

  it('fails from the severity on that is given', async () => {
    const argv = [at('report.json'), '--no-check', '--fail-on'];
    expect((await runCommand(Github, [...argv, 'error'])).exitCode).toBe(0);
    expect((await runCommand(Github, [...argv, 'note'])).exitCode).toBe(1);
  });

  it('leaves a fork’s findings to the step, with the same exit code', async () => {
    state.permissions = { checks: false, issues: false, pulls: false, scanning: false };
    state.comments.splice(0);
    const { exitCode, stdout, stderr } = await runCommand(Github, [
      at('report.json'),
      ...['--fail-on', 'error', '--lang', 'zh-CN'],
    ]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('::warning file=infra/main.tf,line=2');
    expect(stderr).toContain('令牌在此没有写权限');
    expect(readFileSync(at('summary.md'), 'utf8')).toContain('## sgaudit');
  }, 20_000);

  it('ends with 2 when GitHub does not take the token, and does not say it', async () => {
    process.env.GITHUB_TOKEN = 'ghp_another_secret';
    const { exitCode, stderr } = await runCommand(Github, [at('report.json')]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('does not accept GITHUB_TOKEN');
    expect(stderr).not.toContain('ghp_another_secret');
  });

  it.each([
    [['--repository', 'octo'], 'is not a repository'],
    [['--sha', 'main'], 'is not the full SHA'],
    [['--event', join(folder, 'none.json')], 'cannot read the event'],
    [['--api-url', 'http://example.com'], 'is not an https:// address'],
  ])('ends with 2 for %j', async (argv, message) => {
    const { exitCode, stderr } = await runCommand(Github, [at('report.json'), ...argv]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
    expect(github.log).toEqual([]);
  });
});
