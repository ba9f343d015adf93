/**
 * What the records of a connection say beside their counts, as bits that an OR collects.
 * Each holds of one end; the six bits of end A come first, those of end B follow.
 */
export const EVIDENCE_BITS = {
  /** It sent a SYN without ACK: it opened the connection. */
  syn: 1,
  /** It sent a SYN-ACK: the other end opened the connection, and a service listens here. */
  synAck: 2,
  /** It sent a record without RST. */
  spoke: 4,
  /** `flow-direction` says that this is the interface's own end. */
  local: 8,
  /** It sent. */
  sent: 16,
} as const;

export type Evidence = keyof typeof EVIDENCE_BITS;

/** What a bit of end A is multiplied by to be the same bit of end B. */
export const END_B = 32;

/** The bit of end A or B. */
export function evidenceBit(end: 'a' | 'b', evidence: Evidence): number {
  return EVIDENCE_BITS[evidence] * (end === 'a' ? 1 : END_B);
}
