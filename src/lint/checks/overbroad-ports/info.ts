import type { CheckInfo } from '../../../model/check-info.ts';

export const info = {
  id: 'overbroad-ports',
  kind: 'traffic',
  severity: 'note',
  confidence: 'medium',
  onByDefault: true,
  page: {
    en: {
      summary: 'A rule whose range of ports is much wider than the ports that were used',
      why: 'A range such as 0-65535 or 1024-65535 opens every service that is ever started on the machine. On complete evidence the ports that were used are known; the finding lists them, and the fewest ranges, within a budget, that hold them all, with the ports given up at each step.',
      fix: 'Replace the range by the proposed ones, each a rule of its own.',
      whenNot:
        'Where ports are taken by chance within a range: passive FTP, RPC, media streams, `NodePort` services. Ignore such a rule with a reason.',
      fixSafety:
        'Unsafe, always: a service that nobody called during the window is cut off. Nothing is applied by `--fix`.',
    },
    'zh-CN': {
      summary: '端口范围远比实际使用的端口更宽的规则',
      why: '0-65535 或 1024-65535 之类的范围会开放机器上曾经启动的每个服务。证据完整时，使用过的端口是已知的；发现会列出它们，以及在预算内能覆盖全部端口的最少范围，并说明每一步舍弃了多少端口。',
      fix: '用建议的范围替换，每个范围各写一条规则。',
      whenNot:
        '端口在范围内随机选取的情形：被动模式 FTP、RPC、媒体流、`NodePort` 服务。请写明原因忽略这样的规则。',
      fixSafety: '始终不安全：窗口期内无人访问的服务会被切断。`--fix` 不会应用它。',
    },
  },
  options: [
    {
      name: 'budget',
      default: '4',
      text: { en: 'The most ranges that may replace one.', 'zh-CN': '最多可用几个范围替换一个。' },
    },
    {
      name: 'leastReduction',
      default: '50',
      text: {
        en: 'Percent of the ports that the proposal must give up to be worth a finding.',
        'zh-CN': '建议至少要舍弃百分之多少的端口才值得报告。',
      },
    },
  ],
} as const satisfies CheckInfo;
