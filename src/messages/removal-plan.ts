import type { Confidence } from '../model/finding.ts';
import type { RemovalRisk } from '../model/removal-step.ts';

/** What the overview of a staged removal says. */
export interface RemovalPlanMessages {
  readonly title: string;
  intro(rules: number, steps: number): string;
  readonly order: string;
  readonly how: string;
  readonly back: string;
  readonly between: string;
  step(number: number, rules: number): string;
  readonly columns: Readonly<Record<'rule' | 'group' | 'place' | 'why', string>>;
  why(risk: RemovalRisk): string;
  readonly effects: string;
  readonly action: Readonly<Record<'update' | 'replace' | 'delete', string>>;
  readonly nothing: string;
  written(steps: number, folder: string): string;
}

const plural = (count: number, word: string): string =>
  `${count.toLocaleString('en-US')} ${word}${count === 1 ? '' : 's'}`;

const CONFIDENCE_ZH: Readonly<Record<Confidence, string>> = { high: '高', medium: '中', low: '低' };

export const REMOVAL_PLAN_EN: RemovalPlanMessages = {
  title: 'Removing rules in steps',
  intro: (rules, steps) => `${plural(rules, 'rule')} in ${plural(steps, 'step')}, one patch each.`,
  order:
    'What risks least goes first. Risk grows with doubt (the confidence of the finding; redundant rules count double) and with the traffic of the other rules of the group, which a mistake could hurt; it falls with exposure, from 1 for one address and one port to 7 for everything. The order is a proposal: a person who knows the services may know better.',
  how: 'In the root of the repository, each patch after the ones before:',
  back: 'The way back, the latest first:',
  between:
    'Between two steps run sgaudit again on fresh logs: a rejected flow that a removed rule would have admitted is the sign to go back.',
  step: (number, rules) => `Step ${number}: ${plural(rules, 'rule')}`,
  columns: { rule: 'Rule', group: 'Group', place: 'Place', why: 'Why here' },
  why: ({ verdict, confidence, neighbourFlows, exposure }) =>
    `${verdict}, confidence ${confidence}; ${plural(neighbourFlows, 'record')} of its neighbours; exposure ${exposure}`,
  effects: 'Terraform will',
  action: { update: 'update', replace: 'replace', delete: 'delete' },
  nothing: 'Nothing to remove: no removal is proved.',
  written: (steps, folder) => `Wrote ${plural(steps, 'step')} to ${folder}: begin with README.md.`,
};

export const REMOVAL_PLAN_ZH_CN: RemovalPlanMessages = {
  title: '分步删除规则',
  intro: (rules, steps) => `${rules} 条规则，分 ${steps} 步，每步一个补丁。`,
  order:
    '风险最小的先删除。风险随不确定性（问题的置信度；冗余规则加倍）以及同一安全组其他规则的流量（失误可能影响的流量）而增加，随暴露程度而减小：1 表示一个地址和一个端口，7 表示全部。该顺序只是建议：了解服务的人可能有更好的判断。',
  how: '在仓库根目录中，按顺序应用每个补丁：',
  back: '回退时从最后一个开始：',
  between:
    '两步之间请用新的日志再次运行 sgaudit：如果出现被已删除规则本会允许的拒绝流量，就应当回退。',
  step: (number, rules) => `第 ${number} 步：${rules} 条规则`,
  columns: { rule: '规则', group: '安全组', place: '位置', why: '原因' },
  why: ({ verdict, confidence, neighbourFlows, exposure }) =>
    `${verdict === 'unused' ? '未使用' : '冗余'}，置信度${CONFIDENCE_ZH[confidence]}；同组其他规则 ${neighbourFlows} 条记录；暴露程度 ${exposure}`,
  effects: 'Terraform 将',
  action: { update: '更新', replace: '替换', delete: '删除' },
  nothing: '没有可删除的规则：没有经过验证的删除。',
  written: (steps, folder) => `已将 ${steps} 步写入 ${folder}：请从 README.md 开始。`,
};
