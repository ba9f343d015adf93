import { addressNumber } from './addresses.ts';
import { A_IS_IPV6, B_IS_IPV6, ROW_WORDS, WORD } from './connection-rows.ts';
import { DayAddresses } from './day-addresses.ts';
import type { DayColumns } from './day-connections.ts';

/**
 * Per day, interface and family: an address that stands on one side of every connection of the interface.
 * An interface with one peer has two such addresses, and so none that is certain. A row without address marks each day
 * that has traffic, so that a day on which nothing is shared counts against.
 */
export interface SharedAddress {
  readonly interface: string;
  readonly family: 4 | 6;
  readonly address: string | null;
}

/** Only the ends of some one connection can be shared by all: two candidates, each checked with all others. */
export function sharedAddresses(day: DayColumns): SharedAddress[] {
  const { interfaces } = day;
  const addresses = new DayAddresses(day);
  // By interface and family: the two candidates; -1 where there is no connection, -2 what some connection lacks.
  const first = new Float64Array(interfaces.length * 2).fill(-1);
  const second = new Float64Array(interfaces.length * 2).fill(-1);
  findShared(day, addresses, first, second);
  return interfaces.flatMap(({ id }, at) =>
    ([4, 6] as const).flatMap((family, side): SharedAddress[] => {
      const found = [first[at * 2 + side]!, second[at * 2 + side]!];
      if (found[0] === -1) return [];
      const row = (address: string | null) => ({ interface: id, family, address });
      return [
        ...found.filter((each) => each >= 0).map((each) => row(addresses.textOf(each))),
        row(null),
      ];
    }),
  );
}

function findShared(
  { words, size, places }: DayColumns,
  { outerA, outerB }: DayAddresses,
  first: Float64Array,
  second: Float64Array,
): void {
  const placeInterface = Int32Array.from(places, (place) => place.interface);
  for (let at = 0; at < size * ROW_WORDS; at += ROW_WORDS) {
    const kind = words[at + WORD.kind]!;
    const place = words[at + WORD.place]!;
    const index = placeInterface[place]! * 2 + ((kind & A_IS_IPV6) !== 0 ? 1 : 0);
    const left = first[index]!;
    const right = second[index]!;
    if (left === -2 && right === -2) continue;
    const a =
      outerA[place] === -1
        ? addressNumber(words[at + WORD.a]!, (kind & A_IS_IPV6) !== 0)
        : outerA[place]!;
    const b =
      outerB[place] === -1
        ? addressNumber(words[at + WORD.b]!, (kind & B_IS_IPV6) !== 0)
        : outerB[place]!;
    if (left === -1) {
      first[index] = a;
      second[index] = a === b ? -2 : b;
    } else {
      if (left !== a && left !== b) first[index] = -2;
      if (right !== a && right !== b) second[index] = -2;
    }
  }
}
