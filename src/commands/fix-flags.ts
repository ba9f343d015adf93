import { Flags } from '@oclif/core';
import type { LintResult } from '../app/lint.ts';
import type { LintRequest } from '../app/request.ts';
import { plain } from '../report/plain.ts';

const HELP_GROUP = 'edits';

export const fixFlags = {
  fix: Flags.boolean({
    helpGroup: HELP_GROUP,
    description: 'write all proved removals to the files, and an undo patch to .sgaudit/',
  }),
  'dry-run': Flags.boolean({
    helpGroup: HELP_GROUP,
    description: '--fix: say what would be written, with the diff, and write nothing',
    dependsOn: ['fix'],
  }),
  force: Flags.boolean({
    helpGroup: HELP_GROUP,
    description: '--fix: write files with changes that are not committed, too',
    dependsOn: ['fix'],
  }),
  'fix-unsafe': Flags.boolean({
    helpGroup: HELP_GROUP,
    description: '--fix: narrow rules to what used them as well; other traffic may come',
    dependsOn: ['fix'],
    exclusive: ['verify'],
  }),
  verify: Flags.option({
    options: ['terraform'] as const,
    helpGroup: HELP_GROUP,
    description:
      'prove removals by terraform plan too, offline on a copy; it runs the configuration’s providers',
  })(),
};

/** What the flags of `--fix` say, for a request. */
export function fixRequest(flags: {
  readonly fix: boolean;
  readonly 'dry-run': boolean;
  readonly force: boolean;
  readonly 'fix-unsafe': boolean;
  readonly verify?: 'terraform' | undefined;
}): Pick<LintRequest, 'fix' | 'verify'> {
  return {
    ...(flags.fix
      ? {
          fix: {
            dryRun: flags['dry-run'],
            force: flags.force,
            narrow: flags['fix-unsafe'],
          },
        }
      : {}),
    ...(flags.verify ? { verify: flags.verify } : {}),
  };
}

/** Tells what `--fix` did: after the report where people read it, else on standard error. */
export function writeFix({ fixLines, fixDiff }: LintResult, onStandardOutput: boolean): void {
  if (fixLines.length === 0) return;
  const stream = onStandardOutput ? process.stdout : process.stderr;
  const diff = fixDiff.split('\n').map((line) => plain(line.replace(/\r$/, '')));
  const lines = [...fixLines.map(plain), ...(fixDiff === '' ? [] : ['', ...diff.slice(0, -1)])];
  stream.write(`\n${lines.join('\n')}\n`);
}
