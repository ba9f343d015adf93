import type { CheckInfo } from '../../../model/check-info.ts';

export const info = {
  id: 'exposes-new-peers',
  kind: 'gate',
  severity: 'warning',
  confidence: 'high',
  onByDefault: true,
  page: {
    en: {
      summary: 'A change that admits peers which were not admitted before',
      why: 'The new rules admit addresses or ports that the old ones refused. Peers that already tried and were rejected come first: they will get through from the apply on.',
      fix: 'Narrow the new rule to the peers that it is meant for.',
      whenNot:
        'Opening the service is the purpose of the change; then the reviewer has seen how far.',
      fixSafety: 'No edit is offered.',
    },
    'zh-CN': {
      summary: '会放行以前未放行的对端的变更',
      why: '新规则放行旧规则拒绝的地址或端口。曾经尝试并被拒绝的对端排在最前：从 apply 起它们会通过。',
      fix: '把新规则收紧到它本来要放行的对端。',
      whenNot: '开放服务正是此变更的目的；这样评审者已看到开放的程度。',
      fixSafety: '不提供编辑。',
    },
  },
  options: [],
} as const satisfies CheckInfo;
