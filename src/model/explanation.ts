import type { Certificate } from './certificate.ts';
import type { RuleGrounds } from './derivation.ts';
import type { RuleStyle } from './rule.ts';
import type { Location } from './source.ts';
import type { ObservedTraffic, Verdict } from './verdict.ts';

/** A rule that an explanation names beside its own. */
export interface NamedRule {
  readonly key: string;
  readonly address: string | null;
  /** `ingress tcp 443 from 10.0.0.0/8` */
  readonly text: string;
  /** `aws_security_group.web`, else `sg-…` */
  readonly group: string;
  readonly location: Location | null;
  readonly verdict: Verdict | null;
}

/** Everything that is known of one rule beside what the report's `rules` and `findings` say of it. */
export interface Explanation {
  readonly ruleKey: string;
  /** How it is written; null where only plan, state or EC2 knows it. */
  readonly style: RuleStyle | null;
  /** The smallest block that holds it, and the places where its ports and its protocol are written. */
  readonly block: Location | null;
  readonly ports: Location | null;
  readonly protocol: Location | null;
  /** Null without traffic. */
  readonly grounds: RuleGrounds | null;
  /** Peers, ports and interfaces, traffic that it only may admit included. Null without traffic. */
  readonly observed: ObservedTraffic | null;
  /** The rules that `grounds` and the rule's reasons name by key. */
  readonly others: readonly NamedRule[];
  /** Null without traffic. */
  readonly certificate: Certificate | null;
}
