import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Inventory, InventoryFile } from '../model/inventory.ts';
import { SgauditError } from '../model/problem.ts';
import {
  type CapturePart,
  mergeCaptures,
  NOT_INVENTORY,
  readInventoryFile,
} from './inventory-json.ts';

/**
 * Reads an inventory from files, and from folders with all their JSON files. JSON of another kind is
 * passed over in a folder (the rollup may lie beside the inventory) but refused where it is named.
 * A damaged file is refused always: a capture that is left out would make rules look unused.
 */
export async function loadInventory(paths: readonly string[]): Promise<Inventory> {
  const lists = await Promise.all(paths.map(filesUnder));
  const found = new Map<string, Read | null>();
  for (const [at, files] of lists.entries()) {
    for (const file of files) {
      const named = file === paths[at];
      if (!found.get(file)) found.set(file, await readPart(file, named));
    }
  }
  const read = [...found.values()].filter((one) => one !== null);
  if (paths.length > 0 && read.length === 0) {
    throw unreadable(
      paths.join(', '),
      'holds no inventory; put the JSON output of "aws ec2 describe-network-interfaces" there',
    );
  }
  const files = read.map((one) => one.file);
  return { ...mergeCaptures(read.map((one) => one.part)), files };
}

interface Read {
  readonly part: CapturePart;
  readonly file: InventoryFile;
}

async function readPart(path: string, named: boolean): Promise<Read | null> {
  try {
    const bytes = await readBytes(path);
    const part = readInventoryFile(bytes.toString('utf8'), path);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return { part, file: { path, capturedAt: part.capturedAt, sha256 } };
  } catch (error) {
    if (!named && error instanceof SgauditError && error.code === NOT_INVENTORY) return null;
    throw error;
  }
}

/** In the order of their names, so that equal inputs give equal results. */
async function filesUnder(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => null);
  if (found === null) throw unreadable(path, 'does not exist; check the path of --inventory');
  if (!found.isDirectory()) return [path];
  const entries = await readdir(path, { withFileTypes: true }).catch(() => {
    throw unreadable(path, 'cannot be listed; check its permissions');
  });
  const names = entries
    .filter((entry) => !entry.name.startsWith('.'))
    .filter((entry) => entry.isDirectory() || entry.name.toLowerCase().endsWith('.json'))
    .map((entry) => entry.name)
    .sort();
  const nested = await Promise.all(
    names.map((name) => {
      const entry = entries.find((one) => one.name === name);
      return entry?.isDirectory() ? filesUnder(join(path, name)) : [join(path, name)];
    }),
  );
  return nested.flat();
}

async function readBytes(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch {
    throw unreadable(file, 'cannot be read; check its permissions');
  }
}

function unreadable(where: string, what: string): SgauditError {
  return new SgauditError('inventory-unreadable', `${where} ${what}`);
}
