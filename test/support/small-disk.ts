import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Mounts a disk of that many kilobytes at the folder; the answer takes it away. Needs Linux and the superuser. */
export function mountSmallDisk(folder: string, kilobytes: number): () => void {
  mkdirSync(folder, { recursive: true });
  const size = `size=${kilobytes}k`;
  execFileSync('mount', ['-t', 'tmpfs', '-o', size, 'none', folder], { stdio: 'ignore' });
  return () => {
    execFileSync('umount', [folder], { stdio: 'ignore' });
  };
}

/** Whether this machine lets the tests mount one. */
export function canMountSmallDisk(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'sgaudit-disk-'));
  try {
    mountSmallDisk(folder, 64)();
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
