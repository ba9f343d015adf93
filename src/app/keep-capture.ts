import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SgauditError } from '../model/problem.ts';

/** A file of a capture: what was asked, without its time. */
export interface CaptureFile {
  readonly name: string;
  readonly content: object;
}

/** Without colons, which neither Windows nor stores of build artifacts take. */
const FOLDER = /^\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}Z$/;

/**
 * Keeps a capture in a folder named by its time, whole or not at all; answers the folder's name. Where the two captures
 * before say the same, the later one of them goes: nothing changed from the first to now.
 * @throws SgauditError `unwritable-folder`
 */
export async function keepCapture(
  inventory: string,
  capturedAt: string,
  files: readonly CaptureFile[],
): Promise<string> {
  const name = `${capturedAt.slice(0, 19).replaceAll(':', '-')}Z`;
  const temporary = join(inventory, `.${name}.${randomBytes(6).toString('hex')}`);
  try {
    const before = await captureFolders(inventory);
    await mkdir(temporary, { recursive: true });
    for (const file of files) {
      const document = { capturedAt, ...file.content };
      await writeFile(join(temporary, file.name), `${JSON.stringify(document, null, 1)}\n`);
    }
    // One of the same second says nothing that this one does not.
    const place = join(inventory, name);
    if (before.includes(name)) await rm(place, { recursive: true });
    await rename(temporary, place);
    const [last, first] = before.filter((each) => each < name).reverse();
    if (first && last && (await sayTheSame(inventory, [first, last, name]))) {
      await rm(join(inventory, last), { recursive: true });
    }
    return name;
  } catch (error) {
    await rm(temporary, { recursive: true, force: true }).catch(() => undefined);
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new SgauditError(
      'unwritable-folder',
      `cannot keep the capture in ${inventory} (${code}); nothing was changed there`,
    );
  }
}

/** In order of time. */
async function captureFolders(inventory: string): Promise<string[]> {
  const entries = await readdir(inventory, { withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    },
  );
  return entries
    .filter((entry) => entry.isDirectory() && FOLDER.test(entry.name))
    .map(({ name }) => name)
    .sort();
}

async function sayTheSame(inventory: string, folders: readonly string[]): Promise<boolean> {
  const texts = await Promise.all(folders.map((folder) => textOf(join(inventory, folder))));
  return texts.every((text) => text === texts[0]);
}

/** Names and contents of a folder's files, but for the time. */
async function textOf(folder: string): Promise<string> {
  const names = (await readdir(folder)).sort();
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return JSON.stringify([
    names,
    texts.map((text) => text.replace(/^ "capturedAt": "[^"]*",$/m, '')),
  ]);
}
