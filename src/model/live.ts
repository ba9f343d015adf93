import type { Direction, GroupRef, Peer, Protocol } from './rule.ts';

/** A part of a rule in which EC2 and Terraform differ, each as a person would read it; null: has none. */
export interface RuleDifference {
  readonly field: 'protocol' | 'ports' | 'peer' | 'description';
  readonly terraform: string | null;
  readonly live: string | null;
}

/**
 * A rule as EC2 has it, one peer each.
 * Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SecurityGroupRule.html
 */
export interface LiveRule {
  /** `sgr-…` */
  readonly ruleId: string;
  /** The id is always known; address and name where Terraform or EC2 say them. */
  readonly group: GroupRef;
  readonly direction: Direction;
  readonly protocol: Protocol;
  /** As in `Rule`: null where the protocol has no ports; ICMP type and code. */
  readonly fromPort: number | null;
  readonly toPort: number | null;
  readonly peer: Peer;
  readonly description: string | null;
  readonly tags: Readonly<Record<string, string>>;
  /** The key of the Terraform rule that it is; null when no given Terraform has it. */
  readonly ruleKey: string | null;
  /** Empty when it is as Terraform has it, or is in no Terraform. */
  readonly differences: readonly RuleDifference[];
}

/** What EC2 holds beside what Terraform says. */
export interface LiveRules {
  readonly rules: readonly LiveRule[];
  /** Keys of Terraform rules whose group EC2 has and whose rule it has not. */
  readonly missing: readonly string[];
}
