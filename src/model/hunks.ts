/** A line of a unified diff. */
export interface HunkLine {
  readonly kind: 'context' | 'added' | 'removed';
  /** Without the leading sign; a carriage return of a CRLF file stays. */
  readonly text: string;
  /** In the file before; null for an added line. */
  readonly oldLine: number | null;
  /** In the file after; null for a removed line. */
  readonly newLine: number | null;
  /** The file ends here without a final newline. */
  readonly endsFile: boolean;
}

export interface Hunk {
  readonly lines: readonly HunkLine[];
}

/** What a pull request changes: the hunks of each file whose diff is known, by its path after the change. */
export type ChangedFiles = ReadonlyMap<string, readonly Hunk[]>;

const HEADER = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;

/**
 * The hunks of one file's unified diff, as git and GitHub (`patch` of a pull request's file) write it. What is neither a
 * hunk's header nor a line of a hunk is passed over: a hunk is as long as its header says, so that a removed line `-- x`
 * is no file header.
 */
export function parseHunks(diff: string): Hunk[] {
  const lines = diff.split('\n');
  const hunks: Hunk[] = [];
  for (let at = 0; at < lines.length; ) {
    const header = HEADER.exec(lines[at] ?? '');
    at += 1;
    if (!header) continue;
    const hunk = readHunk(lines.slice(at), header);
    hunks.push({ lines: hunk });
    at += hunk.length;
  }
  return hunks;
}

function readHunk(lines: readonly string[], header: RegExpExecArray): HunkLine[] {
  const [, oldStart, oldCount = '1', newStart, newCount = '1'] = header;
  const read: HunkLine[] = [];
  let [oldLine, newLine] = [Number(oldStart), Number(newStart)];
  const [oldEnd, newEnd] = [oldLine + Number(oldCount), newLine + Number(newCount)];
  for (const line of lines) {
    const last = read.at(-1);
    if (line.startsWith('\\') && last) {
      read[read.length - 1] = { ...last, endsFile: true };
      continue;
    }
    if (oldLine >= oldEnd && newLine >= newEnd) break;
    const kind = KINDS[line[0] ?? ' '];
    if (!kind) break;
    read.push({
      kind,
      text: line.slice(1),
      oldLine: kind === 'added' ? null : oldLine,
      newLine: kind === 'removed' ? null : newLine,
      endsFile: false,
    });
    if (kind !== 'added') oldLine += 1;
    if (kind !== 'removed') newLine += 1;
  }
  return read;
}

const KINDS: Readonly<Record<string, HunkLine['kind']>> = {
  ' ': 'context',
  '+': 'added',
  '-': 'removed',
};
