import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Address, formatAddress } from '../../src/model/address.ts';
import { DAY_START, FLAGS_HEADER, logText, record, rollUpFiles } from './support/logs.ts';

const WORD = (1n << 64n) - 1n;
const MAPPED = 0xffff_0000_0000n;

const ipv4 = fc
  .integer({ min: 0, max: 0xffff_ffff })
  .map((value): Address => ({ family: 4, value: MAPPED + BigInt(value) }));
const ipv6 = fc
  .oneof(
    fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }),
    fc.bigInt({ min: 0n, max: 0x1_ffff_ffff_ffffn }),
    // Zeros anywhere, for every place that `::` may stand in.
    fc
      .array(fc.constantFrom(0n, 0n, 1n, 0xffffn), { minLength: 8, maxLength: 8 })
      .map((parts) => parts.reduce<bigint>((value, part) => (value << 16n) | part, 0n)),
  )
  .map((value): Address => ({ family: 6, value }));

describe('the number of a peer', () => {
  /** As the rollup has them of records that these addresses sent. */
  async function numbersOf(texts: readonly string[]): Promise<(readonly unknown[])[]> {
    const records = [...new Set(texts)].map((source) =>
      record({
        source,
        target: source.includes(':') ? '2001:db8::1' : '10.0.1.10',
        flags: 2,
        direction: 'ingress',
      }),
    );
    const { flows } = await rollUpFiles({ 'a.log': logText(records, FLAGS_HEADER) });
    return flows.map((row) => [row.peer, row.peer_high, row.peer_low]);
  }

  it('is the one of the model, whatever form the text has', async () => {
    const property = fc.asyncProperty(
      fc.array(fc.oneof(ipv4, ipv6), { minLength: 1, maxLength: 50 }),
      async (addresses) => {
        const expected = new Map(
          addresses
            .filter(({ family, value }) => family === 4 || value >> 32n !== 0xffffn)
            .map((one) => [formatAddress(one), one.value] as const),
        );
        for (const [text, high, low] of await numbersOf(addresses.map(formatAddress))) {
          const value = expected.get(text as string);
          expect([text, high, low]).toEqual([
            text,
            value === undefined ? null : value >> 64n,
            value === undefined ? null : value & WORD,
          ]);
        }
      },
    );
    await fc.assert(property, { numRuns: 40 });
  });

  it('is null for an IPv6 address that has the number of an IPv4 one', async () => {
    const mapped = ['::ffff:102:304', '::ffff:0:0'];
    expect((await numbersOf(mapped)).sort()).toEqual(
      mapped.map((text) => [text, null, null]).sort(),
    );
    const others = await numbersOf(['1.2.3.4', '::ffff:1', '::fffe:102:304', '::']);
    expect(new Set(others)).toEqual(
      new Set([
        ['1.2.3.4', 0n, 0xffff_0102_0304n],
        ['::ffff:1', 0n, 0xffff_0001n],
        ['::fffe:102:304', 0n, 0xfffe_0102_0304n],
        ['::', 0n, 0n],
      ]),
    );
  });
});

describe('an ambiguous row', () => {
  const unknown = record({ sourcePort: 40_000, targetPort: 8443, flags: 0, start: DAY_START });
  const openersOf = async (records: Parameters<typeof logText>[0], header?: string) =>
    (await rollUpFiles({ 'a.log': logText(records, header ?? FLAGS_HEADER) })).flows.map((row) => ({
      ...{ direction: row.direction, peer: row.peer, port: row.port, readings: row.readings },
      ...{ low: row.opener_low, high: row.opener_high, ports: row.opener_ports },
    }));

  it('tells by its opener’s port how it reads turned round', async () => {
    const [one, other] = await openersOf([{ ...unknown, direction: 'ingress' }]);
    expect(one).toMatchObject({ readings: 2, low: other?.port, high: other?.port, ports: null });
    expect(other).toMatchObject({ readings: 2, low: one?.port, high: one?.port, ports: null });
    expect(new Set([one?.direction, other?.direction])).toEqual(new Set(['ingress', 'egress']));
    expect(one?.peer).toBe(other?.peer);
  });

  it('has port 0 there where the protocol has none', async () => {
    const ping = record({ protocol: 1, sourcePort: 0, targetPort: 0, direction: 'ingress' });
    for (const row of await openersOf([ping])) {
      expect(row).toMatchObject({ readings: 2, port: null, low: 0, high: 0 });
    }
  });

  it('does not where the interface’s end is open as well', async () => {
    const rows = await openersOf([{ ...unknown, direction: null }]);
    expect(rows.length).toBeGreaterThan(2);
    for (const row of rows) expect(row).toMatchObject({ low: null, high: null, ports: null });
  });
});
