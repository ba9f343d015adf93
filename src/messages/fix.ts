/** Why files are not written by `--fix`. */
export type FileRefusal =
  | 'changed-since-read'
  | 'not-text'
  | 'outside'
  | 'read-under-two-names'
  | 'read-only'
  | 'uncommitted'
  | 'untracked'
  | 'git-cannot-tell';

/** What `lint --fix` says. */
export interface FixMessages {
  readonly refusal: Readonly<Record<FileRefusal, string>>;
  /** Nothing was written, for these reasons. */
  refused(reasons: string): string;
  /** `--dry-run`: nothing would be written, for these reasons. */
  wouldRefuse(reasons: string): string;
  readonly nothing: string;
  readonly withErrors: string;
  /** `--verify terraform` could not be done. */
  notVerified(reason: string): string;
  fixed(findings: number, removed: number, narrowed: number, files: number): string;
  wouldFix(removed: number, narrowed: number, files: number): string;
  /** A rule that has a proved removal, which cannot be made with the others. */
  left(rules: number): string;
  undo(command: string): string;
  readonly outsideGit: string;
  readonly narrowingProved: string;
  readonly narrowingRefused: string;
}

const plural = (count: number, word: string): string =>
  `${count.toLocaleString('en-US')} ${word}${count === 1 ? '' : 's'}`;

export const FIX_EN: FixMessages = {
  refusal: {
    'changed-since-read': 'changed since they were read (run again)',
    'not-text': 'not UTF-8, so that writing would change more than rules',
    outside: 'outside of the repository, through a symbolic link',
    'read-under-two-names': 'read under another name too, and the proof is of one of them only',
    'read-only': 'read-only',
    uncommitted: 'with changes that are not committed (commit them first, or give --force)',
    untracked: 'not in git, which could not bring them back (add and commit them, or give --force)',
    'git-cannot-tell':
      'perhaps with changes that are not committed, for git could not be asked (see git status, then give --force)',
  },
  refused: (reasons) => `--fix wrote nothing: ${reasons}`,
  wouldRefuse: (reasons) => `--fix would write nothing: ${reasons}`,
  nothing: 'Nothing to fix: no removal is proved.',
  withErrors:
    'a part of the input was left out, and what it holds may need these rules (settle the errors first)',
  notVerified: (reason) => `removals are not verified by terraform: ${reason}`,
  fixed: (findings, removed, narrowed, files) =>
    `Fixed ${plural(findings, 'finding')}: ${plural(removed, 'rule')} removed${narrowed > 0 ? `, ${plural(narrowed, 'rule')} narrowed` : ''} in ${plural(files, 'file')}.`,
  wouldFix: (removed, narrowed, files) =>
    `Would remove ${plural(removed, 'rule')}${narrowed > 0 ? ` and narrow ${plural(narrowed, 'rule')}` : ''} in ${plural(files, 'file')}; nothing was written.`,
  left: (rules) =>
    `${plural(rules, 'proved removal')} cannot be made together with the others: run again for ${rules === 1 ? 'it' : 'them'}.`,
  undo: (command) => `Undo: ${command}`,
  outsideGit: 'This is no git repository: keep the undo patch, it is the only way back.',
  narrowingProved: 'narrowing proved, other traffic may come: --fix --fix-unsafe',
  narrowingRefused: 'not narrowed here',
};

export const FIX_ZH_CN: FixMessages = {
  refusal: {
    'changed-since-read': '在读取之后已被修改（请重新运行）',
    'not-text': '不是 UTF-8 文本，写入会改变规则以外的内容',
    outside: '通过符号链接指向仓库之外',
    'read-under-two-names': '与另一个也被读取的文件名是同一个文件，而验证只涉及其中一个',
    'read-only': '是只读文件',
    uncommitted: '有未提交的修改（请先提交，或使用 --force）',
    untracked: '不在 git 中，无法由 git 恢复（请先添加并提交，或使用 --force）',
    'git-cannot-tell': '可能有未提交的修改，而无法询问 git（请查看 git status，然后使用 --force）',
  },
  refused: (reasons) => `--fix 未写入任何内容：${reasons}`,
  wouldRefuse: (reasons) => `--fix 不会写入任何内容：${reasons}`,
  nothing: '没有可修复的内容：没有经过验证的删除。',
  withErrors: '部分输入未被读取，其中的内容可能需要这些规则（请先解决这些错误）',
  notVerified: (reason) => `删除未经 terraform 验证：${reason}`,
  fixed: (findings, removed, narrowed, files) =>
    `已修复 ${findings} 个问题：在 ${files} 个文件中删除了 ${removed} 条规则${narrowed > 0 ? `，收窄了 ${narrowed} 条规则` : ''}。`,
  wouldFix: (removed, narrowed, files) =>
    `将在 ${files} 个文件中删除 ${removed} 条规则${narrowed > 0 ? `，收窄 ${narrowed} 条规则` : ''}；未写入任何内容。`,
  left: (rules) => `${rules} 个经过验证的删除不能与其他删除同时进行：请再次运行。`,
  undo: (command) => `撤销：${command}`,
  outsideGit: '这里不是 git 仓库：请保留撤销补丁，它是唯一的恢复方法。',
  narrowingProved: '收窄已验证，但可能出现其他流量：--fix --fix-unsafe',
  narrowingRefused: '不能在此处收窄',
};
