import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { SgauditError } from '../model/problem.ts';
import { isInside } from '../paths.ts';
import type { Config } from './config.ts';
import { parseConfig } from './parse.ts';

export const CONFIG_FILE = '.sgaudit.yaml';

/**
 * The configuration that holds for a folder: the given file, or the nearest `.sgaudit.yaml` between the folder
 * and the repository root. A file that a link takes out of the repository is refused; the path of the baseline
 * is made absolute, and may not leave the repository either.
 */
export function loadConfig(options: {
  readonly given: string | null;
  readonly folder: string;
  readonly repositoryRoot: string;
  readonly checkIds: readonly string[];
}): Config {
  const path = options.given
    ? resolve(options.given)
    : findConfig(options.folder, options.repositoryRoot);
  if (!path) return {};
  const file = isInside(options.repositoryRoot, path)
    ? relative(options.repositoryRoot, path)
    : (options.given ?? path);
  if (!options.given && !isInside(realpathSync(options.repositoryRoot), realpathSync(path))) {
    throw new SgauditError('config', `${file} leads outside the repository; give it with --config`);
  }
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new SgauditError('config', `cannot read the configuration ${file} (${code})`);
  }
  const config = parseConfig(text, file, options.checkIds);
  if (config.baseline === undefined) return config;
  const baseline = resolve(dirname(path), config.baseline);
  if (!isInside(options.repositoryRoot, baseline)) {
    throw new SgauditError(
      'config',
      `${file}: the baseline ${config.baseline} lies outside the repository; give it with --baseline`,
    );
  }
  return { ...config, baseline };
}

function findConfig(folder: string, repositoryRoot: string): string | null {
  for (let at = folder; ; at = dirname(at)) {
    const candidate = join(at, CONFIG_FILE);
    if (existsSync(candidate)) return candidate;
    if (at === repositoryRoot || at === dirname(at)) return null;
  }
}
