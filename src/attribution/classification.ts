import type { AddressTree } from './address-tree.ts';
import type { ServiceRange } from './services.ts';

/** The classes of something on the days: one number for all, or one a day. */
export type ClassOverDays = number | readonly number[];

/** What rules tell apart of the window's traffic, as small numbers. */
export interface Classification {
  /** By interface id. */
  readonly members: ReadonlyMap<string, ClassOverDays>;
  /** By node of the tree. */
  readonly peers: readonly ClassOverDays[];
  /** Of text that is no address. */
  readonly unreadablePeer: number;
  readonly peerClasses: number;
  readonly services: readonly ServiceRange[];
  readonly serviceClasses: number;
  readonly tree: AddressTree;
}

/**
 * Everything that a rule can ask of a flow: the interface's groups, the peer's class, protocol and port, direction; and
 * whether who opened it was inferred. Learned flows have signatures of their own, as they may be turned round.
 */
export interface Signature {
  readonly member: number;
  readonly peer: number;
  readonly service: number;
  readonly egress: boolean;
  readonly inferred: boolean;
}

type Sizes = Pick<Classification, 'peerClasses' | 'serviceClasses'>;

/**
 * A signature as one number: `place` has member, peer and service, `egress` is 1 or 0, `certainty` 1 where it was
 * learned, 2 where inferred, else 0.
 */
export function joinSignature(place: number, egress: number, certainty: number): number {
  return (place * 2 + egress) * 3 + certainty;
}

export function splitSignature(sig: number, sizes: Sizes): Signature {
  const inferred = sig % 3 === 2;
  let rest = Math.floor(sig / 3);
  const egress = rest % 2 === 1;
  rest = Math.floor(rest / 2);
  const service = rest % sizes.serviceClasses;
  rest = Math.floor(rest / sizes.serviceClasses);
  const member = Math.floor(rest / sizes.peerClasses);
  return { member, peer: rest % sizes.peerClasses, service, egress, inferred };
}
