import { createHash } from 'node:crypto';

/** What is hidden at the head of a comment, so that a later run finds it and knows whether it has changed. */
export interface Marker {
  readonly kind: 'comment' | 'suggestion';
  /** Whose it is, as a digest: several root modules, and the gate beside them, keep a comment each. */
  readonly subject: string;
  /** Of a suggestion what it is about, as a digest; null for a comment. */
  readonly key: string | null;
  /** Of the content, which GitHub may store with other line ends. */
  readonly content: string;
}

/** What a comment is of; names of any kind and length. */
export interface CommentOf {
  readonly kind: Marker['kind'];
  readonly subject: string;
  readonly key?: string;
}

const MARKER =
  /^<!-- sgaudit:(comment|suggestion) of="([0-9a-f]{16})"(?: key="([0-9a-f]{16})")? digest="([0-9a-f]{16})" -->/;

export function withMarker({ kind, subject, key }: CommentOf, content: string): string {
  const about = key === undefined ? '' : ` key="${digestOf(key)}"`;
  const digest = digestOf(content);
  return `<!-- sgaudit:${kind} of="${digestOf(subject)}"${about} digest="${digest}" -->\n${content}`;
}

/** The marker of a comment that sgaudit wrote. One that quotes such a comment does not begin with it. */
export function markerOf(body: string): Marker | null {
  const [, kind, subject = '', key, content = ''] = MARKER.exec(body) ?? [];
  if (kind !== 'comment' && kind !== 'suggestion') return null;
  return { kind, subject, key: key ?? null, content };
}

export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
