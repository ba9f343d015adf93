import { Args } from '@oclif/core';
import { nearest } from '../config/nearest.ts';
import { CHECK_IDS, CHECKS, isCheckId } from '../lint/index.ts';
import type { Language } from '../messages/index.ts';
import { SgauditError } from '../model/problem.ts';
import { SgauditCommand } from './base.ts';

export class Checks extends SgauditCommand {
  static override summary = 'List the checks, or show the page of one.';
  static override examples = ['<%= config.bin %> checks', '<%= config.bin %> checks unused-rule'];
  static override args = { id: Args.string({ description: 'a check' }) };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Checks);
    const language = this.language(flags.lang);
    process.stdout.write(args.id === undefined ? list(language) : page(args.id, language));
  }
}

function list(language: Language): string {
  const width = Math.max(...CHECK_IDS.map((id) => id.length));
  const rows = CHECK_IDS.map((id) => {
    const { severity, page: pages } = CHECKS[id];
    const { summary } = pages[language];
    return `${id.padEnd(width)}  ${severity.padEnd(7)}  ${summary}`;
  });
  return `${rows.join('\n')}\n`;
}

function page(id: string, language: Language): string {
  if (!isCheckId(id)) {
    const close = nearest(id, CHECK_IDS);
    throw new SgauditError(
      'usage',
      `there is no check "${id}"${close ? `; did you mean "${close}"?` : ''}`,
    );
  }
  const { severity, kind, page: pages } = CHECKS[id];
  const text = pages[language];
  const sections = [
    `${id} (${severity}, ${kind})`,
    text.summary,
    `Why\n${text.why}`,
    `How to fix\n${text.fix}`,
    `When not to\n${text.whenNot}`,
    `Fix safety\n${text.fixSafety}`,
  ];
  return `${sections.join('\n\n')}\n`;
}
