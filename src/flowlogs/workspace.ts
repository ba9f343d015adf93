import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'sgaudit-';

/** A temporary folder of this process. */
export interface Workspace {
  readonly folder: string;
  remove(): Promise<void>;
}

const open = new Set<string>();
let watching = false;

/**
 * Makes a folder that goes with `remove`, or when the process ends. What a killed process left behind goes when the
 * next one starts: the folder's name holds the process id.
 */
export async function makeWorkspace(parent: string = tmpdir()): Promise<Workspace> {
  await mkdir(parent, { recursive: true });
  await removeAbandoned(parent);
  const folder = await mkdtemp(join(parent, `${PREFIX}${process.pid}-`));
  open.add(folder);
  if (!watching) {
    watching = true;
    process.once('exit', removeAll);
  }
  return {
    folder,
    async remove() {
      open.delete(folder);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function removeAll(): void {
  for (const folder of open) rmSync(folder, { recursive: true, force: true });
}

async function removeAbandoned(parent: string): Promise<void> {
  const names = await readdir(parent).catch(() => []);
  for (const name of names) {
    const owner = new RegExp(`^${PREFIX}(\\d+)-\\w{6}$`).exec(name)?.[1];
    if (owner === undefined || isRunning(Number(owner))) continue;
    await rm(join(parent, name), { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Whether a process of this id runs (as anyone). */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
