/**
 * JSON whose bytes are safe to look at: characters that act on a terminal or turn the direction of writing are escaped,
 * which no reader of the JSON can tell. `JSON.stringify` escapes the control characters below U+0020 only.
 */
export function jsonText(value: unknown, indent = 2): string {
  const text = JSON.stringify(value, null, indent).replace(
    /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `${text}\n`;
}
