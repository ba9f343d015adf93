const ABOVE_ASCII = /[^\0-\x7f]/;
const SURROGATES_START = 0xd800;
const SURROGATES_END = 0xdfff;

/** Terraform's strings are in Unicode normal form C, whatever the file holds. */
export function normalizeText(text: string): string {
  return ABOVE_ASCII.test(text) ? text.normalize('NFC') : text;
}

/** Compares two texts by their UTF-8 bytes, which is the order of map keys and string sets. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const left = a.charCodeAt(at);
    const right = b.charCodeAt(at);
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

/** UTF-16 puts characters beyond U+FFFF (surrogates) below U+E000; UTF-8 puts them last. */
function rank(unit: number): number {
  return unit >= SURROGATES_START && unit <= SURROGATES_END ? unit + 0x10000 : unit;
}
