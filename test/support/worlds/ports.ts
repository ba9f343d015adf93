import type { End } from './model.ts';
import type { Random } from './random.ts';
import { TCP_SERVICES } from './rules.ts';

const TCP = 6;
const UDP = 17;
/** Protocols whose two ends often use one port. */
const SAME_PORT: ReadonlyMap<number, number> = new Map([
  [53, 0.1],
  [123, 0.8],
  [500, 1],
  [514, 0.2],
  [4500, 0.9],
  [5060, 0.8],
  [7946, 0.9],
]);
/** NFS, the port mapper and rsh take their clients' ports below 1024 for a sign of trust. */
const PRIVILEGED_CLIENTS: ReadonlySet<number> = new Set([111, 514, 2049]);

/** A port that such a client would take. */
export function clientPort(
  random: Random,
  client: End,
  protocol: number,
  port: number,
  hostile: boolean,
): number {
  if (protocol !== TCP && protocol !== UDP) return 0;
  if (protocol === UDP && hostile && random.chance(SAME_PORT.get(port) ?? 0)) return port;
  if (PRIVILEGED_CLIENTS.has(port) && random.chance(0.6)) return random.between(512, 1023);
  const translated = client.interface === null || client.interface.role === 'elb';
  if (translated) {
    // NAT gateways, load balancers: 1024–65535, and now and then another service's port.
    return random.chance(0.15)
      ? random.pick(TCP_SERVICES.filter((each) => each > 1023))
      : random.between(1024, 65535);
  }
  return random.chance(0.3) ? random.between(49152, 65535) : random.between(32768, 60999);
}
