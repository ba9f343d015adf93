import type { Problem } from '../../model/problem.ts';
import type { FileReader } from '../files.ts';
import { configurationFiles } from './folder-files.ts';
import type { Configuration } from './types.ts';

/** No Terraform at all: the rules come from elsewhere. */
export function emptyConfiguration(): Configuration {
  const problems: Problem[] = [];
  return {
    resources: [],
    outputs: [],
    moduleCalls: [],
    files: new Map(),
    dataFiles: new Map(),
    absolutePaths: new Map(),
    problems,
    report: (problem) => {
      problems.push(problem);
    },
  };
}

/** Whether a folder holds configuration files of its own. */
export function hasConfiguration(files: FileReader, folder: string): boolean {
  const { primary, override } = configurationFiles(files.list(folder) ?? []);
  return primary.length + override.length > 0;
}
