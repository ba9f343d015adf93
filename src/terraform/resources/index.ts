import type { RuleReader } from './reading.ts';
import { readInlineRules } from './security-group.ts';
import { readLegacyRule } from './security-group-rule.ts';
import { standaloneRuleReader } from './vpc-security-group-rule.ts';

/** The resource types that hold rules. */
export const RULE_READERS: ReadonlyMap<string, RuleReader> = new Map<string, RuleReader>([
  ['aws_security_group', readInlineRules],
  ['aws_default_security_group', readInlineRules],
  ['aws_security_group_rule', readLegacyRule],
  ['aws_vpc_security_group_ingress_rule', standaloneRuleReader('ingress')],
  ['aws_vpc_security_group_egress_rule', standaloneRuleReader('egress')],
]);
