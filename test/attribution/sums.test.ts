import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { firstOf } from '../../src/attribution/first-of.ts';
import type { Flows } from '../../src/attribution/flow-numbers.ts';
import type { FlowRows } from '../../src/attribution/flow-rows.ts';
import { FIRST_OTHER } from '../../src/attribution/peer-blocks.ts';
import { PeersBySet } from '../../src/attribution/peers-by-set.ts';
import { ScatteredRows } from '../../src/attribution/scattered-rows.ts';
import { UnexplainedFlows, type UnexplainedSum } from '../../src/attribution/unexplained.ts';

describe('the peers of sets of rules', () => {
  const row = fc.record({
    set: fc.nat(4),
    peer: fc.oneof(
      fc.nat(5),
      fc.nat(2 ** 32 - 1),
      fc.nat(5).map((at) => FIRST_OTHER + at),
    ),
    flows: fc.nat(1000),
    bytes: fc.nat(1_000_000),
  });

  it('are summed up as a loop over all does, also when asked before more rows come', () => {
    fc.assert(
      fc.property(
        fc.array(row, { maxLength: 300 }),
        fc.array(row, { maxLength: 300 }),
        fc.uniqueArray(fc.nat(5), { minLength: 1 }),
        (first, second, sets) => {
          const peers = new PeersBySet();
          const rows = [];
          for (const part of [first, second]) {
            for (const { set, peer, flows, bytes } of part) peers.add(set, peer, flows, bytes);
            rows.push(...part);
            const expected = new Map<number, [number, number]>();
            for (const { set, peer, flows, bytes } of rows) {
              if (!sets.includes(set)) continue;
              const known = expected.get(peer) ?? [0, 0];
              expected.set(peer, [known[0] + flows, known[1] + bytes]);
            }
            const sums = peers.of(sets);
            const found = Array.from({ length: sums.size }, (_, at) => [
              sums.peer(at),
              [sums.flows(at), sums.bytes(at)],
            ]);
            expect(found).toEqual([...expected].sort(([left], [right]) => left - right));
          }
        },
      ),
    );
  });

  it('are whole where there are more rows than are gathered at once', () => {
    const peers = new PeersBySet();
    const rows = 5_000_000;
    for (let at = 0; at < rows; at++) peers.add(at % 3, (at * 7919) % 1_000_003, 1, 2);
    const sums = peers.of([0, 1, 2]);
    expect(sums.size).toBe(1_000_003);
    let [flows, bytes] = [0, 0];
    for (let at = 0; at < sums.size; at++) {
      flows += sums.flows(at);
      bytes += sums.bytes(at);
    }
    expect([flows, bytes]).toEqual([rows, 2 * rows]);
  }, 60_000);
});

describe('flows that no rule explains', () => {
  const row = fc.record({
    unit: fc.nat(6),
    interface: fc.nat(3),
    peer: fc.oneof(
      fc.nat(3),
      fc.nat(3).map((at) => FIRST_OTHER + at),
    ),
    protocol: fc.constantFrom(1, 6, 17),
    egress: fc.boolean(),
    port: fc.constantFrom(-1, 0, 443, 65_535),
    flows: fc.integer({ min: 1, max: 40 }),
  });

  it('begin with the most, as a loop over all says', () => {
    fc.assert(
      fc.property(
        fc.array(row, { maxLength: 200 }),
        fc.array(fc.nat(6)),
        fc.integer({ min: 1, max: 12 }),
        (rows, unwanted, most) => {
          const unexplained = new UnexplainedFlows(() => 0);
          const sums = new Map<string, UnexplainedSum>();
          for (const { unit, port, egress, flows, ...ends } of rows) {
            unexplained.add(unit, oneFlow({ ...ends, port, egress: Number(egress), flows }));
            if (unwanted.includes(unit)) continue;
            const sum = { ...ends, egress, port: port === -1 ? null : port };
            const key = JSON.stringify(sum);
            sums.set(key, { ...sum, flows: (sums.get(key)?.flows ?? 0) + flows });
          }
          const order = (left: UnexplainedSum, right: UnexplainedSum) =>
            right.flows - left.flows || (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1);
          const inOrder = ({
            interface: id,
            peer,
            protocol,
            egress,
            port,
            flows,
          }: UnexplainedSum) => ({
            ...{ interface: id, peer, protocol, egress, port, flows },
          });
          const found = unexplained.first(
            most,
            (unit) => !unwanted.includes(unit),
            (left, right) => order(inOrder(left), inOrder(right)),
          );
          const expected = firstOf([...sums.values()].map(inOrder), most, order);
          expect(found.map(inOrder)).toEqual(expected);
        },
      ),
    );
  });
});

describe('readings that stand apart', () => {
  it('come set by set whatever their order, those of sets that are not whole in the end', () => {
    const reading = fc.record({
      day: fc.nat(2),
      set: fc.nat(2 ** 33),
      readings: fc.constantFrom(2, 4),
    });
    const sets = fc.uniqueArray(reading, { selector: ({ day, set }) => `${day} ${set}` });
    fc.assert(
      fc.property(
        sets.chain((all) =>
          fc.tuple(
            fc.constant(all),
            fc.shuffledSubarray(
              all.flatMap((set, at) =>
                Array.from({ length: set.readings }, (_, each) => [at, each]),
              ),
            ),
            fc.nat(20),
          ),
        ),
        ([all, order, asked]) => {
          const scattered = new ScatteredRows();
          const taken: string[][] = [];
          const take = (isEnd: boolean) =>
            scattered.takeSets((of, rows) => {
              taken.push([...rows].map((at) => `${of.peerLow[2 * at]} ${of.flows[2 * at]}`));
            }, isEnd);
          order.forEach(([at, each], position) => {
            scattered.add(scatteredRow(all[at!]!, at!, each!), 0);
            if (position === asked) take(false);
          });
          take(true);
          const expected = all
            .map((_, at) => order.filter(([set]) => set === at).map(([, each]) => each!))
            .map((found, at) =>
              found.sort((left, right) => left - right).map((each) => `${at} ${each}`),
            )
            .filter((found) => found.length > 0);
          expect(taken.sort()).toEqual(expected.sort());
        },
      ),
    );
  });
});

/** The first of some flows, in the columns that are read of it. */
function oneFlow(of: Readonly<Record<string, number>>): Flows {
  return Object.fromEntries(
    Object.entries(of).map(([name, value]) => [name, Float64Array.of(value)]),
  ) as unknown as Flows;
}

/** One row of a set; its peer says which set it is, its flows which reading. */
function scatteredRow(
  { day, set, readings }: { day: number; set: number; readings: number },
  peer: number,
  reading: number,
): FlowRows {
  return {
    count: 1,
    what: Int32Array.of((readings - 1) | (reading << 2) | (1 << 4)),
    service: Int32Array.of(0),
    interface: new Uint32Array(2),
    day: Int32Array.of(day),
    openers: new Uint32Array(1),
    peerHigh: new Uint32Array(2),
    peerLow: Uint32Array.of(peer, 0),
    flows: Uint32Array.of(reading, 0),
    bytes: new Uint32Array(2),
    packets: new Uint32Array(2),
    firstSeen: new Uint32Array(2),
    lastSeen: new Uint32Array(2),
    sets: Uint32Array.of(set % 2 ** 32, Math.floor(set / 2 ** 32)),
    openerPorts: null,
  };
}
