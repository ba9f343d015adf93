import { VALUE_RULES } from '../init/settings.ts';
import type { InitMessages } from '../messages/init.ts';

/** What flags may leave out, as people give it. */
export interface InitAnswers {
  readonly vpcIds: readonly string[];
  readonly bucket: string | null;
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
  readonly fileFormat: 'parquet' | 'plain-text' | null;
  readonly athena: boolean | null;
  /** Empty: none. */
  readonly github: string | null;
}

/** Asks on the terminal for what no flag gave. */
export async function askForMissing(
  given: InitAnswers,
  { question, likeThis }: InitMessages,
): Promise<InitAnswers> {
  const { input, confirm, select } = await import('@inquirer/prompts');
  const words = (text: string): string[] => text.split(/[\s,]+/).filter((word) => word !== '');
  const askFor = async (which: keyof typeof VALUE_RULES, message: string, least = 1) => {
    const { pattern, example } = VALUE_RULES[which];
    const isRight = (text: string): boolean =>
      words(text).length >= least && words(text).every((word) => pattern.test(word));
    const answer = await input({ message, validate: (text) => isRight(text) || likeThis(example) });
    return words(answer);
  };
  const vpcIds = given.vpcIds.length > 0 ? given.vpcIds : await askFor('vpcIds', question.vpcIds);
  const bucket = given.bucket ?? (await askFor('bucket', question.bucket))[0] ?? null;
  const accounts =
    given.accounts.length > 0 ? given.accounts : await askFor('accounts', question.accounts);
  const regions =
    given.regions.length > 0 ? given.regions : await askFor('regions', question.regions);
  const fileFormat =
    given.fileFormat ??
    (await select<'parquet' | 'plain-text'>({
      message: question.fileFormat,
      choices: [{ value: 'parquet' }, { value: 'plain-text' }],
    }));
  const athena = given.athena ?? (await confirm({ message: question.athena, default: true }));
  const github = given.github ?? (await askFor('github', question.github, 0))[0] ?? '';
  return { vpcIds, bucket, accounts, regions, fileFormat, athena, github };
}
