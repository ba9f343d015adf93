import { lstat, mkdir, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { unifiedDiff } from '../edit/patch.ts';
import { SgauditError } from '../model/problem.ts';
import { shellWord } from '../model/shell-word.ts';
import type { Replacement } from './replace-files.ts';

const FOLDER = '.sgaudit';

export interface UndoPatch {
  /** Relative to the repository. */
  readonly path: string;
  /** What a shell takes where sgaudit was started. */
  readonly command: string;
  discard(): Promise<void>;
}

/**
 * Keeps the way back from a change beside it, in a folder that git ignores.
 * @throws SgauditError `unwritable-file`
 */
export async function writeUndoPatch(
  repositoryRoot: string,
  replacements: readonly Replacement[],
  time = new Date(),
): Promise<UndoPatch> {
  const folder = join(repositoryRoot, FOLDER);
  try {
    await mkdir(folder, { recursive: true });
    // A link would have the patch written wherever the repository says.
    if (!(await lstat(folder)).isDirectory()) throw Object.assign(new Error(), { code: 'ENOTDIR' });
    await writeNew(join(folder, '.gitignore'), '*\n');
    const name = await firstFree(folder, time, patchOf(replacements));
    const path = `${FOLDER}/${name}`;
    return {
      path,
      command: undoCommand(repositoryRoot, path),
      discard: () => rm(join(folder, name), { force: true }),
    };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new SgauditError(
      'unwritable-file',
      `cannot write the undo patch to ${FOLDER} (${code}); nothing was changed`,
    );
  }
}

function patchOf(replacements: readonly Replacement[]): string {
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8');
  return unifiedDiff(
    replacements.map(({ display, before, after }) => ({
      path: display,
      before: text(after),
      after: text(before),
    })),
  );
}

async function firstFree(folder: string, time: Date, content: string): Promise<string> {
  const stem = `undo-${time.toISOString().slice(0, 19).replaceAll(':', '-')}Z`;
  for (let number = 1; ; number++) {
    const name = number === 1 ? `${stem}.patch` : `${stem}-${number}.patch`;
    if (await writeNew(join(folder, name), content)) return name;
  }
}

/** False when there is such a file already. */
async function writeNew(path: string, content: string): Promise<boolean> {
  try {
    await writeFile(path, content, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** A user's `apply.whitespace` would change what is put back. */
function undoCommand(repositoryRoot: string, path: string): string {
  const way = relative(process.cwd(), repositoryRoot);
  const where = way === '' ? '' : ` -C ${shellWord(way)}`;
  return `git${where} apply --whitespace=nowarn ${shellWord(path)}`;
}
