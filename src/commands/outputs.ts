import { CHECK_INFOS } from '../lint/index.ts';
import type { Language } from '../messages/index.ts';
import type { Report } from '../model/report.ts';
import { type Format, REPORTERS } from '../report/index.ts';
import { writeOutput } from './write.ts';

interface OutputFlags {
  readonly format: Format;
  readonly output?: string | undefined;
  readonly json?: string | undefined;
  readonly xlsx?: string | undefined;
  /** As given, not as the locale has it. */
  readonly lang?: Language | undefined;
}

const DEFAULT_WIDTH = 80;

/** Sends one report wherever the flags say: one format to standard output or a file, others to files as well. */
export class Outputs {
  readonly #flags: OutputFlags;
  readonly #language: Language;
  readonly #color: boolean;

  constructor(flags: OutputFlags, language: Language, color: boolean) {
    this.#flags = flags;
    this.#language = language;
    this.#color = color;
  }

  async write(report: Report, sources: ReadonlyMap<string, string>): Promise<void> {
    const { format, output, json, xlsx, lang } = this.#flags;
    const make = async (which: Format, language: Language, color: boolean) => {
      const reporter = await REPORTERS[which]();
      const width = process.stdout.columns || DEFAULT_WIDTH;
      return reporter(report, { language, sources, checks: CHECK_INFOS, color, width });
    };
    if (output === undefined) {
      process.stdout.write(await make(format, this.#language, this.#color));
    } else {
      await writeOutput(output, await make(format, this.#language, false));
    }
    if (json !== undefined) await writeOutput(json, await make('json', this.#language, false));
    // The workbook is the classic one, in Chinese, unless English is asked for.
    if (xlsx !== undefined) await writeOutput(xlsx, await make('xlsx', lang ?? 'zh-CN', false));
  }
}
