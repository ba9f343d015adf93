import type { CheckInfo } from '../../../model/check-info.ts';

export const info = {
  id: 'gate-uncertain',
  kind: 'gate',
  severity: 'note',
  confidence: 'high',
  onByDefault: true,
  page: {
    en: {
      summary: 'A change whose effect on traffic cannot be decided',
      why: 'Some flows may be cut off, or not: who opened them is open, a value of the plan is known after the apply only, or the interfaces of a group are not known.',
      fix: 'Do what the message names: give the state, inventory captures, or logs with `tcp-flags`.',
      whenNot: 'It is a note that no removal is hidden behind.',
      fixSafety: 'No edit is offered.',
    },
    'zh-CN': {
      summary: '对流量的影响无法判断的变更',
      why: '有些流可能被切断，也可能不会：发起方不明，plan 中的某个值要到 apply 之后才知道，或安全组的网络接口未知。',
      fix: '按消息所说去做：给出状态、清单，或带 `tcp-flags` 的日志。',
      whenNot: '它只是提示，说明没有删除被隐藏在其后。',
      fixSafety: '不提供编辑。',
    },
  },
  options: [],
} as const satisfies CheckInfo;
