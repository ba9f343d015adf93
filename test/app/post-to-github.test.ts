import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Report } from '../../src/model/report.ts';
import { finding, place } from '../support/exchange-report.ts';
import { post } from '../support/github/post.ts';
import type { ReviewComment } from '../support/github/review-comments.ts';
import { type FakeGithub, startGithub } from '../support/github/server.ts';
import { type GithubState, githubState, HEAD } from '../support/github/state.ts';
import {
  manyFindings,
  NEW_FILE_PATCH,
  pullRequestReport,
  removable,
} from '../support/pull-request.ts';
import { githubProblems, sarifProblems } from '../support/sarif-schema.ts';

let github: FakeGithub;

async function start(changes: Partial<GithubState> = {}): Promise<GithubState> {
  const state = githubState({
    pullRequest: {
      number: 7,
      headSha: HEAD,
      files: [{ filename: 'infra/main.tf', patch: NEW_FILE_PATCH }, { filename: 'logo.png' }],
    },
    ...changes,
  });
  github = await startGithub(state);
  return state;
}

afterEach(() => github.stop());

const changesIn = (log: readonly string[]) => log.filter((each) => !each.startsWith('GET '));
const withRoot = (root: string): Report =>
  pullRequestReport({ target: { root, sources: ['hcl'] } });

