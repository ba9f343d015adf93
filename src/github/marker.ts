import { createHash } from 'node:crypto';

/** What is hidden at the head of a comment, so that a later run finds it and knows whether it has changed. */
export interface Marker {
  readonly kind: 'comment' | 'suggestion';
  /** Whose it is, so that several subject modules, and the gate beside them, keep a comment each. */
  readonly subject: string;
  /** Of a suggestion: what it is about. */
  readonly key?: string;
  /** Of the content, which GitHub may store with other line ends. */
  readonly digest: string;
}

const MARKER =
  /^<!-- sgaudit:(comment|suggestion) subject="([^" ]*)"(?: key="([^" ]*)")? digest="([0-9a-f]{16})" -->/;

export function withMarker(marker: Omit<Marker, 'digest'>, content: string): string {
  const key = marker.key === undefined ? '' : ` key="${encode(marker.key)}"`;
  return `<!-- sgaudit:${marker.kind} subject="${encode(marker.subject)}"${key} digest="${digestOf(content)}" -->\n${content}`;
}

/** The marker of a comment that sgaudit wrote. One that quotes such a comment does not begin with it. */
export function markerOf(body: string): Marker | null {
  const [, kind, subject = '', key, digest = ''] = MARKER.exec(body) ?? [];
  if (kind !== 'comment' && kind !== 'suggestion') return null;
  return {
    kind,
    subject: decode(subject),
    ...(key === undefined ? {} : { key: decode(key) }),
    digest,
  };
}

export function digestOf(content: string): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 16);
}

/** Nothing in a name ends the comment. */
function encode(name: string): string {
  return encodeURIComponent(name).replaceAll('-', '%2D');
}

/** Empty, which is nobody's subject, when somebody else wrote it. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
