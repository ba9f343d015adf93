/** A traffic record, its ends as sent. */
export interface TrafficRecord {
  source: number;
  sourceIs6: boolean;
  sourcePort: number;
  target: number;
  targetIs6: boolean;
  targetPort: number;
  protocol: number;
  rejected: boolean;
  /** Bits of EVIDENCE_BITS. */
  ofSource: number;
  ofTarget: number;
  records: number;
  bytes: number;
  packets: number;
  firstSeen: number;
  lastSeen: number;
  interface: number;
  /** Canonical addresses, where the record shows others than the packet's. */
  sourceOuter: string | null;
  targetOuter: string | null;
}

export function emptyRecord(): TrafficRecord {
  return {
    ...{ source: 0, sourceIs6: false, sourcePort: 0, target: 0, targetIs6: false, targetPort: 0 },
    ...{ protocol: 0, rejected: false, ofSource: 0, ofTarget: 0 },
    ...{ records: 1, bytes: 0, packets: 0, firstSeen: 0, lastSeen: 0 },
    ...{ interface: 0, sourceOuter: null, targetOuter: null },
  };
}
