import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { SgauditError } from '../model/problem.ts';

/**
 * Writes a file whole or not at all: beside it first, then renamed.
 * @throws SgauditError `unwritable-file`
 */
export async function writeOutput(path: string, content: string | Uint8Array): Promise<void> {
  const folder = dirname(path);
  const temporary = join(folder, `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(temporary, content, { flag: 'wx' });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    const { code } = error as NodeJS.ErrnoException;
    throw new SgauditError(
      'unwritable-file',
      `cannot write ${path} (${code}); nothing was changed there`,
    );
  }
}
