import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { Flags } from '@oclif/core';
import type { LintResult } from '../app/lint.ts';
import { type Language, messagesFor } from '../messages/index.ts';
import { SgauditError } from '../model/problem.ts';
import { patchName, reportRemovalPlan } from '../report/removal-plan.ts';

const MOST_WEEKS = 52;

/** `weeks=4`: how many steps. */
const weeks = Flags.custom<number>({
  helpValue: 'weeks=N',
  parse: async (text) => {
    const steps = Number(/^weeks=(\d{1,2})$/.exec(text)?.[1] ?? 0);
    if (steps >= 1 && steps <= MOST_WEEKS) return steps;
    throw new SgauditError('usage', `--plan-removals ${text}: give it as weeks=4, at most 52`);
  },
});

export const planRemovalsFlags = {
  'plan-removals': weeks({
    helpGroup: 'edits',
    description: 'proved removals in steps, those that risk least first; with --patch-dir',
    dependsOn: ['patch-dir'],
    exclusive: ['fix'],
  }),
  'patch-dir': Flags.string({
    helpGroup: 'edits',
    helpValue: 'DIR',
    description: '--plan-removals: a new or empty folder for a patch a step, and README.md',
    dependsOn: ['plan-removals'],
  }),
};

/**
 * Writes the patches and their overview, all or nothing, and returns what to tell of it.
 * @throws SgauditError `unwritable-file`, also for a folder that holds something
 */
export async function writeRemovalPlan(
  { steps, repositoryRoot }: Pick<LintResult, 'steps' | 'repositoryRoot'>,
  folder: string,
  language: Language,
): Promise<string> {
  const messages = messagesFor(language).removalPlan;
  if (steps.length === 0) return messages.nothing;
  const target = resolve(folder);
  const temporary = `${target}.${randomBytes(6).toString('hex')}.tmp`;
  const inRepository = relative(repositoryRoot, target).split(sep).join('/') || '.';
  try {
    await mkdir(temporary, { recursive: true });
    for (const step of steps) await writeFile(join(temporary, patchName(step)), step.patch);
    const overview = reportRemovalPlan(steps, { language, folder: inRepository });
    await writeFile(join(temporary, 'README.md'), overview);
    const held = await readdir(target).catch(() => []);
    if (held.length > 0) throw Object.assign(new Error(), { code: 'ENOTEMPTY' });
    await mkdir(dirname(target), { recursive: true });
    // Takes the place of an empty folder, and of none that somebody filled meanwhile.
    await rename(temporary, target);
    return messages.written(steps.length, folder);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    const { code } = error as NodeJS.ErrnoException;
    const advice = code === 'ENOTEMPTY' ? 'it holds files; give a new folder' : code;
    throw new SgauditError('unwritable-file', `cannot write ${folder} (${advice})`);
  }
}
