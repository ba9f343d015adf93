import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  blockSize,
  type Cidr,
  cidrRange,
  formatCidr,
  parseCidr,
  rangeContains,
} from '../../src/model/address.ts';
import { atMostPrefix, cheapestCovers, cheapestPortCovers } from '../../src/model/cover.ts';
import { mergePorts } from '../../src/model/ports.ts';

function cidr(text: string): Cidr {
  const parsed = parseCidr(text);
  if (!parsed) throw new Error(text);
  return parsed;
}
const texts = (units: readonly string[], budget: number) =>
  cheapestCovers(units.map(cidr), budget).map(({ blocks }) => blocks.map(formatCidr));

describe('cheapestCovers', () => {
  it('shows what each further block gives up', () => {
    expect(texts(['10.0.0.1/32', '10.0.0.2/32', '10.9.0.0/24'], 8)).toEqual([
      ['10.0.0.0/12'],
      ['10.0.0.0/30', '10.9.0.0/24'],
      ['10.0.0.1/32', '10.0.0.2/32', '10.9.0.0/24'],
    ]);
  });

  it('never cuts a unit, and drops units inside others', () => {
    expect(texts(['10.0.0.0/24', '10.0.0.7/32'], 8)).toEqual([['10.0.0.0/24']]);
  });

  it('takes neighbours as one block, as two would give up nothing', () => {
    expect(texts(['10.0.0.0/32', '10.0.0.1/32'], 8)).toEqual([['10.0.0.0/31']]);
  });

  it('goes on where two halves save nothing but three blocks do', () => {
    expect(texts(['10.0.0.0/32', '10.0.0.8/32', '10.0.0.16/32', '10.0.0.24/32'], 3)).toEqual([
      ['10.0.0.0/27'],
      ['10.0.0.0/28', '10.0.0.16/32', '10.0.0.24/32'],
    ]);
  });

  it('works in IPv6', () => {
    expect(texts(['2001:db8::1/128', '2001:db8:ffff::/64'], 2)).toEqual([
      ['2001:db8::/32'],
      ['2001:db8::1/128', '2001:db8:ffff::/64'],
    ]);
    expect(formatCidr(atMostPrefix(cidr('2001:db8::1/128'), { 4: 32, 6: 64 }))).toBe(
      '2001:db8::/64',
    );
  });

  it('is empty without units or budget', () => {
    expect(texts([], 3)).toEqual([]);
    expect(texts(['10.0.0.0/8'], 0)).toEqual([]);
  });

  /** Every block of a /27, and the cheapest of all sets of at most so many of them. */
  it('is as cheap as the best of all covers, tried one by one', () => {
    const bits = 5;
    const blocks: [number, number][] = [];
    for (let size = 1; size <= 1 << bits; size *= 2) {
      for (let start = 0; start < 1 << bits; start += size) blocks.push([start, size]);
    }
    const cheapest = (points: readonly number[], budget: number): number => {
      const first = points[0];
      if (first === undefined) return 0;
      if (budget === 0) return Number.POSITIVE_INFINITY;
      let best = Number.POSITIVE_INFINITY;
      for (const [start, size] of blocks) {
        if (first < start || first >= start + size) continue;
        const rest = points.filter((point) => point < start || point >= start + size);
        best = Math.min(best, size + cheapest(rest, budget - 1));
      }
      return best;
    };
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 31 }), { minLength: 1, maxLength: 7 }),
        fc.integer({ min: 1, max: 4 }),
        (points, budget) => {
          const covers = cheapestCovers(
            points.map((point) => cidr(`10.0.0.${point}/32`)),
            budget,
          );
          const sorted = [...points].sort((left, right) => left - right);
          for (let count = 1; count <= budget; count++) {
            const cover = covers.findLast(({ blocks }) => blocks.length <= count);
            expect(Number(cover?.size)).toBe(cheapest(sorted, count));
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it('holds every unit, disjoint, within the budget, each step cheaper than the one before', () => {
    const unit = fc
      .tuple(fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: 20, max: 32 }))
      .map(([low, prefix]) => cidr(`10.1.${low >> 8}.${low & 255}/${prefix}`));
    fc.assert(
      fc.property(
        fc.array(unit, { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 12 }),
        (units, budget) => {
          const covers = cheapestCovers(units, budget);
          covers.forEach(({ blocks, size }, index) => {
            expect(blocks.length).toBeGreaterThan(covers[index - 1]?.blocks.length ?? 0);
            expect(blocks.length).toBeLessThanOrEqual(budget);
            const ranges = blocks.map(cidrRange);
            for (const each of units) {
              expect(ranges.filter((range) => rangeContains(range, cidrRange(each)))).toHaveLength(
                1,
              );
            }
            const sum = blocks.reduce(
              (total, { family, prefix }) => total + blockSize(family, prefix),
              0n,
            );
            expect(size).toBe(sum);
            const before = covers[index - 1];
            if (before) expect(size < before.size).toBe(true);
          });
        },
      ),
    );
  });
});

describe('cheapestPortCovers', () => {
  const count = (ranges: readonly { from: number; to: number }[]) =>
    ranges.reduce((sum, { from, to }) => sum + to - from + 1, 0);

  it('leaves out the widest gaps first', () => {
    const ports = [22, 80, 81, 8080].map((port) => ({ from: port, to: port }));
    expect(cheapestPortCovers(ports, 3)).toEqual([
      [{ from: 22, to: 8080 }],
      [
        { from: 22, to: 81 },
        { from: 8080, to: 8080 },
      ],
      [
        { from: 22, to: 22 },
        { from: 80, to: 81 },
        { from: 8080, to: 8080 },
      ],
    ]);
  });

  it('is as cheap as the best of all ways to cut, tried one by one', () => {
    const best = (ports: readonly number[], budget: number): number => {
      const first = ports[0];
      if (first === undefined) return 0;
      if (budget === 0) return Number.POSITIVE_INFINITY;
      return Math.min(
        ...ports.map((last, index) => last - first + 1 + best(ports.slice(index + 1), budget - 1)),
      );
    };
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 5 }),
        (points, budget) => {
          const ports = [...points].sort((left, right) => left - right);
          const covers = cheapestPortCovers(
            ports.map((port) => ({ from: port, to: port })),
            budget,
          );
          const last = covers.at(-1) ?? [];
          expect(count(last)).toBe(best(ports, budget));
          expect(mergePorts(last)).toEqual(last);
        },
      ),
    );
  });
});
