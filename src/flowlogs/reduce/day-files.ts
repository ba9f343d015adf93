import type { ProvidedRows } from '../engine/provided-rows.ts';
import type { InterfaceDay } from './day-connections.ts';
import { Dictionary } from './dictionary.ts';
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
      ...{ day: 'INTEGER', account: accounts.texts, vpc: vpcs.texts, interface: ids.texts },
      ...{ accepted: 'DOUBLE', rejected: 'DOUBLE', no_data: 'DOUBLE', skip_data: 'DOUBLE' },
      ...{ hours: 'INTEGER', first_seen: 'DOUBLE', last_seen: 'DOUBLE' },
    },
    size: rows.length,
    fill(columns, from, count) {
      for (let at = 0; at < count; at++) {
        const row = rows[from + at]!;
        const values = [
          ...[row.day, row.account, row.vpc, row.place, row.accepted, row.rejected],
          ...[row.noData, row.skipData, row.hours, row.firstSeen, row.lastSeen],
        ];
        for (const [index, value] of values.entries()) columns[index]![at] = value;
      }
    },
  };
}

export function coverageSelect(relation: string): string {
  const whole = ['accepted', 'rejected', 'no_data', 'skip_data'];
  const big = (name: string) => `CAST(${name} AS BIGINT) AS ${name}`;
  return `SELECT DATE '1970-01-01' + day AS day, nullif(CAST(account AS VARCHAR), '') AS account,
    nullif(CAST(vpc AS VARCHAR), '') AS vpc, CAST(interface AS VARCHAR) AS interface, ${whole.map(big).join(', ')},
    hours, ${['first_seen', 'last_seen'].map(big).join(', ')} FROM ${relation}`;
}

/** The rows of `endpoints` of a day. */
export function endpointRows(day: number, { words, size, addresses6 }: Endpoints): ProvidedRows {
  const texts = new Dictionary();
  const places = addresses6.map((text) => texts.place(text));
  return {
    columns: {
      ...{ day: 'INTEGER', address4: 'BIGINT', address6: texts.texts, key: 'INTEGER' },
      ...{ sketch: 'BIGINT', lowest: 'INTEGER' },
    },
    size,
    fill(columns, from, count) {
      const [days, address4, address6, key, sketch, lowest] = columns;
      for (let index = 0; index < count; index++) {
        const at = (from + index) * END_WORDS;
        const is6 = (words[at + END.key]! & IS_IPV6) !== 0;
        days![index] = day;
        address4![index * 2] = is6 ? 0 : words[at]!;
        address4![index * 2 + 1] = 0;
        address6![index] = is6 ? places[words[at]!]! : 0;
        key![index] = words[at + END.key]!;
        sketch![index * 2] = words[at + END.sketchLow]!;
        sketch![index * 2 + 1] = words[at + END.sketchHigh]!;
        lowest![index] = words[at + END.lowest]!;
      }
    },
  };
}

export function endpointsSelect(relation: string): string {
  const octet = (shift: number) => `CAST((address4 >> ${shift}) & 255 AS VARCHAR)`;
  const ipv4 = [24, 16, 8, 0].map(octet).join(` || '.' || `);
  return `SELECT day, CASE WHEN address6 = '' THEN ${ipv4} ELSE CAST(address6 AS VARCHAR) END AS address,
    CAST(CASE WHEN key & ${UDP} <> 0 THEN 17 ELSE 6 END AS SMALLINT) AS protocol, key & 65535 AS port,
    key & ${ANSWERED} <> 0 AS answered, key & ${OPENED} <> 0 AS opened, sketch,
    lowest >> ${PAIR_SHIFT} AS pair_bits, lowest & 65535 AS lowest FROM ${relation}`;
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
    columns: { day: 'INTEGER', interface: ids.texts, family: 'INTEGER', address: addresses.texts },
    size: rows.length,
    fill(columns, from, count) {
      const [days, id, family, address] = columns;
      for (let at = 0; at < count; at++) {
        const row = rows[from + at]!;
        days![at] = day;
        id![at] = row.id;
        family![at] = row.family;
        address![at] = row.address;
      }
    },
  };
}

export function sharedSelect(relation: string): string {
  return `SELECT day, CAST(interface AS VARCHAR) AS interface, CAST(family AS TINYINT) AS family,
    nullif(CAST(address AS VARCHAR), '') AS address FROM ${relation}`;
}
