import type { GainedPeers, GateTraffic } from './gate.ts';
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

const MOST_CIDRS = 3;

/** What is newly admitted; empty where nothing is known of it, as where groups change. */
export function describeNewSpace(
  { cause, newAddresses, newCidrs }: GainedPeers,
  say: (blocks: string, addresses: string | null) => string,
): string {
  if (newAddresses === '0' || (cause !== 'rule' && newCidrs.length === 0)) return '';
  const more = newCidrs.length > MOST_CIDRS ? ', …' : '';
  return say(`${newCidrs.slice(0, MOST_CIDRS).join(', ')}${more}`, newAddresses);
}
