import type { CheckInfo } from '../../../model/check-info.ts';

export const info = {
  id: 'shadowed-rule',
  kind: 'configuration',
  severity: 'note',
  confidence: 'high',
  onByDefault: true,
  page: {
    en: {
      summary: 'A rule that a wider rule of the same group covers',
      why: 'It changes nothing while the wider rule stands, and hides how wide the group really is.',
      fix: 'Remove it, or better: narrow the wider rule and keep this one.',
      whenNot: 'While the wider rule is about to be removed.',
      fixSafety:
        'No edit is offered by this check alone. With traffic, `redundant-rule` offers the removal.',
    },
    'zh-CN': {
      summary: '被同一安全组中更宽的规则覆盖的规则',
      why: '只要更宽的规则还在，它就不起任何作用，反而掩盖了安全组实际有多宽。',
      fix: '删除它；更好的做法是收紧更宽的规则并保留这一条。',
      whenNot: '更宽的规则即将删除时。',
      fixSafety: '此检查本身不提供编辑。有流量时 `redundant-rule` 会提供删除。',
    },
  },
  options: [],
} as const satisfies CheckInfo;
