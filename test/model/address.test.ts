import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type Address,
  type AddressRange,
  blockSize,
  type Cidr,
  cidrAround,
  cidrContains,
  cidrRange,
  type Family,
  familyBits,
  formatAddress,
  formatCidr,
  mergeCidrs,
  mergeRanges,
  parseAddress,
  parseCidr,
  rangeContains,
  rangesOverlap,
  rangesToCidrs,
  readCidr,
  subtractRanges,
} from '../../src/model/address.ts';

const IPV4_BASE = 0xffff_0000_0000n;
const family = fc.constantFrom<Family>(4, 6);
const address: fc.Arbitrary<Address> = family.chain((kind) =>
  fc
    .bigInt({ min: 0n, max: (1n << BigInt(familyBits(kind))) - 1n })
    .map((value) => ({ family: kind, value: kind === 4 ? IPV4_BASE + value : value })),
);
const cidr: fc.Arbitrary<Cidr> = address.chain((inside) =>
  fc.nat({ max: familyBits(inside.family) }).map((prefix) => cidrAround(inside, prefix)),
);
/** Ranges in a space of 64 addresses, so that a set of numbers can be the judge. */
const smallRange: fc.Arbitrary<AddressRange> = fc
  .tuple(family, fc.nat({ max: 63 }), fc.nat({ max: 63 }))
  .map(([kind, one, other]) => {
    const base = kind === 4 ? IPV4_BASE : 0n;
    const [first, last] = [BigInt(Math.min(one, other)), BigInt(Math.max(one, other))];
    return { family: kind, first: base + first, last: base + last };
  });

function members(ranges: readonly AddressRange[]): Set<string> {
  const all = new Set<string>();
  for (const range of ranges) {
    for (let at = range.first; at <= range.last; at++) all.add(`${range.family}:${at}`);
  }
  return all;
}

describe('addresses', () => {
  it('read what they write', () => {
    fc.assert(
      fc.property(address, (value) => {
        expect(parseAddress(formatAddress(value))).toEqual(value);
      }),
    );
  });

  it.each([
    ['10.0.0.1', '10.0.0.1'],
    ['2001:DB8:0:0:9::', '2001:db8:0:0:9::'],
    ['2001:0db8:0000:0000:0000:0000:0000:0001', '2001:db8::1'],
    ['::ffff:10.0.0.1', '::ffff:a00:1'],
    ['::', '::'],
  ])('%s is %s', (text, canonical) => {
    const parsed = parseAddress(text);
    expect(parsed && formatAddress(parsed)).toBe(canonical);
  });

  it.each([
    '',
    '10.0.0',
    '10.0.0.256',
    '010.0.0.1',
    '1.2.3.4.5',
    '::g',
    'fe80::1%eth0',
    '10.0.0.1/8',
  ])('%p is none', (text) => {
    expect(parseAddress(text)).toBeNull();
  });

  it('keep IPv4 and IPv4-mapped IPv6 apart', () => {
    const everything = parseCidr('::/0') as Cidr;
    expect(cidrContains(everything, parseAddress('10.0.0.1') as Address)).toBe(false);
    expect(cidrContains(everything, parseAddress('::ffff:10.0.0.1') as Address)).toBe(true);
  });
});

describe('CIDRs', () => {
  it('read what they write, without host bits', () => {
    fc.assert(
      fc.property(cidr, (value) => {
        expect(readCidr(formatCidr(value))).toEqual({ ok: true, cidr: value, hostBits: false });
      }),
    );
  });

  it('hold exactly the addresses with the same leading bits', () => {
    fc.assert(
      fc.property(cidr, address, (block, candidate) => {
        const shift = BigInt(familyBits(block.family) - block.prefix);
        const same =
          block.family === candidate.family && block.network >> shift === candidate.value >> shift;
        expect(cidrContains(block, candidate)).toBe(same);
      }),
    );
  });

  it('notice host bits and mean the network', () => {
    const reading = readCidr('10.1.2.3/8');
    expect(reading).toMatchObject({ ok: true, hostBits: true });
    expect(reading.ok && formatCidr(reading.cidr)).toBe('10.0.0.0/8');
  });

  it.each([
    ['10.0.0.0/33', 'prefix length "33" is not between 0 and 32'],
    ['10.0.0.0', 'has no prefix length'],
    ['10.0.0/8', '"10.0.0" is not an IP address'],
    ['::/129', 'not between 0 and 128'],
  ])('%s: %s', (text, problem) => {
    const reading = readCidr(text);
    expect(reading.ok ? '' : reading.problem).toContain(problem);
  });

  it('may have a prefix with leading zeros, as Terraform takes it', () => {
    expect(readCidr('10.0.0.0/08')).toEqual(readCidr('10.0.0.0/8'));
  });

  it('contain and overlap as their sets of addresses do', () => {
    fc.assert(
      fc.property(smallRange, smallRange, (left, right) => {
        const [all, other] = [members([left]), members([right])];
        const shared = [...other].filter((each) => all.has(each)).length;
        expect(rangesOverlap(left, right)).toBe(shared > 0);
        expect(rangeContains(left, right)).toBe(shared === other.size);
      }),
    );
  });
});

describe('sets of ranges', () => {
  const ranges = fc.array(smallRange, { maxLength: 8 });

  it('merge to disjoint ranges of the same addresses', () => {
    fc.assert(
      fc.property(ranges, (some) => {
        const merged = mergeRanges(some);
        expect(members(merged)).toEqual(members(some));
        for (const [index, range] of merged.entries()) {
          const next = merged[index + 1];
          if (next?.family === range.family) expect(next.first > range.last + 1n).toBe(true);
        }
      }),
    );
  });

  it('subtract as sets do', () => {
    fc.assert(
      fc.property(ranges, ranges, (from, taken) => {
        const gone = members(taken);
        const expected = [...members(from)].filter((each) => !gone.has(each));
        expect(members(subtractRanges(from, taken))).toEqual(new Set(expected));
      }),
    );
  });

  it('become the fewest blocks: no two of them make a larger one', () => {
    fc.assert(
      fc.property(ranges, (some) => {
        const blocks = rangesToCidrs(some);
        expect(members(blocks.map(cidrRange))).toEqual(members(some));
        for (const [index, block] of blocks.entries()) {
          const next = blocks[index + 1];
          if (!next || next.family !== block.family || next.prefix !== block.prefix) continue;
          const parent = cidrAround(
            { family: block.family, value: block.network },
            block.prefix - 1,
          );
          expect(
            parent.network === block.network &&
              parent.network + blockSize(block.family, block.prefix) === next.network,
          ).toBe(false);
        }
      }),
    );
  });

  it('fold neighbours and the contained', () => {
    const cidrs = [
      '10.0.0.0/25',
      '10.0.0.128/25',
      '10.0.0.7/32',
      '2001:db8::/33',
      '2001:db8:8000::/33',
    ];
    const merged = mergeCidrs(cidrs.map((text) => parseCidr(text) as Cidr));
    expect(merged.map(formatCidr)).toEqual(['10.0.0.0/24', '2001:db8::/32']);
  });
});
