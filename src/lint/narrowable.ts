import type { Messages } from '../messages/index.ts';
import { familyBits, parseCidr } from '../model/address.ts';
import type { Narrowing, NarrowingStep } from '../model/narrowing.ts';
import type { Rule } from '../model/rule.ts';
import type { Attribution, ObservedTraffic, RuleJudgement } from '../model/verdict.ts';
import type { LintContext } from './check.ts';
import { portsOfRule } from './rule-reach.ts';

/**
 * Whether a rule may be narrowed by its traffic at all: it is used, nothing of the evidence is missing,
 * and nothing of the rule is open.
 */
export function mayBeNarrowed(rule: Rule, judgement: RuleJudgement): boolean {
  return (
    judgement.verdict === 'used' && judgement.gaps?.length === 0 && rule.unresolved.length === 0
  );
}

/** Keys of the rules whose peers or ports narrowing has to know all of. */
export function rulesToObserve(rules: readonly Rule[], attribution: Attribution): string[] {
  const judgements = new Map(attribution.judgements.map((each) => [each.ruleKey, each]));
  return rules
    .filter((rule) => {
      const judgement = judgements.get(rule.key);
      return judgement && mayBeNarrowed(rule, judgement) && isWide(rule);
    })
    .map((rule) => rule.key);
}

function isWide(rule: Rule): boolean {
  const ports = portsOfRule(rule);
  if (ports && ports.from < ports.to) return true;
  const cidr = rule.peer.kind === 'cidr' ? parseCidr(rule.peer.value) : null;
  return cidr !== null && cidr.prefix < familyBits(cidr.family);
}

export function* narrowable(
  context: LintContext,
): Iterable<{ readonly rule: Rule; readonly observed: ObservedTraffic }> {
  for (const judgement of context.judgements) {
    const observed = context.observed.get(judgement.ruleKey);
    if (observed && mayBeNarrowed(judgement.rule, judgement)) {
      yield { rule: judgement.rule, observed };
    }
  }
}

/** What is proposed, what is left of how many, and the steps before and after, in words. */
export function narrowingText(
  { steps, proposed, size }: Narrowing,
  { check }: Messages,
): { readonly proposal: string; readonly rest: string; readonly curve: string } {
  const step = steps[proposed] as NarrowingStep;
  const others = steps.filter((_, index) => index !== proposed);
  return {
    proposal: step.entries
      .map(({ value, name }) => (name ? `${value} (${name})` : value))
      .join(', '),
    rest: check.ofSize(digits(step.size), digits(size)),
    curve: others
      .map(({ entries, size: left }) => check.step(entries.length, digits(left)))
      .join(', '),
  };
}

/** Grouped in threes up to a million million, beyond that as a power of two, as IPv6 has it. */
function digits(text: string): string {
  const value = BigInt(text);
  if (value < 1_000_000_000_000n) return value.toLocaleString('en-US');
  const power = value.toString(2).length - 1;
  return value === 1n << BigInt(power) ? `2^${power}` : `≈2^${power}`;
}
