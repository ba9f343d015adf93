import { randomBytes } from 'node:crypto';
import { link, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SgauditError } from '../model/problem.ts';

/**
 * Writes files that are not there yet: all or none. One that is there, or appears meanwhile, is left as it is.
 * @throws SgauditError `file-exists`, `unwritable-file`
 */
export async function writeNewFiles(files: ReadonlyMap<string, string>): Promise<void> {
  const made: string[] = [];
  const temporary: string[] = [];
  try {
    for (const [path, text] of files) {
      const folder = dirname(path);
      await mkdir(folder, { recursive: true });
      const beside = join(folder, `.sgaudit-${randomBytes(6).toString('hex')}.tmp`);
      temporary.push(beside);
      await writeFile(beside, text, { flag: 'wx' });
      // Unlike a rename, a link takes no other file's place.
      await link(beside, path);
      made.push(path);
    }
  } catch (error) {
    await Promise.all(made.map((path) => rm(path, { force: true })));
    const { code } = error as NodeJS.ErrnoException;
    const path = [...files.keys()][made.length] ?? '';
    throw code === 'EEXIST'
      ? new SgauditError(
          'file-exists',
          `${path} is there already; nothing was written: give another folder, or move it away`,
        )
      : new SgauditError('unwritable-file', `cannot write ${path} (${code}); nothing was written`);
  } finally {
    await Promise.all(temporary.map((path) => rm(path, { force: true }).catch(() => undefined)));
  }
}
