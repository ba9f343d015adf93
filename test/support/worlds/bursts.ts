import type { Burst } from './model.ts';
import type { Random } from './random.ts';

const FIN = 1;
const SYN = 2;
const RST = 4;
const SYN_ACK = 18;
const DAY = 86_400;

/** When packets passed. A refused opening is the first burst alone; that is the records' affair. */
export function burstsOf(
  random: Random,
  protocol: number,
  opened: number,
  end: number,
  closedPort: boolean,
): Burst[] {
  const burst = (time: number, byClient: boolean, flags: number): Burst => ({
    time,
    byClient,
    flags,
    packets: random.between(1, 12),
  });
  if (protocol !== 6) {
    const reply = protocol === 1 || protocol === 58 || random.chance(0.8);
    return [burst(opened, true, 0), ...(reply ? [burst(opened + 1, false, 0)] : [])];
  }
  if (closedPort) return [burst(opened, true, SYN), burst(opened, false, RST)];
  const handshake = [burst(opened, true, SYN), burst(opened, false, SYN_ACK)];
  const lasts = lifetime(random);
  const closed = opened + lasts;
  const middle = lasts > 1200 ? random.between(1, 4) : 0;
  const idle = Array.from({ length: middle }, () => random.between(opened + 1, closed)).sort(
    (left, right) => left - right,
  );
  const bye = random.chance(0.1) ? RST : FIN;
  return [
    ...handshake,
    ...idle.flatMap((time) => [burst(time, true, 0), burst(time, false, 0)]),
    burst(closed, true, bye),
    ...(bye === FIN ? [burst(closed, false, FIN)] : []),
  ].filter((each) => each.time < end);
}

/** Seconds: mostly short, some over several aggregation intervals, some idle for days. */
function lifetime(random: Random): number {
  if (random.chance(0.75)) return random.between(0, 60);
  if (random.chance(0.7)) return random.between(600, 3000);
  return random.between(DAY / 4, DAY * 2);
}
