import type { Rule } from '../model/rule.ts';
import { describePeer } from '../model/rule-text.ts';

export type PlannedOutcome =
  | { readonly kind: 'agrees' }
  /** Terraform plans another change. */
  | { readonly kind: 'differs'; readonly what: string }
  /** The plan does not say what a removed rule's peer is. */
  | { readonly kind: 'undecided'; readonly what: string };

/**
 * Compares the rules that Terraform plans before and after an edit: they must differ by exactly the removed ones. Rules
 * that say the same are one to Terraform, so one of two alike leaves no trace. Peers that are known after apply only
 * are one `unresolved` peer of the plan, for as long as any of them stays.
 */
export function plannedDifference(
  ours: readonly Rule[],
  removedKeys: ReadonlySet<string>,
  planned: { readonly before: readonly Rule[]; readonly after: readonly Rule[] },
): PlannedOutcome {
  const removed = ours.filter(({ key }) => removedKeys.has(key));
  const staying = ours.filter(({ key }) => !removedKeys.has(key));
  const [before, after] = [byFacts(planned.before), byFacts(planned.after)];
  const stayingFacts = byFacts(staying);
  const expected = byFacts(removed.filter((rule) => !stayingFacts.has(factsOf(rule))));
  const unseen = [...expected.values()].filter((rule) => !before.has(factsOf(rule)));
  const stayUnseen = new Set(staying.filter((rule) => !before.has(factsOf(rule))).map(bucketOf));
  const goUnseen = new Set(unseen.map(bucketOf).filter((bucket) => !stayUnseen.has(bucket)));

  for (const facts of after.keys()) {
    if (!before.has(facts)) return { kind: 'differs', what: `it adds ${facts}` };
  }
  for (const [facts, rule] of before) {
    const mayGo = expected.has(facts) || (isLater(rule) && goUnseen.has(bucketOf(rule)));
    if (!after.has(facts) && !mayGo) return { kind: 'differs', what: `it also removes ${facts}` };
    if (after.has(facts) && expected.has(facts)) {
      return { kind: 'differs', what: `it keeps ${facts}` };
    }
  }
  for (const rule of unseen) {
    const bucket = bucketOf(rule);
    const later = [...before.values()].find((each) => isLater(each) && bucketOf(each) === bucket);
    const what = `its plan does not show ${factsOf(rule)}`;
    if (later && stayUnseen.has(bucket)) return { kind: 'undecided', what };
    if (!later || after.has(factsOf(later))) return { kind: 'differs', what };
  }
  return { kind: 'agrees' };
}

function isLater({ peer }: Rule): boolean {
  return peer.kind === 'unresolved';
}

function byFacts(rules: readonly Rule[]): Map<string, Rule> {
  return new Map(rules.map((rule) => [factsOf(rule), rule]));
}

function factsOf(rule: Rule): string {
  return `${bucketOf(rule)} ${describePeer(rule.peer)}`;
}

/** All of a rule but the peer. */
function bucketOf({ address, direction, protocol, fromPort, toPort }: Rule): string {
  return `${address} ${direction} ${protocol} ${fromPort ?? ''}-${toPort ?? ''}`;
}
