import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { openEngine } from '../../../src/flowlogs/engine/duckdb.ts';
import { type DayColumns, DayConnections } from '../../../src/flowlogs/reduce/day-connections.ts';
import { OwnReader } from '../../../src/flowlogs/reduce/log-reader.ts';
import { ParquetReader } from '../../../src/flowlogs/reduce/parquet-reader.ts';
import { updateRollup } from '../../../src/flowlogs/rollup.ts';
import { DAY_START, logText, record, withFiles } from '../support/logs.ts';
import { damagedInside, writeParquet } from '../support/parquet.ts';

const DAY = 86_400;
const RECORDS = 400_000;

/** More than the reader holds at once (32 MiB), over three days, its header recurring. */
let text: Buffer;
beforeAll(() => {
  const parts = Array.from({ length: 40 }, (_, part) =>
    logText(
      Array.from({ length: RECORDS / 40 }, (_, index) =>
        record({
          source: `198.51.${index % 250}.${(index >> 3) & 255}`,
          sourcePort: 1024 + index,
          start: DAY_START + (part % 3) * DAY + 3600,
          end: DAY_START + (part % 3) * DAY + 3660,
        }),
      ),
    ),
  );
  text = Buffer.from(parts.join(''));
});

async function read(path: string, most?: number) {
  const reader = new OwnReader(() => true, most, new ParquetReader(1 << 20));
  const parts: DayColumns[][] = [];
  let bytes = 0;
  const reading = await reader.read(path, null, {
    async onPart(days) {
      parts.push([...days]);
    },
    onBytes: (more) => {
      bytes += more;
    },
  });
  parts.push([...(await reader.flush())]);
  await reader.close();
  return { reading, parts, bytes };
}

/** Connections of all parts, by day. */
function joined(parts: readonly (readonly DayColumns[])[]): [number, number, number][] {
  const days = new Map<number, DayConnections>();
  for (const part of parts.flat()) {
    const day = days.get(part.day) ?? new DayConnections(part.day);
    days.set(part.day, day);
    day.merge(part);
  }
  return [...days]
    .map(([day, table]): [number, number, number] => {
      const accepted = table.interfaces.reduce((sum, each) => sum + each.accepted, 0);
      return [day, table.size, accepted];
    })
    .sort();
}

function inMembers(content: Buffer): Buffer {
  const size = Math.ceil(content.length / 8);
  const members = Array.from({ length: 8 }, (_, at) =>
    gzipSync(content.subarray(at * size, (at + 1) * size), { level: 0 }),
  );
  return Buffer.concat(members);
}

describe('a file that is larger than what is held of it', () => {
  it.each([
    ['all.log', (content: Buffer) => content],
    ['of-many-members.log.gz', inMembers],
  ])('is handed on in parts, which together say the same (%s)', (name, written) =>
    withFiles({}, async (folder) => {
      const path = join(folder, name);
      writeFileSync(path, written(text));
      const whole = await read(path);
      expect(whole.parts).toHaveLength(1);
      const inParts = await read(path, 2000);
      expect(inParts.parts.length).toBeGreaterThan(3);
      expect(inParts.reading).toEqual(whole.reading);
      expect(joined(inParts.parts)).toEqual(joined(whole.parts));
      expect(joined(whole.parts).reduce((sum, [, , accepted]) => sum + accepted, 0)).toBe(RECORDS);
      expect(Math.round(inParts.bytes)).toBe(readFileSync(path).length);
    }),
  );

  it('is handed on in parts when it is parquet, and only if it is whole', () =>
    withFiles({}, async (folder) => {
      const path = join(folder, 'all.parquet');
      const engine = await openEngine({ database: ':memory:', temporaryFolder: folder });
      await writeParquet(engine, path, 0, DAY_START + DAY - 3600, RECORDS);
      const whole = await read(path);
      expect(whole.parts).toHaveLength(1);
      const inParts = await read(path, 2000);
      expect(inParts.parts.length).toBeGreaterThan(3);
      expect(inParts.reading).toEqual(whole.reading);
      expect(joined(inParts.parts)).toEqual(joined(whole.parts));
      expect(joined(whole.parts).reduce((sum, [, , accepted]) => sum + accepted, 0)).toBe(RECORDS);

      writeFileSync(path, await damagedInside(engine, path));
      engine.close();
      const { reading, parts } = await read(path, 2000);
      expect([reading.kind, parts]).toEqual(['damaged', [[]]]);
    }));

  it('is given up in the middle when the run is stopped', () =>
    withFiles({}, async (folder) => {
      writeFileSync(join(folder, 'all.log'), text);
      const controller = new AbortController();
      const seen: [number, number][] = [];
      const run = updateRollup({
        ...{ inputs: [join(folder, 'all.log')], store: join(folder, 'rollup'), logFormat: null },
        inventoryAddresses: new Map(),
        signal: controller.signal,
        onProgress({ done, total }) {
          seen.push([done, total]);
          if (seen.length === 3) controller.abort();
        },
      });
      await expect(run).rejects.toThrow(/abort/i);
      expect(seen.length).toBeLessThan(6);
      expect(seen.every(([done, total]) => done < total && total === text.length)).toBe(true);
    }));

  it('is one whose trailer tells the length of its last member alone, or modulo 4 GiB: its content is what it is', () =>
    withFiles({}, async (folder) => {
      const path = join(folder, 'small-on-disk.log.gz');
      const member = logText(Array.from({ length: 10_000 }, () => record()));
      // 270 MiB of content, more than is inflated at once.
      const members = Math.ceil((270 << 20) / member.length);
      const packed = gzipSync(member);
      writeFileSync(path, Buffer.concat(Array.from({ length: members }, () => packed)));
      const { reading, parts } = await read(path);
      if (reading.kind !== 'read') throw new Error('not read');
      expect(reading.file.contentSize).toBe(members * member.length);
      expect(reading.counts).toMatchObject({ accepted: members * 10_000, refused: 0 });
      expect(joined(parts)).toEqual([[expect.any(Number), 1, members * 10_000]]);
    }));
});
