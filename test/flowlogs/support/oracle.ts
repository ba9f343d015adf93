import type { FlowRow } from '../../../src/model/rollup.ts';
import type { LogRecord } from './logs.ts';

/**
 * The rollup by plain loops over all records, for tests: the rules of orientation written a second time, without SQL.
 * `bucket` says into which of 63 buckets a counterpart's port falls, as the sketch of the engine is not exact.
 */
export function expectedFlows(
  records: readonly LogRecord[],
  ownAddresses: ReadonlyMap<string, readonly string[]>,
  bucket: (port: number) => number,
): string[] {
  const connections = collect(records);
  const services = learn(connections, bucket);
  const own = (connection: Connection) => ownSide(connection, connections, ownAddresses);
  const rows = new Map<string, { flows: number; bytes: number; packets: number }>();
  for (const connection of connections) {
    const opening = orient(connection, services);
    const side = own(connection);
    const sides: Side[] = side ? [side] : ['a', 'b'];
    const openers: Side[] = opening.opener ? [opening.opener] : ['a', 'b'];
    const readings = sides.flatMap((local) => openers.map((opener) => ({ local, opener })));
    for (const [index, { local, opener }] of readings.entries()) {
      const certainty = readings.length > 1 ? 'ambiguous' : opening.certainty;
      const row = describeReading(connection, local, opener, certainty, index, readings.length);
      const set = readings.length > 1 ? ` set ${keyOf(connection)}` : '';
      const sum = rows.get(row + set) ?? { flows: 0, bytes: 0, packets: 0 };
      sum.flows += connection.records;
      sum.bytes += connection.bytes;
      sum.packets += connection.packets;
      rows.set(row + set, sum);
    }
  }
  return [...rows]
    .map(([row, sum]) => `${row.replace(/ set .*/, '')} ×${sum.flows} ${sum.bytes} ${sum.packets}`)
    .sort();
}

/** A row of the engine in the oracle's words. */
export function describeRow(row: FlowRow): string {
  const reading = row.readings > 1 ? `${row.reading + 1}/${row.readings}` : '1/1';
  return `${row.day} ${row.interface} ${row.direction} ${row.peer} ${row.protocol}/${row.port} ${row.action} ${row.certainty} ${reading} ×${row.flows} ${row.bytes} ${row.packets}`;
}

type Side = 'a' | 'b';

interface End {
  readonly address: string;
  readonly port: number;
}

interface Connection {
  readonly day: string;
  readonly interface: string;
  readonly protocol: number;
  readonly action: 'ACCEPT' | 'REJECT';
  readonly a: End;
  readonly b: End;
  readonly sent: Set<Side>;
  readonly opened: Set<Side>;
  readonly spoke: Set<Side>;
  readonly local: Set<Side>;
  records: number;
  bytes: number;
  packets: number;
}

const hasPorts = (protocol: number) => protocol === 6 || protocol === 17;

function collect(records: readonly LogRecord[]): Connection[] {
  const connections = new Map<string, Connection>();
  for (const record of records) {
    const port = (value: number) => (hasPorts(record.protocol) ? value : 0);
    const from = { address: record.source, port: port(record.sourcePort) };
    const to = { address: record.target, port: port(record.targetPort) };
    const forward =
      from.address < to.address || (from.address === to.address && from.port <= to.port);
    const [a, b] = forward ? [from, to] : [to, from];
    const day = new Date(record.start * 1000).toISOString().slice(0, 10);
    const { interface: id, protocol, action } = record;
    const key = [day, id, protocol, action, a.address, a.port, b.address, b.port].join(' ');
    const connection = connections.get(key) ?? {
      ...{ day, interface: id, protocol, action, a, b, records: 0, bytes: 0, packets: 0 },
      ...{ sent: new Set<Side>(), opened: new Set<Side>() },
      ...{ spoke: new Set<Side>(), local: new Set<Side>() },
    };
    connections.set(key, connection);
    const [sender, receiver]: [Side, Side] = forward ? ['a', 'b'] : ['b', 'a'];
    connection.records += 1;
    connection.bytes += record.bytes;
    connection.packets += record.packets;
    connection.sent.add(sender);
    if (record.flags !== null) {
      const syn = (record.flags & 2) !== 0;
      const ack = (record.flags & 16) !== 0;
      if (protocol === 6 && syn) connection.opened.add(ack ? receiver : sender);
      if ((record.flags & 4) === 0) connection.spoke.add(sender);
    }
    if (record.direction === 'egress') connection.local.add(sender);
    if (record.direction === 'ingress') connection.local.add(receiver);
  }
  return [...connections.values()];
}

