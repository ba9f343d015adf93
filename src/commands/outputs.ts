import { Flags } from '@oclif/core';
import { CHECK_INFOS } from '../lint/index.ts';
import type { Language } from '../messages/index.ts';
import { SgauditError } from '../model/problem.ts';
import type { Report } from '../model/report.ts';
import { GROUPINGS, type Grouping } from '../report/groupings.ts';
import { type Format, REPORTERS, TEXT_FORMATS } from '../report/index.ts';
import { fileLinks, showsLinks } from './hyperlinks.ts';
import { appendStepSummary } from './step-summary.ts';
import { writeOutput } from './write.ts';

const file = (description: string) =>
  Flags.string({ helpGroup: 'result', helpValue: 'FILE', description: `as well, ${description}` });

/** Formats that a run can write to a file beside what goes to standard output. */
const FILE_FORMATS = ['json', 'sarif', 'gitlab', 'junit', 'markdown', 'xlsx', 'html'] as const;
type FileFormat = (typeof FILE_FORMATS)[number];

export const outputFlags = {
  format: Flags.option({
    options: TEXT_FORMATS,
    default: 'text' as const,
    helpGroup: 'result',
    description: 'what goes to standard output',
  })(),
  output: Flags.string({
    helpGroup: 'result',
    helpValue: 'FILE',
    description: 'write --format there instead',
  }),
  json: file('the JSON report'),
  sarif: file('SARIF 2.1.0, for code scanning'),
  gitlab: file("GitLab's code quality report"),
  junit: file('JUnit XML'),
  markdown: file('a summary in Markdown'),
  xlsx: file('the workbook 已使用规则 / 未使用规则 (--lang en: English)'),
  html: file('a page to read in a browser'),
};

/** How the text sorts findings. */
export const groupByFlag = {
  'group-by': Flags.option({
    options: GROUPINGS,
    default: 'file' as const,
    helpGroup: 'result',
    description: 'what findings stand together by in the text',
  })(),
};

interface OutputRequest extends Partial<Readonly<Record<FileFormat, string | undefined>>> {
  readonly format: Format;
  readonly output?: string | undefined;
  readonly 'group-by'?: Grouping;
  /** As given, not as the locale has it. */
  readonly lang?: Language | undefined;
}

const DEFAULT_WIDTH = 80;

/** Sends one report wherever the flags say: one format to standard output or a file, others to files as well. */
export class Outputs {
  readonly #flags: OutputRequest;
  readonly #language: Language;
  readonly #color: boolean;

  /** @throws SgauditError `usage` when two results would go to one file */
  constructor(flags: OutputRequest, language: Language, color: boolean) {
    this.#flags = flags;
    this.#language = language;
    this.#color = color;
    const files = [flags.output, ...FILE_FORMATS.map((format) => flags[format])].filter(
      (path) => path !== undefined,
    );
    const twice = files.find((path, index) => files.indexOf(path) !== index);
    if (twice !== undefined) {
      throw new SgauditError('usage', `two results would be written to ${twice}; give two names`);
    }
  }

  /** Whether people read standard output. */
  get isText(): boolean {
    return this.#flags.format === 'text' && this.#flags.output === undefined;
  }

  /** `folder`: what the report's file names are relative to, where that is known. */
  async write(
    report: Report,
    sources: ReadonlyMap<string, string>,
    folder: string | null = null,
  ): Promise<void> {
    const { format, output, lang, 'group-by': groupBy = 'file' } = this.#flags;
    const links = output === undefined && showsLinks(process.env, process.stdout.isTTY === true);
    const link = folder !== null && links ? { link: fileLinks(folder) } : {};
    const make = async (which: Format, language: Language, color: boolean) => {
      const reporter = await REPORTERS[which]();
      const width = process.stdout.columns || DEFAULT_WIDTH;
      const shown = { language, sources, checks: CHECK_INFOS, color, width, groupBy };
      return reporter(report, { ...shown, ...(which === 'text' ? link : {}) });
    };
    if (output === undefined) {
      process.stdout.write(await make(format, this.#language, this.#color));
    } else {
      await writeOutput(output, await make(format, this.#language, false));
    }
    for (const each of FILE_FORMATS) {
      const path = this.#flags[each];
      if (path === undefined) continue;
      // The workbook is the classic one, in Chinese, unless English is asked for.
      const language = each === 'xlsx' ? (lang ?? 'zh-CN') : this.#language;
      await writeOutput(path, await make(each, language, false));
    }
    if (format === 'github') {
      await appendStepSummary(String(await make('markdown', this.#language, false)));
    }
  }
}
