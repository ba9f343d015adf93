import type { Check, CheckId } from './check.ts';
import { defaultGroupRules } from './checks/default-group-rules.ts';
import { duplicateRule } from './checks/duplicate-rule.ts';
import { ignoreComment } from './checks/ignore-comment.ts';
import { insufficientEvidence } from './checks/insufficient-evidence.ts';
import { invalidRule } from './checks/invalid-rule.ts';
import { missingDescription } from './checks/missing-description.ts';
import { mixedRuleStyles } from './checks/mixed-rule-styles.ts';
import { publicAllPorts } from './checks/public-all-ports.ts';
import { publicEgress } from './checks/public-egress.ts';
import { publicIngress } from './checks/public-ingress.ts';
import { publicAdminPort, publicDataPort } from './checks/public-ports.ts';
import { redundantRule } from './checks/redundant-rule.ts';
import { shadowedRule } from './checks/shadowed-rule.ts';
import { unusedRule } from './checks/unused-rule.ts';

/** Every check, in the order they run and are listed. An id without a check does not compile. */
export const CHECKS: Readonly<Record<CheckId, Check>> = {
  'unused-rule': unusedRule,
  'redundant-rule': redundantRule,
  'insufficient-evidence': insufficientEvidence,
  'invalid-rule': invalidRule,
  'public-admin-port': publicAdminPort,
  'public-data-port': publicDataPort,
  'public-ingress': publicIngress,
  'public-all-ports': publicAllPorts,
  'public-egress': publicEgress,
  'duplicate-rule': duplicateRule,
  'shadowed-rule': shadowedRule,
  'missing-description': missingDescription,
  'mixed-rule-styles': mixedRuleStyles,
  'default-group-rules': defaultGroupRules,
  'ignore-comment': ignoreComment,
};

export const CHECK_IDS = Object.keys(CHECKS) as readonly CheckId[];

export function isCheckId(text: string): text is CheckId {
  return Object.hasOwn(CHECKS, text);
}
