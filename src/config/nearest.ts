/** The known name that a mistyped one most likely means, or null when none is near. */
export function nearest(name: string, known: readonly string[]): string | null {
  let best: string | null = null;
  let bestDistance = Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** Levenshtein's distance, by rows. */
function editDistance(left: string, right: string): number {
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (const [row, character] of [...left].entries()) {
    const current = [row + 1];
    for (const [column, other] of [...right].entries()) {
      const substituted = (previous[column] as number) + (character === other ? 0 : 1);
      current.push(
        Math.min(
          substituted,
          (previous[column + 1] as number) + 1,
          (current[column] as number) + 1,
        ),
      );
    }
    previous = current;
  }
  return previous[right.length] as number;
}
