/** Sentences of the formats that other programs show: pull requests, pipelines, Markdown. */
export interface ExchangeMessages {
  /** How many of a level were left out, as the level's own word is. */
  notShown(count: number, level: string): string;
  leaf: string;
  readonly markdown: {
    readonly title: string;
    readonly clean: string;
    readonly findings: string;
    readonly verdicts: string;
    readonly group: string;
    readonly total: string;
    readonly place: string;
    readonly finding: string;
    readonly removals: string;
    readonly evidence: string;
    readonly errors: string;
    readonly suppressed: string;
    readonly until: string;
    readonly withoutTraffic: string;
    cut(count: number): string;
    removal(rule: string, group: string): string;
  };
  readonly sarif: {
    readonly why: string;
    readonly fix: string;
    readonly whenNot: string;
    readonly removal: string;
    cut(left: number, limit: number): string;
  };
}

const plural = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`;

export const EXCHANGE_EN: ExchangeMessages = {
  notShown: (count, level) => `${plural(count, `more ${level}`)}: see the summary of the step`,
  leaf: 'inside the module, here',
  markdown: {
    title: 'Security-group rules',
    clean: 'No findings.',
    findings: 'Findings',
    verdicts: 'Verdicts',
    group: 'Group',
    total: 'all',
    place: 'Place',
    finding: 'Finding',
    removals: 'Proved removals',
    evidence: 'Evidence',
    errors: 'What could not be done',
    suppressed: 'Suppressed',
    until: 'until',
    withoutTraffic: 'Without flow logs: configuration checks only.',
    cut: (count) => `… and ${plural(count, 'more finding')}: see the JSON or the HTML report.`,
    removal: (rule, group) => `${rule} on ${group}`,
  },
  sarif: {
    why: 'Why it matters',
    fix: 'How to fix it',
    whenNot: 'When not to',
    removal: 'Remove the rule',
    cut: (left, limit) =>
      `${plural(left, 'finding')} left out: code scanning takes at most ${limit} results a run, or 10 MB. The JSON report holds all.`,
  },
};

export const EXCHANGE_ZH_CN: ExchangeMessages = {
  notShown: (count, level) => `另有 ${count} 条${level}，见本步骤的摘要`,
  leaf: '模块内部的实际位置',
  markdown: {
    title: '安全组规则',
    clean: '没有发现问题。',
    findings: '发现的问题',
    verdicts: '判定结果',
    group: '安全组',
    total: '合计',
    place: '位置',
    finding: '问题',
    removals: '已证明可删除的规则',
    evidence: '依据',
    errors: '未能完成的工作',
    suppressed: '已忽略',
    until: '有效期至',
    withoutTraffic: '未提供流日志：仅运行配置检查。',
    cut: (count) => `……另有 ${count} 个问题：见 JSON 或 HTML 报告。`,
    removal: (rule, group) => `${group}：${rule}`,
  },
  sarif: {
    why: '为什么重要',
    fix: '如何修复',
    whenNot: '何时不必修复',
    removal: '删除此规则',
    cut: (left, limit) =>
      `省略了 ${left} 个问题：代码扫描每次最多接受 ${limit} 条结果或 10 MB。JSON 报告包含全部问题。`,
  },
};
