import { type ScriptedServer, type ServedRequest, startServer } from '../scripted-server.ts';
import { createCheckRun, listCheckRuns, updateCheckRun } from './check-runs.ts';
import { commentProblem, type IssueComment } from './comments.ts';
import { denied, type FakeReply, invalid, missing, ok, paged } from './replies.ts';
import { type ReviewComment, reviewCommentProblem } from './review-comments.ts';
import type { GithubState, SarifUpload } from './state.ts';

export interface FakeGithub extends Omit<ScriptedServer, 'requests'> {
  readonly state: GithubState;
  /** All requests so far, as `GET /repos/octo/infra/pulls/7`, without the query. */
  readonly log: readonly string[];
  readonly requests: readonly ServedRequest[];
}

const REPOSITORY = '/repos/octo/infra';

/**
 * GitHub's REST API for one repository, `octo/infra`, as far as sgaudit uses it, with GitHub's rules: what it would
 * refuse is refused here. Faults that the state holds are served first, one a request.
 */
export async function startGithub(state: GithubState): Promise<FakeGithub> {
  const server = await startServer((request) => {
    const fault = state.faults.find(({ on }) => on.test(`${request.method} ${request.path}`));
    if (!fault) return answer(state, request);
    state.faults.splice(state.faults.indexOf(fault), 1);
    // The worst a server can do: the work is done, and the answer is lost.
    if (fault.carriedOut) answer(state, request);
    return fault.reply;
  });
  return {
    ...server,
    state,
    get log() {
      return server.requests.map(({ method, path }) => `${method} ${path.replace(/\?.*/, '')}`);
    },
  };
}

function answer(state: GithubState, request: ServedRequest): FakeReply {
  if (request.headers.authorization !== `Bearer ${state.token}`) {
    return { status: 401, body: '{"message": "Bad credentials"}' };
  }
  if (!request.headers['user-agent']?.startsWith('sgaudit/')) {
    return { status: 403, body: '{"message": "Request forbidden by administrative rules."}' };
  }
  const { pathname: path } = new URL(request.path, 'http://github');
  if (!path.startsWith(`${REPOSITORY}/`)) return missing();
  const body = request.body === '' ? {} : JSON.parse(request.body);
  const route = `${request.method} ${path.slice(REPOSITORY.length)}`;
  return (
    pulls(state, request, route, body) ??
    issues(state, request, route, body) ??
    checks(state, request, route, body) ??
    scanning(state, route, body) ??
    missing()
  );
}

function pulls(
  state: GithubState,
  request: ServedRequest,
  route: string,
  body: Partial<ReviewComment>,
): FakeReply | null {
  const { number, headSha } = state.pullRequest;
  const base = `/pulls/${number}`;
  switch (route) {
    case `GET ${base}`:
      return ok({ number, head: { sha: headSha } });
    case `GET ${base}/files`:
      return paged(request, state.pullRequest.files);
    case `GET ${base}/comments`:
      return paged(request, state.reviewComments);
    case `POST ${base}/comments`: {
      if (!state.permissions.pulls) return denied();
      const problem = commentProblem(body.body) ?? reviewCommentProblem(state, body);
      if (problem) return invalid(problem);
      const comment = { ...body, id: state.nextId() } as ReviewComment;
      state.reviewComments.push(comment);
      return ok(comment, 201);
    }
  }
  const [, method, id] = /^(\w+) \/pulls\/comments\/(\d+)$/.exec(route) ?? [];
  if (!method) return null;
  return one(state.reviewComments, method, Number(id), body, state.permissions.pulls);
}

function issues(
  state: GithubState,
  request: ServedRequest,
  route: string,
  body: Partial<IssueComment>,
): FakeReply | null {
  const list = `/issues/${state.pullRequest.number}/comments`;
  if (route === `GET ${list}`) return paged(request, state.comments);
  if (route === `POST ${list}`) {
    if (!state.permissions.issues) return denied();
    const problem = commentProblem(body.body);
    if (problem) return invalid(problem);
    const comment = { id: state.nextId(), body: body.body ?? '' };
    state.comments.push(comment);
    return ok(comment, 201);
  }
  const [, method, id] = /^(\w+) \/issues\/comments\/(\d+)$/.exec(route) ?? [];
  if (!method) return null;
  return one(state.comments, method, Number(id), body, state.permissions.issues);
}

function one<T extends IssueComment>(
  comments: T[],
  method: string,
  id: number,
  body: Partial<IssueComment>,
  mayWrite: boolean,
): FakeReply {
  const at = comments.findIndex((each) => each.id === id);
  const comment = comments[at];
  if (!comment) return missing();
  if (method === 'GET') return ok(comment);
  if (!mayWrite) return denied();
  if (method === 'DELETE') {
    comments.splice(at, 1);
    return { status: 204, body: '' };
  }
  const problem = commentProblem(body.body);
  if (problem) return invalid(problem);
  comments[at] = { ...comment, body: body.body ?? '' };
  return ok(comments[at]);
}

function scanning(state: GithubState, route: string, body: Partial<SarifUpload>): FakeReply | null {
  if (route !== 'POST /code-scanning/sarifs') return null;
  if (!state.permissions.scanning) return denied();
  const { commit_sha, ref, sarif } = body;
  if (!commit_sha || !/^refs\/(heads\/.|tags\/.|pull\/\d+\/(merge|head)$)/.test(ref ?? '')) {
    return invalid('commit_sha and ref are required');
  }
  state.sarifs.push({ commit_sha, ref: ref ?? '', sarif: sarif ?? '' });
  return ok({ id: String(state.nextId()) }, 202);
}

function checks(
  state: GithubState,
  request: ServedRequest,
  route: string,
  body: Record<string, unknown>,
): FakeReply | null {
  const [, sha] = /^GET \/commits\/(\w+)\/check-runs$/.exec(route) ?? [];
  if (sha !== undefined) return listCheckRuns(state, request, sha);
  const [, id] = /^GET \/check-runs\/(\d+)$/.exec(route) ?? [];
  const known = state.checkRuns.find((each) => each.id === Number(id));
  if (id !== undefined) return known ? ok(known) : missing();
  const [, method, changed] = /^(POST|PATCH) \/check-runs(?:\/(\d+))?$/.exec(route) ?? [];
  if (!method) return null;
  if (!state.permissions.checks) return denied();
  return changed === undefined
    ? createCheckRun(state, body)
    : updateCheckRun(state, Number(changed), body);
}
