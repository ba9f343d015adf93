import type { CheckInfo } from '../../../model/check-info.ts';

export const info = {
  id: 'inline-rules',
  kind: 'configuration',
  severity: 'note',
  confidence: 'high',
  onByDefault: false,
  page: {
    en: {
      summary: 'A group whose rules are written inline',
      why: "Inline `ingress` and `egress` claim the whole list of the group, so no other module can add a rule, a change of one rule shows as a change of the set, and emptying the list needs `ingress = []`. The provider's documentation recommends one resource a rule.",
      fix: 'Move each rule to `aws_vpc_security_group_ingress_rule` or `…_egress_rule`, and import it.',
      whenNot:
        'Where the claim to the whole list is wanted: nothing that was added by hand survives an apply. The check is off by default.',
      fixSafety:
        'No edit is offered: moving a rule to another style needs `import` or a moment without the rule.',
    },
    'zh-CN': {
      summary: '规则以内联方式书写的安全组',
      why: '内联的 `ingress` 和 `egress` 声明安全组的整个列表，因此其他模块无法添加规则，修改一条规则显示为修改整个集合，清空列表需要 `ingress = []`。provider 的文档建议每条规则一个资源。',
      fix: '把每条规则移到 `aws_vpc_security_group_ingress_rule` 或 `…_egress_rule`，并导入。',
      whenNot: '确实需要声明整个列表时：手工添加的内容在 apply 之后都不会保留。此检查默认关闭。',
      fixSafety: '不提供编辑：把规则换成另一种写法需要 `import`，或规则会短暂缺失。',
    },
  },
  options: [],
} as const satisfies CheckInfo;
