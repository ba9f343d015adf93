import type { CheckInfo } from '../../../model/check-info.ts';

export const info = {
  id: 'wide-private-peer',
  kind: 'configuration',
  severity: 'note',
  confidence: 'high',
  onByDefault: false,
  page: {
    en: {
      summary: 'An ingress rule that admits a large part of a private address space',
      why: '`10.0.0.0/8` admits every VPC, office and VPN that is ever connected, not only those of today.',
      fix: "Name the subnets, the peer's group, or a prefix list.",
      whenNot:
        'Behind a firewall that knows the networks. The check is off by default: set `checks.wide-private-peer.severity` to switch it on.',
      fixSafety:
        'No edit is offered by this check; with traffic, `overbroad-cidr` proposes narrower CIDRs.',
    },
    'zh-CN': {
      summary: '放行大段私有地址空间的入站规则',
      why: '`10.0.0.0/8` 放行今后连接的每个 VPC、办公网络和 VPN，而不仅是今天的。',
      fix: '写明子网、对端的安全组或前缀列表。',
      whenNot:
        '前面有了解各网络的防火墙。此检查默认关闭：设置 `checks.wide-private-peer.severity` 即可开启。',
      fixSafety: '此检查不提供编辑；有流量时 `overbroad-cidr` 会建议更窄的 CIDR。',
    },
  },
  options: [
    {
      name: 'prefix',
      default: '16',
      text: {
        en: 'Private IPv4 peers with a shorter prefix than this are wide; for IPv6 (unique local) three times as long.',
        'zh-CN': '前缀短于此值的私有 IPv4 对端视为过宽；IPv6（唯一本地地址）为其三倍。',
      },
    },
  ],
} as const satisfies CheckInfo;
