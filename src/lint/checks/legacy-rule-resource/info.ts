import type { CheckInfo } from '../../../model/check-info.ts';

export const info = {
  id: 'legacy-rule-resource',
  kind: 'configuration',
  severity: 'note',
  confidence: 'high',
  onByDefault: false,
  page: {
    en: {
      summary: 'A rule written as `aws_security_group_rule`',
      why: "The provider's documentation advises against it: it has no id of its own in EC2, struggles with several CIDRs, and cannot carry tags or a description for each peer.",
      fix: 'Write `aws_vpc_security_group_ingress_rule` or `…_egress_rule`, one peer each, and import it by `sgr-…`.',
      whenNot: 'Where the rules are many and stable. The check is off by default.',
      fixSafety:
        'No edit is offered: moving a rule to another style needs `import` or a moment without the rule.',
    },
    'zh-CN': {
      summary: '以 `aws_security_group_rule` 书写的规则',
      why: 'provider 的文档不建议使用：它在 EC2 中没有自己的 id，难以处理多个 CIDR，也不能为每个对端带标签或描述。',
      fix: '改写为 `aws_vpc_security_group_ingress_rule` 或 `…_egress_rule`，每条一个对端，并用 `sgr-…` 导入。',
      whenNot: '规则很多而且稳定时。此检查默认关闭。',
      fixSafety: '不提供编辑：把规则换成另一种写法需要 `import`，或规则会短暂缺失。',
    },
  },
  options: [],
} as const satisfies CheckInfo;
