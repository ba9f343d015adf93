import type { Rule } from '../../../src/model/rule.ts';
import { contains, isIpv6, isNat64 } from './addresses.ts';
import { burstsOf } from './bursts.ts';
import type { Admission, Burst, Connection, End, Outcome, WorldInterface } from './model.ts';
import { admitting, entriesAt, type Ground } from './oracle.ts';
import { clientPort } from './ports.ts';
import type { Random } from './random.ts';
import { OUTSIDE, OUTSIDE_IPV6, TCP_SERVICES, UDP_SERVICES } from './rules.ts';
import { groupsAt, isAlive, privateAddresses } from './topology.ts';

export interface Stage extends Ground {
  readonly random: Random;
  readonly start: number;
  readonly end: number;
  readonly hostile: boolean;
}

export interface Attempt {
  readonly client: End;
  readonly server: End;
  readonly protocol: number;
  readonly clientPort: number;
  readonly serverPort: number;
  readonly opened: number;
  readonly closedPort: boolean;
}

/** Everything that happened, and on every interface which rules let it happen. */
export function play(stage: Stage): { connections: Connection[]; admissions: Admission[] } {
  const attempts = [
    ...stage.rules.filter(() => stage.random.chance(0.55)).flatMap((rule) => uses(stage, rule)),
    ...chatter(stage),
    ...scans(stage),
  ].sort((left, right) => left.opened - right.opened);
  const connections: Connection[] = [];
  const admissions: Admission[] = [];
  for (const attempt of attempts) {
    const [connection, ...granted] = carryOut(stage, attempt);
    connections.push(connection);
    admissions.push(...granted);
  }
  return { connections, admissions };
}

/** Connections that the rule would admit; what the far end's groups say to them shows later. */
function uses(stage: Stage, rule: Rule): Attempt[] {
  const { random } = stage;
  const rare = random.chance(stage.hostile ? 0.25 : 0.1);
  const count = rare ? random.between(1, 2) : random.between(6, 22);
  const steadyPort = serviceOf(stage, rule);
  return Array.from({ length: count }).flatMap(
    () => use(stage, rule, openingTime(stage), steadyPort) ?? [],
  );
}

/** One of them; null where nobody is there. */
export function use(
  stage: Stage,
  rule: Rule,
  opened: number,
  steadyPort = serviceOf(stage, rule),
): Attempt | null {
  const { random } = stage;
  const time = Math.max(opened, stage.start);
  const members = stage.interfaces.filter(
    (each) => isAlive(each, time) && groupsAt(each, time).includes(rule.group.id ?? ''),
  );
  if (members.length === 0) return null;
  const own = random.pick(members);
  const peer = peerOf(stage, rule, own, time);
  if (peer === null) return null;
  const self = endOf(random, own, isIpv6(peer.address), rule.direction === 'ingress');
  if (self === null) return null;
  const { protocol, port } = random.chance(0.8) ? steadyPort : serviceOf(stage, rule);
  const family = protocol === 1 && isIpv6(peer.address) ? 58 : protocol;
  const [client, server] = rule.direction === 'ingress' ? [peer, self] : [self, peer];
  return attempt(stage, client, server, family, port, opened);
}

/** Seldom a connection is older than the window: its opening is in no log. */
function openingTime({ random, start, end }: Stage): number {
  if (random.chance(0.04)) return start - random.between(600, 40_000);
  return random.between(start, end - 120);
}

export function attempt(
  { random, hostile }: Stage,
  client: End,
  server: End,
  protocol: number,
  serverPort: number,
  opened: number,
): Attempt {
  const port = clientPort(random, client, protocol, serverPort, hostile);
  return { client, server, protocol, clientPort: port, serverPort, opened, closedPort: false };
}

