import { existsSync, readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import type { Config } from '../config/config.ts';
import {
  applyBaseline,
  type BaselineEntry,
  formatBaseline,
  updatedEntries,
} from '../lint/baseline.ts';
import type { Messages } from '../messages/index.ts';
import type { Finding } from '../model/finding.ts';
import { type Problem, SgauditError } from '../model/problem.ts';
import type { Findings } from './findings.ts';
import { parseBaseline } from './parse-baseline.ts';
import type { JudgementRequest } from './request.ts';
import type { Target } from './target.ts';

export interface BaselineResult {
  readonly findings: readonly Finding[];
  /** Entries that match nothing any more. */
  readonly warnings: readonly Problem[];
  /** What the file is to hold; null where no update was asked for. */
  readonly update: { readonly path: string; readonly text: string } | null;
}

/**
 * Applies the baseline of the request, else of the configuration.
 * @throws SgauditError `usage` or `baseline` when the file is missing, unreadable or of another version
 */
export function withBaseline(
  { findings, ran }: Findings,
  {
    request,
    config,
    target,
    messages,
  }: { request: JudgementRequest; config: Config; target: Target; messages: Messages },
): BaselineResult {
  const path = request.baseline ?? config.baseline ?? null;
  if (path === null) {
    if (!request.updateBaseline) return { findings, warnings: [], update: null };
    throw new SgauditError('usage', 'which baseline? give --baseline FILE with --update-baseline');
  }
  const shown = request.baseline ?? relative(target.repositoryRoot, path);
  const isNew = request.updateBaseline === true && !existsSync(path);
  const before = isNew ? [] : readEntries(path, shown);
  const input = { root: target.display, ran, reason: messages.check.inBaseline(shown) };
  const entries = request.updateBaseline
    ? updatedEntries(findings, { ...input, entries: before })
    : before;
  const applied = applyBaseline(findings, { ...input, entries });
  return {
    findings: applied.findings,
    warnings: request.updateBaseline ? [] : staleWarning(applied.stale, shown),
    update: request.updateBaseline ? { path: resolve(path), text: formatBaseline(entries) } : null,
  };
}

function readEntries(path: string, shown: string): readonly BaselineEntry[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const remedy = code === 'ENOENT' ? '; write it with --update-baseline' : '';
    throw new SgauditError('baseline', `cannot read the baseline ${shown} (${code})${remedy}`);
  }
  return parseBaseline(text, shown);
}

function staleWarning(stale: readonly BaselineEntry[], shown: string): Problem[] {
  const first = stale[0];
  if (!first) return [];
  const which = stale.length === 1 ? 'an entry that matches' : `${stale.length} entries that match`;
  return [
    {
      code: 'stale-baseline',
      message: `${shown} has ${which} nothing any more (${first.checkId}: ${first.message}); drop them with --update-baseline`,
      location: null,
      severity: 'warning',
    },
  ];
}
