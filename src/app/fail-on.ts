import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { FailOn } from '../config/config.ts';
import { loadConfig } from '../config/load.ts';
import { CHECK_IDS } from '../lint/index.ts';
import type { Report } from '../model/report.ts';
import { isInRepository } from '../model/source.ts';
import { resolveTarget } from './target.ts';

/** From which severity on a saved report fails: as given, else as the configuration of its root says, else warning. */
export function failOnOf(
  report: Report,
  { given, config }: { readonly given: FailOn | null; readonly config: string | null },
): FailOn {
  if (given) return given;
  const { repositoryRoot } = resolveTarget('.');
  const root = join(repositoryRoot, isInRepository(report.target.root) ? report.target.root : '');
  const folder = existsSync(root) ? root : repositoryRoot;
  const loaded = loadConfig({ given: config, folder, repositoryRoot, checkIds: CHECK_IDS });
  return loaded.failOn ?? 'warning';
}
