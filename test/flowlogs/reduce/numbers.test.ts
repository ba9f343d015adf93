import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ipv4Text, ipv4Word } from '../../../src/flowlogs/reduce/addresses.ts';
import { FlowSums, OPENER_PORTS_KEPT, SUM } from '../../../src/flowlogs/reduce/flow-sums.ts';
import {
  addToSketch,
  BUCKETS,
  bitsOf,
  bucketOf,
} from '../../../src/flowlogs/reduce/port-sketch.ts';
import { parseAddress } from '../../../src/model/address.ts';
import { sortByKeys } from '../../../src/model/radix-sort.ts';

const port = fc.integer({ min: 0, max: 65_535 });

describe('an IPv4 address as a word', () => {
  it('is read from its one text and from no other', () => {
    const octet = fc.oneof(
      fc.nat(300).map(String),
      fc.constantFrom('', '0', '00', '01', '-1', 'x'),
    );
    const text = fc.array(octet, { minLength: 3, maxLength: 5 }).map((parts) => parts.join('.'));
    fc.assert(
      fc.property(text, (each) => {
        const address = parseAddress(each);
        const word = ipv4Word(each);
        expect(word === null ? null : word >>> 0).toBe(
          address === null ? null : Number(address.value & 0xffff_ffffn),
        );
        if (word !== null) expect(ipv4Text(word)).toBe(each);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a sketch of ports', () => {
  it('holds the buckets of its ports, and counts them', () => {
    fc.assert(
      fc.property(fc.array(port, { maxLength: 80 }), (ports) => {
        const words = new Int32Array(2);
        for (const each of ports) addToSketch(words, 0, each);
        expect(bitsOf(words[0]!, words[1]!)).toBe(new Set(ports.map(bucketOf)).size);
        // A sketch is stored as a BIGINT that is not negative.
        expect(words[1]! >= 0).toBe(true);
      }),
    );
  });

  it('has ports that follow each other, as those of a client’s connections do, far apart', () => {
    const counts = new Array<number>(BUCKETS).fill(0);
    for (let each = 0; each < 65_536; each++) counts[bucketOf(each)]!++;
    expect(Math.max(...counts)).toBeLessThan(Math.min(...counts) * 1.3);
    for (let first = 1_024; first < 60_000; first += 977) {
      const near = Array.from({ length: 40 }, (_, index) => bucketOf(first + index));
      expect(new Set(near).size).toBeGreaterThan(18);
    }
  });
});

describe('a sort by several keys', () => {
  it('orders as comparing them one after the other does, and leaves equals as they stand', () => {
    const key = fc.oneof(fc.nat(3), fc.integer({ min: 0, max: 0xffff_ffff }));
    fc.assert(
      fc.property(fc.array(fc.tuple(key, key, key), { maxLength: 200 }), (rows) => {
        const keys = [0, 1, 2].map((column) => Uint32Array.from(rows, (row) => row[column]!));
        const order = Uint32Array.from(rows.keys());
        const expected = [...order].sort(
          (left, right) =>
            rows[left]![0] - rows[right]![0] ||
            rows[left]![1] - rows[right]![1] ||
            rows[left]![2] - rows[right]![2] ||
            left - right,
        );
        expect([...sortByKeys(order, keys)]).toEqual(expected);
      }),
    );
  });
});

describe('the ports of openers', () => {
  it('are kept one by one while they are few, whatever the number of connections; of more, the ends', () => {
    const few = fc.array(fc.integer({ min: 40_000, max: 40_024 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(fc.array(few, { minLength: 1, maxLength: 8 }), (groups) => {
        const sums = new FlowSums();
        const openers = groups.flatMap((ports, group) => ports.map((each) => ({ each, group })));
        openers.sort((left, right) => left.each * 7919 - right.each * 7919);
        for (const { each, group } of openers) sums.addOpener(sums.at(0, 6, group, 443), each);
        for (const [group, ports] of groups.entries()) {
          const at = sums.at(0, 6, group, 443);
          const block = sums.words[at + SUM.openerBlock]!;
          const distinct = [...new Set(ports)].sort();
          const kept =
            block < 0
              ? null
              : [...sums.openerPorts.slice(block + 1, block + 1 + sums.openerPorts[block]!)].sort();
          expect(kept).toEqual(distinct.length > OPENER_PORTS_KEPT ? null : distinct);
          expect(sums.words[at + SUM.openers]! & 0xffff).toBe(Math.min(...ports));
          expect(sums.words[at + SUM.openers]! >>> 16).toBe(Math.max(...ports));
        }
        expect(sums.size).toBe(groups.length);
      }),
    );
  });
});
