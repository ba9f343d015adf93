/**
 * Text of the user's (names, descriptions, file names) for a terminal: control characters and the marks that turn
 * the direction of writing become visible escapes, so that no name can move the cursor or hide what stands there.
 */
export function plain(text: string): string {
  return text.replace(
    /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
