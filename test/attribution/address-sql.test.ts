import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addressSelects, smallestBlockSelect, words } from '../../src/attribution/address-sql.ts';
import { AddressTree } from '../../src/attribution/address-tree.ts';
import { type Address, cidrAround, formatAddress } from '../../src/model/address.ts';
import { connectionOf } from '../support/rollup-fixture.ts';

const ipv4 = fc
  .oneof(
    fc.integer({ min: 0, max: 0xffff_ffff }),
    fc.integer({ min: 0x0a00_0000, max: 0x0a00_00ff }),
  )
  .map((value): Address => ({ family: 4, value: 0xffff_0000_0000n + BigInt(value) }));
const ipv6 = fc
  .oneof(
    fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }),
    fc.bigInt({ min: 0n, max: 0xffn }),
    // Unique local addresses with the sign bit set in both words.
    fc.bigInt({ min: 0n, max: 0xffffn }).map((low) => (0xfd00n << 112n) | (0x8000n << 48n) | low),
  )
  .map((value): Address => ({ family: 6, value }));
const address = fc.oneof(ipv4, ipv6);

describe('the smallest block around an address', () => {
  it('is the same in SQL as in the tree, for both families', async () => {
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    const sql = connectionOf(connection);
    const property = fc.asyncProperty(
      fc.uniqueArray(address, {
        minLength: 1,
        maxLength: 20,
        selector: (one) => formatAddress(one),
      }),
      fc.array(fc.tuple(fc.nat(19), fc.nat(128)), { maxLength: 12 }),
      async (addresses, blocks) => {
        const cidrs = blocks.map(([at, prefix]) => {
          const near = addresses[at % addresses.length]!;
          return cidrAround(near, near.family === 4 ? prefix % 33 : prefix);
        });
        const tree = new AddressTree(cidrs);
        await sql.run('CREATE OR REPLACE TEMP TABLE texts (peer VARCHAR)');
        await sql.insert('texts', [...addresses.map((one) => [formatAddress(one)]), ['unknown']]);
        await sql.run(
          'CREATE OR REPLACE TEMP TABLE nodes (family INTEGER, prefix INTEGER, high BIGINT, low BIGINT, class INTEGER)',
        );
        await sql.insert(
          'nodes',
          tree.nodes.map(({ cidr, position }) => {
            const { high, low } = words(cidr.family, cidr.network);
            return [cidr.family, cidr.prefix, high, low, position];
          }),
        );
        const rows = await sql.rows<{ peer: string; class: number | null }>(
          smallestBlockSelect(addressSelects('texts'), 'nodes', tree),
        );
        const found = new Map(rows.map((row) => [row.peer, row.class]));
        expect(found.size).toBe(addresses.length + 1);
        expect(found.get('unknown')).toBeNull();
        for (const one of addresses) {
          const text = formatAddress(one);
          expect([text, found.get(text)]).toEqual([text, tree.find(text)]);
        }
      },
    );
    await fc.assert(property, { numRuns: 40 });
    connection.closeSync();
  });
});
