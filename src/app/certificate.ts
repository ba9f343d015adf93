import { basename } from 'node:path';
import { CERTIFICATE_SCHEMA_VERSION, type Certificate } from '../model/certificate.ts';
import type { RuleGrounds } from '../model/derivation.ts';
import type { Fix } from '../model/edit.ts';
import type { Rule } from '../model/rule.ts';
import { describeGroup, describeRule } from '../model/rule-text.ts';
import { toLocation } from '../model/source.ts';
import type { Analysis } from './analysis.ts';
import { reportWindow } from './build-report.ts';
import { combined, inventoryDigests, trafficDigests } from './input-digests.ts';
import { TOOL_VERSION } from './version.ts';

/** What a rule's verdict rests on; null without traffic. */
export function certify(
  analysis: Analysis,
  rule: Rule,
  grounds: RuleGrounds | null,
  fix: Fix | null,
): Certificate | null {
  const { attribution, traffic, inventory, rules, target } = analysis;
  const judgement = attribution?.judgements.find(({ ruleKey }) => ruleKey === rule.key);
  if (!attribution || !traffic || !judgement) return null;
  const { records, orientation, damaged } = attribution.evidence;
  return {
    schemaVersion: CERTIFICATE_SCHEMA_VERSION,
    tool: { name: 'sgaudit', version: TOOL_VERSION },
    rollupSchemaVersion: traffic.rollup.summary.origin?.schemaVersion ?? null,
    rule: {
      key: rule.key,
      address: rule.address,
      ruleId: rule.ruleId,
      group: describeGroup(rule.group),
      text: describeRule(rule),
      location: rule.location && toLocation(rule.location),
    },
    verdict: judgement.verdict,
    confidence: judgement.confidence,
    reasons: judgement.reasons,
    window: reportWindow(traffic.window),
    minimumDays: analysis.minimumDays,
    coverage: (grounds?.members ?? []).map((member) => ({
      interface: member.interface,
      daysWithRecords: member.daysWithRecords,
      incompleteDays: member.incompleteDays,
      skippedDays: member.skippedDays,
    })),
    records,
    orientation,
    damaged: damaged.map(({ file, problem }) => ({ file: basename(file), problem })),
    captures: (inventory?.captures ?? []).map(({ capturedAt, interfaces }) => ({
      capturedAt,
      interfaces: interfaces?.length ?? 0,
    })),
    removal: fix && { safety: fix.safety, files: fix.files, proof: fix.proof },
    ...combined([
      ...rules.digests(),
      ...inventoryDigests(inventory, target.repositoryRoot),
      ...trafficDigests(traffic.rollup.summary),
    ]),
  };
}
