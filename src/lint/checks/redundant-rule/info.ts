import type { CheckInfo } from '../../../model/check-info.ts';

export const info = {
  id: 'redundant-rule',
  kind: 'traffic',
  severity: 'note',
  confidence: 'high',
  onByDefault: true,
  page: {
    en: {
      summary: 'A rule whose traffic other rules, which stay, admit as well',
      why: 'An interface is guarded by the union of its groups. A rule whose every flow another rule admits too adds nothing but the chance that the other is one day narrowed in vain.',
      fix: 'Remove it together with the others offered by `sgaudit lint --patch removals.patch --include-redundant`: the set is jointly safe, the named rules stay.',
      whenNot:
        'Keep it where the groups are meant to be used apart from each other, as in a shared module.',
      fixSafety:
        'Safe together with the other offered removals, offered on request only (`--include-redundant`): the rules that stay admit everything that was seen.',
    },
    'zh-CN': {
      summary: '其流量也由其他保留的规则放行的规则',
      why: '网络接口由其所有安全组的并集保护。如果一条规则的全部流量都被另一条规则放行，它不增加任何东西，只会让以后收紧另一条规则的努力落空。',
      fix: '与 `sgaudit lint --patch removals.patch --include-redundant` 给出的其他规则一起删除：这组删除合起来是安全的，所列出的规则会保留。',
      whenNot: '如果这些安全组本来就要分开使用（例如在共享模块中），请保留。',
      fixSafety:
        '与其他给出的删除一起是安全的，仅在要求时提供（`--include-redundant`）：保留的规则放行所见到的一切。',
    },
  },
  options: [],
} as const satisfies CheckInfo;
