import type { CheckInfo } from '../../../model/check-info.ts';

export const info = {
  id: 'public-admin-port',
  kind: 'configuration',
  severity: 'error',
  confidence: 'high',
  onByDefault: true,
  page: {
    en: {
      summary: 'A port of administration (SSH, RDP …) that the internet reaches',
      why: 'Such ports are scanned within minutes and guessed at all day. Public is what the addresses say, not the text `0.0.0.0/0`: halves of the internet, IPv6, prefix lists, several rules that are public only together, and protocol `-1` count.',
      fix: 'Name the addresses of the office or VPN, or use AWS Systems Manager Session Manager or EC2 Instance Connect and close the port.',
      whenNot: 'A honeypot, or a bastion that is hardened and watched for it.',
      fixSafety: 'No edit is offered: what is right here is a decision, not a removal.',
    },
    'zh-CN': {
      summary: '互联网可以到达的管理端口（SSH、RDP 等）',
      why: '这样的端口几分钟内就会被扫描，并整天被猜测口令。是否公开由地址决定，而不是由文本 `0.0.0.0/0` 决定：半个互联网、IPv6、前缀列表、合起来才公开的几条规则以及协议 `-1` 都计算在内。',
      fix: '写明办公网络或 VPN 的地址，或使用 AWS Systems Manager Session Manager 或 EC2 Instance Connect 并关闭该端口。',
      whenNot: '蜜罐，或为此加固并受监控的堡垒机。',
      fixSafety: '不提供编辑：此处怎样才对需要人来决定，而不是删除就能解决。',
    },
  },
  options: [
    {
      name: 'ports',
      default: '[]',
      text: {
        en: 'Ports that count as administration beside the built-in table.',
        'zh-CN': '除内置表之外也算作管理端口的端口。',
      },
    },
  ],
} as const satisfies CheckInfo;
