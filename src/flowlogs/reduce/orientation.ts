import { END_B, EVIDENCE_BITS } from '../query/evidence.ts';
import { EVIDENCE_SHIFT, PROTOCOL_BITS, REJECTED } from './connection-rows.ts';
import { FAN_IN, type FanIn, outnumbers, SERVICE } from './services.ts';

const bits = (name: keyof typeof EVIDENCE_BITS) => EVIDENCE_BITS[name] << EVIDENCE_SHIFT;
const A_OPENED = bits('syn') | (bits('synAck') * END_B);
const B_OPENED = (bits('syn') * END_B) | bits('synAck');
const A_SENT = bits('sent');
const B_SENT = bits('sent') * END_B;
export const A_LOCAL = bits('local');
export const B_LOCAL = bits('local') * END_B;

/**
 * Who opened a connection, and how that is known: 0 undecided; 1 A, 2 B observed; 3 A, 4 B learned; 5 A, 6 B inferred.
 */
export const UNDECIDED = 0;

/** As the connection itself says it: 1, 2, 0 where both ends opened or there is no opening, -1 where nothing is seen. */
export function observedOpening(kind: number): number {
  const protocol = kind & PROTOCOL_BITS;
  if (protocol !== 6 && protocol !== 17) return UNDECIDED;
  if ((kind & A_OPENED) !== 0) return (kind & B_OPENED) !== 0 ? UNDECIDED : 1;
  return (kind & B_OPENED) !== 0 ? 2 : -1;
}

const LISTENS = SERVICE.learned | SERVICE.answered | SERVICE.fanIn;

/**
 * As other connections and the ports say it, of a connection that was not seen being opened. `a` and `b` are what is
 * known of the ends (`SERVICE`). Two signs that contradict each other decide nothing; nor does a port or fan-in make an
 * end the service that only sent and never was sent to (traceroute, a one-way stream), as an opener does that too.
 */
export function concludedOpening(
  kind: number,
  aPort: number,
  bPort: number,
  a: number,
  b: number,
  rule: FanIn = FAN_IN,
): number {
  if (((a | b) & SERVICE.learned) !== 0) {
    if ((b & SERVICE.learned) !== 0 && (a & LISTENS) === 0) return 3;
    return (a & SERVICE.learned) !== 0 && (b & LISTENS) === 0 ? 4 : UNDECIDED;
  }
  const aFanIn = outnumbers(a, b, rule);
  const bFanIn = outnumbers(b, a, rule);
  const isDatagram = (kind & PROTOCOL_BITS) === 17;
  const aSent = (kind & A_SENT) !== 0;
  const bSent = (kind & B_SENT) !== 0;
  if (isSystemPort(bPort) && aPort >= 1024) return aFanIn || (isDatagram && !aSent) ? UNDECIDED : 5;
  if (isSystemPort(aPort) && bPort >= 1024) return bFanIn || (isDatagram && !bSent) ? UNDECIDED : 6;
  if (bFanIn) return isDatagram && !aSent ? UNDECIDED : 5;
  if (aFanIn) return isDatagram && !bSent ? UNDECIDED : 6;
  if ((kind & REJECTED) !== 0 && aSent !== bSent) return aSent ? 5 : 6;
  return UNDECIDED;
}

/**
 * Ports that only services have. From 512 on clients have them as well (rsh, NFS); 20 is the port from which an
 * FTP server opens data connections to its clients.
 */
const isSystemPort = (port: number) => port >= 1 && port <= 511 && port !== 20;
