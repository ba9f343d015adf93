import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Engine, openEngine, quoteText } from '../../../src/flowlogs/engine/duckdb.ts';
import { EVIDENCE_BITS } from '../../../src/flowlogs/query/evidence.ts';
import { DayConnections } from '../../../src/flowlogs/reduce/day-connections.ts';
import { learnDay } from '../../../src/flowlogs/reduce/learn-day.ts';
import { Lessons } from '../../../src/flowlogs/reduce/lessons.ts';
import { orientDay } from '../../../src/flowlogs/reduce/orient-day.ts';
import { emptyRecord } from '../../../src/flowlogs/reduce/traffic-record.ts';
import { DayWriter } from '../../../src/flowlogs/reduce/write-days.ts';

const DAY = 20_000;
/** 10.0.0.1 */
const OWN = 0x0a00_0001;
const LARGEST = 9_223_372_036_854_775_807n;

let folder: string;
let engine: Engine;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sgaudit-test-'));
  engine = await openEngine({ database: ':memory:', temporaryFolder: folder });
});
afterAll(() => {
  engine.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What a file of `flows` holds of the day. */
async function written(day: DayConnections, select: string): Promise<unknown[]> {
  const columns = day.columns();
  const lessons = new Lessons();
  lessons.add(learnDay(columns));
  const own = new Map([['eni-0a', ['10.0.0.1', '2001:db8::1']]]);
  const flows = orientDay(columns, lessons.conclude(own, true));
  const writer = new DayWriter(engine, folder, 'test', true);
  await writer.flows(flows);
  const [file] = readdirSync(folder).filter((name) => name.startsWith('flows-'));
  return engine.rows(select.replace('flows', quoteText(join(folder, file!))));
}

function connection(day: DayConnections) {
  const index = day.interfaceIndex('eni-0a');
  const opened = EVIDENCE_BITS.sent + EVIDENCE_BITS.syn;
  return {
    ...{ ...emptyRecord(), interface: index, protocol: 6, ofSource: opened },
    ...{ sourcePort: 40_000, target: OWN, targetPort: 443 },
    ...{ firstSeen: DAY * 86_400, lastSeen: DAY * 86_400 + 60 },
  };
}

describe('the rows of a day, written', () => {
  it('have the text of every peer, also of more peers than a list of texts may hold', async () => {
    const day = new DayConnections(DAY);
    const record = connection(day);
    const first = 0xc633_0000;
    const peers = 70_000;
    for (let peer = 0; peer < peers; peer++) day.add({ ...record, source: (first + peer) | 0 });
    const rows = await written(day, 'SELECT peer, peer_low FROM flows');
    const expected = Array.from({ length: peers }, (_, peer) => {
      const number = first + peer;
      const octets = [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256);
      return `${octets.join('.')} ${0xffff * 2 ** 32 + number}`;
    });
    const texts = (rows as { peer: string; peer_low: number }[]).map(
      (row) => `${row.peer} ${row.peer_low}`,
    );
    expect(new Set(texts)).toEqual(new Set(expected));
    expect(texts.length).toBe(peers);
  });

  it('have numbers of IPv6 peers, but of those that lie among the IPv4 ones', async () => {
    const day = new DayConnections(DAY);
    const record = { ...connection(day), sourceIs6: true, targetIs6: true };
    const target = day.address6Index('2001:db8::1');
    for (const text of ['2001:db8:0:1::ffff:2', '::ffff:a00:9']) {
      day.add({ ...record, target, source: day.address6Index(text) });
    }
    day.add({ ...connection(day), source: 0x0a00_0009 });
    const rows = await written(
      day,
      'SELECT peer, CAST(peer_high AS VARCHAR) AS high, CAST(peer_low AS VARCHAR) AS low FROM flows ORDER BY peer',
    );
    expect(rows).toEqual([
      { peer: '10.0.0.9', high: '0', low: String(0xffff_0a00_0009) },
      { peer: '2001:db8:0:1::ffff:2', high: String(0x2001_0db8_0000_0001n), low: '4294901762' },
      { peer: '::ffff:a00:9', high: null, low: null },
    ]);
  });

  it('have sums that stop at the largest whole number, and null where there is nothing', async () => {
    const day = new DayConnections(DAY);
    const record = connection(day);
    day.add({ ...record, source: 1, bytes: 2 ** 53 - 1, packets: 2 ** 33 + 1 });
    day.add({ ...record, source: 2, bytes: 2 ** 62 });
    day.add({ ...record, source: 2, bytes: 2 ** 62 });
    day.add({ ...record, source: 3, protocol: 47, sourcePort: 0, targetPort: 0 });
    const rows = await written(
      day,
      `SELECT peer, account, port, ambiguity IS NULL AS certain, CAST(bytes AS VARCHAR) AS bytes, packets, opener_low,
        opener_ports IS NULL AS none FROM flows WHERE reading = 0 ORDER BY peer`,
    );
    const row = { account: null, port: 443, certain: true, packets: 0, opener_low: null };
    expect(rows).toEqual([
      { ...row, peer: '0.0.0.1', bytes: String(2n ** 53n - 1n), packets: 2 ** 33 + 1, none: true },
      { ...row, peer: '0.0.0.2', bytes: String(LARGEST), none: true },
      {
        ...{ ...row, peer: '0.0.0.3', bytes: '0', none: true },
        ...{ port: null, certain: false, opener_low: 0 },
      },
    ]);
  });

  it('have the ports of openers, ascending, while they are few', async () => {
    const day = new DayConnections(DAY);
    const record = { ...connection(day), ofSource: EVIDENCE_BITS.sent, targetPort: 22 };
    for (const sourcePort of [50_003, 50_001, 50_002])
      day.add({ ...record, source: 4, sourcePort });
    for (let port = 60_000; port < 60_017; port++) {
      day.add({ ...record, source: 5, sourcePort: port });
    }
    const rows = await written(
      day,
      'SELECT certainty, opener_low, opener_high, opener_ports FROM flows ORDER BY peer',
    );
    expect(rows).toEqual([
      {
        ...{ certainty: 'inferred', opener_low: 50_001, opener_high: 50_003 },
        opener_ports: [50_001, 50_002, 50_003],
      },
      { certainty: 'inferred', opener_low: 60_000, opener_high: 60_016, opener_ports: null },
    ]);
  });
});