interface Endpoint {
  answered: boolean;
  opened: boolean;
  /** Counterpart ports' buckets, per day and over all. */
  readonly days: Map<string, Set<number>>;
  readonly ports: Set<number>;
}

interface Service {
  readonly known: boolean;
  readonly learned: boolean;
  readonly fanIn: boolean;
  /** How many buckets of ports it met. */
  readonly met: number;
  /** More than 8 endpoints of its address met several ports on a day. */
  readonly reused: boolean;
}

function learn(
  connections: readonly Connection[],
  bucket: (port: number) => number,
): Map<string, Service> {
  const endpoints = new Map<string, Endpoint>();
  const pairs = new Map<string, number>();
  const pairBuckets = new Map<string, Set<number>>();
  for (const each of connections) {
    if (each.action !== 'ACCEPT' || !hasPorts(each.protocol)) continue;
    for (const [side, other] of [
      ['a', 'b'],
      ['b', 'a'],
    ] as const) {
      const id = endpointId(each, side);
      const endpoint = endpoints.get(id) ?? {
        ...{ answered: false, opened: false, days: new Map(), ports: new Set() },
      };
      endpoints.set(id, endpoint);
      if (each.opened.has(other) && each.spoke.has(side)) endpoint.answered = true;
      if (each.opened.has(side)) endpoint.opened = true;
      const buckets = endpoint.days.get(each.day) ?? new Set<number>();
      endpoint.days.set(each.day, buckets.add(bucket(each[other].port)));
      endpoint.ports.add(each[other].port);
      if (each.protocol !== 17) continue;
      const pair = `${each.day} ${id} ${each[other].address}`;
      const met = (pairBuckets.get(pair) ?? new Set<number>()).add(bucket(each[other].port));
      pairBuckets.set(pair, met);
      pairs.set(id, Math.max(pairs.get(id) ?? 0, met.size));
    }
  }
  const kept = new Map<string, number>();
  for (const [id, endpoint] of endpoints) {
    const buckets = new Set<number>();
    for (const met of endpoint.days.values()) {
      if (met.size >= 2 || endpoint.answered) for (const each of met) buckets.add(each);
    }
    if (endpoint.answered || buckets.size > 0) kept.set(id, buckets.size);
  }
  const ownerOf = (id: string) => id.slice(0, id.lastIndexOf(' '));
  const byOwner = new Map<string, number[]>();
  for (const [id, met] of kept) {
    if (Number(id.split(' ')[2]) < 1024) continue;
    byOwner.set(ownerOf(id), [...(byOwner.get(ownerOf(id)) ?? []), met]);
  }
  const reaching = (owner: string, least: number) =>
    (byOwner.get(owner) ?? []).filter((met) => met >= least).length;
  const services = new Map<string, Service>();
  for (const [id, met] of kept) {
    const endpoint = endpoints.get(id)!;
    const half = [16, 8, 4, 2].find((least) => met >= least * 2) ?? 0;
    const fanIn =
      met >= 8 &&
      reaching(ownerOf(id), half) <= 32 &&
      Math.min(...endpoint.ports) >= 512 &&
      !endpoint.opened &&
      (!id.includes(' 17 ') || (pairs.get(id) ?? 0) >= 8);
    const learned = endpoint.answered && !endpoint.opened;
    const reused = reaching(ownerOf(id), 2) > 8;
    services.set(id, { learned, fanIn, known: endpoint.answered || fanIn, met, reused });
  }
  return services;
}

