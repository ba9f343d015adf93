import { fromNat64, isIpv6 } from './addresses.ts';
import type { Burst, Connection, World, WorldInterface } from './model.ts';
import { isAlive } from './topology.ts';

export const INTERVAL = 600;

/** One flow log record, whatever the format will show of it. */
export interface FlowRecord {
  readonly interface: WorldInterface;
  /** Start of the aggregation interval. */
  readonly slot: number;
  readonly status: 'OK' | 'NODATA' | 'SKIPDATA';
  readonly flow: Flow | null;
}

interface Key {
  readonly source: string;
  readonly target: string;
  readonly packetSource: string;
  readonly packetTarget: string;
  readonly sourcePort: number;
  readonly targetPort: number;
  readonly protocol: number;
  readonly action: 'ACCEPT' | 'REJECT';
  /** Of the packets, as seen from the interface. */
  readonly inbound: boolean;
}

export interface Flow extends Key {
  flags: number;
  packets: number;
  start: number;
  end: number;
}

/** All records of the world in order of delivery. */
export function recordsOf(world: World): FlowRecord[] {
  const flows = new Map<string, Map<number, Map<string, Flow>>>();
  const add = (on: WorldInterface, key: Key, burst: Burst) => {
    if (burst.time < world.start) return;
    const slot = slotOf(world, on, burst.time);
    const slots = getOrAdd(flows, on.id, () => new Map<number, Map<string, Flow>>());
    const inSlot = getOrAdd(slots, slot, () => new Map<string, Flow>());
    const flow = getOrAdd(inSlot, JSON.stringify(key), () => ({
      ...key,
      flags: 0,
      packets: 0,
      start: burst.time,
      end: burst.time,
    }));
    flow.flags |= burst.flags;
    flow.packets += burst.packets;
    flow.start = Math.min(flow.start, burst.time);
    flow.end = Math.max(flow.end, burst.time);
  };
  const gateway = world.interfaces.find((each) => each.role === 'nat');
  for (const connection of world.connections) {
    for (const burst of connection.bursts) {
      showAtServer(connection, burst, add);
      showAtClient(connection, burst, add);
      if (gateway && connection.natPort !== null) showAtGateway(gateway, connection, burst, add);
    }
  }
  return world.interfaces
    .filter((each) => each.logged)
    .flatMap((each) => fill(world, each, flows.get(each.id) ?? new Map()))
    .sort((left, right) => left.slot - right.slot);
}

type Add = (on: WorldInterface, key: Key, burst: Burst) => void;

function getOrAdd<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}

/** Intervals begin at an offset of the interface's own. */
function slotOf(world: World, on: WorldInterface, time: number): number {
  const offset = Number.parseInt(on.id.slice(-5, -2), 16) % 60;
  return time - ((((time - world.start - offset) % INTERVAL) + INTERVAL) % INTERVAL);
}

function showAtServer(connection: Connection, burst: Burst, add: Add): void {
  const { server, outcome } = connection;
  if (!server.interface || outcome === 'refused-by-client') return;
  if (outcome === 'refused-by-server') {
    if (isFirst(connection, burst))
      add(server.interface, keyOf(connection, burst, 'server', 'REJECT'), burst);
    return;
  }
  if (outcome === 'reply-refused') {
    if (isFirst(connection, burst))
      add(server.interface, keyOf(connection, burst, 'server', 'ACCEPT'), burst);
    const reply = connection.bursts.find((each) => !each.byClient);
    if (burst === reply) add(server.interface, keyOf(connection, burst, 'server', 'REJECT'), burst);
    return;
  }
  add(server.interface, keyOf(connection, burst, 'server', 'ACCEPT'), burst);
}

function showAtClient(connection: Connection, burst: Burst, add: Add): void {
  const { client, outcome } = connection;
  if (!client.interface) return;
  if (outcome !== 'accepted' && !isFirst(connection, burst)) return;
  const action = outcome === 'refused-by-client' ? 'REJECT' : 'ACCEPT';
  add(client.interface, keyOf(connection, burst, 'client', action), burst);
}

