import type { Finding } from '../model/finding.ts';

/** A finding that is known and accepted. All but `fingerprint` and `root` is for readers of the file. */
export interface BaselineEntry {
  readonly root: string;
  readonly checkId: string;
  readonly fingerprint: string;
  readonly file: string | null;
  readonly message: string;
}

export const BASELINE_VERSION = 1;

/** The file, as `schema/baseline-v1.schema.json` describes it. */
export interface Baseline {
  readonly baselineVersion: typeof BASELINE_VERSION;
  readonly entries: readonly BaselineEntry[];
}

/** In an order that does not depend on lines, one entry a block, so that merges stay small. */
export function formatBaseline(entries: readonly BaselineEntry[]): string {
  const sorted = [...entries].sort(
    (left, right) =>
      compare(left.root, right.root) ||
      compare(left.checkId, right.checkId) ||
      compare(left.fingerprint, right.fingerprint),
  );
  const file: Baseline = { baselineVersion: BASELINE_VERSION, entries: sorted };
  return `${JSON.stringify(file, null, 2)}\n`;
}

function compare(left: string, right: string): number {
  return left === right ? 0 : left < right ? -1 : 1;
}

export interface BaselineInput {
  readonly entries: readonly BaselineEntry[];
  readonly root: string;
  /** The checks that ran: only of these can an entry be gone. */
  readonly ran: ReadonlySet<string>;
  /** Why a finding that is in the baseline does not count. */
  readonly reason: string;
}

/** Marks what the baseline holds; entries that match nothing any more are stale. */
export function applyBaseline(
  findings: readonly Finding[],
  { entries, root, ran, reason }: BaselineInput,
): { readonly findings: readonly Finding[]; readonly stale: readonly BaselineEntry[] } {
  const known = new Set(
    entries.filter((entry) => entry.root === root).map(({ fingerprint }) => fingerprint),
  );
  const found = new Set(findings.map(({ fingerprint }) => fingerprint));
  return {
    findings: findings.map((finding) =>
      finding.suppressed === null && known.has(finding.fingerprint)
        ? { ...finding, suppressed: { by: 'baseline', reason, until: null } }
        : finding,
    ),
    stale: entries.filter(
      (entry) => entry.root === root && ran.has(entry.checkId) && !found.has(entry.fingerprint),
    ),
  };
}

/**
 * The entries after an update: of this root what is found now, and what checks that did not run had; of other roots
 * all. Findings that a comment suppresses need no entry.
 */
export function updatedEntries(
  findings: readonly Finding[],
  { entries, root, ran }: Omit<BaselineInput, 'reason'>,
): readonly BaselineEntry[] {
  const kept = entries.filter((entry) => entry.root !== root || !ran.has(entry.checkId));
  const now = findings
    .filter(({ suppressed }) => suppressed?.by !== 'comment')
    .map(({ checkId, fingerprint, location, message }) => ({
      root,
      checkId,
      fingerprint,
      file: location?.file ?? null,
      message,
    }));
  const fresh = new Set(now.map(({ fingerprint }) => fingerprint));
  return [...kept.filter(({ fingerprint }) => !fresh.has(fingerprint)), ...now];
}
