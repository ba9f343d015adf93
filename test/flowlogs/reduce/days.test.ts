import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { EVIDENCE_BITS } from '../../../src/flowlogs/query/evidence.ts';
import { ipv4Text } from '../../../src/flowlogs/reduce/addresses.ts';
import { DayConnections } from '../../../src/flowlogs/reduce/day-connections.ts';
import type { DayFlows } from '../../../src/flowlogs/reduce/day-flows.ts';
import {
  ANSWERED,
  END,
  END_WORDS,
  IS_IPV6,
  OPENED,
  PAIR_SHIFT,
  UDP,
} from '../../../src/flowlogs/reduce/endpoints.ts';
import { FlowRows } from '../../../src/flowlogs/reduce/flow-rows.ts';
import { learnDay } from '../../../src/flowlogs/reduce/learn-day.ts';
import { Lessons } from '../../../src/flowlogs/reduce/lessons.ts';
import { orientDay } from '../../../src/flowlogs/reduce/orient-day.ts';
import { bitsOf, bucketOf } from '../../../src/flowlogs/reduce/port-sketch.ts';
import { REJECTED_KEPT } from '../../../src/flowlogs/reduce/rejected-bound.ts';
import { emptyRecord } from '../../../src/flowlogs/reduce/traffic-record.ts';

interface Sent {
  readonly interface: string;
  readonly source: string;
  readonly sourcePort: number;
  readonly target: string;
  readonly targetPort: number;
  readonly protocol: number;
  readonly rejected: boolean;
  readonly evidence: number;
  readonly records: number;
  readonly targetOuter: string | null;
}

const SENT = EVIDENCE_BITS.sent;
const end = fc.constantFrom(
  '10.0.0.1',
  '10.0.0.2',
  '198.51.100.7',
  '9.0.0.1',
  '2001:db8::1',
  '2001:db8::a',
);
const port = fc.constantFrom(0, 22, 443, 600, 8443, 33_000, 33_001, 33_002);
const sent = fc
  .record({
    interface: fc.constantFrom('eni-0a', 'eni-0b'),
    ...{ source: end, sourcePort: port, target: end, targetPort: port },
    protocol: fc.constantFrom(6, 6, 17, 1),
    rejected: fc.constantFrom(false, false, true),
    evidence: fc
      .constantFrom(0, EVIDENCE_BITS.syn, EVIDENCE_BITS.synAck, EVIDENCE_BITS.spoke, 5)
      .map((each) => each | SENT),
    records: fc.constantFrom(1, 2),
    targetOuter: fc.constantFrom(null, null, null, '10.0.0.9'),
  })
  .filter((each) => each.source.includes(':') === each.target.includes(':'));
const traffic = fc.array(sent, { minLength: 1, maxLength: 60 });

function dayOf(all: readonly Sent[], day = 20_000): DayConnections {
  const connections = new DayConnections(day);
  const record = emptyRecord();
  const word = (text: string) =>
    text.includes(':')
      ? connections.address6Index(text)
      : text.split('.').reduce((sum, octet) => (sum << 8) | Number(octet), 0);
  for (const each of all) {
    const hasPorts = each.protocol !== 1;
    record.interface = connections.interfaceIndex(each.interface);
    record.source = word(each.source);
    record.sourceIs6 = each.source.includes(':');
    record.sourcePort = hasPorts ? each.sourcePort : 0;
    record.target = word(each.target);
    record.targetIs6 = each.target.includes(':');
    record.targetPort = hasPorts ? each.targetPort : 0;
    record.protocol = each.protocol;
    record.rejected = each.rejected;
    record.ofSource = each.evidence;
    record.records = each.records;
    record.firstSeen = 1_728_000_000;
    record.lastSeen = 1_728_000_060;
    record.targetOuter = each.targetOuter;
    connections.add(record);
  }
  return connections;
}

const NOTHING_OWN = new Map<string, readonly string[]>();

