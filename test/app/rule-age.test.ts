import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readRules } from '../../src/app/read-rules.ts';
import { readBlame, ruleAges } from '../../src/app/rule-age.ts';
import type { Config } from '../../src/config/config.ts';

const root = mkdtempSync(join(tmpdir(), 'sgaudit-age-'));
const shallow = `${root}-shallow`;
const WINDOW = { firstDay: '2026-10-01', lastDay: '2026-10-31' };

function git(day: string, ...argv: string[]): void {
  const date = `${day}T12:00:00Z`;
  execFileSync('git', ['-c', 'user.name=Team', '-c', 'user.email=team@example.com', ...argv], {
    cwd: root,
    env: { ...process.env, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date },
  });
}

function rule(port: number): string {
  return `resource "aws_security_group_rule" "port_${port}" {
  security_group_id = "sg-0a1b2c3d"
  type              = "ingress"
  protocol          = "tcp"
  from_port         = ${port}
  to_port           = ${port}
  cidr_blocks       = ["10.0.0.0/8"]
}
`;
}

/** By port, the day of rules that are young, and `unknown`. */
async function ages(folder = root, config: Config = {}): Promise<Record<number, string>> {
  const target = { root: folder, repositoryRoot: folder, display: '.', inGit: true };
  const rules = readRules(target, { path: folder });
  const { young, unknown } = await ruleAges(rules, WINDOW, config);
  return Object.fromEntries(
    rules.ruleSet.rules.flatMap(({ key, fromPort }) => {
      const age = young.get(key) ?? (unknown.has(key) ? 'unknown' : null);
      return age ? [[fromPort, age]] : [];
    }),
  );
}

/** 80 came with the first commit, 81 before the window, 82 in it, the port of 85 changed in it, 83 lies in a file that git does not track, 84 is not committed yet. */
beforeAll(() => {
  git('2026-10-20', 'init', '-q', '-b', 'main');
  writeFileSync(join(root, 'main.tf'), rule(80));
  git('2026-10-20', 'add', '.');
  git('2026-10-20', 'commit', '-qm', 'Import');
  writeFileSync(join(root, 'old.tf'), rule(81));
  git('2026-09-01', 'add', '.');
  git('2026-09-01', 'commit', '-qm', 'Older than the window');
  writeFileSync(join(root, 'new.tf'), rule(82));
  git('2026-10-21', 'add', '.');
  git('2026-10-21', 'commit', '-qm', 'Within the window');
  writeFileSync(join(root, 'moved.tf'), rule(9085));
  git('2026-09-02', 'add', '.');
  git('2026-09-02', 'commit', '-qm', 'Older than the window');
  writeFileSync(join(root, 'moved.tf'), rule(85));
  git('2026-10-22', 'commit', '-qam', 'Another port');
  execFileSync('git', ['clone', '-q', '--depth', '1', `file://${root}`, shallow]);
  writeFileSync(join(root, 'draft.tf'), rule(83));
  writeFileSync(join(root, 'old.tf'), rule(81) + rule(84));
});

afterAll(() => {
  for (const folder of [root, shallow]) rmSync(folder, { recursive: true, force: true });
});

describe('the age of a rule', () => {
  it('is young when its lines were committed in the window; a first commit says nothing', async () => {
    const today = new Date().toISOString().slice(0, 10);
    expect(await ages()).toEqual({ 82: '2026-10-21', 84: today, 85: '2026-10-22' });
  });

  it('is not known of lines that may be younger than the history of a shallow clone', async () => {
    expect(await ages(shallow)).toEqual({
      80: 'unknown',
      81: 'unknown',
      82: 'unknown',
      85: 'unknown',
    });
  });

  it('is that of the newest of its lines: another port makes another rule', async () => {
    expect((await ages())[85]).toBe('2026-10-22');
  });

  it('is not asked for where the configuration says so', async () => {
    expect(await ages(root, { evidence: { ruleAge: 'ignore' } })).toEqual({});
  });

  it('runs no program that the repository names: no age is known then', async () => {
    const trace = join(root, 'ran');
    execFileSync('git', ['config', 'diff.spy.textconv', `touch ${trace}; cat`], { cwd: root });
    writeFileSync(join(root, '.gitattributes'), '*.tf diff=spy\n');
    expect(new Set(Object.values(await ages()))).toEqual(new Set(['unknown']));
    expect(existsSync(trace)).toBe(false);
    execFileSync('git', ['config', '--unset', 'diff.spy.textconv'], { cwd: root });
  });

  it('reads the porcelain format: the day by line, and where the history ends', () => {
    const commit = (hash: string, line: number, ...rest: string[]) =>
      [`${hash.repeat(40)} 1 ${line} 1`, 'committer-time 1761004800', ...rest, '\ttext'].join('\n');
    const text = `${commit('a', 1)}\n${commit('b', 2, 'boundary')}\n`;
    const day = '2025-10-21';
    expect([...readBlame(text)]).toEqual([
      [1, { day, edge: null }],
      [2, { day, edge: 'root' }],
    ]);
    expect(readBlame(text, true).get(2)).toEqual({ day, edge: 'shallow' });
  });
});
