import type { Messages } from '../../messages/index.ts';
import type { ExampleFact } from '../../model/check-info.ts';

/** What an example takes for granted, in words; `name` marks what is a name. */
export function factText(
  fact: ExampleFact,
  { checkPage, verdict }: Messages,
  name: (text: string) => string,
): string {
  switch (fact.kind) {
    case 'verdict':
      return checkPage.verdict(name(fact.rule), verdict[fact.verdict], fact.days, fact.seen);
    case 'no-interface':
      return checkPage.noInterface(name(fact.group));
    case 'live':
      return checkPage.live(name(fact.rule), fact.managed);
    case 'difference': {
      const value = (text: string | null) => (text === null ? null : name(text));
      const { field, terraform, live } = fact;
      return checkPage.differs(name(fact.rule), field, value(terraform), value(live));
    }
  }
}
