/** One network interface as one capture saw it. */
export interface NetworkInterface {
  /** `eni-…` */
  readonly id: string;
  readonly accountId: string | null;
  readonly vpcId: string | null;
  readonly subnetId: string | null;
  /** `eu-west-1`, as its availability zone tells; null or absent where that is not known. */
  readonly region?: string | null;
  /** Private IPv4 addresses, the primary one first. */
  readonly privateAddresses: readonly string[];
  readonly ipv6Addresses: readonly string[];
  /** Public and elastic addresses; a group reference does not match these. */
  readonly publicAddresses: readonly string[];
  /** Delegated prefixes, IPv4 and IPv6, in CIDR notation. */
  readonly prefixes: readonly string[];
  readonly groupIds: readonly string[];
  /** `interface`, `nat_gateway`, `network_load_balancer`, `transit_gateway`, `vpc_endpoint`, … */
  readonly type: string;
  readonly description: string | null;
  /** ISO 8601; null when detached or unknown. */
  readonly attachTime: string | null;
}

/** A rule as EC2 prints it, ids included, one peer each. */
export interface LiveGroup {
  readonly id: string;
  readonly name: string;
  readonly vpcId: string | null;
  readonly description: string | null;
}

/** What one moment's `aws ec2 describe-…` calls printed. */
export interface Capture {
  /** ISO 8601 UTC; null: taken as of the window's end. */
  readonly capturedAt: string | null;
  /** Null when this capture holds no interfaces (as against holding none). */
  readonly interfaces: readonly NetworkInterface[] | null;
  readonly groups: readonly LiveGroup[] | null;
  /** Entries of a prefix list by `pl-…`. */
  readonly prefixLists: ReadonlyMap<string, readonly string[]>;
}

/** A file that an inventory was read from. */
export interface InventoryFile {
  readonly path: string;
  readonly capturedAt: string | null;
  /** SHA-256 of its bytes, in hexadecimal digits. */
  readonly sha256: string;
}

/** Captures in order of time, oldest first; those without a time last. */
export interface Inventory {
  readonly captures: readonly Capture[];
  /** Absent where it was not read from files. */
  readonly files?: readonly InventoryFile[];
}
