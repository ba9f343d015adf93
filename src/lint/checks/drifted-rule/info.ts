import type { CheckInfo } from '../../../model/check-info.ts';

export const info = {
  id: 'drifted-rule',
  kind: 'live',
  severity: 'warning',
  confidence: 'high',
  onByDefault: true,
  page: {
    en: {
      summary: 'A rule that is not in EC2 as Terraform has it',
      why: 'The code is what is reviewed, EC2 is what guards. A rule that differs was changed by hand, or the last apply did not finish; a rule that is missing leaves its users out.',
      fix: 'Run `terraform plan` and `terraform apply`, or take the change over into the code.',
      whenNot: 'Between a merge and its apply.',
      fixSafety: 'No edit is offered: which side is right is yours to say.',
    },
    'zh-CN': {
      summary: 'EC2 中与 Terraform 不一致的规则',
      why: '评审的是代码，起作用的是 EC2。不一致的规则是手工改动的，或上一次 apply 没有完成；缺失的规则会把它的使用者挡在外面。',
      fix: '执行 `terraform plan` 和 `terraform apply`，或把改动写回代码。',
      whenNot: '合并之后、apply 之前。',
      fixSafety: '不提供编辑：哪一边正确由您决定。',
    },
  },
  options: [],
} as const satisfies CheckInfo;
