import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A root module as Terraform packs it, in the folder `infra`, without the resource at an address. */
export function configurationOf(root: string, without?: string): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'sgaudit-packed-'));
  try {
    const infra = join(folder, 'infra');
    cpSync(root, infra, { recursive: true, filter: (path) => !/flow-logs|inventory/.test(path) });
    if (without !== undefined) removeResource(infra, without);
    return execFileSync('tar', ['--format=pax', '-C', folder, '-czf', '-', '.']);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function removeResource(folder: string, address: string): void {
  const [type, name] = address.split('.');
  const block = new RegExp(`resource "${type}" "${name}" \\{\\n(.*\\n)*?\\}\\n`);
  const file = readdirSync(folder)
    .map((each) => join(folder, each))
    .find((path) => path.endsWith('.tf') && block.test(readFileSync(path, 'utf8')));
  if (!file) throw new Error(`no file holds ${address}`);
  writeFileSync(file, readFileSync(file, 'utf8').replace(block, ''));
}
