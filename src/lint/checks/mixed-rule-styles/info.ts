import type { CheckInfo } from '../../../model/check-info.ts';

export const info = {
  id: 'mixed-rule-styles',
  kind: 'configuration',
  severity: 'warning',
  confidence: 'high',
  onByDefault: true,
  page: {
    en: {
      summary: 'A group with both inline and standalone rules',
      why: "The provider's documentation warns: inline `ingress`/`egress` state the whole list, so every apply removes the standalone rules, and the next adds them again.",
      fix: 'Write all rules of a group in one style; `aws_vpc_security_group_ingress_rule` and `…_egress_rule` are the recommended ones.',
      whenNot: 'Never within one direction.',
      fixSafety:
        'No edit is offered: moving a rule to another style needs `import` or a moment without the rule.',
    },
    'zh-CN': {
      summary: '同时有内联规则和独立规则的安全组',
      why: 'provider 的文档警告：内联的 `ingress`/`egress` 声明的是整个列表，因此每次 apply 都会删除独立规则，下一次又重新添加。',
      fix: '一个安全组的所有规则用同一种写法；推荐 `aws_vpc_security_group_ingress_rule` 和 `…_egress_rule`。',
      whenNot: '同一方向内没有例外。',
      fixSafety: '不提供编辑：把规则换成另一种写法需要 `import`，或规则会短暂缺失。',
    },
  },
  options: [],
} as const satisfies CheckInfo;
