/** Says of each fingerprint how often it came so far, this time included: a reader that keeps one of each wants them apart. */
export function occurrences(): (fingerprint: string) => number {
  const seen = new Map<string, number>();
  return (fingerprint) => {
    const count = (seen.get(fingerprint) ?? 0) + 1;
    seen.set(fingerprint, count);
    return count;
  };
}
