import type { ServedRequest } from '../scripted-server.ts';
import { type FakeReply, invalid, missing, ok, paged } from './replies.ts';
import type { GithubState } from './state.ts';

export interface CheckRun {
  readonly id: number;
  readonly name: string;
  readonly head_sha: string;
  readonly external_id: string | null;
  status: string;
  conclusion: string | null;
  output: { title: string; summary: string; annotations_count: number };
  /** What GitHub gives under an address of its own. */
  readonly annotations: Record<string, unknown>[];
}

interface Output {
  readonly title?: string;
  readonly summary?: string;
  readonly annotations?: readonly Record<string, unknown>[];
}

export function listCheckRuns(state: GithubState, request: ServedRequest, sha: string): FakeReply {
  const name = new URL(request.path, 'http://github').searchParams.get('check_name');
  const runs = state.checkRuns.filter(
    (each) => each.head_sha === sha && (name === null || each.name === name),
  );
  // `filter=latest`, which is the default: of a name just the newest.
  const latest = new Map(runs.map((each) => [each.name, each]));
  return paged(request, [...latest.values()], (page) => ({
    total_count: latest.size,
    check_runs: page,
  }));
}

export function createCheckRun(state: GithubState, body: Record<string, unknown>): FakeReply {
  const problem = bodyProblem(body);
  if (problem) return invalid(problem);
  if (body.head_sha !== state.pullRequest.headSha) {
    return invalid(`No commit found for SHA: ${body.head_sha}`);
  }
  const run: CheckRun = {
    id: state.nextId(),
    name: String(body.name),
    head_sha: String(body.head_sha),
    external_id: (body.external_id as string | undefined) ?? null,
    status: 'queued',
    conclusion: null,
    output: { title: '', summary: '', annotations_count: 0 },
    annotations: [],
  };
  state.checkRuns.push(run);
  return ok(take(run, body), 201);
}

export function updateCheckRun(
  state: GithubState,
  id: number,
  body: Record<string, unknown>,
): FakeReply {
  const run = state.checkRuns.find((each) => each.id === id);
  if (!run) return missing();
  const problem = bodyProblem(body);
  return problem ? invalid(problem) : ok(take(run, body));
}

/** Annotations are added to those that stand. */
function take(run: CheckRun, body: Record<string, unknown>): CheckRun {
  const output = body.output as Output;
  run.annotations.push(...(output.annotations ?? []));
  run.output = {
    title: output.title ?? '',
    summary: output.summary ?? '',
    annotations_count: run.annotations.length,
  };
  run.status = String(body.status);
  run.conclusion = (body.conclusion as string | undefined) ?? null;
  return run;
}

function bodyProblem(body: Record<string, unknown>): string | null {
  const { title, summary, annotations = [] } = (body.output ?? {}) as Output;
  if (!title || !summary) return 'output: title and summary are required';
  if (summary.length > 65_535) return 'output.summary is too long';
  if (annotations.length > 50) return 'No more than 50 annotations are allowed';
  if ((body.status === 'completed') !== (body.conclusion !== undefined)) {
    return 'a completed run has a conclusion, and no other';
  }
  const known = [undefined, 'success', 'neutral', 'failure'];
  if (!known.includes(body.conclusion as string | undefined)) return 'conclusion is not known';
  for (const annotation of annotations) {
    const problem = annotationProblem(annotation);
    if (problem) return problem;
  }
  return null;
}

function annotationProblem(annotation: Record<string, unknown>): string | null {
  const { start_line: start, end_line: end, start_column: column, end_column: last } = annotation;
  if (typeof annotation.path !== 'string' || /^\/|\.\./.test(annotation.path)) return 'path';
  if (typeof start !== 'number' || typeof end !== 'number' || start < 1 || end < start) {
    return 'start_line and end_line';
  }
  if (column !== undefined && (start !== end || Number(last) < Number(column))) {
    return 'start_column must be nil if start_line and end_line have different values';
  }
  if (!['notice', 'warning', 'failure'].includes(String(annotation.annotation_level))) {
    return 'annotation_level';
  }
  if (!annotation.message || Buffer.byteLength(String(annotation.message)) > 65_536) {
    return 'message';
  }
  if (String(annotation.title ?? '').length > 255) return 'title';
  return Buffer.byteLength(String(annotation.raw_details ?? '')) > 65_536 ? 'raw_details' : null;
}
