import { effectsOf } from '../edit/effects.ts';
import { unifiedDiff } from '../edit/patch.ts';
import { portsOfRule } from '../lint/rule-reach.ts';
import { familyBits, parseCidr } from '../model/address.ts';
import type { Finding } from '../model/finding.ts';
import { hasPorts } from '../model/protocol.ts';
import type { RemovalStep, StagedRemoval } from '../model/removal-step.ts';
import type { Rule } from '../model/rule.ts';
import { describeGroup } from '../model/rule-text.ts';
import type { Attribution } from '../model/verdict.ts';
import type { RulesRead } from './read-rules.ts';
import type { EditedFile, RemovalsRead } from './removals.ts';

/**
 * The removals in at most so many steps, those that risk least first. Each step's files are proved as a whole, with all
 * that went before.
 */
export async function removalSteps(
  offered: RemovalsRead,
  {
    rules,
    attribution,
    findings,
  }: { rules: RulesRead; attribution: Attribution; findings: readonly Finding[] },
  steps: number,
): Promise<readonly RemovalStep[]> {
  const ordered = byRisk(offered.together, rules.ruleSet.rules, attribution, findings);
  const size = Math.ceil(ordered.length / steps);
  const made: RemovalStep[] = [];
  let texts: ReadonlyMap<string, EditedFile> = new Map();
  let done = 0;
  let gone: readonly string[] = [];
  for (let end = size; done < ordered.length; end++) {
    const removals = ordered.slice(done, end);
    const keys = ordered.slice(0, end).map(({ rule }) => rule.key);
    const files = await offered.some(keys);
    // What stands in one place goes in one step: without the next it has no proof.
    if (files === null && end < ordered.length) continue;
    const before = texts;
    texts = new Map((files ?? offered.files).map((file) => [file.path, file]));
    made.push({
      number: made.length + 1,
      removals,
      patch: patchBetween(before, texts),
      effects: newEffects(rules, gone, keys),
    });
    done = end;
    gone = keys;
    end += size - 1;
  }
  return made;
}

function patchBetween(
  before: ReadonlyMap<string, EditedFile>,
  after: ReadonlyMap<string, EditedFile>,
): string {
  return unifiedDiff(
    [...after.values()].map(({ path, before: original, after: text }) => ({
      path,
      before: before.get(path)?.after ?? original,
      after: text,
    })),
  );
}

/** What Terraform will do beyond what it did for the steps before. */
function newEffects({ ruleSet }: RulesRead, gone: readonly string[], keys: readonly string[]) {
  const own = new Set(keys.filter((key) => !gone.includes(key)));
  const left = ruleSet.rules.filter(({ key }) => !gone.includes(key));
  return effectsOf({ ...ruleSet, rules: left }, own);
}

const DOUBT = { high: 1, medium: 2, low: 4 } as const;
/** Traffic that another rule admits too says less than no traffic. */
const REDUNDANT = 2;

function byRisk(
  keys: readonly string[],
  rules: readonly Rule[],
  attribution: Attribution,
  findings: readonly Finding[],
): StagedRemoval[] {
  const judgements = new Map(attribution.judgements.map((each) => [each.ruleKey, each]));
  const flowsOf = (rule: Rule) => judgements.get(rule.key)?.traffic.flows ?? 0;
  const flowsByGroup = new Map<string, number>();
  for (const rule of rules) {
    const group = describeGroup(rule.group);
    flowsByGroup.set(group, (flowsByGroup.get(group) ?? 0) + flowsOf(rule));
  }
  const staged = rules
    .filter(({ key }) => keys.includes(key))
    .map((rule): StagedRemoval => {
      const finding = findings.find(
        ({ checkId, ruleKeys }) =>
          ruleKeys.includes(rule.key) && /^(unused|redundant)-rule$/.test(checkId),
      );
      const verdict = finding?.checkId === 'redundant-rule' ? 'redundant' : 'unused';
      const confidence = finding?.confidence ?? 'low';
      const neighbourFlows = (flowsByGroup.get(describeGroup(rule.group)) ?? 0) - flowsOf(rule);
      const exposure = exposureOf(rule);
      const doubt = DOUBT[confidence] * (verdict === 'redundant' ? REDUNDANT : 1);
      const risk = (doubt * (1 + Math.log10(1 + neighbourFlows))) / exposure;
      return { rule, verdict, confidence, neighbourFlows, exposure, risk };
    });
  return staged.sort(
    (left, right) => left.risk - right.risk || (left.rule.key < right.rule.key ? -1 : 1),
  );
}

const ADDRESS_BITS = 32;
const PORT_BITS = 16;
/** A group or a list of prefixes holds some addresses, which are not counted. */
const NAMED_PEER_BITS = 8;

/** Addresses and ports that a rule opens, in powers of two, 8 of which make one point. */
function exposureOf(rule: Rule): number {
  const cidr = rule.peer.kind === 'cidr' ? parseCidr(rule.peer.value) : null;
  const addresses = cidr
    ? ((familyBits(cidr.family) - cidr.prefix) * ADDRESS_BITS) / familyBits(cidr.family)
    : NAMED_PEER_BITS;
  const ports = portsOfRule(rule);
  const portBits = ports
    ? Math.log2(ports.to - ports.from + 1)
    : hasPorts(rule.protocol) || rule.protocol === 'all'
      ? PORT_BITS
      : 0;
  return Math.round((1 + (addresses + portBits) / 8) * 10) / 10;
}
