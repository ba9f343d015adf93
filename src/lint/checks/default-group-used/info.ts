import type { CheckInfo } from '../../../model/check-info.ts';

export const info = {
  id: 'default-group-used',
  kind: 'configuration',
  severity: 'warning',
  confidence: 'high',
  onByDefault: true,
  page: {
    en: {
      summary: "A VPC's default group that guards interfaces",
      why: "The default group is shared by everything that was started without thought; a rule that one of them needs opens all of them. AWS advises to create groups of one's own and to leave the default one empty.",
      fix: 'Give the named resources and interfaces a group of their own.',
      whenNot: "In a VPC of one purpose, where the default group is that purpose's group.",
      fixSafety: 'No edit is offered: what is right here is a decision, not a removal.',
    },
    'zh-CN': {
      summary: '保护着网络接口的 VPC 默认安全组',
      why: '所有未经考虑就启动的东西共用默认安全组；其中一个需要的规则会开放全部。AWS 建议创建自己的安全组，并让默认安全组保持为空。',
      fix: '为所列出的资源和网络接口指定专门的安全组。',
      whenNot: '只有一个用途的 VPC，默认安全组就是该用途的安全组。',
      fixSafety: '不提供编辑：此处怎样才对需要人来决定，而不是删除就能解决。',
    },
  },
  options: [],
} as const satisfies CheckInfo;
