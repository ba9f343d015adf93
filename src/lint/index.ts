import type { CheckInfo } from '../model/check-info.ts';
import type { Check, CheckId } from './check.ts';
import { blocksLiveTraffic } from './checks/blocks-live-traffic/check.ts';
import { defaultGroupRules } from './checks/default-group-rules/check.ts';
import { defaultGroupUsed } from './checks/default-group-used/check.ts';
import { driftedRule } from './checks/drifted-rule/check.ts';
import { duplicateRule } from './checks/duplicate-rule/check.ts';
import { exposesNewPeers } from './checks/exposes-new-peers/check.ts';
import { gateUncertain } from './checks/gate-uncertain/check.ts';
import { ignoreComment } from './checks/ignore-comment/check.ts';
import { inlineRules } from './checks/inline-rules/check.ts';
import { insufficientEvidence } from './checks/insufficient-evidence/check.ts';
import { invalidRule } from './checks/invalid-rule/check.ts';
import { legacyRuleResource } from './checks/legacy-rule-resource/check.ts';
import { missingDescription } from './checks/missing-description/check.ts';
import { mixedRuleStyles } from './checks/mixed-rule-styles/check.ts';
import { overbroadCidr } from './checks/overbroad-cidr/check.ts';
import { overbroadPorts } from './checks/overbroad-ports/check.ts';
import { publicAdminPort } from './checks/public-admin-port/check.ts';
import { publicAllPorts } from './checks/public-all-ports/check.ts';
import { publicDataPort } from './checks/public-data-port/check.ts';
import { publicEgress } from './checks/public-egress/check.ts';
import { publicIngress } from './checks/public-ingress/check.ts';
import { redundantRule } from './checks/redundant-rule/check.ts';
import { shadowedRule } from './checks/shadowed-rule/check.ts';
import { unmanagedRule } from './checks/unmanaged-rule/check.ts';
import { unusedGroup } from './checks/unused-group/check.ts';
import { unusedRule } from './checks/unused-rule/check.ts';
import { widePrivatePeer } from './checks/wide-private-peer/check.ts';

/** Every check, in the order they run and are listed. An id without a check does not compile. */
export const CHECKS: Readonly<Record<CheckId, Check>> = {
  'unused-rule': unusedRule,
  'redundant-rule': redundantRule,
  'overbroad-cidr': overbroadCidr,
  'overbroad-ports': overbroadPorts,
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
  'default-group-used': defaultGroupUsed,
  'unused-group': unusedGroup,
  'wide-private-peer': widePrivatePeer,
  'inline-rules': inlineRules,
  'legacy-rule-resource': legacyRuleResource,
  'ignore-comment': ignoreComment,
  'unmanaged-rule': unmanagedRule,
  'drifted-rule': driftedRule,
  'blocks-live-traffic': blocksLiveTraffic,
  'exposes-new-peers': exposesNewPeers,
  'gate-uncertain': gateUncertain,
};

export const CHECK_IDS = Object.keys(CHECKS) as readonly CheckId[];

/** What the checks are, for those who do not run them. */
export const CHECK_INFOS: ReadonlyMap<string, CheckInfo> = new Map(Object.entries(CHECKS));

export function isCheckId(text: string): text is CheckId {
  return Object.hasOwn(CHECKS, text);
}
