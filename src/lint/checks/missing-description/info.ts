import type { CheckInfo } from '../../../model/check-info.ts';

export const info = {
  id: 'missing-description',
  kind: 'configuration',
  severity: 'note',
  confidence: 'high',
  onByDefault: true,
  page: {
    en: {
      summary: 'A rule or a group that does not say what it is for',
      why: "Nobody dares to remove a rule whose purpose nobody knows. Terraform's default text “Managed by Terraform” says nothing.",
      fix: "Write the purpose and the owner into `description`. Changing a group's description replaces the group; a rule's description can be changed in place.",
      whenNot: 'Where comments in the code hold the purpose and the console is never looked at.',
      fixSafety: 'No edit is offered: what is right here is a decision, not a removal.',
    },
    'zh-CN': {
      summary: '没有说明用途的规则或安全组',
      why: '没有人知道用途的规则，就没有人敢删除。Terraform 的默认文本 “Managed by Terraform” 什么也没有说。',
      fix: '把用途和负责人写进 `description`。修改安全组的描述会替换安全组；规则的描述可以就地修改。',
      whenNot: '用途写在代码注释中，而且从不查看控制台。',
      fixSafety: '不提供编辑：此处怎样才对需要人来决定，而不是删除就能解决。',
    },
  },
  options: [],
} as const satisfies CheckInfo;
