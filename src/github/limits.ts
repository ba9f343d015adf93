/** What GitHub takes at most; beyond it a request is refused whole. */
export const LIMITS = {
  /** https://docs.github.com/rest/checks/runs#create-a-check-run */
  annotationsPerRequest: 50,
  annotationTitle: 255,
  /** 64 KB of UTF-8. */
  annotationMessage: 65_536,
  annotationDetails: 65_536,
  checkSummary: 65_535,
  /** Of an issue's or a review's comment, in characters. */
  comment: 65_536,
} as const;

/** The longest beginning of a text that fits into so many bytes of UTF-8, with an ellipsis where something was cut. */
export function withinBytes(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  const ellipsis = '…';
  const room = Buffer.from(text).subarray(0, bytes - Buffer.byteLength(ellipsis));
  // A character that was cut in two decodes to a replacement character.
  return `${room.toString('utf8').replace(/\ufffd+$/, '')}${ellipsis}`;
}

/** The longest beginning of a text within so many UTF-16 code units. */
export function withinLength(text: string, length: number): string {
  if (text.length <= length) return text;
  return `${text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