const endpointId = (connection: Connection, side: Side) =>
  `${connection[side].address} ${connection.protocol} ${connection[side].port}`;

type Opening = { opener: Side | null; certainty: FlowRow['certainty'] };

function orient(connection: Connection, services: ReadonlyMap<string, Service>): Opening {
  const undecided: Opening = { opener: null, certainty: 'ambiguous' };
  if (!hasPorts(connection.protocol)) return undecided;
  if (connection.opened.size === 2) return undecided;
  for (const side of connection.opened) return { opener: side, certainty: 'observed' };
  const a = services.get(endpointId(connection, 'a'));
  const b = services.get(endpointId(connection, 'b'));
  if (a?.learned || b?.learned) {
    if (b?.learned && !a?.known) return { opener: 'a', certainty: 'learned' };
    if (a?.learned && !b?.known) return { opener: 'b', certainty: 'learned' };
    return undecided;
  }
  const system = (own: End, other: End) =>
    own.port >= 1 && own.port <= 511 && own.port !== 20 && other.port >= 1024;
  const onlySent = (service: Side) =>
    connection.protocol === 17 && connection.sent.size === 1 && connection.sent.has(service);
  const fanIn = (own?: Service, other?: Service) =>
    own?.fanIn === true &&
    (other === undefined || (!other.known && other.reused && own.met >= 4 * other.met));
  if (system(connection.b, connection.a)) {
    return fanIn(a, b) || onlySent('b') ? undecided : { opener: 'a', certainty: 'inferred' };
  }
  if (system(connection.a, connection.b)) {
    return fanIn(b, a) || onlySent('a') ? undecided : { opener: 'b', certainty: 'inferred' };
  }
  if (fanIn(b, a)) return onlySent('b') ? undecided : { opener: 'a', certainty: 'inferred' };
  if (fanIn(a, b)) return onlySent('a') ? undecided : { opener: 'b', certainty: 'inferred' };
  if (connection.action === 'REJECT' && connection.sent.size === 1) {
    for (const side of connection.sent) return { opener: side, certainty: 'inferred' };
  }
  return undecided;
}

function ownSide(
  connection: Connection,
  connections: readonly Connection[],
  ownAddresses: ReadonlyMap<string, readonly string[]>,
): Side | null {
  if (connection.local.size === 2) return null;
  for (const side of connection.local) return side;
  const known = ownAddresses.get(connection.interface) ?? [];
  const [aKnown, bKnown] = [connection.a, connection.b].map((end) => known.includes(end.address));
  if (aKnown !== bKnown) return aKnown ? 'a' : 'b';
  if (aKnown || connection.a.address === connection.b.address) return null;
  // Shared addresses tell of IPv4 and of interfaces that no inventory holds.
  if (known.length > 0 || connection.a.address.includes(':')) return null;
  const all = connections.filter(
    (each) => each.interface === connection.interface && !each.a.address.includes(':'),
  );
  const shared = [connection.a.address, connection.b.address].filter((address) =>
    all.every((each) => each.a.address === address || each.b.address === address),
  );
  if (shared.length !== 1) return null;
  return shared[0] === connection.a.address ? 'a' : 'b';
}

function describeReading(
  connection: Connection,
  local: Side,
  opener: Side,
  certainty: string,
  index: number,
  readings: number,
): string {
  const peer = local === 'a' ? connection.b : connection.a;
  const service = opener === 'a' ? connection.b : connection.a;
  const port = hasPorts(connection.protocol) ? service.port : null;
  return `${connection.day} ${connection.interface} ${opener === local ? 'egress' : 'ingress'} ${peer.address} ${connection.protocol}/${port} ${connection.action} ${certainty} ${index + 1}/${readings}`;
}

const keyOf = (connection: Connection) =>
  [
    connection.day,
    connection.interface,
    endpointId(connection, 'a'),
    endpointId(connection, 'b'),
    connection.action,
  ].join(' ');
