import type { Location, SourceRange } from './source.ts';

export type Direction = 'ingress' | 'egress';

/** `tcp`, `udp`, `icmp`, `icmpv6`, `all`, or another protocol's IANA number as a string. */
export type Protocol = string;

/** A group as a rule or an interface names it; parts are null when unknown. */
export interface GroupRef {
  /** Terraform address with index, as in `module.web.aws_security_group.this["a"]`. */
  readonly address: string | null;
  /** `sg-…` */
  readonly id: string | null;
  readonly name: string | null;
}

export type Peer =
  /** Normalised to its network address: `10.0.0.0/8`, `2001:db8::/32`. */
  | { readonly kind: 'cidr'; readonly value: string }
  | { readonly kind: 'group'; readonly address: string | null; readonly id: string | null }
  | { readonly kind: 'prefix-list'; readonly address: string | null; readonly id: string | null }
  | { readonly kind: 'self' }
  /** `expression` is the text that could not be evaluated. */
  | { readonly kind: 'unresolved'; readonly expression: string };

export type RulePart = 'peer' | 'fromPort' | 'toPort' | 'protocol' | 'group' | 'existence';

/** Where a part of a rule comes from. */
export interface PartOrigin {
  /** The literal a person would edit; null where the value is computed or unknown. */
  readonly literal: SourceRange | null;
  /** Every literal that the value was made from, `literal` included. */
  readonly inputs: readonly SourceRange[];
  /** Module calls, variables and locals that lead to the literal, outermost first. */
  readonly via: readonly SourceRange[];
}

/** How the rule is written. */
export type RuleStyle =
  /** `ingress {}` or `egress {}` inside `aws_security_group` or `aws_default_security_group` */
  | 'inline-block'
  /** `ingress = [{…}]` */
  | 'inline-attribute'
  /** `dynamic "ingress" {}` */
  | 'inline-dynamic'
  /** `aws_security_group_rule` */
  | 'legacy'
  /** `aws_vpc_security_group_ingress_rule`, `…_egress_rule` */
  | 'standalone';

/** What an edit needs to know of the place a rule is written at. Null for rules that only EC2, plan or state knows. */
export interface RuleSource {
  readonly style: RuleStyle;
  /** The whole resource block, header included. */
  readonly resource: SourceRange;
  /** The smallest block that holds the rule: the inline block, the `dynamic` block, or the resource. */
  readonly block: SourceRange;
  /** `count` shifts indexes, `for_each` does not. */
  readonly repetition: 'none' | 'count' | 'for_each';
  readonly peer: PartOrigin;
  readonly ports: PartOrigin;
  readonly protocol: PartOrigin;
}

/**
 * The smallest thing that can be removed: one group, one direction, one protocol, one port range, one peer.
 * A resource with three CIDRs is three rules.
 */
export interface Rule {
  /** Stable over runs and over moves of lines; unique within a rule set. */
  readonly key: string;
  /** Null when only EC2 knows the rule. */
  readonly address: string | null;
  /** `sgr-…`; null when unknown. */
  readonly ruleId: string | null;
  readonly group: GroupRef;
  readonly direction: Direction;
  /** `all` when `unresolved` names `protocol`. */
  readonly protocol: Protocol;
  /** Null when the protocol has no ports, or when unknown (then named in `unresolved`). ICMP: type, -1 for any. */
  readonly fromPort: number | null;
  /** As `fromPort`. ICMP: code, -1 for any. */
  readonly toPort: number | null;
  readonly peer: Peer;
  readonly unresolved: readonly RulePart[];
  readonly description: string | null;
  /** True where a description is written whose text is not known. */
  readonly descriptionOpen?: true;
  /** The peer's own literal where there is one, else the block. */
  readonly location: Location | null;
  readonly via: readonly Location[];
  readonly source: RuleSource | null;
}

/** A security group that Terraform, state or EC2 declares or names. */
export interface Group {
  readonly address: string | null;
  readonly id: string | null;
  readonly name: string | null;
  readonly vpcId: string | null;
  readonly description: string | null;
  /** True where a description is written whose text is not known. */
  readonly descriptionOpen?: true;
  readonly location: Location | null;
  /** `managed`: this configuration creates it. `referenced`: known by id, data source or another's rule only. */
  readonly origin: 'managed' | 'referenced';
  /** What of the configuration names the group beside its own rules: binding resources, other groups' rules, outputs. */
  readonly referencedBy: readonly GroupReference[];
}

export interface GroupReference {
  readonly kind: 'binding' | 'rule' | 'output' | 'data' | 'other';
  readonly address: string;
  readonly location: Location | null;
}

/** A resource that puts groups on network interfaces (`aws_instance`, `aws_lb`, …). */
export interface Binding {
  readonly address: string;
  readonly groups: readonly GroupRef[];
  /** False when some of its groups could not be resolved, or it may not exist. */
  readonly complete: boolean;
  /** True when some of its groups could not be resolved: it may have any. */
  readonly mayHaveOthers?: true;
  /** `eni-…` where state says so. */
  readonly interfaceIds: readonly string[];
  readonly location: Location | null;
}

export interface PrefixList {
  readonly address: string | null;
  /** `pl-…` */
  readonly id: string | null;
  readonly name: string | null;
  /** Null when the entries are not known. */
  readonly cidrs: readonly string[] | null;
}

/** Something written as a rule that EC2 or the provider would refuse, or that gives no rule. */
export interface RuleProblem {
  readonly kind:
    | 'no-peer'
    | 'several-peers'
    | 'malformed-cidr'
    | 'host-bits'
    | 'unknown-protocol'
    | 'bad-ports'
    | 'ports-with-all'
    | 'bad-description'
    | 'null-peer'
    | 'missing-argument'
    | 'bad-direction';
  readonly message: string;
  readonly address: string;
  readonly ruleKey: string | null;
  readonly location: Location | null;
}

/** Everything the front ends (HCL, plan, state, EC2) say about groups and rules. */
export interface RuleSet {
  readonly rules: readonly Rule[];
  readonly groups: readonly Group[];
  readonly bindings: readonly Binding[];
  readonly prefixLists: readonly PrefixList[];
  readonly problems: readonly RuleProblem[];
}
