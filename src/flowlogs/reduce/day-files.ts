import type { ProvidedRows } from '../engine/provided-rows.ts';
import { ipv4Text } from './addresses.ts';
import type { InterfaceDay } from './day-connections.ts';
import { Dictionary, setPlace, setWhole } from './dictionary.ts';
import {
  ANSWERED,
  END,
  END_WORDS,
  type Endpoints,
  IS_IPV6,
  OPENED,
  PAIR_SHIFT,
  UDP,
} from './endpoints.ts';
import type { SharedAddress } from './shared-addresses.ts';

/** The rows of `coverage` of some days. */
export function coverageRows(
  days: readonly { readonly day: number; readonly interfaces: readonly InterfaceDay[] }[],
): ProvidedRows {
  const ids = new Dictionary();
  const accounts = new Dictionary();
  const vpcs = new Dictionary();
  const rows = days.flatMap(({ day, interfaces }) =>
    interfaces
      .filter((each) => each.accepted + each.rejected + each.noData + each.skipData > 0)
      .sort((left, right) => (left.id < right.id ? -1 : 1))
      .map((each) => ({
        ...{ ...each, day, place: ids.place(each.id) },
        ...{ account: accounts.place(each.account), vpc: vpcs.place(each.vpc) },
      })),
  );
  return {
    columns: {
      ...{ day: 'DATE', account: accounts.texts, vpc: vpcs.texts, interface: ids.texts },
      ...{ accepted: 'BIGINT', rejected: 'BIGINT', no_data: 'BIGINT', skip_data: 'BIGINT' },
      ...{ hours: 'INTEGER', first_seen: 'BIGINT', last_seen: 'BIGINT' },
    },
    size: rows.length,
    fill(columns, from, count) {
      const [day, account, vpc, id, accepted, rejected, noData, skipData, hours, first, last] =
        columns;
      for (let at = 0; at < count; at++) {
        const row = rows[from + at]!;
        day!.items[at] = row.day;
        setPlace(account!, at, row.account);
        setPlace(vpc!, at, row.vpc);
        id!.items[at] = row.place;
        setWhole(accepted!, at, row.accepted);
        setWhole(rejected!, at, row.rejected);
        setWhole(noData!, at, row.noData);
        setWhole(skipData!, at, row.skipData);
        hours!.items[at] = row.hours;
        setWhole(first!, at, row.firstSeen);
        setWhole(last!, at, row.lastSeen);
      }
    },
  };
}

/** The rows of `endpoints` of a day. */
export function endpointRows(day: number, { words, size, addresses6 }: Endpoints): ProvidedRows {
  const texts = new Dictionary();
  const places = Int32Array.from({ length: size }, (_, index) => {
    const at = index * END_WORDS;
    const is6 = (words[at + END.key]! & IS_IPV6) !== 0;
    return texts.place(is6 ? addresses6[words[at]!]! : ipv4Text(words[at]!));
  });
  return {
    columns: {
      ...{ day: 'INTEGER', address: texts.texts, protocol: 'SMALLINT', port: 'INTEGER' },
      ...{ answered: 'BOOLEAN', opened: 'BOOLEAN', sketch: 'BIGINT' },
      ...{ pair_bits: 'INTEGER', lowest: 'INTEGER' },
    },
    size,
    fill(columns, from, count) {
      const [days, address, protocol, port, answered, opened, sketch, pairBits, lowest] =
        columns.map(({ items }) => items);
      for (let index = 0; index < count; index++) {
        const at = (from + index) * END_WORDS;
        const key = words[at + END.key]!;
        days![index] = day;
        address![index] = places[from + index]!;
        protocol![index] = (key & UDP) !== 0 ? 17 : 6;
        port![index] = key & 0xffff;
        answered![index] = (key & ANSWERED) !== 0 ? 1 : 0;
        opened![index] = (key & OPENED) !== 0 ? 1 : 0;
        sketch![index * 2] = words[at + END.sketchLow]!;
        sketch![index * 2 + 1] = words[at + END.sketchHigh]!;
        pairBits![index] = words[at + END.lowest]! >> PAIR_SHIFT;
        lowest![index] = words[at + END.lowest]! & 0xffff;
      }
    },
  };
}

/** The rows of `addresses` of a day. */
export function sharedRows(day: number, shared: readonly SharedAddress[]): ProvidedRows {
  const ids = new Dictionary();
  const addresses = new Dictionary();
  const rows = shared.map((each) => ({
    ...{ id: ids.place(each.interface), family: each.family },
    address: addresses.place(each.address),
  }));
  return {
    columns: { day: 'INTEGER', interface: ids.texts, family: 'TINYINT', address: addresses.texts },
    size: rows.length,
    fill(columns, from, count) {
      const [days, id, family, address] = columns;
      for (let at = 0; at < count; at++) {
        const row = rows[from + at]!;
        days!.items[at] = day;
        id!.items[at] = row.id;
        family!.items[at] = row.family;
        setPlace(address!, at, row.address);
      }
    },
  };
}