/** The protocol's number and a service's port that the rule admits. */
function serviceOf({ random, hostile }: Stage, rule: Rule): { protocol: number; port: number } {
  switch (rule.protocol) {
    case 'icmp':
    case 'icmpv6':
      return { protocol: 1, port: 0 };
    case 'all': {
      const protocol = random.pick(hostile ? [6, 6, 6, 17, 17, 1, 50] : [6, 6, 6, 6, 6, 6, 6, 17]);
      if (protocol === 6) return { protocol, port: random.pick(TCP_SERVICES) };
      return { protocol, port: protocol === 17 ? random.pick(UDP_SERVICES) : 0 };
    }
    default: {
      const from = rule.fromPort ?? 0;
      const to = rule.toPort ?? 65535;
      const services = rule.protocol === 'tcp' ? TCP_SERVICES : UDP_SERVICES;
      const known = services.filter((port) => from <= port && port <= to);
      const port =
        known.length > 0 && random.chance(0.8) ? random.pick(known) : random.between(from, to);
      return { protocol: rule.protocol === 'tcp' ? 6 : 17, port };
    }
  }
}

/** Somebody whom the rule's peer names, inside or outside; null where there is nobody. */
function peerOf(stage: Stage, rule: Rule, own: WorldInterface, time: number): End | null {
  const { random, prefixLists } = stage;
  const insiders = stage.interfaces
    .filter((each) => each !== own && each.role !== 'nat' && isAlive(each, time))
    .flatMap((each) =>
      privateAddresses(each).map((address): End => ({ address, interface: each })),
    );
  const outsiders = [...OUTSIDE, ...OUTSIDE_IPV6].map(
    (address): End => ({ address, interface: null }),
  );
  const within = (cidrs: readonly string[]) =>
    [...outsiders, ...insiders].filter((end) => cidrs.some((each) => contains(each, end.address)));
  const members = (groupId: string | null) =>
    insiders.filter(
      (end) => end.interface && groupsAt(end.interface, time).includes(groupId ?? ''),
    );
  const choose = (ends: readonly End[]) => (ends.length > 0 ? random.pick(ends) : null);
  switch (rule.peer.kind) {
    case 'cidr':
      return choose(within([rule.peer.value]));
    case 'prefix-list':
      return choose(within(entriesAt(prefixLists, rule.peer.id, time)));
    case 'group':
      return choose(members(rule.peer.id));
    case 'self':
      return choose(members(rule.group.id));
    case 'unresolved':
      return null;
  }
}

/** One of the interface's own addresses of that family; servers more often use a secondary one. */
function endOf(random: Random, own: WorldInterface, ipv6: boolean, serves: boolean): End | null {
  if (ipv6) return own.ipv6 === null ? null : { address: own.ipv6, interface: own };
  const secondary = own.secondary[0];
  const useSecondary = secondary !== undefined && random.chance(serves ? 0.4 : 0.1);
  return { address: useSecondary ? secondary : own.primary, interface: own };
}

/** Hosts that try each other's services, whether or not any rule admits that. */
function chatter(stage: Stage): Attempt[] {
  const { random } = stage;
  const attempts: Attempt[] = [];
  for (let index = 0; index < (stage.hostile ? 60 : 20); index++) {
    const opened = openingTime(stage);
    const time = Math.max(opened, stage.start);
    const hosts = stage.interfaces.filter((each) => each.role !== 'nat' && isAlive(each, time));
    const [from, to] = random.sample(hosts, 2);
    if (!from || !to) continue;
    const protocol = random.pick(stage.hostile ? [6, 6, 17, 1] : [6]);
    const port = protocol === 1 ? 0 : random.pick(protocol === 6 ? TCP_SERVICES : UDP_SERVICES);
    const inside: End = { address: to.primary, interface: to };
    const outside: End = { address: random.pick(OUTSIDE), interface: null };
    const client: End = { address: from.primary, interface: from };
    attempts.push(
      attempt(stage, client, random.chance(0.7) ? inside : outside, protocol, port, opened),
    );
  }
  return attempts;
}

