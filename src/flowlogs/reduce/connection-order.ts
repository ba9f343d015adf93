import { sortByKeys } from '../../model/radix-sort.ts';
import { ranksOf } from './addresses.ts';
import {
  A_IS_IPV6,
  B_IS_IPV6,
  PROTOCOL_BITS,
  REJECTED,
  ROW_WORDS,
  WORD,
} from './connection-rows.ts';
import type { DayColumns } from './day-connections.ts';

/**
 * An order of a day's connections that does not depend on the order in which they were read: places of texts in the
 * order of texts.
 */
export interface Ranks {
  readonly interfaces: Uint32Array;
  readonly addresses6: Uint32Array;
  /** By place: its interface first, then the addresses outside. */
  readonly places: Uint32Array;
}

export function ranksOfDay({ interfaces, addresses6, places }: DayColumns): Ranks {
  const ids = interfaces.map(({ id }) => id);
  const texts = places.map(
    ({ interface: index, outerA, outerB }) => `${ids[index]}\n${outerA ?? ''}\n${outerB ?? ''}`,
  );
  return {
    interfaces: ranksOf(ids),
    addresses6: ranksOf(addresses6),
    places: ranksOf(texts),
  };
}

/** Protocol, family of the ends, kind: what of a connection's word `kind` is key. */
const keyOf = (kind: number) =>
  ((kind & PROTOCOL_BITS) << 3) |
  ((kind & A_IS_IPV6) !== 0 ? 4 : 0) |
  ((kind & B_IS_IPV6) !== 0 ? 2 : 0) |
  ((kind & REJECTED) !== 0 ? 1 : 0);

/** The rows by place, protocol and ends. */
export function sortConnections(rows: Uint32Array, day: DayColumns, ranks: Ranks): Uint32Array {
  const { words } = day;
  const of = (value: (at: number) => number) => {
    const values = new Uint32Array(rows.length);
    for (let index = 0; index < rows.length; index++) {
      values[index] = value(rows[index]! * ROW_WORDS);
    }
    return values;
  };
  const keys = [
    of((at) => ranks.places[words[at + WORD.place]!]!),
    of((at) => keyOf(words[at + WORD.kind]!)),
    of((at) => endRank(words, at + WORD.a, (words[at + WORD.kind]! & A_IS_IPV6) !== 0, ranks)),
    of((at) => endRank(words, at + WORD.b, (words[at + WORD.kind]! & B_IS_IPV6) !== 0, ranks)),
    of((at) => words[at + WORD.ports]!),
  ];
  const order = sortByKeys(Uint32Array.from(rows.keys()), keys);
  return order.map((index) => rows[index]!);
}

/** The same order, of two rows. */
export function compareConnections(
  { words }: DayColumns,
  ranks: Ranks,
  left: number,
  right: number,
): number {
  const one = left * ROW_WORDS;
  const other = right * ROW_WORDS;
  const oneKind = words[one + WORD.kind]!;
  const otherKind = words[other + WORD.kind]!;
  return (
    ranks.places[words[one + WORD.place]!]! - ranks.places[words[other + WORD.place]!]! ||
    keyOf(oneKind) - keyOf(otherKind) ||
    endRank(words, one + WORD.a, (oneKind & A_IS_IPV6) !== 0, ranks) -
      endRank(words, other + WORD.a, (otherKind & A_IS_IPV6) !== 0, ranks) ||
    endRank(words, one + WORD.b, (oneKind & B_IS_IPV6) !== 0, ranks) -
      endRank(words, other + WORD.b, (otherKind & B_IS_IPV6) !== 0, ranks) ||
    (words[one + WORD.ports]! >>> 0) - (words[other + WORD.ports]! >>> 0)
  );
}

const endRank = (words: Int32Array, at: number, is6: boolean, { addresses6 }: Ranks) =>
  is6 ? addresses6[words[at]!]! : words[at]! >>> 0;
