import { Command, Errors, Flags } from '@oclif/core';
import { EXIT } from '../app/exit-codes.ts';
import type { ErrorMessages } from '../messages/errors.ts';
import { type Language, languageOfLocale, messagesFor } from '../messages/index.ts';
import { SgauditError } from '../model/problem.ts';
import { plain } from '../report/plain.ts';
import { Progress } from './progress.ts';

/** What every command has: language, colour, quiet, and errors as the contract wants them. */
export abstract class SgauditCommand extends Command {
  static override baseFlags = {
    config: Flags.string({
      helpValue: 'FILE',
      description: 'configuration file (default: the nearest .sgaudit.yaml)',
    }),
    lang: Flags.option({
      options: ['en', 'zh-CN'] as const,
      description: 'language (default: of the locale)',
    })(),
    quiet: Flags.boolean({ char: 'q', description: 'no progress' }),
    'no-color': Flags.boolean({ description: 'no colours (also: NO_COLOR)' }),
    debug: Flags.boolean({ description: 'show the stack of an error', hidden: true }),
    version: Flags.version({ description: 'show the version' }),
    help: Flags.help({ char: 'h', description: 'show help' }),
  };

  /** The language to speak: the flag's, else the locale's. */
  protected language(flag: Language | undefined): Language {
    return flag ?? languageOfLocale(process.env);
  }

  protected colors(noColor: boolean): boolean {
    return !noColor && !process.env.NO_COLOR && process.stdout.isTTY === true;
  }

  protected progress(quiet: boolean): Progress {
    return new Progress(process.stderr, !quiet && process.stderr.isTTY === true);
  }

  /** Fires at the first Ctrl-C, so that what is stored stays sound; the second ends the process as ever. */
  protected interruption(): AbortSignal {
    const controller = new AbortController();
    process.once('SIGINT', () => {
      controller.abort(
        new SgauditError('interrupted', 'stopped by Ctrl-C; what was complete is kept'),
      );
    });
    return controller.signal;
  }

  /** Ends with exit code 2 and the reason on standard error. `process.exit` would cut a large output short. */
  protected override async catch(error: Error & { exitCode?: number }): Promise<void> {
    if (error instanceof Errors.CLIError) throw error;
    process.exitCode = EXIT.FAILED;
    const language = languageOfArguments(this.argv) ?? languageOfLocale(process.env);
    const text = describeError(
      error,
      this.argv.includes('--debug'),
      messagesFor(language).problems,
    );
    process.stderr.write(`${text}\n`);
  }
}

/** `file:line:column: error: message (code)`; a stack only when asked for. */
export function describeError(error: Error, debug: boolean, words: ErrorMessages): string {
  if (debug && error.stack) return error.stack;
  if (!(error instanceof SgauditError)) {
    return `sgaudit: internal error: ${plain(error.message)}\nRun again with --debug and report what it prints.`;
  }
  const place = error.location
    ? `${error.location.file}:${error.location.start.line}:${error.location.start.column}: `
    : 'sgaudit: ';
  return plain(`${place}${words.error}: ${words.told(error.code, error.message)} (${error.code})`);
}

/** What `--lang` says: flags may be what could not be parsed. */
function languageOfArguments(argv: readonly string[]): Language | null {
  const at = argv.findIndex((each) => /^--lang(=|$)/.test(each));
  const value = argv[at]?.startsWith('--lang=') ? argv[at].slice(7) : argv[at + 1];
  return at >= 0 && (value === 'en' || value === 'zh-CN') ? value : null;
}