/** Scanners; some of them send every probe from one port, as masscan does. */
function scans(stage: Stage): Attempt[] {
  const { random, start, end } = stage;
  const attempts: Attempt[] = [];
  for (let index = 0; index < 3; index++) {
    const opened = random.between(start, end - 600);
    const targets = stage.interfaces.filter(
      (each) => each.role !== 'nat' && isAlive(each, opened) && isAlive(each, opened + 500),
    );
    if (targets.length === 0) continue;
    const target = random.pick(targets);
    const fixed = random.chance(0.4) ? random.between(40_000, 61_000) : null;
    const scanner: End = { address: `192.0.2.${random.between(100, 250)}`, interface: null };
    for (let probe = 0; probe < 20; probe++) {
      attempts.push({
        client: scanner,
        server: { address: target.primary, interface: target },
        protocol: 6,
        clientPort: fixed ?? random.between(32768, 60999),
        serverPort: random.chance(0.5) ? random.pick(TCP_SERVICES) : random.between(1, 65535),
        opened: opened + probe,
        closedPort: true,
      });
    }
  }
  return attempts;
}

/** `bursts`: what it sends before the moment given, if it is not what such connections send as a rule. */
export function carryOut(
  stage: Stage,
  attempt: Attempt,
  bursts?: (end: number) => Burst[],
): [Connection, ...Admission[]] {
  const { random } = stage;
  // What was opened before the window is judged by the rules that were in force when it began.
  const time = Math.max(attempt.opened, stage.start);
  const port = attempt.protocol === 1 ? 8 : attempt.protocol === 58 ? 128 : attempt.serverPort;
  const grant = (own: End, peer: End, direction: 'ingress' | 'egress'): Rule[] | null =>
    own.interface &&
    admitting(stage, own.interface, {
      direction,
      peer: peer.address,
      protocol: attempt.protocol,
      port,
      time,
    });
  const out = grant(attempt.client, attempt.server, 'egress');
  const into = grant(attempt.server, attempt.client, 'ingress');
  const outcome = outcomeOf(random, out, into);
  const lastMoment = Math.min(
    stage.end,
    attempt.client.interface?.died ?? stage.end,
    attempt.server.interface?.died ?? stage.end,
  );
  const sent =
    bursts?.(lastMoment) ??
    burstsOf(random, attempt.protocol, attempt.opened, lastMoment, attempt.closedPort);
  const connection: Connection = {
    ...attempt,
    outcome,
    bursts: sent,
    natPort: natPortOf(stage, attempt, outcome),
  };
  const admissions: Admission[] = [];
  // Of what was refused somewhere, the logs have the opening alone.
  const logged = outcome === 'accepted' ? sent : sent.slice(0, 1);
  const isSeen = logged.some((each) => each.time >= stage.start);
  if (isSeen && outcome !== 'refused-by-client') {
    if (out && attempt.client.interface) {
      admissions.push({ connection, interface: attempt.client.interface, rules: out });
    }
    if (into && into.length > 0 && attempt.server.interface) {
      admissions.push({ connection, interface: attempt.server.interface, rules: into });
    }
  }
  return [connection, ...admissions];
}

function outcomeOf(random: Random, out: Rule[] | null, into: Rule[] | null): Outcome {
  if (out?.length === 0) return 'refused-by-client';
  if (into?.length === 0) return 'refused-by-server';
  return into && random.chance(0.01) ? 'reply-refused' : 'accepted';
}

function natPortOf(stage: Stage, { client, server, protocol }: Attempt, outcome: Outcome) {
  const isPublic = isNat64(server.address) || !/:|^(10|172)\./.test(server.address);
  const translates = client.interface && !server.interface && isPublic && protocol !== 50;
  const gateway = stage.interfaces.some((each) => each.role === 'nat');
  if (!translates || !gateway || outcome !== 'accepted') return null;
  if (!isNat64(server.address) && stage.random.chance(0.5)) return null;
  return protocol === 1 ? 0 : stage.random.between(1024, 65535);
}
