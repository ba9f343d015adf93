import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { configFile, initFiles } from '../init/files.ts';
import { checkSettings, type InitSettings } from '../init/settings.ts';
import { writeNewFiles } from './write-new-files.ts';

export interface InitResult {
  /** In the order in which they were written. */
  readonly written: readonly string[];
  /** A configuration that was there already, and was left as it is. */
  readonly kept: string | null;
}

/**
 * Writes the Terraform that records what sgaudit needs into a folder, and a first `.sgaudit.yaml` where there is none. All
 * files or none; nothing that is there is touched.
 * @throws SgauditError `usage`, `file-exists`, `unwritable-file`
 */
export async function init(settings: InitSettings, folder: string): Promise<InitResult> {
  const checked = checkSettings(settings);
  const config = '.sgaudit.yaml';
  const kept = existsSync(config) ? config : null;
  const files = new Map(
    [...initFiles(checked)].map(([name, text]) => [join(folder, name), text] as const),
  );
  if (kept === null) files.set(config, configFile(checked));
  await writeNewFiles(files);
  return { written: [...files.keys()], kept };
}
