import type { Severity } from '../model/finding.ts';
import type { Annotation } from '../model/pull-request.ts';
import type { GithubClient } from './client.ts';
import { LIMITS, withinBytes, withinLength } from './limits.ts';
import { digestOf } from './marker.ts';

export interface CheckRun {
  readonly name: string;
  readonly conclusion: 'success' | 'neutral' | 'failure';
  readonly title: string;
  /** Markdown. */
  readonly summary: string;
  /** In the order in which they are to be seen. */
  readonly annotations: readonly Annotation[];
}

interface KnownRun {
  readonly id: number;
  readonly external_id: string | null;
  readonly status: string;
  readonly output: { readonly annotations_count: number };
}

const LEVELS: Readonly<Record<Severity, string>> = {
  error: 'failure',
  warning: 'warning',
  note: 'notice',
};

/**
 * Puts a check run on a commit. One that already says the same stays as it is; one that a run was stopped in the middle
 * of is gone on with, since annotations can be added to a check run and never taken back.
 */
export async function postCheckRun(
  client: GithubClient,
  repository: string,
  sha: string,
  run: CheckRun,
): Promise<'posted' | 'unchanged'> {
  const output = outputOf(run);
  const batches = inBatches(run.annotations.map(toJson));
  const externalId = `sgaudit:${digestOf(JSON.stringify([run.name, run.conclusion, output, batches]))}`;
  const base = `/repos/${repository}/check-runs`;
  const find = async (): Promise<KnownRun | null> => {
    const query = `check_name=${encodeURIComponent(run.name)}&filter=latest`;
    const found = await client.all<KnownRun>(
      `/repos/${repository}/commits/${sha}/check-runs?${query}`,
      (page: { check_runs: readonly KnownRun[] }) => page.check_runs,
    );
    return found.find((each) => each.external_id === externalId) ?? null;
  };
  const body = (index: number) => ({
    ...(index >= batches.length - 1
      ? { status: 'completed', conclusion: run.conclusion }
      : { status: 'in_progress' }),
    output: { ...output, annotations: batches[index] ?? [] },
  });

  let known = await find();
  if (known?.status === 'completed') return 'unchanged';
  known ??= await client.change<KnownRun>(
    'POST',
    base,
    { name: run.name, head_sha: sha, external_id: externalId, ...body(0) },
    find,
  );
  const posted = Math.floor(known.output.annotations_count / LIMITS.annotationsPerRequest);
  for (let index = Math.max(1, posted); index < batches.length; index += 1) {
    const full = Math.min((index + 1) * LIMITS.annotationsPerRequest, run.annotations.length);
    const path = `${base}/${known.id}`;
    await client.change<KnownRun>('PATCH', path, body(index), async () => {
      const now = await client.get<KnownRun>(path);
      return now.output.annotations_count >= full ? now : null;
    });
  }
  return 'posted';
}

function outputOf({ title, summary }: CheckRun): { title: string; summary: string } {
  return {
    title: withinLength(title, LIMITS.annotationTitle),
    summary: withinBytes(summary, LIMITS.checkSummary),
  };
}

function toJson(annotation: Annotation) {
  const { columns, details } = annotation;
  return {
    path: annotation.path,
    start_line: annotation.startLine,
    end_line: annotation.endLine,
    ...(columns ? { start_column: columns.start, end_column: columns.end } : {}),
    annotation_level: LEVELS[annotation.severity],
    title: withinLength(annotation.title, LIMITS.annotationTitle),
    message: withinBytes(annotation.message, LIMITS.annotationMessage),
    ...(details ? { raw_details: withinBytes(details, LIMITS.annotationDetails) } : {}),
  };
}

function inBatches<T>(items: readonly T[]): T[][] {
  const batches: T[][] = [];
  for (let at = 0; at < items.length; at += LIMITS.annotationsPerRequest) {
    batches.push(items.slice(at, at + LIMITS.annotationsPerRequest));
  }
  return batches;
}