function rowsOf(flows: DayFlows): string[] {
  const rows = new FlowRows(flows);
  return [...flows.order].map((code) => {
    rows.read(code);
    const peer = rows.peerIs6 ? flows.addresses6[rows.peer] : ipv4Text(rows.peer);
    return [
      ...[flows.interfaces[rows.interface]?.id, rows.isIngress, peer, rows.protocol, rows.port],
      ...[rows.isRejected, rows.certainty, rows.set, rows.reading, rows.readings, rows.records],
      ...[rows.openerLow, rows.openerHigh],
    ].join(' ');
  });
}

describe('the endpoints that a day teaches', () => {
  it('are those that plain loops over its records find', () => {
    fc.assert(
      fc.property(traffic, (all) => {
        const { endpoints } = learnDay(dayOf(all).columns());
        const found = Array.from({ length: endpoints.size }, (_, index) => {
          const [address = 0, key = 0, low = 0, high = 0, lowest = 0] = endpoints.words.subarray(
            index * END_WORDS + END.address,
          );
          const text = (key & IS_IPV6) !== 0 ? endpoints.addresses6[address] : ipv4Text(address);
          const flags = `${(key & ANSWERED) !== 0} ${(key & OPENED) !== 0}`;
          return `${text} ${(key & UDP) !== 0 ? 17 : 6} ${key & 0xffff} ${flags} ${bitsOf(low, high)} ${lowest >>> PAIR_SHIFT} ${lowest & 0xffff}`;
        });
        expect(found.sort()).toEqual(expectedEndpoints(all));
      }),
      { numRuns: 300 },
    );
  });
});

/** By the rules of docs/rollup.md. */
function expectedEndpoints(all: readonly Sent[]): string[] {
  const accepted = all.filter((each) => !each.rejected && each.protocol !== 1);
  const connections = new Map<string, Map<string, number>>();
  for (const each of accepted) {
    const ends = [`${each.source} ${each.sourcePort}`, `${each.target} ${each.targetPort}`];
    // Connections whose addresses outside of the packet's own differ, or are another end's, are others.
    const outer = each.targetOuter === null ? '' : `${ends[1]} ${each.targetOuter}`;
    const key = [each.interface, each.protocol, outer, ...[...ends].sort()].join('|');
    const evidence = connections.get(key) ?? new Map<string, number>();
    connections.set(key, evidence.set(ends[0]!, (evidence.get(ends[0]!) ?? 0) | each.evidence));
  }
  const endpoints = new Map<
    string,
    { answered: boolean; opened: boolean; ports: Set<number>; peers: Map<string, Set<number>> }
  >();
  for (const [key, evidence] of connections) {
    const [, protocol, , one, other] = key.split('|') as [string, string, string, string, string];
    const has = (end: string, bit: number) => ((evidence.get(end) ?? 0) & bit) !== 0;
    const pairs = [
      [one, other],
      [other, one],
    ] as const;
    for (const [own, peer] of one === other ? pairs.slice(0, 1) : pairs) {
      const [address, ownPort] = own.split(' ');
      const [peerAddress = '', peerPort] = peer.split(' ');
      const id = `${address} ${protocol} ${ownPort}`;
      const known = endpoints.get(id) ?? {
        ...{ answered: false, opened: false, ports: new Set<number>(), peers: new Map() },
      };
      endpoints.set(id, known);
      // Where both ends are the same, all that was sent counts as one end's.
      const isLoop = one === other;
      known.answered ||= has(own, 2) || (!isLoop && has(peer, 1) && has(own, 4));
      known.opened ||= has(own, 1) || has(peer, 2);
      known.ports.add(Number(peerPort));
      const met = known.peers.get(peerAddress) ?? new Set<number>();
      known.peers.set(peerAddress, met.add(bucketOf(Number(peerPort))));
    }
  }
  return [...endpoints]
    .map(([id, known]) => ({
      ...{ id, ...known, bits: new Set([...known.ports].map(bucketOf)).size },
      most: Math.max(...[...known.peers.values()].map(({ size }) => size)),
    }))
    .filter(({ answered, bits }) => answered || bits >= 2)
    .map(({ id, answered, opened, bits, most, ports }) => {
      const pairBits = id.includes(' 17 ') && most >= 2 ? most : 0;
      return `${id} ${answered} ${opened} ${bits} ${pairBits} ${Math.min(...ports)}`;
    })
    .sort();
}

