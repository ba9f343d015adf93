import { type AddressRange, cidrRange } from '../model/address.ts';
import { ALL_PORTS, type PortRange, portsContain } from '../model/ports.ts';
import { hasPorts } from '../model/protocol.ts';
import type { Direction, PrefixList, Rule } from '../model/rule.ts';
import { isPublic, touchesPublic } from './public-space.ts';
import { peerCidrs, portsOfRule } from './rule-reach.ts';

/** Ports of one group that the internet reaches (or that reach it), and the rules that together make it so. */
export interface Exposure {
  readonly protocol: 'tcp' | 'udp';
  readonly ports: PortRange;
  readonly rules: readonly Rule[];
}

interface Opening {
  readonly rule: Rule;
  readonly ports: PortRange;
  readonly ranges: readonly AddressRange[];
}

/**
 * The public exposures of one group in one direction. Decided on the union of all peers at each port:
 * one rule that is public alone stands alone; rules that are public only together stand together.
 */
export function publicExposures(
  rules: readonly Rule[],
  direction: Direction,
  prefixLists: readonly PrefixList[],
): Exposure[] {
  const result: Exposure[] = [];
  for (const protocol of ['tcp', 'udp'] as const) {
    const openings = rules
      .filter((rule) => rule.direction === direction)
      .flatMap((rule) => toOpening(rule, protocol, prefixLists));
    const alone = openings.filter((opening) => isPublic(opening.ranges));
    for (const { rule, ports } of alone) result.push({ protocol, ports, rules: [rule] });
    result.push(...togetherPublic(openings, alone, protocol));
  }
  return result;
}

/** Port stretches where no single rule is public but the union is. */
function togetherPublic(
  openings: readonly Opening[],
  alone: readonly Opening[],
  protocol: 'tcp' | 'udp',
): Exposure[] {
  const partial = openings.filter((opening) => !alone.includes(opening));
  const result: Exposure[] = [];
  for (const stretch of elementaryStretches(partial.map((opening) => opening.ports))) {
    if (alone.some((opening) => portsContain(opening.ports, stretch))) continue;
    const here = partial.filter((opening) => portsContain(opening.ports, stretch));
    if (!isPublic(here.flatMap((opening) => opening.ranges))) continue;
    const previous = result.at(-1);
    const sameRules = previous?.rules.every((rule, index) => rule === here[index]?.rule);
    if (previous && sameRules && previous.ports.to + 1 === stretch.from) {
      result[result.length - 1] = {
        ...previous,
        ports: { from: previous.ports.from, to: stretch.to },
      };
    } else {
      result.push({ protocol, ports: stretch, rules: here.map((opening) => opening.rule) });
    }
  }
  return result;
}

/** Cuts the ports at every edge, so that within a stretch the same rules hold. */
function elementaryStretches(ranges: readonly PortRange[]): PortRange[] {
  const starts = new Set(ranges.flatMap((each) => [each.from, each.to + 1]));
  const sorted = [...starts].sort((left, right) => left - right);
  return sorted
    .slice(0, -1)
    .map((from, index) => ({ from, to: (sorted[index + 1] as number) - 1 }));
}

function toOpening(
  rule: Rule,
  protocol: 'tcp' | 'udp',
  prefixLists: readonly PrefixList[],
): Opening[] {
  if (rule.unresolved.includes('protocol')) return [];
  if (rule.protocol !== protocol && rule.protocol !== 'all') return [];
  const ports = hasPorts(rule.protocol) ? portsOfRule(rule) : ALL_PORTS;
  if (!ports) return [];
  const ranges = peerCidrs(rule, prefixLists).map(cidrRange).filter(touchesPublic);
  return ranges.length > 0 ? [{ rule, ports, ranges }] : [];
}
