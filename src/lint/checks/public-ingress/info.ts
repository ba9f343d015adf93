import type { CheckInfo } from '../../../model/check-info.ts';

export const info = {
  id: 'public-ingress',
  kind: 'configuration',
  severity: 'warning',
  confidence: 'high',
  onByDefault: true,
  page: {
    en: {
      summary: 'A port, other than the configured public services, that the internet reaches',
      why: 'Every open port is a service that must be patched and watched.',
      fix: 'Name the clients, put the service behind a load balancer, or list the port in `checks.public-ingress.ports` of `.sgaudit.yaml` if it is a public service.',
      whenNot: 'Services that are meant for everyone; list their ports in the configuration.',
      fixSafety: 'No edit is offered: what is right here is a decision, not a removal.',
    },
    'zh-CN': {
      summary: '除配置的公开服务之外，互联网可以到达的端口',
      why: '每个开放的端口都是必须打补丁并监控的服务。',
      fix: '写明客户端，把服务放在负载均衡器之后；如果确实是公开服务，请把端口列入 `.sgaudit.yaml` 的 `checks.public-ingress.ports`。',
      whenNot: '面向所有人的服务；请在配置中列出其端口。',
      fixSafety: '不提供编辑：此处怎样才对需要人来决定，而不是删除就能解决。',
    },
  },
  options: [
    {
      name: 'ports',
      default: '[80, 443]',
      text: { en: 'Ports that may be public.', 'zh-CN': '可以公开的端口。' },
    },
  ],
} as const satisfies CheckInfo;
