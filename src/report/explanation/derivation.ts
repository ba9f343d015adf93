import type { StepFacts } from '../../messages/explain.ts';
import { DECIDING_STEPS, type Derivation, VERDICT_OF_STEP } from '../../model/derivation.ts';
import type { UnknownReason } from '../../model/verdict.ts';
import { nameOf, type Page, paragraph, section } from './page.ts';

/** The verdict step by step, as far as the step that decides. */
export function derivation(page: Page): string[] {
  const { explanation, messages } = page;
  const { explain } = messages;
  if (!explanation.grounds) {
    const reasons = page.rule.verdict === null ? [explain.noTrafficGiven] : reasonsOf(page);
    const lines = reasons.flatMap((reason) => paragraph(page, reason));
    return section(page, explain.section.derivation, lines);
  }
  const derived = explanation.grounds.derivation;
  const last = DECIDING_STEPS.indexOf(derived.decidedBy);
  const lines = DECIDING_STEPS.slice(0, last + 1).flatMap((step, index) => {
    const decides = index === last;
    const facts = factsOf(page, derived);
    const answer = decides ? explain.yes[step](facts) : explain.no[step](facts);
    return [
      ...paragraph(page, `${index + 1}. ${answer}`, 3),
      ...(decides && step === 'unsettled' ? openPoints(page, derived) : []),
    ];
  });
  const verdict = messages.verdict[VERDICT_OF_STEP[derived.decidedBy]];
  const conclusion = explain.conclusion(verdict, derived.confidence);
  return section(page, explain.section.derivation, [
    ...lines,
    ...paragraph(page, `=> ${conclusion}`, 3),
  ]);
}

/** Of a verdict by addresses alone, which has no steps. */
function reasonsOf({ rule, messages }: Page): string[] {
  return rule.reasons.map((name) => {
    const words = messages.reason[name as UnknownReason];
    return words ? messages.explain.gap(words.what, words.settle) : name;
  });
}

const MOST_OTHERS = 3;

function factsOf(page: Page, { admitted, needed, coveredBy, servedBy }: Derivation): StepFacts {
  const keys = coveredBy.length > 0 ? coveredBy : servedBy;
  const left = keys.length - MOST_OTHERS;
  const others = keys.slice(0, MOST_OTHERS).map((key) => nameOf(page, key));
  if (left > 0) others.push(page.messages.text.more(left));
  return { admitted, needed, others: page.messages.explain.list(others) };
}

/** What is missing, and what would settle it. */
function openPoints(page: Page, { gaps, open }: Derivation): string[] {
  const { explain, reason } = page.messages;
  return [
    ...gaps.map((gap) => explain.pair(gap, explain.gap(reason[gap].what, reason[gap].settle))),
    ...open.map(({ reason: why, flows }) =>
      explain.pair(why, explain.open(flows, reason[why].what, reason[why].settle)),
    ),
  ].flatMap((text) => paragraph(page, `   - ${text}`, 5));
}