describe('a pull request', () => {
  it('gets a check run, one comment and a suggestion where the diff shows the lines', async () => {
    const state = await start();
    const { notes, fallback } = await post(github);
    expect(fallback).toBeNull();
    expect(notes).toEqual([
      'check run: posted, 3 annotations',
      'comment: created',
      'suggestions: 1 new, 0 unchanged, 0 removed',
    ]);
    expect(state.checkRuns).toHaveLength(1);
    expect(state.checkRuns[0]).toMatchObject({
      name: 'sgaudit (infra)',
      status: 'completed',
      conclusion: 'failure',
      output: { title: 'warning 2 · note 1' },
    });
    expect(state.checkRuns[0]?.annotations[0]).toMatchObject({ path: 'infra/main.tf' });
    expect(state.comments[0]?.body).toContain('## sgaudit: Security-group rules `infra`');
    expect(state.reviewComments[0]).toMatchObject({
      path: 'infra/main.tf',
      line: 2,
      side: 'RIGHT',
    });
  });

  it('is only read by a second run that has nothing new to say', async () => {
    await start();
    await post(github);
    const first = github.log.length;
    const { notes } = await post(github);
    const second = github.log.slice(first);
    expect(second.length).toBeGreaterThan(3);
    expect(changesIn(second)).toEqual([]);
    expect(notes).toEqual([
      'check run: unchanged, 3 annotations',
      'comment: unchanged',
      'suggestions: 0 new, 1 unchanged, 0 removed',
    ]);
  });

  it('has its comment changed in place, and keeps other people’s', async () => {
    const state = await start();
    for (let id = 1; id <= 250; id += 1) state.comments.push({ id, body: `> remark ${id}` });
    await post(github);
    const [own] = state.comments.slice(-1);
    // A quotation of it does not begin with the marker.
    state.comments.push({ id: 900, body: `> ${own?.body.replaceAll('\n', '\n> ')}\n\nreally?` });
    const first = github.log.length;
    const { notes } = await post(github, { report: pullRequestReport({ findings: [finding()] }) });
    expect(notes).toContain('comment: updated');
    const changes = changesIn(github.log.slice(first));
    expect(changes).toContain(`PATCH /repos/octo/infra/issues/comments/${own?.id}`);
    expect(state.comments).toHaveLength(252);
    expect(state.comments.at(-1)?.body).toContain('really?');
  });

  it('has one comment a root, however hostile the name of the root', async () => {
    const state = await start();
    for (const root of ['infra', 'infra/eu', '-->" of="infra', '办公室']) {
      const report = withRoot(root);
      await post(github, { report });
      const first = github.log.length;
      await post(github, { report });
      expect(changesIn(github.log.slice(first))).toEqual([]);
    }
    expect(state.comments).toHaveLength(4);
    expect(state.reviewComments).toHaveLength(4);
    for (const { body } of state.comments) expect(body.split('\n')[0]).toMatch(/^<!-- [^>]+ -->$/);
  });

  it('has a check run and a comment for the gate beside those for the rules', async () => {
    const state = await start();
    const change = { kind: 'base', name: 'origin/main' } as const;
    const gate = { change, lost: [], gained: [], uncertain: [] };
    await post(github);
    await post(github, { report: pullRequestReport({ gate }) });
    expect(state.comments).toHaveLength(2);
    expect(state.checkRuns.map(({ name }) => name)).toEqual([
      'sgaudit (infra)',
      'sgaudit gate (infra)',
    ]);
  });

  it('has a comment too many of two runs at once taken away', async () => {
    const state = await start();
    await post(github);
    state.comments.push({ id: 901, body: state.comments[0]?.body ?? '' });
    await post(github);
    expect(state.comments.map(({ id }) => id)).not.toContain(901);
    expect(state.comments).toHaveLength(1);
  });

  it('gets no comment where nothing is found, but one that stands says so', async () => {
    const state = await start();
    const clean = pullRequestReport({ rules: [], findings: [] });
    const { notes } = await post(github, { report: clean });
    expect(notes).toContain('comment: none, as nothing was found');
    expect(state.comments).toEqual([]);
    expect(state.checkRuns[0]?.conclusion).toBe('success');
    await post(github);
    await post(github, { report: clean });
    expect(state.comments[0]?.body).toContain('No findings.');
  });

  it('loses suggestions that are no longer made, and keeps the thread of those that were answered', async () => {
    const state = await start();
    await post(github);
    const gone = pullRequestReport({ rules: [], findings: [] });
    const { notes } = await post(github, { report: gone });
    expect(notes).toContain('suggestions: 0 new, 0 unchanged, 1 removed');
    expect(state.reviewComments).toEqual([]);

    await post(github);
    const [suggestion] = state.reviewComments;
    if (!suggestion) throw new Error('no suggestion');
    state.reviewComments.push({
      ...suggestion,
      id: 902,
      body: 'we need it in spring',
      in_reply_to_id: suggestion.id,
    });
    await post(github, { report: gone });
    expect(state.reviewComments).toHaveLength(2);
    expect(state.reviewComments[0]?.body).toContain('no longer proposed');
    expect(state.reviewComments[0]?.body).not.toContain('```suggestion');
    const first = github.log.length;
    await post(github, { report: gone });
    expect(changesIn(github.log.slice(first))).toEqual([]);
  });

  it('has an outdated suggestion made anew on the lines of today', async () => {
    const state = await start();
    await post(github);
    const [old] = state.reviewComments;
    if (!old) throw new Error('no suggestion');
    state.reviewComments[0] = { ...old, line: null };
    const { notes } = await post(github);
    expect(notes).toContain('suggestions: 1 new, 0 unchanged, 1 removed');
    expect(state.reviewComments.map(({ id, line }) => [id === old.id, line])).toEqual([[false, 2]]);
  });

  it('has a suggestion of several lines made anew where its last line has left the diff', async () => {
    const diff = '@@ -1,3 +1,1 @@\n-a\n-b\n c\n';
    const report = pullRequestReport({ rules: [removable(diff)], findings: [] });
    const files = [{ filename: 'infra/main.tf', patch: '@@ -0,0 +1,3 @@\n+a\n+b\n+c' }];
    const state = await start({ pullRequest: { number: 7, headSha: HEAD, files } });
    await post(github, { report });
    const [old] = state.reviewComments;
    expect(old).toMatchObject({ start_line: 1, line: 2 });
    state.reviewComments[0] = { ...(old as ReviewComment), line: null };
    await post(github, { report });
    expect(state.reviewComments.map(({ id, line }) => [id === old?.id, line])).toEqual([
      [false, 2],
    ]);
  });

  it('gets no suggestion where the head is another text than the one that was proved', async () => {
    const patch = NEW_FILE_PATCH.replace('203.0.113.0/28', '203.0.113.64/28');
    const state = await start({
      pullRequest: { number: 7, headSha: HEAD, files: [{ filename: 'infra/main.tf', patch }] },
    });
    await post(github);
    expect(state.reviewComments).toEqual([]);
  });

  it('is left to the run of a newer commit, but for the check run of this one', async () => {
    const state = await start();
    const newer = 'b2'.repeat(20);
    state.faults.push({ on: /GET .*pulls\/7$/, reply: { body: `{"head": {"sha": "${newer}"}}` } });
    const { notes } = await post(github);
    expect(notes[1]).toContain('pull request 7 has a newer commit');
    expect(state.checkRuns).toHaveLength(1);
    expect(state.comments).toEqual([]);
    expect(state.reviewComments).toEqual([]);
  });

  it('tells its head itself where only its number is given', async () => {
    const state = await start();
    await post(github, { context: { sha: null } });
    expect(state.checkRuns[0]?.head_sha).toBe(HEAD);
    expect(state.comments).toHaveLength(1);
  });

  it('gets just the parts that are asked for', async () => {
    const state = await start();
    await post(github, {
      parts: { check: false, comment: false, suggestions: true, scanning: false },
    });
    expect(state.checkRuns).toEqual([]);
    expect(state.comments).toEqual([]);
    expect(state.reviewComments).toHaveLength(1);
  });

  it('has a comment that GitHub takes, however much was found', async () => {
    const state = await start();
    const long = 'a rule '.repeat(500);
    const findings = Array.from({ length: 200 }, (_, index) =>
      finding({ message: `${index} ${long}`, location: place('infra/main.tf', index + 1, 1, 2) }),
    );
    const { notes } = await post(github, { report: pullRequestReport({ rules: [], findings }) });
    expect(notes).toContain('comment: created');
    expect(state.comments[0]?.body).toMatch(/… and \d+ more findings/);
  });
});

