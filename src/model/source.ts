/**
 * Where something stands in a file of the user's.
 * Lines and columns start at 1; a column counts UTF-16 code units; an end is exclusive.
 */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A stretch of a file. `file` is relative to the repository root (else the working directory), with `/`. */
export interface Location {
  readonly file: string;
  readonly start: Position;
  readonly end: Position;
}

/** A location that also knows its offsets (UTF-16 code units from the start of the text), for edits. */
export interface SourceRange extends Location {
  readonly startOffset: number;
  readonly endOffset: number;
}

/** Whether the repository holds a file: it lies neither above the root nor on another path, as with `--var-file`. */
export function isInRepository(file: string): boolean {
  return !/^([/\\]|[A-Za-z]:)|(^|\/)\.\.(\/|$)/.test(file);
}

/** Whether `terraform init` put a file there: a module of others, or of another place. */
export function isInstalled(file: string): boolean {
  return /(^|\/)\.terraform\//.test(file);
}

/** The location without offsets, as reports carry it. */
export function toLocation(range: SourceRange | Location): Location {
  return { file: range.file, start: range.start, end: range.end };
}

/** Total order: by file, then start, then end. */
export function compareLocations(left: Location, right: Location): number {
  if (left.file !== right.file) return left.file < right.file ? -1 : 1;
  return comparePositions(left.start, right.start) || comparePositions(left.end, right.end);
}

export function comparePositions(left: Position, right: Position): number {
  return left.line - right.line || left.column - right.column;
}

/** True when `inner` lies wholly inside `outer` (equal counts as inside). */
export function encloses(outer: SourceRange, inner: SourceRange): boolean {
  return (
    outer.file === inner.file &&
    outer.startOffset <= inner.startOffset &&
    inner.endOffset <= outer.endOffset
  );
}