describe('the addresses that an interface’s connections share', () => {
  it('are those that stand in each of them, the addresses outside of the packet’s own first', () => {
    fc.assert(
      fc.property(traffic, (all) => {
        const { shared } = learnDay(dayOf(all).columns());
        const expected = ['eni-0a', 'eni-0b'].flatMap((id) =>
          ([4, 6] as const).flatMap((family) => {
            const own = all.filter(
              (each) => each.interface === id && each.source.includes(':') === (family === 6),
            );
            const ends = own.map((each) => [each.source, each.targetOuter ?? each.target]);
            if (ends.length === 0) return [];
            const inAll = [...new Set(ends.flat())].filter((text) =>
              ends.every((each) => each.includes(text)),
            );
            return [...inAll, null].map((address) => `${id} ${family} ${address}`);
          }),
        );
        const found = shared.map((each) => `${each.interface} ${each.family} ${each.address}`);
        expect(found.sort()).toEqual(expected.sort());
      }),
      { numRuns: 300 },
    );
  });
});

describe('a day’s rows', () => {
  const orient = (day: DayConnections) => {
    const lessons = new Lessons();
    lessons.add(learnDay(day.columns()));
    return orientDay(day.columns(), lessons.conclude(NOTHING_OWN, true));
  };

  it('are the same and numbered the same in whatever order its records were read', () => {
    fc.assert(
      fc.property(traffic, fc.integer(), (all, seed) => {
        const other = all
          .map((each, index) => ({ each, at: Math.imul(index + 1, seed | 1) >>> 0 }))
          .sort((left, right) => left.at - right.at)
          .map(({ each }) => each);
        expect(rowsOf(orient(dayOf(other)))).toEqual(rowsOf(orient(dayOf(all))));
      }),
      { numRuns: 300 },
    );
  });

  it('hold each record once, and readings of one set between them', () => {
    fc.assert(
      fc.property(traffic, (all) => {
        const flows = orient(dayOf(all));
        const rows = new FlowRows(flows);
        let records = 0;
        const sets = new Map<number, number[]>();
        for (const code of flows.order) {
          rows.read(code);
          if (rows.reading === 0) records += rows.records;
          if (rows.set > 0) sets.set(rows.set, [...(sets.get(rows.set) ?? []), rows.reading]);
          if (rows.set > 0) expect([2, 4]).toContain(rows.readings);
        }
        expect(records).toBe(all.reduce((sum, each) => sum + each.records, 0));
        expect([...sets.keys()].sort((left, right) => left - right)).toEqual(
          Array.from({ length: sets.size }, (_, index) => index + 1),
        );
      }),
    );
  });

  it('keep of rejected connections the largest, the same ones whatever was read first', () => {
    const scan = Array.from(
      { length: 3_500 },
      (_, index): Sent => ({
        ...{
          interface: 'eni-0a',
          source: `198.51.${index >> 8}.${index & 255}`,
          sourcePort: 40_000,
        },
        ...{ target: '10.0.0.1', targetPort: 8443, protocol: 6, rejected: true, evidence: SENT },
        ...{ records: index % 7 === 0 ? 3 : 1 + (index % 2), targetOuter: null },
      }),
    );
    const flows = orient(dayOf(scan));
    expect(flows.rejectsDropped).toBe(scan.length - REJECTED_KEPT);
    const kept = rowsOf(flows).map((row) => Number(row.split(' ')[10]));
    const largest = scan.map((each) => each.records).sort((left, right) => right - left);
    expect(kept.sort((left, right) => right - left)).toEqual(largest.slice(0, REJECTED_KEPT));
    expect(rowsOf(orient(dayOf([...scan].reverse())))).toEqual(rowsOf(flows));
  });
});
