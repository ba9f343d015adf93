import type { CheckInfo } from '../../../model/check-info.ts';

export const info = {
  id: 'insufficient-evidence',
  kind: 'traffic',
  severity: 'note',
  confidence: 'high',
  onByDefault: true,
  page: {
    en: {
      summary: 'Rules that cannot be judged, and what would settle them',
      why: 'Calling a used rule unused breaks production. Where logs, inventory or values are missing, the verdict is `unknown` and this check says what is missing, once for all rules of a group that lack the same.',
      fix: 'Do what the message names: give the missing logs, inventory captures or values, or let more days pass.',
      whenNot: 'It is a note; skip it with `--skip insufficient-evidence` where it is known.',
      fixSafety: 'No edit is offered: an unknown rule is never removed.',
    },
    'zh-CN': {
      summary: '无法判断的规则，以及怎样才能判断',
      why: '把使用中的规则称为未使用会破坏生产环境。缺少日志、清单或取值时，判定为 `unknown`，此检查会说明缺少什么；同一安全组中缺少相同内容的规则只报告一次。',
      fix: '按消息所说去做：补齐日志、清单或取值，或再等几天。',
      whenNot: '它只是提示；已知晓时可用 `--skip insufficient-evidence` 跳过。',
      fixSafety: '不提供编辑：未知的规则从不删除。',
    },
  },
  options: [],
} as const satisfies CheckInfo;
