import type { CheckInfo } from '../../../model/check-info.ts';

export const info = {
  id: 'public-all-ports',
  kind: 'configuration',
  severity: 'error',
  confidence: 'high',
  onByDefault: true,
  page: {
    en: {
      summary: 'All ports of a group that the internet reaches',
      why: 'Whatever is ever started on such a machine is public from its first second.',
      fix: 'Name the ports that the service needs.',
      whenNot:
        "A network appliance that filters by itself, such as a firewall or a NAT instance's outer side.",
      fixSafety: 'No edit is offered: what is right here is a decision, not a removal.',
    },
    'zh-CN': {
      summary: '互联网可以到达安全组的所有端口',
      why: '在这样的机器上启动的任何东西从第一秒起就是公开的。',
      fix: '写明服务需要的端口。',
      whenNot: '自行过滤流量的网络设备，例如防火墙或 NAT 实例的外侧。',
      fixSafety: '不提供编辑：此处怎样才对需要人来决定，而不是删除就能解决。',
    },
  },
  options: [],
} as const satisfies CheckInfo;
