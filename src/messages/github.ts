import type { StateEffect } from '../model/edit.ts';

/** Sentences on a pull request of GitHub, and what `sgaudit github` says of its work. */
export interface GithubMessages {
  readonly remove: string;
  removeAll(rules: number): string;
  readonly proved: string;
  readonly unsafe: string;
  terraformWill(effects: string): string;
  /** What Terraform will do to an object; the address is Markdown. */
  readonly effect: Readonly<Record<StateEffect['action'], (address: string) => string>>;
  /** In the place of a suggestion that people have answered and that is no longer made. */
  readonly gone: string;
  readonly noFindings: string;
  /** That a check run holds some of its findings only. */
  annotationsCut(left: number): string;
  suggestionsCut(left: number): string;
  readonly outcome: {
    check(outcome: 'posted' | 'unchanged', annotations: number): string;
    comment(outcome: 'created' | 'updated' | 'unchanged' | 'not-needed'): string;
    suggestions(created: number, kept: number, removed: number): string;
    refused(suggestions: number): string;
    /** `why` is GitHub's own sentence. */
    denied(part: 'check' | 'comment' | 'suggestions' | 'scanning', why: string): string;
    readonly scanning: string;
    readonly fallback: string;
    moved(pullRequest: number): string;
  };
}

const plural = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`;

export const GITHUB_EN: GithubMessages = {
  remove: 'Remove',
  removeAll: (rules) => `Remove ${plural(rules, 'rule')}:`,
  proved: "Proved: HashiCorp's parser accepts the change, and all other rules stay as they are.",
  unsafe: 'Look closely before you apply it.',
  terraformWill: (effects) => `Terraform will ${effects}.`,
  effect: {
    update: (address) => `update ${address}`,
    replace: (address) => `**replace** ${address}`,
    delete: (address) => `delete ${address}`,
  },
  gone: 'This removal is no longer proposed: the rule is gone, is used, or stands on other lines.',
  noFindings: 'No findings',
  annotationsCut: (left) =>
    `${plural(left, 'more finding')} without an annotation: see the report.`,
  suggestionsCut: (left) => `${plural(left, 'more removal')} can be suggested once these are done.`,
  outcome: {
    check: (outcome, annotations) => `check run: ${outcome}, ${plural(annotations, 'annotation')}`,
    comment: (outcome) =>
      `comment: ${{ created: 'created', updated: 'updated', unchanged: 'unchanged', 'not-needed': 'none, as nothing was found' }[outcome]}`,
    suggestions: (created, kept, removed) =>
      `suggestions: ${created} new, ${kept} unchanged, ${removed} removed`,
    refused: (suggestions) =>
      `${plural(suggestions, 'suggestion')} refused: the lines have left the diff`,
    denied: (part, why) =>
      `${{ check: 'check run', comment: 'comment', suggestions: 'suggestions', scanning: 'code scanning' }[part]}: not posted, the token may not (${why})`,
    scanning: 'code scanning: uploaded',
    fallback:
      'The token may not write here, as in a pull request from a fork: findings are shown as annotations of this step and in its summary.',
    moved: (pullRequest) =>
      `pull request ${pullRequest} has a newer commit: its comment and suggestions are left to the run of that`,
  },
};

export const GITHUB_ZH_CN: GithubMessages = {
  remove: '删除',
  removeAll: (rules) => `删除 ${rules} 条规则：`,
  proved: '已证明：HashiCorp 的解析器接受此修改，且其他规则保持不变。',
  unsafe: '应用之前请仔细检查。',
  terraformWill: (effects) => `Terraform 将${effects}。`,
  effect: {
    update: (address) => `更新 ${address}`,
    replace: (address) => `**替换** ${address}`,
    delete: (address) => `删除 ${address}`,
  },
  gone: '不再建议此删除：该规则已不存在、已被使用，或位于其他行。',
  noFindings: '没有发现问题',
  annotationsCut: (left) => `另有 ${left} 个问题没有注释：见报告。`,
  suggestionsCut: (left) => `完成这些之后，还可以建议删除 ${left} 处。`,
  outcome: {
    check: (outcome, annotations) =>
      `检查运行：${{ posted: '已发布', unchanged: '未变化' }[outcome]}，${annotations} 条注释`,
    comment: (outcome) =>
      `评论：${{ created: '已创建', updated: '已更新', unchanged: '未变化', 'not-needed': '无，因为没有发现问题' }[outcome]}`,
    suggestions: (created, kept, removed) =>
      `修改建议：新增 ${created}，未变化 ${kept}，移除 ${removed}`,
    refused: (suggestions) => `${suggestions} 条修改建议被拒绝：这些行已不在差异中`,
    denied: (part, why) =>
      `${{ check: '检查运行', comment: '评论', suggestions: '修改建议', scanning: '代码扫描' }[part]}：未发布，令牌没有权限（${why}）`,
    scanning: '代码扫描：已上传',
    fallback:
      '令牌在此没有写权限（例如来自复刻仓库的拉取请求）：问题显示为本步骤的注释，并写入其摘要。',
    moved: (pullRequest) =>
      `拉取请求 ${pullRequest} 有更新的提交：其评论和修改建议留给该提交的运行`,
  },
};
