import type { CheckInfo } from '../../../model/check-info.ts';

export const info = {
  id: 'overbroad-cidr',
  kind: 'traffic',
  severity: 'note',
  confidence: 'medium',
  onByDefault: true,
  page: {
    en: {
      summary: 'A rule whose CIDR is much wider than the peers that used it',
      why: 'Every address that a rule admits and nobody uses is a way in for whoever gets hold of it. On complete evidence the peers that used the rule are known; the finding lists them, and the fewest CIDRs, within a budget, that hold them all: the exact optimum for each number of entries, with the addresses that each step gives up, so that the trade between a short list and a tight one is yours.',
      fix: 'Replace the CIDR by the proposed ones, or better by a group reference or a prefix list where the peers have one. Known subnets and prefix lists are preferred to blocks that merely fit.',
      whenNot:
        'Where peers change by design (autoscaled clients, dynamic office addresses, DHCP ranges): then the observed peers are a sample. Give `ipv4Prefix` so that proposals are whole subnets, or ignore the rule with a reason.',
      fixSafety:
        'Unsafe, always: a peer that did not call during the window is cut off. Nothing is applied by `--fix`; read the listed peers first.',
    },
    'zh-CN': {
      summary: 'CIDR 远比实际使用它的对端更宽的规则',
      why: '规则放行却无人使用的每个地址，都可能成为掌握它的人的入口。证据完整时，使用过该规则的对端是已知的；发现会列出它们，以及在预算内能覆盖全部对端的最少 CIDR：对每一种条目数都给出精确的最优解，并说明每一步舍弃了多少地址，由您在条目少与范围小之间取舍。',
      fix: '用建议的 CIDR 替换；如果对端有安全组或前缀列表，引用它们更好。已知的子网和前缀列表优先于仅仅恰好吻合的地址块。',
      whenNot:
        '如果对端本来就会变化（自动扩缩的客户端、动态的办公地址、DHCP 地址段），观察到的对端只是样本。请设置 `ipv4Prefix` 让建议以整个子网为单位，或写明原因忽略该规则。',
      fixSafety:
        '始终不安全：窗口期内没有发起连接的对端会被切断。`--fix` 不会应用它；请先阅读所列出的对端。',
    },
  },
  options: [
    {
      name: 'budget',
      default: '8',
      text: { en: 'The most CIDRs that may replace one.', 'zh-CN': '最多可用几个 CIDR 替换一个。' },
    },
    {
      name: 'leastReduction',
      default: '50',
      text: {
        en: 'Percent of the addresses that the proposal must give up to be worth a finding.',
        'zh-CN': '建议至少要舍弃百分之多少的地址才值得报告。',
      },
    },
    {
      name: 'narrowIpv4',
      default: '24',
      text: {
        en: 'IPv4 CIDRs with this prefix or a longer one are narrow enough.',
        'zh-CN': '前缀达到或长于此值的 IPv4 CIDR 已足够窄。',
      },
    },
    {
      name: 'narrowIpv6',
      default: '64',
      text: { en: 'The same for IPv6.', 'zh-CN': 'IPv6 的同一设置。' },
    },
    {
      name: 'ipv4Prefix',
      default: '32',
      text: {
        en: 'The longest IPv4 prefix that is proposed; 24 proposes nothing narrower than a /24.',
        'zh-CN': '建议的 IPv4 前缀最长为多少；24 表示不会建议比 /24 更窄的地址块。',
      },
    },
    {
      name: 'ipv6Prefix',
      default: '64',
      text: { en: 'The same for IPv6.', 'zh-CN': 'IPv6 的同一设置。' },
    },
  ],
} as const satisfies CheckInfo;
