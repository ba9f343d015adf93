/** An IPv4 address as a signed 32-bit word; null where the text is none. */
export function ipv4Word(text: string): number | null {
  let word = 0;
  let octet = -1;
  let dots = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 46) {
      if (octet < 0 || ++dots > 3) return null;
      word = (word << 8) | octet;
      octet = -1;
    } else {
      if (code < 48 || code > 57 || octet === 0) return null;
      octet = octet < 0 ? code - 48 : octet * 10 + code - 48;
      if (octet > 255) return null;
    }
  }
  return dots === 3 && octet >= 0 ? (word << 8) | octet : null;
}

export function ipv4Text(word: number): string {
  return `${word >>> 24}.${(word >>> 16) & 255}.${(word >>> 8) & 255}.${word & 255}`;
}

/** An address as one number: IPv4 below 2^32, others by their place in a list above. */
export const addressNumber = (word: number, is6: boolean) =>
  is6 ? FIRST_OTHER + word : word >>> 0;

export const FIRST_OTHER = 2 ** 32;

/** The place of each text in the order of texts. */
export function ranksOf(texts: readonly string[]): Uint32Array {
  const order = texts.map((_, index) => index);
  order.sort((left, right) => (texts[left]! < texts[right]! ? -1 : 1));
  const ranks = new Uint32Array(texts.length);
  for (const [rank, index] of order.entries()) ranks[index] = rank;
  return ranks;
}
