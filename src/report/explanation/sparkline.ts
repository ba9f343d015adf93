/** The heights of a day's traffic beside that of the busiest day; the first stands for none. */
const BLOCKS = ['·', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const ASCII = ['.', '_', '-', '~', '=', '+', '*', '%', '#'];

/** One character a value, by its share of the largest; a value above zero never looks like zero. */
export function sparkline(values: readonly number[], ascii: boolean): string {
  const marks = ascii ? ASCII : BLOCKS;
  const largest = Math.max(0, ...values);
  const levels = marks.length - 1;
  return values
    .map((value) => (value <= 0 ? marks[0] : marks[Math.ceil((value / largest) * levels)]))
    .join('');
}

/** So many sums of neighbours that at most `most` are left. */
export function bucketed(values: readonly number[], most: number): number[] {
  const size = Math.ceil(values.length / most);
  const buckets: number[] = [];
  for (let at = 0; at < values.length; at += size) {
    buckets.push(values.slice(at, at + size).reduce((sum, value) => sum + value, 0));
  }
  return buckets;
}
