import type { Engine } from '../engine/duckdb.ts';
import { ipv4Word } from './addresses.ts';
import {
  ANSWERED,
  END_WORDS,
  type Endpoints,
  IS_IPV6,
  OPENED,
  PAIR_SHIFT,
  UDP,
} from './endpoints.ts';
import type { Lessons } from './lessons.ts';
import type { SharedAddress } from './shared-addresses.ts';

/** Adds what earlier runs learned on days that stand: relations of all their `endpoints` and `addresses`. */
export async function recallLessons(
  engine: Engine,
  endpoints: string,
  addresses: string,
  lessons: Lessons,
): Promise<void> {
  lessons.services.add(await recallEndpoints(engine, endpoints));
  const rows = await engine.rows<SharedAddress & { day: number }>(
    `SELECT day, interface, family, address FROM ${addresses}`,
  );
  lessons.addShared(rows);
}

/** Brought together by the engine, as most endpoints are there on many days. */
async function recallEndpoints(engine: Engine, relation: string): Promise<Endpoints> {
  const rows: number[] = [];
  const addresses6: string[] = [];
  const places = new Map<string, number>();
  await engine.stream(
    `SELECT address, CAST(port | CASE protocol WHEN 17 THEN ${UDP} ELSE 0 END
        | CASE WHEN bool_or(answered) THEN ${ANSWERED} ELSE 0 END
        | CASE WHEN bool_or(opened) THEN ${OPENED} ELSE 0 END AS INTEGER) AS key,
      CAST(bit_or(sketch) AS BIGINT) AS sketch,
      CAST(min(lowest) | (max(pair_bits) << ${PAIR_SHIFT}) AS INTEGER) AS lowest
    FROM ${relation} GROUP BY address, protocol, port`,
    (chunk) => {
      const keys = chunk.words(1);
      const sketches = chunk.words(2);
      const lowest = chunk.words(3);
      for (const [row, text] of chunk.texts(0).entries()) {
        let address = ipv4Word(text);
        let key = keys[row]!;
        if (address === null) {
          key |= IS_IPV6;
          address = places.get(text) ?? addresses6.push(text) - 1;
          places.set(text, address);
        }
        rows.push(address, key, sketches[row * 2]!, sketches[row * 2 + 1]!, lowest[row]!);
      }
    },
  );
  return { size: rows.length / END_WORDS, words: Int32Array.from(rows), addresses6 };
}
