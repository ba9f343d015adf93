/** How far something holds: not at all, only under something that is open, or for certain. */
export type Level = 0 | 1 | 2;
export const NONE: Level = 0;
export const POSSIBLE: Level = 1;
export const CERTAIN: Level = 2;

export function both(left: Level, right: Level): Level {
  return left < right ? left : right;
}

/** What is open when a rule only *may* admit a flow; a set of bits. */
export type Openness = number;
export const OPEN_ORIENTATION: Openness = 1;
export const OPEN_MEMBERSHIP: Openness = 2;
export const OPEN_PEER: Openness = 4;
export const OPEN_VALUE: Openness = 8;
