import type { GateTraffic } from './gate.ts';
import type { PortTraffic } from './verdict.ts';

const MOST_PEERS = 3;
const MOST_PORTS = 5;

/** `10.0.0.5, 10.0.0.6 and 3 more`: those with most flows first. */
export function describePeers(
  { topPeers, peers }: Pick<GateTraffic, 'topPeers' | 'peers'>,
  andMore: (shown: string, more: number) => string,
): string {
  const shown = topPeers.slice(0, MOST_PEERS).map(({ address }) => address);
  return peers > shown.length ? andMore(shown.join(', '), peers - shown.length) : shown.join(', ');
}

/** `443, 8000-8080, …`; empty where the protocol has none. */
export function describePortRanges(ports: readonly PortTraffic[]): string {
  const shown = ports
    .slice(0, MOST_PORTS)
    .map(({ from, to }) => (from === to ? String(from) : `${from}-${to}`));
  return [...shown, ...(ports.length > MOST_PORTS ? ['…'] : [])].join(', ');
}
