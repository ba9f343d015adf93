import { createHash } from 'node:crypto';

/** What is hidden at the head of a comment, so that a later run finds it and knows whether it has changed. */
export interface Marker {
  readonly kind: 'comment' | 'suggestion';
  /** The root module, so that several roots of a repository keep a comment each. */
  readonly root: string;
  /** Of a suggestion: what it is about. */
  readonly key?: string;
  /** Of the content, which GitHub may store with other line ends. */
  readonly digest: string;
}

const MARKER =
  /^<!-- sgaudit:(comment|suggestion) root="([^" ]*)"(?: key="([^" ]*)")? digest="([0-9a-f]{16})" -->/;

export function withMarker(marker: Omit<Marker, 'digest'>, content: string): string {
  const key = marker.key === undefined ? '' : ` key="${encode(marker.key)}"`;
  return `<!-- sgaudit:${marker.kind} root="${encode(marker.root)}"${key} digest="${digestOf(content)}" -->\n${content}`;
}

/** The marker of a comment that sgaudit wrote. One that quotes such a comment does not begin with it. */
export function markerOf(body: string): Marker | null {
  const [, kind, root = '', key, digest = ''] = MARKER.exec(body) ?? [];
  if (kind !== 'comment' && kind !== 'suggestion') return null;
  return { kind, root: decode(root), ...(key === undefined ? {} : { key: decode(key) }), digest };
}

export function digestOf(content: string): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 16);
}

/** Nothing in a name ends the comment. */
function encode(name: string): string {
  return encodeURIComponent(name).replaceAll('-', '%2D');
}

/** Empty, which is nobody's root, when somebody else wrote it. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
