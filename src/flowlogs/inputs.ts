import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';
import { SgauditError } from '../model/problem.ts';

/** Files that lie beside logs and are none, by ending. Whatever else lies there is looked into. */
const BESIDE_LOGS = /\.(md|markdown|html?|ya?ml|tf|tfvars|sh|py|crc|sha256|md5)$/i;

/** Whether a file of this name, in a folder of logs, may be one. */
export function mayBeLog(name: string): boolean {
  return !BESIDE_LOGS.test(name);
}

/**
 * The files that the given paths, folders (any depth and layout) and globs name; sorted, each once.
 * Throws `no-flow-logs` when there are none, `unreadable-input` when a path cannot be read.
 */
export async function listInputs(inputs: readonly string[]): Promise<string[]> {
  const files = new Set<string>();
  for (const input of inputs) {
    for (const file of await filesOf(input)) files.add(file);
  }
  if (files.size === 0) {
    throw new SgauditError(
      'no-flow-logs',
      `no flow logs in ${inputs.map((input) => `"${input}"`).join(', ')}: give files, folders or globs of VPC Flow Logs (text, gzip or parquet)`,
    );
  }
  return [...files].sort();
}

async function filesOf(input: string): Promise<string[]> {
  if (/^s3:\/\//i.test(input)) {
    throw new SgauditError('unreadable-input', `"${input}" is in S3: fetch it to a folder first`);
  }
  try {
    return (await stat(input)).isDirectory() ? await walk(input) : [input];
  } catch (error) {
    const failure = error as NodeJS.ErrnoException;
    if (failure.code !== 'ENOENT' || !isDynamicPattern(input)) throw unreadable(input, failure);
    const found = await glob([input], { absolute: false, expandDirectories: false, dot: false });
    return found.filter((path) => !BESIDE_LOGS.test(path));
  }
}

async function walk(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: Error) => {
    throw unreadable(folder, error);
  });
  const files: string[] = [];
  for (const entry of entries) {
    if (entry.name.startsWith('.') || entry.name.startsWith('_')) continue;
    const path = join(folder, entry.name);
    const status = entry.isSymbolicLink() ? await stat(path).catch(() => null) : entry;
    // A link to a folder is not followed: it may lead back here.
    if (entry.isDirectory()) files.push(...(await walk(path)));
    else if (status?.isFile() && !BESIDE_LOGS.test(entry.name)) files.push(path);
  }
  return files;
}

function unreadable(path: string, error: NodeJS.ErrnoException): Error {
  if (error.code === 'unreadable-input') return error;
  const reason =
    error.code === 'ENOENT'
      ? 'does not exist: check the path'
      : error.code === 'EACCES' || error.code === 'EPERM'
        ? 'may not be read: check its permissions'
        : `cannot be read (${error.code ?? error.message})`;
  return new SgauditError('unreadable-input', `flow logs: "${path}" ${reason}`);
}
