import { placesOf, sortByKeys } from '../../model/radix-sort.ts';
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
  const keys = Array.from({ length: 5 }, () => new Uint32Array(rows.length)) as Keys;
  fillKeys(rows, day, ranks, keys);
  const order = sortByKeys(placesOf(rows.length), keys);
  const sorted = new Uint32Array(rows.length);
  for (let index = 0; index < order.length; index++) sorted[index] = rows[order[index]!]!;
  return sorted;
}

type Keys = [Uint32Array, Uint32Array, Uint32Array, Uint32Array, Uint32Array];

function fillKeys(
  rows: Uint32Array,
  { words }: DayColumns,
  ranks: Ranks,
  [places, kinds, as, bs, ports]: Keys,
): void {
  for (let index = 0; index < rows.length; index++) {
    const at = rows[index]! * ROW_WORDS;
    const kind = words[at + WORD.kind]!;
    places[index] = ranks.places[words[at + WORD.place]!]!;
    kinds[index] = keyOf(kind);
    as[index] = endRank(words, at + WORD.a, (kind & A_IS_IPV6) !== 0, ranks);
    bs[index] = endRank(words, at + WORD.b, (kind & B_IS_IPV6) !== 0, ranks);
    ports[index] = words[at + WORD.ports]!;
  }
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
