import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Lint } from '../../src/commands/lint.ts';
import type { Report } from '../../src/model/report.ts';
import { describeRule } from '../../src/model/rule-text.ts';
import { runCommand } from '../support/run-command.ts';

const EXAMPLE = new URL('../../examples/terraform', import.meta.url).pathname;
const EDITED = [
  'access.tf',
  'app.tf',
  'locals.tf',
  'partners.tf',
  'services.tf',
  'terraform.tfvars',
];
const top = mkdtempSync(join(tmpdir(), 'sgaudit-steps-'));
const shop = join(top, 'shop');
const at = (name: string) => join(top, name);
const git = (...argv: string[]) => execFileSync('git', argv, { cwd: shop, encoding: 'utf8' });
const lint = (...argv: string[]) =>
  runCommand(Lint, [
    ...[shop, '--state', join(shop, 'terraform.tfstate'), '--rollup', at('rollup')],
    ...['--inventory', join(EXAMPLE, 'inventory'), '--window', '2026-11-02..2026-11-15'],
    ...(argv.includes('--lang') ? argv : ['--lang', 'en', ...argv]),
  ]);

beforeAll(async () => {
  cpSync(EXAMPLE, shop, { recursive: true });
  git('init', '-q');
  await lint('--flow-logs', join(EXAMPLE, 'flow-logs'));
});
afterAll(() => rmSync(top, { recursive: true, force: true }));

describe('lint --plan-removals', () => {
  it('writes a patch a step, each of which applies after the ones before; together they are --patch', async () => {
    const folder = join(shop, 'removals');
    const { stdout, exitCode } = await lint(
      ...['--plan-removals', 'weeks=3', '--patch-dir', folder, '--patch', at('all.patch')],
      ...['--json', at('report.json')],
    );
    expect(exitCode).toBe(1);
    expect(stdout).toContain('Wrote 3 steps to');
    const patches = readdirSync(folder).filter((name) => name.endsWith('.patch'));
    expect(patches).toEqual(['01.patch', '02.patch', '03.patch']);

    const overview = readFileSync(join(folder, 'README.md'), 'utf8');
    const { rules } = JSON.parse(readFileSync(at('report.json'), 'utf8')) as Report;
    const going = rules.filter(({ fix }) => fix);
    for (const rule of going) expect(overview).toContain(describeRule(rule));
    expect(overview).toContain('8 rules in 3 steps, one patch each.');

    // As the overview says it: there, and the way back.
    const commands = [...overview.matchAll(/^git apply .*$/gm)].map(([command]) => command);
    expect(commands).toHaveLength(6);
    const texts = () => EDITED.map((file) => readFileSync(join(shop, file), 'utf8'));
    const before = texts();
    const keys = async () => {
      const { stdout: json } = await lint('--format', 'json');
      return new Set((JSON.parse(json) as Report).rules.map(({ key }) => key));
    };
    const left = [going.length];
    for (const command of commands.slice(0, 3)) {
      execFileSync('sh', ['-c', command], { cwd: shop });
      const now = await keys();
      left.push(going.filter(({ key }) => now.has(key)).length);
    }
    expect(left).toEqual([8, 5, 2, 0]);
    const stepped = texts();
    for (const command of commands.slice(3)) execFileSync('sh', ['-c', command], { cwd: shop });
    expect(texts()).toEqual(before);
    git('apply', at('all.patch'));
    expect(texts()).toEqual(stepped);
    git('apply', '-R', at('all.patch'));
    rmSync(folder, { recursive: true });
  });

  it('has no more steps than rules', async () => {
    const folder = at('many');
    const { stdout } = await lint('--plan-removals', 'weeks=20', '--patch-dir', folder);
    expect(stdout).toContain('Wrote 8 steps to');
    expect(readdirSync(folder)).toHaveLength(9);
  });

  it('puts first what risks least, and says why', async () => {
    const folder = at('ordered');
    await lint('--plan-removals', 'weeks=8', '--patch-dir', folder, '--include-redundant');
    const rows = readFileSync(join(folder, 'README.md'), 'utf8')
      .split('\n')
      .filter((line) => line.includes('exposure') && line.startsWith('|'));
    const risks = rows.map((line) => {
      const [, verdict, confidence, flows, exposure] =
        /(\w+), confidence (\w+); ([\d,]+) records? of its neighbours; exposure ([\d.]+)/.exec(
          line,
        ) ?? [];
      const doubt = { high: 1, medium: 2, low: 4 }[confidence ?? ''] ?? 0;
      const records = Number(flows?.replaceAll(',', ''));
      const double = verdict === 'redundant' ? 2 : 1;
      return (doubt * double * (1 + Math.log10(1 + records))) / Number(exposure);
    });
    expect(risks).toHaveLength(9);
    expect(risks.every((risk) => risk > 0)).toBe(true);
    expect([...risks].sort((left, right) => left - right)).toEqual(risks);
  });

  it('speaks Chinese', async () => {
    const folder = at('chinese');
    await lint('--plan-removals', 'weeks=2', '--patch-dir', folder, '--lang', 'zh-CN');
    expect(readFileSync(join(folder, 'README.md'), 'utf8')).toContain('8 条规则，分 2 步');
  });

  it.each([
    ['a folder that holds files', ['--plan-removals', 'weeks=2', '--patch-dir'], 'it holds files'],
    ['a number of steps that is none', ['--plan-removals', 'weeks=0', '--patch-dir'], 'weeks=4'],
    ['--fix beside it', ['--fix', '--plan-removals', 'weeks=2', '--patch-dir'], '--fix'],
  ])('refuses %s', async (_, argv, reason) => {
    const folder = mkdtempSync(join(top, 'full-'));
    writeFileSync(join(folder, 'notes.txt'), 'mine');
    const { exitCode, stderr } = await lint(...argv, folder);
    expect(stderr).toContain(reason);
    expect(exitCode).toBe(2);
    expect(readdirSync(folder)).toEqual(['notes.txt']);
    expect(readdirSync(top).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('takes an empty folder, and needs one', async () => {
    mkdirSync(at('empty'));
    await lint('--plan-removals', 'weeks=2', '--patch-dir', at('empty'));
    expect(existsSync(join(at('empty'), 'README.md'))).toBe(true);
    const { exitCode, stderr } = await lint('--plan-removals', 'weeks=2');
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: expect.stringContaining('patch-dir'),
    });
  });
});
