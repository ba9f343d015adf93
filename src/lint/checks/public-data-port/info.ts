import type { CheckInfo } from '../../../model/check-info.ts';

export const info = {
  id: 'public-data-port',
  kind: 'configuration',
  severity: 'error',
  confidence: 'high',
  onByDefault: true,
  page: {
    en: {
      summary: "A data store's port (PostgreSQL, Redis …) that the internet reaches",
      why: 'Open data stores are among the most common causes of large leaks; many of them ask for no password out of the box.',
      fix: "Name the application's group as the peer instead of addresses.",
      whenNot: 'A public replica that is meant to be read by anyone.',
      fixSafety: 'No edit is offered: what is right here is a decision, not a removal.',
    },
    'zh-CN': {
      summary: '互联网可以到达的数据存储端口（PostgreSQL、Redis 等）',
      why: '开放的数据存储是大规模泄露最常见的原因之一；其中许多默认不需要密码。',
      fix: '用应用的安全组作为对端，代替地址。',
      whenNot: '本来就供任何人读取的公开副本。',
      fixSafety: '不提供编辑：此处怎样才对需要人来决定，而不是删除就能解决。',
    },
  },
  options: [
    {
      name: 'ports',
      default: '[]',
      text: {
        en: 'Ports that count as data stores beside the built-in table.',
        'zh-CN': '除内置表之外也算作数据存储的端口。',
      },
    },
  ],
} as const satisfies CheckInfo;
