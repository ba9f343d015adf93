import {
  type Cidr,
  cidrContains,
  cidrRange,
  type Family,
  familyBits,
  formatCidr,
  parseAddress,
  parseCidr,
  rangeContains,
  rangeSize,
} from '../model/address.ts';
import { atMostPrefix, cheapestCovers, cheapestPortCovers } from '../model/cover.ts';
import type { Narrowing, NarrowingEntry, NarrowingStep } from '../model/narrowing.ts';
import { mergePorts, type PortRange, subtractPorts } from '../model/ports.ts';
import type { ObservedTraffic } from '../model/verdict.ts';
import type { LintOptions, NarrowingOptions } from './options.ts';

/** A block that has a name in the configuration: a subnet, or an entry of a prefix list. */
export interface KnownBlock {
  /** `aws_subnet.app["a"]` */
  readonly name: string;
  readonly cidr: string;
}

/** As many observed peers or ports as a report lists. */
const SHOWN = 256;
/** A step is enough that gives up 999 of 1,000 addresses that the best one would. */
const ENOUGH = 1000n;

/**
 * How a rule's CIDR could be narrowed to the peers that were observed. A known block that holds a peer is taken as
 * a whole, so that no proposal cuts a subnet in two. Null where the peers are not all known, where one lies outside
 * of the CIDR, where the CIDR is narrow enough or a known block itself, or where too little would be given up.
 */
export function narrowCidr(
  text: string,
  observed: ObservedTraffic,
  known: readonly KnownBlock[],
  options: LintOptions['cidrs'],
): Narrowing | null {
  const own = parseCidr(text);
  if (!own || observed.dropped.peers > 0 || observed.peers.length === 0) return null;
  if (own.prefix >= (own.family === 4 ? options.narrowIpv4 : options.narrowIpv6)) return null;
  if (known.some(({ cidr }) => cidr === formatCidr(own))) return null;
  const blocks = blocksWithin(own, known);
  const longest: Record<Family, number> = { 4: options.ipv4Prefix, 6: options.ipv6Prefix };
  const units: Cidr[] = [];
  for (const { address } of observed.peers) {
    const parsed = parseAddress(address);
    if (!parsed || !cidrContains(own, parsed)) return null;
    const single = { family: parsed.family, network: parsed.value, prefix: familyBits(own.family) };
    const home = blocks.find(({ cidr }) => cidrContains(cidr, parsed))?.cidr;
    units.push(home ?? atMostPrefix(single, longest));
  }
  const total = rangeSize(cidrRange(own));
  const names = new Map(blocks.map(({ name, cidr }) => [formatCidr(cidr), name]));
  const steps = cheapestCovers(units, options.budget).map((cover) =>
    toStep(
      cover.blocks.map((block) => {
        const value = formatCidr(block);
        return { value, name: names.get(value) ?? null };
      }),
      cover.size,
      total,
    ),
  );
  const seen = observed.peers.map(({ address, flows, certain }) => ({
    value: address,
    flows,
    certain,
  }));
  return finish('cidr', formatCidr(own), total, steps, seen, options);
}

/** Narrowest first, so that the first that holds an address is its own subnet. */
function blocksWithin(own: Cidr, known: readonly KnownBlock[]): { name: string; cidr: Cidr }[] {
  return known
    .flatMap(({ name, cidr: text }) => {
      const cidr = parseCidr(text);
      const inside =
        cidr && cidr.prefix > own.prefix && rangeContains(cidrRange(own), cidrRange(cidr));
      return inside ? [{ name, cidr }] : [];
    })
    .sort((left, right) => right.cidr.prefix - left.cidr.prefix);
}

/**
 * As `narrowCidr`, for a range of ports. Where the logs leave the port open, every port that it may be is kept; null
 * where that is most of what would be proposed: nothing is known then.
 */
export function narrowPorts(
  own: PortRange,
  observed: ObservedTraffic,
  options: NarrowingOptions,
): Narrowing | null {
  const { ports } = observed;
  if (ports.length === 0 || ports.some(({ from, to }) => from < own.from || to > own.to)) {
    return null;
  }
  const total = BigInt(own.to - own.from + 1);
  const steps = cheapestPortCovers(ports, options.budget).map((ranges) =>
    toStep(
      ranges.map((range) => ({ value: portText(range), name: null })),
      BigInt(countPorts(ranges)),
      total,
    ),
  );
  const guessed = subtractPorts(
    ports.filter(({ certain }) => !certain),
    ports.filter(({ certain }) => certain),
  );
  if (countPorts(guessed) * 2 > countPorts(mergePorts(ports))) return null;
  const seen = ports.map(({ from, to, flows, certain }) => ({
    value: portText({ from, to }),
    flows,
    certain,
  }));
  return finish('ports', portText(own), total, steps, seen, options);
}

function countPorts(ranges: readonly PortRange[]): number {
  return ranges.reduce((sum, { from, to }) => sum + to - from + 1, 0);
}

export function portText({ from, to }: PortRange): string {
  return from === to ? String(from) : `${from}-${to}`;
}

function toStep(entries: readonly NarrowingEntry[], size: bigint, total: bigint): NarrowingStep {
  return { entries, size: String(size), givenUp: String(total - size) };
}

function finish(
  kind: Narrowing['kind'],
  from: string,
  total: bigint,
  steps: readonly NarrowingStep[],
  seen: Narrowing['seen'],
  { leastReduction }: NarrowingOptions,
): Narrowing | null {
  const best = BigInt(steps.at(-1)?.givenUp ?? 0);
  const proposed = steps.findIndex(
    ({ givenUp }) => BigInt(givenUp) * ENOUGH >= best * (ENOUGH - 1n),
  );
  const step = steps[proposed];
  if (!step || BigInt(step.givenUp) === 0n) return null;
  if (BigInt(step.givenUp) * 100n < total * BigInt(leastReduction)) return null;
  const most = [...seen].sort((left, right) => right.flows - left.flows).slice(0, SHOWN);
  return {
    kind,
    from,
    size: String(total),
    steps,
    proposed,
    observed: seen.length,
    seen: most,
  };
}
