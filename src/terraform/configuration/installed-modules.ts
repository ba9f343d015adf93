import { join, resolve } from 'node:path';
import type { FileReader } from '../files.ts';

/**
 * Where `terraform init` put modules: by call path joined with dots (`vpc`, `vpc.endpoints`) an absolute folder.
 * Empty when there is no readable `modules.json`.
 */
export function installedModules(
  files: FileReader,
  root: string,
  dataFolder: string | undefined,
): ReadonlyMap<string, string> {
  const manifest = join(resolve(root, dataFolder || '.terraform'), 'modules', 'modules.json');
  const text = files.read(manifest);
  if (text === null) return new Map();
  const folders = new Map<string, string>();
  for (const { Key, Dir } of manifestEntries(text)) {
    if (Key !== '') folders.set(Key, resolve(root, Dir.replaceAll('\\', '/')));
  }
  return folders;
}

function manifestEntries(text: string): { Key: string; Dir: string }[] {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return [];
  }
  const modules = isRecord(document) ? document.Modules : null;
  if (!Array.isArray(modules)) return [];
  return modules.flatMap((entry: unknown) => {
    if (!isRecord(entry)) return [];
    const { Key, Dir } = entry;
    return typeof Key === 'string' && typeof Dir === 'string' ? [{ Key, Dir }] : [];
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