function isFirst(connection: Connection, burst: Burst): boolean {
  return connection.bursts[0] === burst;
}

/**
 * `srcaddr` and `dstaddr` show the interface's primary address for its own side, `pkt-*` the real one
 * (VPC user guide, "Traffic through a secondary private IP address").
 */
function keyOf(
  connection: Connection,
  burst: Burst,
  seenBy: 'client' | 'server',
  action: Key['action'],
): Key {
  const own = connection[seenBy];
  const shown = (address: string) =>
    address === own.address && own.interface && !isIpv6(address) ? own.interface.primary : address;
  const { client, server } = connection;
  const [from, to] = burst.byClient ? [client, server] : [server, client];
  const [sourcePort, targetPort] = burst.byClient
    ? [connection.clientPort, connection.serverPort]
    : [connection.serverPort, connection.clientPort];
  return {
    source: shown(from.address),
    target: shown(to.address),
    packetSource: from.address,
    packetTarget: to.address,
    sourcePort,
    targetPort,
    protocol: connection.protocol,
    action,
    inbound: burst.byClient === (seenBy === 'server'),
  };
}

/**
 * A NAT gateway logs each packet twice: as it comes and as it goes ("Traffic through a NAT gateway"). With NAT64 the inner
 * packet is IPv6, its far end the IPv4 server's address in 64:ff9b::/96; the gateway is not one of its ends.
 */
function showAtGateway(
  gateway: WorldInterface,
  connection: Connection,
  burst: Burst,
  add: Add,
): void {
  const { client, server, protocol, clientPort, serverPort, natPort } = connection;
  const base = { protocol, action: 'ACCEPT' } as const;
  const isTranslated = isIpv6(server.address);
  const inner = isTranslated ? client.address : (client.interface?.primary ?? client.address);
  const innerFar = isTranslated ? server.address : gateway.primary;
  const far = fromNat64(server.address);
  const pair = (from: string, to: string, packetFrom: string, packetTo: string) => ({
    source: from,
    target: to,
    packetSource: packetFrom,
    packetTarget: packetTo,
  });
  const outer = natPort ?? 0;
  if (burst.byClient) {
    add(
      gateway,
      {
        ...base,
        ...pair(inner, innerFar, client.address, server.address),
        sourcePort: clientPort,
        targetPort: serverPort,
        inbound: true,
      },
      burst,
    );
    add(
      gateway,
      {
        ...base,
        ...pair(gateway.primary, far, gateway.primary, far),
        sourcePort: outer,
        targetPort: serverPort,
        inbound: false,
      },
      burst,
    );
  } else {
    add(
      gateway,
      {
        ...base,
        ...pair(far, gateway.primary, far, gateway.primary),
        sourcePort: serverPort,
        targetPort: outer,
        inbound: true,
      },
      burst,
    );
    add(
      gateway,
      {
        ...base,
        ...pair(innerFar, inner, server.address, client.address),
        sourcePort: serverPort,
        targetPort: clientPort,
        inbound: false,
      },
      burst,
    );
  }
}

/** One interface's log: its flows, else NODATA, and what was lost. */
function fill(
  world: World,
  on: WorldInterface,
  slots: ReadonlyMap<number, ReadonlyMap<string, Flow>>,
): FlowRecord[] {
  const records: FlowRecord[] = [];
  const losses = world.losses.filter((each) => each.interfaceId === on.id);
  for (let slot = slotOf(world, on, world.start); slot < world.end; slot += INTERVAL) {
    if (!isAlive(on, slot) && !isAlive(on, slot + INTERVAL - 1)) continue;
    const loss = losses.find((each) => slot + INTERVAL > each.from && slot < each.to);
    if (loss) {
      if (loss.marked) records.push({ interface: on, slot, status: 'SKIPDATA', flow: null });
      continue;
    }
    const flows = slots.get(slot);
    if (!flows) records.push({ interface: on, slot, status: 'NODATA', flow: null });
    else {
      for (const flow of flows.values()) {
        records.push({ interface: on, slot, status: 'OK', flow });
      }
    }
  }
  return records;
}
