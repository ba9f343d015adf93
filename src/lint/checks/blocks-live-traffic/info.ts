import type { CheckInfo } from '../../../model/check-info.ts';

export const info = {
  id: 'blocks-live-traffic',
  kind: 'gate',
  severity: 'error',
  confidence: 'high',
  onByDefault: true,
  page: {
    en: {
      summary: 'A change that cuts off traffic which was seen in the window',
      why: 'The flows of the window, replayed against the rules before and after the change, were admitted before and are not after. Whoever opened them will be refused from the apply on. Where the log does not show who opened a connection, and a rule would still admit it had the other end opened it, the finding is a warning: the traffic is likely lost, not certainly.',
      fix: 'Keep the rule that is named, or another that admits the flows; or move the clients first, and run the gate again.',
      whenNot:
        'The service is being retired and the callers are known: name that in an ignore comment, or run with `--skip blocks-live-traffic` for that change.',
      fixSafety: 'No edit is offered.',
    },
    'zh-CN': {
      summary: '会切断窗口期内所见流量的变更',
      why: '把窗口期内的流在变更前后的规则上重放：变更前放行，变更后不再放行。从 apply 起，发起这些流的一方会被拒绝。如果日志没有显示是谁发起的连接，而假如由另一端发起则仍有规则会放行，该发现就是警告：流量很可能会丢失，但不确定。',
      fix: '保留所指出的规则，或用另一条规则放行这些流；或先迁移客户端，再次运行 gate。',
      whenNot:
        '服务即将下线并且调用方已知：请在忽略注释中写明，或为该变更使用 `--skip blocks-live-traffic`。',
      fixSafety: '不提供编辑。',
    },
  },
  options: [],
} as const satisfies CheckInfo;
