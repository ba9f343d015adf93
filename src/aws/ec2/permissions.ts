import { formatCidr, readCidr } from '../../model/address.ts';
import { hasPorts, isIcmp, parseProtocol } from '../../model/protocol.ts';
import type { Direction, Peer, RulePart, RuleProblem } from '../../model/rule.ts';
import { isObject, objects, text } from '../json.ts';

/** What a rule of EC2 says, before it has a group and a key. */
export interface Permission {
  readonly protocol: string;
  readonly fromPort: number | null;
  readonly toPort: number | null;
  readonly peer: Peer;
  readonly unresolved: readonly RulePart[];
  readonly description: string | null;
  readonly problems: readonly Pick<RuleProblem, 'kind' | 'message'>[];
}

type Service = Pick<Permission, 'protocol' | 'fromPort' | 'toPort' | 'unresolved'>;
type PeerRead = Pick<Permission, 'peer' | 'description' | 'problems'>;

/**
 * One element of `IpPermissions`, or what a script left of it: protocol and ports may be missing, and `IpRanges` may be
 * lists of CIDRs, nested or not. One rule a peer.
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html
 */
export function readPermission(item: Record<string, unknown>, groupId: string): Permission[] {
  const service = readService(item.IpProtocol, item.FromPort, item.ToPort);
  const peers = [
    ...cidrsOf(item.IpRanges, 'CidrIp'),
    ...cidrsOf(item.CidrIp, 'CidrIp'),
    ...cidrsOf(item.Ipv6Ranges, 'CidrIpv6'),
    ...cidrsOf(item.CidrIpv6, 'CidrIpv6'),
    ...objects(item.PrefixListIds).map((list) => prefixListPeer(text(list.PrefixListId), list)),
    ...objects(item.UserIdGroupPairs).map((pair) =>
      groupPeer(text(pair.GroupId), groupId, pair.Description),
    ),
  ];
  return peers.map((peer) => ({ ...service, ...peer }));
}

/** Protocol and ports as EC2 prints them; what is not there is not known. */
export function readService(protocol: unknown, from: unknown, to: unknown): Service {
  const name = protocol === undefined || protocol === null ? null : parseProtocol(String(protocol));
  if (name === null) {
    const unresolved = ['protocol', 'fromPort', 'toPort'] as const;
    return { protocol: 'all', fromPort: null, toPort: null, unresolved };
  }
  if (isIcmp(name)) {
    const [type, code] = [integer(from) ?? -1, integer(to) ?? -1];
    return { protocol: name, fromPort: type, toPort: code, unresolved: [] };
  }
  if (!hasPorts(name)) return { protocol: name, fromPort: null, toPort: null, unresolved: [] };
  const [fromPort, toPort] = [integer(from), integer(to)];
  const unresolved: RulePart[] = [
    ...(fromPort === null ? ['fromPort' as const] : []),
    ...(toPort === null ? ['toPort' as const] : []),
  ];
  // EC2 prints -1 where all ports are meant.
  if (fromPort === -1) return { protocol: name, fromPort: 0, toPort: 65535, unresolved: [] };
  return { protocol: name, fromPort, toPort, unresolved };
}

/** An address block; what EC2 would refuse is said, and never left out. */
export function cidrPeer(value: string, description: unknown): PeerRead {
  const reading = readCidr(value.trim());
  const peer = { description: text(description) };
  if (!reading.ok) {
    const problem = { kind: 'malformed-cidr', message: reading.problem } as const;
    return { ...peer, peer: { kind: 'cidr', value }, problems: [problem] };
  }
  const network = formatCidr(reading.cidr);
  const message = `"${value}" has bits set beyond its prefix; ${network} is meant`;
  return {
    ...peer,
    peer: { kind: 'cidr', value: network },
    problems: reading.hostBits ? [{ kind: 'host-bits', message }] : [],
  };
}

export function groupPeer(id: string | null, own: string, description: unknown): PeerRead {
  const peer: Peer = id === own ? { kind: 'self' } : { kind: 'group', address: null, id };
  return { peer, description: text(description), problems: [] };
}

export function prefixListPeer(
  id: string | null,
  { Description }: { readonly Description?: unknown },
): PeerRead {
  const peer: Peer = { kind: 'prefix-list', address: null, id };
  return { peer, description: text(Description), problems: [] };
}

export function directionOf(egress: unknown): Direction {
  return egress === true ? 'egress' : 'ingress';
}

/** `["10.0.0.0/8"]`, `[["10.0.0.0/8"]]`, `[{"CidrIp": "10.0.0.0/8"}]`, or one alone. */
function cidrsOf(value: unknown, field: 'CidrIp' | 'CidrIpv6'): PeerRead[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((each) => cidrsOf(each, field));
  if (!isObject(value)) return [cidrPeer(String(value), null)];
  const cidr = value[field];
  return [cidrPeer(typeof cidr === 'string' ? cidr : JSON.stringify(value), value.Description)];
}

function integer(value: unknown): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return Number.isInteger(number) ? (number as number) : null;
}
