import type { Attribute, Block, Body, Expression, FileNode, Span } from '../hcl/ast.ts';
import { locationOf, positionAt } from '../hcl/source-text.ts';
import { withDescendants } from '../hcl/walk.ts';
import { type IgnoreComment, isIgnoreComment } from '../lint/suppress.ts';

/** Every `sgaudit-ignore` comment of the configuration with what it stands at. */
export function ignoreComments(files: ReadonlyMap<string, FileNode>): IgnoreComment[] {
  return [...files.values()].flatMap((file) =>
    file.comments
      .filter((comment) => isIgnoreComment(comment.text))
      .map((comment) => {
        const target = targetOf(file, comment);
        return {
          text: comment.text.trim(),
          location: locationOf(file.source, { start: comment.start, end: endOf(file, comment) }),
          target: target && locationOf(file.source, target),
        };
      }),
  );
}

function endOf(file: FileNode, comment: Span): number {
  return comment.start + file.source.text.slice(comment.start, comment.end).trimEnd().length;
}

/** Its own line where something stands before it, else the next line with text and what begins there. */
function targetOf(file: FileNode, comment: Span): Span | null {
  const { text, lineStarts } = file.source;
  const line = positionAt(file.source, comment.start).line;
  const ownStart = lineStarts[line - 1] ?? 0;
  const shares = text.slice(ownStart, comment.start).trim() !== '';
  const start = shares ? ownStart : nextTextLine(file, line);
  if (start === null) return null;
  const lineEnd = text.indexOf('\n', start);
  const end = lineEnd === -1 ? text.length : lineEnd;
  return widest(file, { start, end });
}

/** Further comments may stand between. */
function nextTextLine(file: FileNode, line: number): number | null {
  const { text, lineStarts } = file.source;
  for (let index = line; index < lineStarts.length; index++) {
    const start = lineStarts[index] as number;
    const content = text.slice(start, lineStarts[index + 1] ?? text.length).trim();
    const isComment = file.comments.some(
      (each) =>
        each.start >= start &&
        text.slice(start, each.start).trim() === '' &&
        each.start < start + content.length + 1,
    );
    if (content === '') return null;
    if (!isComment) return start;
  }
  return null;
}

/** The line, and to the end of the block, argument or element that begins on it. */
function widest(file: FileNode, line: Span): Span {
  let end = line.end;
  for (const span of spansOf(file.body)) {
    if (line.start <= span.start && span.start < line.end) end = Math.max(end, span.end);
  }
  return { start: line.start, end };
}

function* spansOf(body: Body): Iterable<Attribute | Block | Expression> {
  for (const item of body.items) {
    yield item;
    if (item.kind === 'block') yield* spansOf(item.body);
    else yield* withDescendants(item.value);
  }
}
