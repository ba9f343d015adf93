import { asWritten } from '../edit/diff.ts';
import { unifiedDiff } from '../edit/patch.ts';
import { proposeRemovals } from '../edit/removals.ts';
import { REFUSAL_MESSAGES_EN, type RefusalMessages } from '../messages/refusals.ts';
import type { Removal } from '../model/edit.ts';
import type { Finding } from '../model/finding.ts';
import type { RulesRead } from './read-rules.ts';
import { isWritten, unwritten } from './unwritten-rules.ts';

export interface RemovalsRead {
  readonly removals: readonly Removal[];
  /** The rules that go when all is made that can be made together, and the files that this changes. */
  readonly together: readonly string[];
  readonly files: readonly EditedFile[];
  /** The files after some of these rules went, proved as a whole; null where that has no proof. */
  readonly some: (ruleKeys: readonly string[]) => Promise<readonly EditedFile[] | null>;
}

/** A file's text as it was read and as it is to be, byte-order mark included. */
export interface EditedFile {
  /** As locations name it. */
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

export const NO_REMOVALS: RemovalsRead = {
  removals: [],
  together: [],
  files: [],
  some: async () => [],
};

/** The checks whose findings a removal settles. */
export function removalChecks(includeRedundant: boolean): readonly string[] {
  return includeRedundant ? ['unused-rule', 'redundant-rule'] : ['unused-rule'];
}

/**
 * Proved removals of the rules that findings call unused, and of the redundant ones where asked for; others get no fix.
 * A finding that somebody suppressed with a reason ("kept for the drill") offers none, nor does a check that was left out.
 */
export async function readRemovals(
  rules: RulesRead,
  findings: readonly Finding[],
  includeRedundant: boolean,
  words: RefusalMessages = REFUSAL_MESSAGES_EN,
): Promise<RemovalsRead> {
  const checks = removalChecks(includeRedundant);
  const chosen = findings.filter(
    ({ checkId, suppressed }) => checks.includes(checkId) && !suppressed,
  );
  const keys = [...new Set(chosen.flatMap((finding) => finding.ruleKeys))];
  const ruleKeys = keys.filter(isWritten(rules));
  const refused = keys.filter((key) => !ruleKeys.includes(key)).map((key) => unwritten(key, words));
  if (ruleKeys.length === 0) return { ...NO_REMOVALS, removals: refused };
  const { removals, together, after, afterSome } = await proposeRemovals({
    configuration: rules.configuration,
    ruleSet: rules.written,
    ruleKeys,
    reload: rules.reload,
    otherUser: rules.otherUser,
    words,
  });
  return {
    removals: [...removals, ...refused],
    together,
    files: editedFiles(rules, after),
    some: async (keys) => {
      const texts = await afterSome(keys);
      return texts && editedFiles(rules, texts);
    },
  };
}

/** Texts as files of a configuration. */
export function editedFiles({ configuration }: RulesRead, after: ReadonlyMap<string, string>) {
  const { files, dataFiles } = configuration;
  return [...after].flatMap(([path, text]): EditedFile[] => {
    const source = files.get(path)?.source ?? dataFiles.get(path);
    if (!source) return [];
    return [{ path, before: asWritten(source, source.text), after: asWritten(source, text) }];
  });
}

/** One git patch of all that can be removed together; empty when nothing can. */
export function patchOf({ files }: Pick<RemovalsRead, 'files'>): string {
  return unifiedDiff(files);
}
