import { cidrRange, parseCidr, rangeContains } from '../model/address.ts';
import { portsContain } from '../model/ports.ts';
import { hasPorts, isIcmp } from '../model/protocol.ts';
import type { Peer, Rule } from '../model/rule.ts';

/** True when `outer` admits everything that `inner` admits. Both are rules of one group; unresolved parts cover nothing. */
export function covers(outer: Rule, inner: Rule): boolean {
  return (
    outer.direction === inner.direction &&
    outer.unresolved.length === 0 &&
    inner.unresolved.length === 0 &&
    protocolCovers(outer, inner) &&
    peerCovers(outer.peer, inner.peer)
  );
}

function protocolCovers(outer: Rule, inner: Rule): boolean {
  if (outer.protocol === 'all') return true;
  if (outer.protocol !== inner.protocol) return false;
  if (isIcmp(outer.protocol)) {
    if (outer.fromPort === -1 || outer.fromPort === null) return true;
    return (
      outer.fromPort === inner.fromPort && (outer.toPort === -1 || outer.toPort === inner.toPort)
    );
  }
  if (!hasPorts(outer.protocol)) return true;
  if (outer.fromPort === null || outer.toPort === null) return false;
  if (inner.fromPort === null || inner.toPort === null) return false;
  return portsContain(
    { from: outer.fromPort, to: outer.toPort },
    { from: inner.fromPort, to: inner.toPort },
  );
}

function peerCovers(outer: Peer, inner: Peer): boolean {
  if (outer.kind === 'cidr' && inner.kind === 'cidr') {
    const [wide, narrow] = [parseCidr(outer.value), parseCidr(inner.value)];
    return wide !== null && narrow !== null && rangeContains(cidrRange(wide), cidrRange(narrow));
  }
  if (outer.kind === 'self') return inner.kind === 'self';
  if (outer.kind === 'group' && inner.kind === 'group') return samePlace(outer, inner);
  if (outer.kind === 'prefix-list' && inner.kind === 'prefix-list') return samePlace(outer, inner);
  return false;
}

interface Place {
  readonly address: string | null;
  readonly id: string | null;
}

function samePlace(left: Place, right: Place): boolean {
  return (
    (left.address !== null && left.address === right.address) ||
    (left.id !== null && left.id === right.id)
  );
}
