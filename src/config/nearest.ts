/** The known name that a mistyped one most likely means, or null when none is near. */
export function nearest(name: string, known: readonly string[]): string | null {
  return nearestOnes(name, known, 1)[0] ?? null;
}

/** The known names that come near a mistyped one, the nearest first. */
export function nearestOnes(name: string, known: readonly string[], most: number): string[] {
  const furthest = Math.max(2, Math.floor(name.length / 3));
  return [...new Set(known)]
    .filter((candidate) => Math.abs(candidate.length - name.length) <= furthest)
    .map((candidate) => ({
      candidate,
      distance: editDistance(name.toLowerCase(), candidate.toLowerCase()),
    }))
    .filter(({ distance }) => distance <= furthest)
    .sort((left, right) => left.distance - right.distance)
    .slice(0, most)
    .map(({ candidate }) => candidate);
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
