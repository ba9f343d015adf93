import type { CheckInfo } from '../../../model/check-info.ts';

export const info = {
  id: 'duplicate-rule',
  kind: 'configuration',
  severity: 'warning',
  confidence: 'high',
  onByDefault: true,
  page: {
    en: {
      summary: 'The same rule written twice for one group',
      why: 'EC2 holds such a rule once. Two resources that claim it fail at apply (`InvalidPermission.Duplicate`), or one removes it under the other when it goes. It is the same rule in another spelling too: `6` and `tcp`, `10.0.0.0/8` and `10.1.2.3/8`, inline and standalone.',
      fix: 'Remove all but one.',
      whenNot: 'Never.',
      fixSafety:
        'No edit is offered by this check alone: which of the two is the one to keep is yours to say. With traffic, `redundant-rule` offers the removal.',
    },
    'zh-CN': {
      summary: '同一安全组中重复写的同一条规则',
      why: 'EC2 中这样的规则只有一条。两个资源都声明它时，apply 会失败（`InvalidPermission.Duplicate`），或其中一个被删除时带走另一个的规则。写法不同也是同一条规则：`6` 与 `tcp`、`10.0.0.0/8` 与 `10.1.2.3/8`、内联与独立。',
      fix: '只保留一条。',
      whenNot: '没有例外。',
      fixSafety: '此检查本身不提供编辑：保留哪一条由您决定。有流量时 `redundant-rule` 会提供删除。',
    },
  },
  options: [],
} as const satisfies CheckInfo;
