/** One entry that may stand in for a part of a rule. */
export interface NarrowingEntry {
  /** A CIDR, a port, or a range of ports: `10.1.2.0/24`, `443`, `8000-8080`. */
  readonly value: string;
  /** What is known by that value: the address of a subnet or of a prefix list; null otherwise. */
  readonly name: string | null;
}

/** The best that so many entries can do. */
export interface NarrowingStep {
  readonly entries: readonly NarrowingEntry[];
  /** Addresses or ports that they hold, in decimal digits: IPv6 goes beyond what JSON numbers hold exactly. */
  readonly size: string;
  /** Of the rule's own, those that are given up. */
  readonly givenUp: string;
}

/** How a rule could be narrowed to what used it: the trade between few entries and few addresses. */
export interface Narrowing {
  readonly kind: 'cidr' | 'ports';
  /** What the rule says now, and how many addresses or ports that is. */
  readonly from: string;
  readonly size: string;
  /** Of one entry, of two, and so on, as long as each gives up more than the one before. */
  readonly steps: readonly NarrowingStep[];
  /** The position in `steps` of the one that is proposed. */
  readonly proposed: number;
  /** Distinct peers (`cidr`) or ranges of ports (`ports`) that were observed. */
  readonly observed: number;
  /** Those with the most records; at most 256. */
  readonly seen: readonly {
    readonly value: string;
    readonly flows: number;
    /** False where the rule only may have admitted them; they are kept all the same. */
    readonly certain: boolean;
  }[];
}
