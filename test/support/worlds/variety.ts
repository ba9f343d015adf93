import { toNat64 } from './addresses.ts';
import type { Admission, Burst, Connection, End } from './model.ts';
import { OUTSIDE } from './rules.ts';
import { isAlive } from './topology.ts';
import { type Attempt, attempt, carryOut, type Stage, use } from './traffic.ts';

const TCP = 6;
const DAY = 86_400;
/** For so long an idle TCP connection stays tracked ("Connection tracking timeouts" in the EC2 user guide). */
const TRACKED = 5 * DAY;

/** What an ordinary world has none of. */
export function playVariety(stage: Stage): { connections: Connection[]; admissions: Admission[] } {
  const connections: Connection[] = [];
  const admissions: Admission[] = [];
  const carried = [
    ...agedOf(stage).map((each) => carryOut(stage, each, (end) => agedBursts(stage, each, end))),
    ...translatedOf(stage).map((each) => carryOut(stage, each)),
  ];
  for (const [connection, ...granted] of carried) {
    connections.push(connection);
    admissions.push(...granted);
  }
  return { connections, admissions };
}

/** Connections that were opened days before the window. */
function agedOf(stage: Stage): Attempt[] {
  const { random, rules, start } = stage;
  const chosen = rules.filter(() => random.chance(0.2));
  return chosen.flatMap((rule) => {
    const opened = start - random.between(DAY, TRACKED - DAY / 2);
    const attempted = use(stage, rule, opened);
    return attempted?.protocol === TCP ? [attempted] : [];
  });
}

/**
 * Its handshake, and then nothing until it speaks in the window, in time to be tracked still. An interface that has left
 * the group by then needs the rule no more, though what it had opened goes on: so it speaks before that.
 */
function agedBursts(
  { random, start }: Stage,
  { opened, client, server }: Attempt,
  end: number,
): Burst[] {
  const burst = (time: number, byClient: boolean, flags: number): Burst => ({
    ...{ time, byClient, flags },
    packets: random.between(1, 12),
  });
  const moves = [client, server]
    .flatMap((each) => each.interface?.memberships ?? [])
    .map(({ from }) => from)
    .filter((from) => from > start);
  const wakes = random.between(start, Math.min(opened + TRACKED, end, ...moves) - 2);
  const byClient = random.chance(0.5);
  const answered = random.chance(0.8);
  return [
    burst(opened, true, 2),
    burst(opened, false, 18),
    burst(wakes, byClient, 0),
    ...(answered ? [burst(wakes + 1, !byClient, 0)] : []),
  ].filter((each) => each.time < end);
}

/** Hosts with IPv6 that ask IPv4 servers by the addresses of DNS64, through the NAT gateway where there is one. */
function translatedOf(stage: Stage): Attempt[] {
  const { random, interfaces, start, end } = stage;
  const hosts = interfaces.filter((each) => each.ipv6 !== null);
  return hosts.flatMap((host) =>
    Array.from({ length: random.between(1, 4) }, () => random.between(start, end - 600))
      .filter((opened) => isAlive(host, opened))
      .map((opened) => {
        const client: End = { address: host.ipv6 ?? '', interface: host };
        const publicServers = OUTSIDE.filter((address) => !/^(10|172)\./.test(address));
        const server: End = { address: toNat64(random.pick(publicServers)), interface: null };
        return attempt(stage, client, server, TCP, random.pick([22, 80, 443, 50_051]), opened);
      }),
  );
}
