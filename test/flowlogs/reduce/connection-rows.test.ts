import { describe, expect, it } from '@jest/globals';
import {
  ConnectionRows,
  EVIDENCE_SHIFT,
  ROW_WORDS,
  sharedWords,
  WORD,
} from '../../../src/flowlogs/reduce/connection-rows.ts';

interface Sums {
  evidence: number;
  records: number;
  firstSeen: number;
  lastSeen: number;
  bytes: number;
  packets: number;
}

/** What the rows say, by key. */
function sumsOf({ size, words }: ConnectionRows): Map<string, Sums> {
  const numbers = new Float64Array(words.buffer);
  const sums = new Map<string, Sums>();
  for (let at = 0; at < size * ROW_WORDS; at += ROW_WORDS) {
    const kind = words[at + WORD.kind]!;
    const key = [...words.subarray(at, at + WORD.kind), kind & 0xffff].join(' ');
    expect(sums.has(key)).toBe(false);
    sums.set(key, {
      evidence: kind >>> EVIDENCE_SHIFT,
      records: words[at + WORD.records]!,
      firstSeen: words[at + WORD.firstSeen]! >>> 0,
      lastSeen: words[at + WORD.lastSeen]! >>> 0,
      bytes: numbers[(at + WORD.bytes) >> 1]!,
      packets: numbers[(at + WORD.packets) >> 1]!,
    });
  }
  return sums;
}

/** Numbers with a seed (xorshift32). */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** Adds records of at most `keys` connections to the rows and to a plain map. */
function addRecords(
  rows: ConnectionRows,
  oracle: Map<string, Sums>,
  { records, keys, seed }: { records: number; keys: number; seed: number },
): void {
  const random = randomNumbers(seed);
  const from = new Float64Array(2);
  for (let record = 0; record < records; record++) {
    const number = random(keys);
    // Keys that differ in one word alone, and in its uppermost bits alone.
    const key = [0, 0, 0, number % 3, 6 + (number % 2 ? 0x100 : 0)];
    key[number % 3] = number << (number % 5 ? 0 : 12);
    const evidence = 1 << random(10);
    const firstSeen = 3_000_000_000 + random(1_000_000);
    const lastSeen = firstSeen + random(1_000_000);
    from[0] = random(1_000_000);
    from[1] = random(1000);
    const [a = 0, b = 0, ports = 0, place = 0, kind = 0] = key;
    rows.add(a, b, ports, place, kind, evidence, 1, firstSeen, lastSeen, from, 0, 1);
    const known = oracle.get(key.join(' '));
    oracle.set(key.join(' '), {
      evidence: (known?.evidence ?? 0) | evidence,
      records: (known?.records ?? 0) + 1,
      firstSeen: Math.min(known?.firstSeen ?? firstSeen, firstSeen),
      lastSeen: Math.max(known?.lastSeen ?? 0, lastSeen),
      bytes: (known?.bytes ?? 0) + from[0],
      packets: (known?.packets ?? 0) + from[1],
    });
  }
}

describe('rows of connections', () => {
  it.each([
    { records: 1, keys: 1, seed: 1 },
    { records: 257, keys: 3, seed: 2 },
    { records: 1000, keys: 100_000, seed: 3 },
    { records: 30_000, keys: 5000, seed: 4 },
    { records: 30_000, keys: 1_000_000, seed: 5 },
  ])('hold what a plain map of $records records of up to $keys keys holds', (of) => {
    const rows = new ConnectionRows();
    const oracle = new Map<string, Sums>();
    addRecords(rows, oracle, of);
    rows.settle();
    expect(sumsOf(rows)).toEqual(oracle);
  });

  it('keep connections apart whose keys have the same hash', () => {
    const rows = new ConnectionRows();
    const from = new Float64Array([40, 1]);
    rows.add(1, 2, 3, 1 << 20, 5, 1, 1, 100, 200, from, 0, 1);
    rows.add(1, 2, 3, 0, 6, 1, 1, 100, 200, from, 0, 1);
    rows.settle();
    expect(rows.size).toBe(2);
  });

  it('go on with rows that are there, in words that have no room', () => {
    const first = new ConnectionRows();
    const oracle = new Map<string, Sums>();
    addRecords(first, oracle, { records: 5000, keys: 2000, seed: 6 });
    first.settle();
    const words = sharedWords(first.size);
    words.set(first.words.subarray(0, words.length));
    const rows = ConnectionRows.from(words, first.size);
    addRecords(rows, oracle, { records: 5000, keys: 4000, seed: 7 });
    rows.settle();
    expect(sumsOf(rows)).toEqual(oracle);
  });
});