describe('a push without a pull request', () => {
  it('gets the check run alone', async () => {
    const state = await start();
    const { notes } = await post(github, { context: { pullRequest: null } });
    expect(notes).toEqual(['check run: posted, 3 annotations']);
    expect(state.checkRuns).toHaveLength(1);
    expect(github.log.join(' ')).not.toContain('/pulls/');
  });
});

describe('code scanning', () => {
  const parts = { check: false, comment: false, suggestions: false, scanning: true };

  it('gets the findings as SARIF, for the head of the pull request', async () => {
    const state = await start();
    const { notes } = await post(github, { parts });
    expect(notes).toEqual(['code scanning: uploaded']);
    const [upload] = state.sarifs;
    expect(upload).toMatchObject({ commit_sha: HEAD, ref: 'refs/pull/7/head' });
    const log = JSON.parse(gunzipSync(Buffer.from(upload?.sarif ?? '', 'base64')).toString());
    expect(sarifProblems(log)).toEqual([]);
    expect(githubProblems(log)).toEqual([]);
  });

  it('gets those of a branch, and asks which where that is not known', async () => {
    const state = await start();
    const context = { pullRequest: null, ref: 'refs/heads/main' };
    await post(github, { parts, context });
    expect(state.sarifs[0]?.ref).toBe('refs/heads/main');
    const unknown = post(github, { parts, context: { pullRequest: null } });
    await expect(unknown).rejects.toThrow('set GITHUB_REF');
  });

  it('is left out where the repository or the token has none', async () => {
    await start({ permissions: { checks: true, issues: true, pulls: true, scanning: false } });
    const { notes, fallback } = await post(github, { parts });
    expect(notes[0]).toMatch(/^code scanning: not posted/);
    expect(fallback).not.toBeNull();
  });
});

