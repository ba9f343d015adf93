import type { CheckInfo } from '../../../model/check-info.ts';

export const info = {
  id: 'unmanaged-rule',
  kind: 'live',
  severity: 'warning',
  confidence: 'high',
  onByDefault: true,
  page: {
    en: {
      summary: 'A rule that EC2 has and no given Terraform does',
      why: 'Somebody added it by hand, or another tool did. It is not reviewed, and with inline rules the next apply takes it away, perhaps in the middle of what needs it.',
      fix: 'Write it into Terraform and import it, or remove it in EC2.',
      whenNot:
        'Rules that a controller manages, such as those of Kubernetes or CloudFormation: their tags are named in the message. Give the states of all roots that write to the group with `--state`.',
      fixSafety: 'No edit is offered: what EC2 has is not in your files.',
    },
    'zh-CN': {
      summary: 'EC2 中有而给出的 Terraform 中没有的规则',
      why: '有人手工添加，或由其他工具添加。它没有经过评审；使用内联规则时，下一次 apply 会把它删除，也许正在有人需要它的时候。',
      fix: '写进 Terraform 并导入，或在 EC2 中删除。',
      whenNot:
        '由控制器管理的规则，例如 Kubernetes 或 CloudFormation 的规则：消息中会写出其标签。请用 `--state` 给出所有写入该安全组的根模块的状态。',
      fixSafety: '不提供编辑：EC2 中的内容不在您的文件里。',
    },
  },
  options: [],
} as const satisfies CheckInfo;
