import type { Attribution } from '../../src/model/verdict.ts';
import type { Connection, LogFormat, World } from '../support/worlds/model.ts';

/**
 * Openings that would fail once the rules called `unused`, and those called `redundant`, are gone: none may.
 * A line for each rule that was needed, with what makes the world again.
 */
export function cutOff(world: World, format: LogFormat, attribution: Attribution): string[] {
  const verdicts = new Map(attribution.judgements.map((each) => [each.ruleKey, each.verdict]));
  const goes = (key: string) => verdicts.get(key) === 'unused' || verdicts.get(key) === 'redundant';
  const lines = new Map<string, string>();
  for (const { connection, interface: on, rules } of world.admissions) {
    const keys = rules.map(({ key }) => key);
    if (keys.length === 0 || !keys.every(goes)) continue;
    const said = keys.map((key) => `${key} ${verdicts.get(key)}`).join(', ');
    const line = `seed ${world.seed}, ${format}, ${on.id}: ${said}; admitted ${text(connection)}`;
    lines.set(keys.join(), lines.get(keys.join()) ?? line);
  }
  return [...lines.values()];
}

function text(connection: Connection): string {
  const { client, clientPort, server, serverPort, protocol, opened, outcome } = connection;
  const time = new Date(opened * 1000).toISOString();
  return `${time} ${client.address} ${clientPort} > ${server.address} ${serverPort} protocol ${protocol}, ${outcome}`;
}
