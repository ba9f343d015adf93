import type { CheckInfo } from '../../../model/check-info.ts';

export const info = {
  id: 'default-group-rules',
  kind: 'configuration',
  severity: 'warning',
  confidence: 'high',
  onByDefault: true,
  page: {
    en: {
      summary: "A VPC's default group that has rules",
      why: 'Whatever is started without a group gets the default one. AWS Security Hub control EC2.2 asks that it admits nothing.',
      fix: 'Keep `aws_default_security_group` without `ingress` and `egress`, and give every interface a group of its own.',
      whenNot: 'In a VPC where the default group is used knowingly.',
      fixSafety: 'No edit is offered: what is right here is a decision, not a removal.',
    },
    'zh-CN': {
      summary: '含有规则的 VPC 默认安全组',
      why: '启动时没有指定安全组的任何东西都会得到默认安全组。AWS Security Hub 控件 EC2.2 要求它不放行任何流量。',
      fix: '让 `aws_default_security_group` 不带 `ingress` 和 `egress`，并为每个网络接口指定专门的安全组。',
      whenNot: '有意使用默认安全组的 VPC。',
      fixSafety: '不提供编辑：此处怎样才对需要人来决定，而不是删除就能解决。',
    },
  },
  options: [],
} as const satisfies CheckInfo;
