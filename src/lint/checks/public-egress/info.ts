import type { CheckInfo } from '../../../model/check-info.ts';

export const info = {
  id: 'public-egress',
  kind: 'configuration',
  severity: 'note',
  confidence: 'high',
  onByDefault: true,
  page: {
    en: {
      summary: 'A group that lets all traffic out to the internet',
      why: 'Stolen data leaves and tools are fetched by any port.',
      fix: 'Name the ports and, where they are known, the peers; use VPC endpoints for AWS services.',
      whenNot: 'Where a firewall or proxy outside the group filters what leaves.',
      fixSafety: 'No edit is offered: what is right here is a decision, not a removal.',
    },
    'zh-CN': {
      summary: '允许所有流量流向互联网的安全组',
      why: '被窃取的数据可以从任何端口流出，攻击工具可以从任何端口下载。',
      fix: '写明端口；已知对端时也写明对端；访问 AWS 服务请使用 VPC 终端节点。',
      whenNot: '安全组之外有防火墙或代理过滤出站流量。',
      fixSafety: '不提供编辑：此处怎样才对需要人来决定，而不是删除就能解决。',
    },
  },
  options: [],
} as const satisfies CheckInfo;
