import { expect } from '@jest/globals';
import { END_B, EVIDENCE_BITS } from '../../../src/flowlogs/query/evidence.ts';
import {
  A_IS_IPV6,
  B_IS_IPV6,
  EVIDENCE_SHIFT,
  PROTOCOL_BITS,
  REJECTED,
  ROW_WORDS,
  WORD,
} from '../../../src/flowlogs/reduce/connection-rows.ts';
import type { DayColumns } from '../../../src/flowlogs/reduce/day-connections.ts';
import { parseAddress } from '../../../src/model/address.ts';
import type { ExpectedLog } from './connection-oracle.ts';

/** The connections of days in the oracle's words. Each stands in one row. */
export function connectionsOf(days: readonly DayColumns[]): ExpectedLog['connections'] {
  const rows = days.flatMap(describeDay);
  expect(new Set(rows.map(([key]) => key)).size).toBe(rows.length);
  return Object.fromEntries(rows);
}

function describeDay(day: DayColumns): [string, ExpectedLog['connections'][string]][] {
  const { words, places, interfaces, addresses6, size } = day;
  const numbers = new Float64Array(words.buffer, words.byteOffset, words.length / 2);
  return Array.from({ length: size }, (_, row) => {
    const at = row * ROW_WORDS;
    const word = (name: keyof typeof WORD) => words[at + WORD[name]] ?? 0;
    const kind = word('kind');
    const place = places[word('place')]!;
    const end = (value: number, is6: boolean, port: number, outer: string | null) => {
      const text = is6
        ? plain(addresses6[value]!)
        : [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.');
      return `${text}${outer === null ? '' : `(${plain(outer)})`} ${port}`;
    };
    const ends = [
      end(word('a'), (kind & A_IS_IPV6) !== 0, word('ports') >>> 16, place.outerA),
      end(word('b'), (kind & B_IS_IPV6) !== 0, word('ports') & 0xffff, place.outerB),
    ];
    const evidence = kind >>> EVIDENCE_SHIFT;
    const signs = [evidence % END_B, Math.floor(evidence / END_B)].map((bits) =>
      Object.entries(EVIDENCE_BITS)
        .flatMap(([name, bit]) => ((bits & bit) === 0 ? [] : [name]))
        .sort(),
    );
    if (String(ends[0]) > String(ends[1])) {
      ends.reverse();
      signs.reverse();
    }
    const action = (kind & REJECTED) === 0 ? 'ACCEPT' : 'REJECT';
    const key = `${day.day} ${interfaces[place.interface]?.id} ${kind & PROTOCOL_BITS} ${action} ${ends.join(' > ')}`;
    return [
      key,
      {
        records: word('records'),
        bytes: numbers[(at + WORD.bytes) / 2]!,
        packets: numbers[(at + WORD.packets) / 2]!,
        first: word('firstSeen') >>> 0,
        last: word('lastSeen') >>> 0,
        signs: signs as [string[], string[]],
      },
    ];
  });
}

function plain(text: string): string {
  const parsed = parseAddress(text);
  return parsed?.family === 6 ? parsed.value.toString(16) : text;
}
