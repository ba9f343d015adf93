import { existsSync, readFileSync } from 'node:fs';
import type { CheckExample, CheckExamples, ExampleFact } from '../model/check-info.ts';
import type { Verdict } from '../model/verdict.ts';

/** What lies beside an example, as far as its page tells it. */
interface Beside {
  readonly days?: number;
  readonly verdicts?: Readonly<
    Record<string, { verdict: Verdict; peers?: string[]; ports?: string[] }>
  >;
  readonly groupIds?: Readonly<Record<string, string>>;
  readonly live?: {
    readonly rules: readonly {
      rule: string;
      managed?: boolean;
      differences?: { field: string; terraform: string | null; live: string | null }[];
    }[];
  };
}

/** The examples of a check, from its folder: in the sources, and in the build, which copies them. */
export function checkExamples(id: string): CheckExamples {
  const folder = new URL(`../lint/checks/${id}/examples/`, import.meta.url);
  return { bad: read(new URL('bad', folder)), good: read(new URL('good', folder)) };
}

function read(name: URL): CheckExample {
  const beside = new URL(`${name.href}.json`);
  return {
    hcl: readFileSync(new URL(`${name.href}.tf`), 'utf8'),
    facts: existsSync(beside) ? factsOf(JSON.parse(readFileSync(beside, 'utf8'))) : [],
  };
}

function factsOf({ days = 0, verdicts = {}, groupIds = {}, live }: Beside): ExampleFact[] {
  const judged = Object.entries(verdicts).map(([rule, { verdict, peers, ports }]) => ({
    kind: 'verdict' as const,
    rule,
    verdict,
    days,
    seen: [...(peers ?? []), ...(ports ?? [])],
  }));
  const groups = Object.keys(groupIds).map((group) => ({ kind: 'no-interface' as const, group }));
  const inEc2 = (live?.rules ?? []).flatMap(({ rule, managed, differences }): ExampleFact[] =>
    differences
      ? differences.map((difference) => ({ kind: 'difference', rule, ...difference }))
      : [{ kind: 'live', rule, managed: managed === true }],
  );
  return [...judged, ...groups, ...inEc2];
}
