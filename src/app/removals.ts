import { unifiedDiff } from '../edit/patch.ts';
import { proposeRemovals } from '../edit/removals.ts';
import type { Removal } from '../model/edit.ts';
import type { Attribution } from '../model/verdict.ts';
import type { RulesRead } from './read-rules.ts';

const BYTE_ORDER_MARK = '\ufeff';

export interface RemovalsRead {
  readonly removals: readonly Removal[];
  /** One git patch of all that is offered; empty when nothing is. */
  readonly patch: string;
}

/** Proved removals of the unused rules, and of the redundant ones where asked for; others get no fix. */
export async function readRemovals(
  rules: RulesRead,
  attribution: Attribution,
  includeRedundant: boolean,
): Promise<RemovalsRead> {
  const ruleKeys = attribution.judgements
    .filter(({ verdict }) => verdict === 'unused' || (includeRedundant && verdict === 'redundant'))
    .map(({ ruleKey }) => ruleKey);
  if (ruleKeys.length === 0) return { removals: [], patch: '' };
  const { removals, after } = await proposeRemovals({
    configuration: rules.configuration,
    ruleSet: rules.ruleSet,
    ruleKeys,
    reload: rules.reload,
  });
  const files = [...after].map(([path, text]) => {
    const source = rules.configuration.files.get(path)?.source;
    // Ranges do not count a byte-order mark, but the file has it.
    const mark = source?.hasBom ? BYTE_ORDER_MARK : '';
    return { path, before: `${mark}${source?.text ?? ''}`, after: `${mark}${text}` };
  });
  return { removals, patch: unifiedDiff(files) };
}