describe('annotations', () => {
  it('go in batches of fifty, and the last one completes the run', async () => {
    const state = await start();
    await post(github, { report: manyFindings(120) });
    expect(changesIn(github.log).filter((each) => each.includes('check-runs'))).toEqual([
      'POST /repos/octo/infra/check-runs',
      'PATCH /repos/octo/infra/check-runs/101',
      'PATCH /repos/octo/infra/check-runs/101',
    ]);
    const lines = state.checkRuns[0]?.annotations.map(({ start_line: line }) => line);
    expect(new Set(lines).size).toBe(120);
    // Lines 1 to 3 are those that the pull request changes.
    expect(lines?.slice(0, 3)).toEqual([1, 2, 3]);
    expect(state.checkRuns[0]?.status).toBe('completed');
  });

  it('are gone on with where a run was stopped in the middle', async () => {
    const state = await start();
    const controller = new AbortController();
    state.faults.push({
      on: /PATCH/,
      reply: (response) => {
        controller.abort(new Error('stopped by Ctrl-C'));
        response.destroy();
      },
    });
    const report = manyFindings(120);
    await expect(post(github, { report, signal: controller.signal })).rejects.toThrow('Ctrl-C');
    expect(state.checkRuns[0]?.annotations).toHaveLength(50);
    await post(github, { report });
    expect(state.checkRuns).toHaveLength(1);
    expect(state.checkRuns[0]?.annotations).toHaveLength(120);
    expect(state.checkRuns[0]?.status).toBe('completed');
  });

  it('are at most a thousand, and the summary counts the others', async () => {
    const state = await start();
    await post(github, { report: manyFindings(1020) });
    expect(state.checkRuns[0]?.annotations).toHaveLength(1000);
    expect(state.checkRuns[0]?.output.summary).toContain('20 more findings without an annotation');
  });

  it('make a new run of a commit whose findings are other ones', async () => {
    const state = await start();
    await post(github);
    await post(github, { report: manyFindings(2) });
    await post(github, { report: manyFindings(2) });
    expect(state.checkRuns.map(({ annotations }) => annotations.length)).toEqual([3, 2]);
  });
});

describe('work that was done although its answer was lost', () => {
  it.each([
    ['the check run', /POST .*check-runs/],
    ['further annotations', /PATCH .*check-runs/],
    ['the comment', /POST .*issues/],
    ['a suggestion', /POST .*pulls/],
  ])('is not done twice: %s', async (_, on) => {
    const state = await start();
    state.faults.push({ on, reply: (response) => response.destroy(), carriedOut: true });
    const many = manyFindings(60);
    await post(github, { report: { ...many, rules: pullRequestReport().rules } });
    expect(state.faults).toEqual([]);
    expect(state.checkRuns.map(({ annotations }) => annotations.length)).toEqual([60]);
    expect(state.comments).toHaveLength(1);
    expect(state.reviewComments).toHaveLength(1);
  });

  it('is not missed when it was to delete something', async () => {
    const state = await start();
    await post(github);
    state.faults.push({ on: /DELETE/, reply: { status: 502 }, carriedOut: true });
    await post(github, { report: pullRequestReport({ rules: [], findings: [] }) });
    expect(state.reviewComments).toEqual([]);
  });
});

describe('a token that may only read, as in a pull request from a fork', () => {
  it('leaves everything to workflow commands and the summary of the step', async () => {
    const state = await start({
      permissions: { checks: false, issues: false, pulls: false, scanning: false },
    });
    const { notes, fallback } = await post(github);
    expect(notes.slice(0, 3).join('\n')).toMatch(
      /check run: not posted.*\ncomment: not posted.*\nsuggestions: not posted.*Resource not accessible/,
    );
    expect(fallback?.commands).toContain('::warning file=infra/main.tf,line=2');
    expect(fallback?.summary).toContain('## sgaudit');
    expect(state.checkRuns).toEqual([]);
  });

  it('posts what it may', async () => {
    const state = await start({
      permissions: { checks: false, issues: true, pulls: true, scanning: true },
    });
    const { fallback } = await post(github);
    expect(fallback).not.toBeNull();
    expect(state.comments).toHaveLength(1);
    expect(state.reviewComments).toHaveLength(1);
  });
});

it('a line that has left the diff in the meantime costs its suggestion only', async () => {
  const state = await start();
  state.faults.push({
    on: /POST .*pulls/,
    reply: { status: 422, body: '{"message": "line must be part of the diff"}' },
  });
  const { notes } = await post(github);
  expect(notes).toContain('1 suggestion refused: the lines have left the diff');
  expect(state.comments).toHaveLength(1);
});
