import type { RefusalMessages } from '../messages/refusals.ts';
import type { Removal } from '../model/edit.ts';
import type { RulesRead } from './read-rules.ts';

/** Whether Terraform has a rule: others are EC2's alone, and nothing can be edited for them. */
export function isWritten({ written }: Pick<RulesRead, 'written'>): (key: string) => boolean {
  const keys = new Set(written.rules.map(({ key }) => key));
  return (key) => keys.has(key);
}

/** Says so of a rule that somebody would have removed or narrowed. */
export function unwritten(ruleKey: string, words: RefusalMessages): Removal {
  return { ruleKey, fix: null, refused: words.onlyInEc2() };
}
