import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { InitAnswers } from '../../src/commands/init-questions.ts';
import { messagesFor } from '../../src/messages/index.ts';

interface Question {
  readonly message: string;
  readonly validate?: (text: string) => true | string;
}

const typed: string[] = [];
const refused: string[] = [];
/** As the terminal does: an answer that is refused is asked for again. */
const input = async ({ validate }: Question): Promise<string> => {
  for (;;) {
    const answer = typed.shift() ?? '';
    const verdict = validate?.(answer) ?? true;
    if (verdict === true) return answer;
    refused.push(verdict);
  }
};
jest.unstable_mockModule('@inquirer/prompts', () => ({
  input,
  confirm: async () => false,
  select: async () => 'plain-text',
}));
const { askForMissing } = await import('../../src/commands/init-questions.ts');

const NOTHING: InitAnswers = {
  vpcIds: [],
  bucket: null,
  accounts: [],
  regions: [],
  fileFormat: null,
  athena: null,
  github: null,
};
beforeEach(() => {
  typed.length = 0;
  refused.length = 0;
});

describe('the questions of init', () => {
  it('are asked again until the answer is right, with an example', async () => {
    typed.push('my vpc', 'vpc-0123456789abcdef0, vpc-11111111', 'Bucket', 'shop-logs');
    typed.push('123456789012', 'eu-west-1 us-east-1', '');
    expect(await askForMissing(NOTHING, messagesFor('en').init)).toEqual({
      vpcIds: ['vpc-0123456789abcdef0', 'vpc-11111111'],
      bucket: 'shop-logs',
      accounts: ['123456789012'],
      regions: ['eu-west-1', 'us-east-1'],
      fileFormat: 'plain-text',
      athena: false,
      github: '',
    });
    expect(refused).toEqual(['give it as in vpc-0123456789abcdef0', 'give it as in my-flow-logs']);
  });

  it('are only of what no flag gave', async () => {
    const given: InitAnswers = {
      vpcIds: ['vpc-11111111'],
      bucket: null,
      accounts: ['123456789012'],
      regions: ['eu-west-1'],
      fileFormat: 'parquet',
      athena: true,
      github: '',
    };
    typed.push('shop-logs');
    expect(await askForMissing(given, messagesFor('zh-CN').init)).toEqual({
      ...given,
      bucket: 'shop-logs',
    });
    expect(typed).toEqual([]);
  });
});
