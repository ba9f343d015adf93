import type { CheckKind } from '../model/check-info.ts';

/** Headings and words of the pages of checks. */
export interface CheckPageMessages {
  readonly title: string;
  readonly introduction: string;
  readonly language: string;
  readonly columns: {
    readonly check: string;
    readonly severity: string;
    readonly confidence: string;
    readonly kind: string;
    readonly byDefault: string;
    readonly options: string;
    readonly summary: string;
  };
  readonly kind: Readonly<Record<CheckKind, string>>;
  readonly confidence: Readonly<Record<'high' | 'medium' | 'low', string>>;
  readonly on: string;
  readonly off: string;
  readonly why: string;
  readonly example: string;
  readonly bad: string;
  readonly good: string;
  readonly fix: string;
  readonly whenNot: string;
  readonly options: string;
  /** Before the YAML that shows every setting with its default. */
  readonly settings: string;
  readonly option: string;
  readonly default: string;
  readonly meaning: string;
  readonly severityOption: string;
  readonly fixSafety: string;
  /** Before what the example takes for granted. */
  readonly given: string;
  verdict(rule: string, verdict: string, days: number, seen: readonly string[]): string;
  noInterface(group: string): string;
  live(rule: string, managed: boolean): string;
  differs(rule: string, field: string, terraform: string | null, live: string | null): string;
}

export const CHECK_PAGES_EN: CheckPageMessages = {
  title: 'Checks',
  introduction:
    'What sgaudit looks for. A check of kind *traffic* finds nothing without flow logs, *live* nothing without EC2, *gate* nothing without a change to judge. Severity and options are set in `.sgaudit.yaml` under `checks`.',
  language: 'English',
  columns: {
    check: 'Check',
    severity: 'Severity',
    confidence: 'Confidence',
    kind: 'Kind',
    byDefault: 'Default',
    options: 'Options',
    summary: 'What it finds',
  },
  kind: { traffic: 'traffic', configuration: 'configuration', live: 'live', gate: 'gate' },
  confidence: { high: 'high', medium: 'medium', low: 'low' },
  on: 'on',
  off: 'off',
  why: 'Why',
  example: 'Example',
  bad: 'Found:',
  good: 'Not found:',
  fix: 'How to fix',
  whenNot: 'When not to',
  options: 'Options',
  settings: 'In `.sgaudit.yaml`, with the defaults:',
  option: 'Option',
  default: 'Default',
  meaning: 'Meaning',
  severityOption: '`error`, `warning`, `note`, or `off`.',
  fixSafety: 'Fix safety',
  given: 'Where',
  verdict: (rule, verdict, days, seen) =>
    `${rule} is ${verdict} over ${days} days${seen.length > 0 ? ` (${seen.join(', ')})` : ''}`,
  noInterface: (group) => `no interface has ${group}, and no traffic met it`,
  live: (rule, managed) =>
    managed ? `EC2 has ${rule}, as written here` : `EC2 has ${rule}, which no Terraform names`,
  differs: (rule, field, terraform, live) =>
    `${field} of ${rule} is ${terraform ?? 'none'} here and ${live ?? 'none'} in EC2`,
};

export const CHECK_PAGES_ZH_CN: CheckPageMessages = {
  title: '检查',
  introduction:
    'sgaudit 所查找的问题。*流量*类检查没有流日志时不会有发现，*在线*类没有 EC2 数据时不会有发现，*门禁*类没有待评估的变更时不会有发现。严重程度和选项在 `.sgaudit.yaml` 的 `checks` 下设置。',
  language: '中文',
  columns: {
    check: '检查',
    severity: '严重程度',
    confidence: '置信度',
    kind: '类别',
    byDefault: '默认',
    options: '选项',
    summary: '查找什么',
  },
  kind: { traffic: '流量', configuration: '配置', live: '在线', gate: '门禁' },
  confidence: { high: '高', medium: '中', low: '低' },
  on: '开启',
  off: '关闭',
  why: '原因',
  example: '示例',
  bad: '会被发现：',
  good: '不会被发现：',
  fix: '如何修复',
  whenNot: '何时不必修复',
  options: '选项',
  settings: '写在 `.sgaudit.yaml` 中，以下为默认值：',
  option: '选项',
  default: '默认值',
  meaning: '含义',
  severityOption: '`error`、`warning`、`note` 或 `off`。',
  fixSafety: '修复的安全性',
  given: '前提',
  verdict: (rule, verdict, days, seen) =>
    `${rule} 在 ${days} 天内为${verdict}${seen.length > 0 ? `（${seen.join('，')}）` : ''}`,
  noInterface: (group) => `没有网络接口使用 ${group}，也没有流量`,
  live: (rule, managed) =>
    managed ? `EC2 中有 ${rule}，与此处一致` : `EC2 中有 ${rule}，没有任何 Terraform 写明它`,
  differs: (rule, field, terraform, live) =>
    `${rule} 的${{ description: '描述', protocol: '协议', ports: '端口', peer: '对端' }[field] ?? field}在此处为 ${terraform ?? '无'}，在 EC2 中为 ${live ?? '无'}`,
};
