import { Flags } from '@oclif/core';
import { DEFAULT_WINDOW } from '../app/window.ts';
import type { CheckId } from '../lint/check.ts';
import { CHECK_IDS, isCheckId } from '../lint/index.ts';
import { SgauditError } from '../model/problem.ts';

const many = { multiple: true, multipleNonGreedy: true } as const;

export const ruleFlags = {
  'var-file': Flags.string({
    ...many,
    helpGroup: 'rules',
    helpValue: 'FILE',
    description: 'values of variables',
  }),
  var: Flags.string({
    ...many,
    helpGroup: 'rules',
    helpValue: 'NAME=VALUE',
    description: 'value of a variable',
  }),
  plan: Flags.string({
    helpGroup: 'rules',
    helpValue: 'FILE',
    description: '`terraform show -json` of a plan: values that the code alone does not tell',
  }),
  state: Flags.string({
    ...many,
    helpGroup: 'rules',
    helpValue: 'FILE',
    description:
      'Terraform state, raw v4 or `terraform show -json`: ids of groups, rules, interfaces',
  }),
};

export const trafficFlags = {
  'flow-logs': Flags.string({
    ...many,
    helpGroup: 'traffic',
    helpValue: 'PATH',
    description: 'VPC flow logs: files, folders, globs',
  }),
  'log-format': Flags.string({
    helpGroup: 'traffic',
    helpValue: "'${version} …'",
    description: 'fields of files without a header',
  }),
  rollup: Flags.string({
    helpGroup: 'traffic',
    helpValue: 'DIR',
    description: 'the rollup’s folder: read, and kept up to date with --flow-logs',
  }),
  inventory: Flags.string({
    ...many,
    helpGroup: 'traffic',
    helpValue: 'PATH',
    description:
      'AWS CLI JSON: describe-network-interfaces, describe-security-groups, prefix lists',
  }),
  window: Flags.string({
    helpGroup: 'traffic',
    helpValue: '30d|DAY..DAY',
    description: 'whole UTC days to judge by; so many days end with the newest day of the traffic',
    default: DEFAULT_WINDOW,
  }),
};

/** A check's id, or a usage error that names the known ones. */
const check = Flags.custom<CheckId>({
  helpValue: 'CHECK',
  parse: async (text) => {
    if (isCheckId(text)) return text;
    throw new SgauditError('usage', `there is no check "${text}"; known: ${CHECK_IDS.join(', ')}`);
  },
});

export const judgementFlags = {
  'fail-on': Flags.option({
    options: ['error', 'warning', 'note', 'never'] as const,
    helpGroup: 'judgement',
    description: 'exit with 1 from this severity on (default: warning)',
  })(),
  only: check({ ...many, helpGroup: 'judgement', description: 'run this check only' }),
  skip: check({ ...many, helpGroup: 'judgement', description: 'leave this check out' }),
  baseline: Flags.string({
    helpGroup: 'judgement',
    helpValue: 'FILE',
    description: 'findings that are known and accepted: they do not count',
  }),
  'update-baseline': Flags.boolean({
    helpGroup: 'judgement',
    description: 'make the baseline what is found now',
  }),
};
