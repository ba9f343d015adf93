import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  mergePorts,
  type PortRange,
  portsContain,
  portsOverlap,
  subtractPorts,
} from '../../src/model/ports.ts';

const range: fc.Arbitrary<PortRange> = fc
  .tuple(fc.nat({ max: 40 }), fc.nat({ max: 40 }))
  .map(([one, other]) => ({ from: Math.min(one, other), to: Math.max(one, other) }));

function members(ranges: readonly PortRange[]): Set<number> {
  return new Set(
    ranges.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, at) => from + at)),
  );
}

describe('port ranges', () => {
  it('contain and overlap as sets do', () => {
    fc.assert(
      fc.property(range, range, (left, right) => {
        const [all, other] = [members([left]), members([right])];
        const shared = [...other].filter((port) => all.has(port)).length;
        expect(portsOverlap(left, right)).toBe(shared > 0);
        expect(portsContain(left, right)).toBe(shared === other.size);
      }),
    );
  });

  it('merge and subtract as sets do', () => {
    fc.assert(
      fc.property(fc.array(range), fc.array(range), (from, taken) => {
        expect(members(mergePorts(from))).toEqual(members(from));
        const gone = members(taken);
        const rest = [...members(from)].filter((port) => !gone.has(port));
        expect(members(subtractPorts(from, taken))).toEqual(new Set(rest));
      }),
    );
  });
});
