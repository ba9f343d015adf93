import type { Language } from '../messages/index.ts';
import { messagesFor } from '../messages/index.ts';
import { plain } from './plain.ts';

/** What a run of `collect` kept. */
export interface Collected {
  readonly folder: string;
  readonly capture: string;
  readonly places: readonly Parameters<ReturnType<typeof messagesFor>['collect']['place']>[0][];
  readonly flowLogs: readonly string[];
  readonly trino: string | null;
  readonly rollup: Parameters<ReturnType<typeof messagesFor>['collect']['days']>[0];
  readonly cost: {
    readonly trino?: Parameters<ReturnType<typeof messagesFor>['collect']['trinoCost']>[0];
    readonly s3?: Parameters<ReturnType<typeof messagesFor>['collect']['s3Cost']>[0];
    readonly athena?: Parameters<ReturnType<typeof messagesFor>['collect']['athenaCost']>[0];
  } | null;
}

/** For people, a line a fact, the command that reads it last. */
export function collectedText(result: Collected, language: Language): string {
  const { collect } = messagesFor(language);
  const { folder, cost } = result;
  const lines = [
    ...result.places.map(collect.place),
    collect.capture(`${folder}/inventory/${result.capture}`),
    ...[...result.flowLogs, ...(result.trino ? [result.trino] : [])].map(collect.source),
    collect.days(result.rollup),
    ...(cost?.s3 ? [collect.s3Cost(cost.s3)] : []),
    ...(cost?.trino ? [collect.trinoCost(cost.trino)] : []),
    ...(cost?.athena ? [collect.athenaCost(cost.athena)] : []),
    ...(cost ? [] : [collect.noCost]),
    collect.next(`sgaudit lint --rollup ${folder}/rollup --inventory ${folder}/inventory`),
  ];
  return `${lines.map(plain).join('\n')}\n`;
}
