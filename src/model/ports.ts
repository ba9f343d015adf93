/** Both ends included, 0–65535. */
export interface PortRange {
  readonly from: number;
  readonly to: number;
}

export const ALL_PORTS: PortRange = { from: 0, to: 65535 };

export function portsContain(outer: PortRange, inner: PortRange): boolean {
  return outer.from <= inner.from && inner.to <= outer.to;
}

export function portsOverlap(left: PortRange, right: PortRange): boolean {
  return left.from <= right.to && right.from <= left.to;
}

/** Sorted, disjoint, with neighbours joined. */
export function mergePorts(ranges: readonly PortRange[]): PortRange[] {
  const merged: PortRange[] = [];
  for (const range of [...ranges].sort((left, right) => left.from - right.from)) {
    const previous = merged.at(-1);
    if (previous && range.from <= previous.to + 1) {
      merged[merged.length - 1] = { from: previous.from, to: Math.max(previous.to, range.to) };
    } else {
      merged.push(range);
    }
  }
  return merged;
}

/** What of `from` no range of `taken` covers. */
export function subtractPorts(
  from: readonly PortRange[],
  taken: readonly PortRange[],
): PortRange[] {
  const holes = mergePorts(taken);
  return mergePorts(from).flatMap((range) => {
    const rest: PortRange[] = [];
    let first = range.from;
    for (const hole of holes) {
      if (!portsOverlap(range, hole)) continue;
      if (hole.from > first) rest.push({ from: first, to: hole.from - 1 });
      first = hole.to + 1;
    }
    if (first <= range.to) rest.push({ from: first, to: range.to });
    return rest;
  });
}
