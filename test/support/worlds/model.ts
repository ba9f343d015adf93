import type { Inventory } from '../../../src/model/inventory.ts';
import type { Window } from '../../../src/model/rollup.ts';
import type { Rule, RuleSet } from '../../../src/model/rule.ts';

/** The formats in which a world's log can be written. */
export type LogFormat =
  /** The default: version 2 fields, no flags, no direction, no packet addresses. */
  | 'default'
  /** Packet addresses alone; no `srcaddr`, `log-status`, `tcp-flags` or `flow-direction`. */
  | 'classic'
  /** Everything up to version 5. */
  | 'full'
  /** The first day in the full format, the others in the default one: the log was made again without flags. */
  | 'mixed';

/** An interface as it really was, which captures show at some moments only. */
export interface WorldInterface {
  readonly id: string;
  readonly type: 'interface' | 'nat_gateway';
  readonly primary: string;
  readonly secondary: readonly string[];
  readonly ipv6: string | null;
  readonly publicAddress: string | null;
  /** `elb` opens connections from ports 1024 upwards. */
  readonly role: 'host' | 'elb' | 'nat';
  /** Group ids from each moment on, in order; epoch seconds. */
  readonly memberships: readonly { readonly from: number; readonly groupIds: readonly string[] }[];
  /** Epoch seconds; alive in `[born, died)`. */
  readonly born: number;
  readonly died: number;
  readonly logged: boolean;
}

/** One end of a connection. Outside of the VPC there is no interface. */
export interface End {
  readonly address: string;
  readonly interface: WorldInterface | null;
}

export type Outcome =
  | 'accepted'
  /** The client's groups refused it. */
  | 'refused-by-client'
  /** The client's groups admitted it, the server's refused it. */
  | 'refused-by-server'
  /** The server's groups admitted it, a network ACL refused the reply. */
  | 'reply-refused';

/** What a connection sent at one moment. */
export interface Burst {
  readonly time: number;
  readonly byClient: boolean;
  readonly flags: number;
  readonly packets: number;
}

export interface Connection {
  readonly client: End;
  readonly server: End;
  /** IANA number */
  readonly protocol: number;
  /** 0 where the protocol has none. */
  readonly clientPort: number;
  readonly serverPort: number;
  readonly opened: number;
  readonly outcome: Outcome;
  readonly bursts: readonly Burst[];
  /** Went through the NAT gateway, which gave it this port. */
  readonly natPort: number | null;
}

/** On one interface, an admitted connection and every rule that admitted it. */
export interface Admission {
  readonly connection: Connection;
  readonly interface: WorldInterface;
  readonly rules: readonly Rule[];
}

/** Times without records; `marked` ones have a SKIPDATA record, the others nothing at all. */
export interface Loss {
  readonly interfaceId: string;
  readonly from: number;
  readonly to: number;
  readonly marked: boolean;
}

export interface World {
  readonly seed: number;
  readonly window: Window;
  readonly start: number;
  readonly end: number;
  readonly ruleSet: RuleSet;
  readonly inventory: Inventory;
  readonly interfaces: readonly WorldInterface[];
  readonly connections: readonly Connection[];
  readonly admissions: readonly Admission[];
  readonly losses: readonly Loss[];
}

/** What a prefix list held from each moment on, in order; epoch seconds. */
export type ListVersions = readonly { readonly from: number; readonly cidrs: readonly string[] }[];

export interface WorldOptions {
  /**
   * Much of what makes flows ambiguous: UDP and ICMP, one port on both sides, wide groups that overlap,
   * rules used once. An ordinary world has as much of it as an ordinary VPC.
   */
  readonly hostile: boolean;
  /** Groups of interfaces change, and interfaces come and go, between captures. */
  readonly churn: boolean;
  /** Records are lost, with and without a SKIPDATA record; an interface may have no log at all. */
  readonly losses: boolean;
  /**
   * Prefix lists change; connections that were opened up to five days before the window and were idle since go on in it; and
   * hosts reach IPv4 servers through NAT64.
   */
  readonly varied?: boolean;
}
