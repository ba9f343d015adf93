import type { CheckInfo } from '../../../model/check-info.ts';

export const info = {
  id: 'ignore-comment',
  kind: 'configuration',
  severity: 'warning',
  confidence: 'high',
  onByDefault: true,
  page: {
    en: {
      summary: 'A `sgaudit-ignore` comment that is malformed, expired, or not needed',
      why: 'A suppression without a reason cannot be reviewed, one that has expired is a promise to look again, and one that is not needed hides the next finding at its place.',
      fix: 'Write `# sgaudit-ignore: unused-rule until 2027-03-01 -- kept for the disaster drill`: the checks, the date if there is one, the reason. It speaks of its own line, or of the rule, block or element that begins on the next. Remove what is not needed. JSON has no comments: there, use a baseline or `overrides` of `.sgaudit.yaml`.',
      whenNot: 'Never.',
      fixSafety: 'No edit is offered.',
    },
    'zh-CN': {
      summary: '格式有误、已到期或不需要的 `sgaudit-ignore` 注释',
      why: '没有原因的忽略无法评审，已到期的忽略是再看一次的承诺，不需要的忽略会掩盖此处的下一个发现。',
      fix: '写 `# sgaudit-ignore: unused-rule until 2027-03-01 -- 为灾难演练保留`：检查、日期（可省略）、原因。它作用于自身所在的行，或从下一行开始的规则、块或元素。删除不需要的注释。JSON 没有注释：请使用基线或 `.sgaudit.yaml` 的 `overrides`。',
      whenNot: '没有例外。',
      fixSafety: '不提供编辑。',
    },
  },
  options: [],
} as const satisfies CheckInfo;
