import type { CheckInfo } from '../../../model/check-info.ts';

export const info = {
  id: 'unused-group',
  kind: 'configuration',
  severity: 'warning',
  confidence: 'high',
  onByDefault: true,
  page: {
    en: {
      summary: 'A group that no interface has, nothing refers to, and no traffic met',
      why: "A group that guards nothing still waits to be put on something. It is called unused only where all of this is known: inventory captures with no interface that has it, no resource of any type that puts groups on interfaces, no other group's rule, no output and no data source that names it, and no traffic. Where one of them is not known, the finding says so, as a note.",
      fix: 'Remove the group and its rules; `terraform plan` shows whether EC2 would refuse (`DependencyViolation`).',
      whenNot:
        'Groups that are kept for others: named by tags or by name from another root, by a launch template outside of Terraform, by a service that makes interfaces on demand.',
      fixSafety: 'No edit is offered: a group may be named from outside of this configuration.',
    },
    'zh-CN': {
      summary: '没有网络接口使用、没有任何引用、也没有流量的安全组',
      why: '什么也不保护的安全组仍可能被关联到某处。只有以下各项全部已知时才称其为未使用：清单中没有网络接口使用它，没有任何类型的资源把它放到网络接口上，没有其他安全组的规则、输出或数据源引用它，并且没有流量。其中任何一项未知时，发现会作为提示说明。',
      fix: '删除安全组及其规则；`terraform plan` 会显示 EC2 是否会拒绝（`DependencyViolation`）。',
      whenNot:
        '为其他用途保留的安全组：由另一个根模块按标签或名称引用、由 Terraform 之外的启动模板引用、由按需创建网络接口的服务使用。',
      fixSafety: '不提供编辑：安全组可能在此配置之外被引用。',
    },
  },
  options: [],
} as const satisfies CheckInfo;
