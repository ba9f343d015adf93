import { ROW_WORDS } from './connection-rows.ts';
import type { InterfaceDay } from './day-connections.ts';

/** A connection that can be read in more than one way: its row, what is decided of it, and its interface. */
export const SET_DECIDED = ROW_WORDS;
export const SET_INTERFACE = ROW_WORDS + 1;
export const SET_WORDS = ROW_WORDS + 2;
/** Bits 0 and 1: the interface's own end, 1 A, 2 B, 0 undecided; bits 2 and 3: likewise the end that opened. */
export const OPENER_SHIFT = 2;

/** The rows of `flows` and `coverage` of a day. */
export interface DayFlows {
  readonly day: number;
  readonly interfaces: readonly InterfaceDay[];
  /** By interface: its place in the order of ids. */
  readonly interfaceRanks: Uint32Array;
  readonly addresses6: readonly string[];
  readonly addresses6Ranks: Uint32Array;
  /** Connections of which both decisions are known, summed up: rows of `SUM_WORDS` words. */
  readonly sums: Int32Array<ArrayBuffer>;
  readonly openerPorts: Uint16Array<ArrayBuffer>;
  /** The others one by one, in an order of their own that their number says: rows of `SET_WORDS` words. */
  readonly sets: Int32Array<ArrayBuffer>;
  /** The codes of the rows (`FlowRows`) in the order in which they are written. */
  readonly order: Uint32Array<ArrayBuffer>;
  readonly rejectsDropped: number;
}
