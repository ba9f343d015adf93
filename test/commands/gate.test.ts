import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { validateReport } from '../../src/app/validate-report.ts';
import { Gate } from '../../src/commands/gate.ts';
import { ReportCommand } from '../../src/commands/report.ts';
import type { Report } from '../../src/model/report.ts';
import { commitAll, gitIn } from '../support/git.ts';
import { runCommand } from '../support/run-command.ts';

const EXAMPLE = new URL('../../examples/terraform', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'sgaudit-gate-'));
const at = (name: string) => join(folder, name);
const shop = at('shop');
const rollup = at('rollup');
const traffic = ['--rollup', rollup, '--inventory', join(shop, 'inventory')];
const state = ['--state', join(shop, 'terraform.tfstate')];
const git = gitIn(shop);
const gate = (...argv: string[]) => runCommand(Gate, [shop, '--lang', 'en', ...argv]);
const reportOf = async (...argv: string[]) => {
  const { stdout, exitCode } = await gate(...argv, '--format', 'json');
  return { report: JSON.parse(stdout) as Report, exitCode };
};
const edit = (file: string, from: string | RegExp, to: string) => {
  const text = readFileSync(join(shop, file), 'utf8');
  const changed = text.replace(from, to);
  if (changed === text) throw new Error(`${file} does not hold ${from}`);
  writeFileSync(join(shop, file), changed);
};
const removeResource = (file: string, type: string, name: string) =>
  edit(file, new RegExp(`resource "${type}" "${name}" \\{\\n(.*\\n)*?\\}\\n`), '');

beforeAll(async () => {
  cpSync(EXAMPLE, shop, { recursive: true });
  git('init', '-q');
  commitAll(shop, 'as it is');
  await gate('--base', 'HEAD', ...state, ...traffic, '--flow-logs', join(shop, 'flow-logs'));
}, 60_000);

beforeEach(() => {
  git('checkout', '-q', '--', '.');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('gate --base on the example', () => {
  it('stops the removal of a rule that is used, and names resource, place and traffic', async () => {
    removeResource('database.tf', 'aws_vpc_security_group_ingress_rule', 'database_from_app');
    const { stdout, exitCode } = await gate('--base', 'HEAD', ...state, ...traffic);
    expect(exitCode).toBe(1);
    expect(stdout.split('\n\n')[0]).toBe(`1 change cuts live traffic
  error aws_vpc_security_group_ingress_rule.database_from_app  database.tf:1
      ingress tcp 5432 from aws_security_group.app · aws_security_group.database
      726 flows of 10.20.10.21, 10.20.11.21, port 5432 · last seen 2026-11-15 21:58`);
    const page = readFileSync(new URL('../../docs/gate.md', import.meta.url), 'utf8');
    expect(page.replace('infra/database.tf', 'database.tf')).toContain(stdout.split('\n\n')[0]);
    const { report } = await reportOf('--base', 'HEAD', ...state, ...traffic);
    expect(validateReport(report)).toBeNull();
    expect(report.gate).toMatchObject({
      change: { kind: 'base', name: 'HEAD' },
      lost: [
        {
          cause: 'rule',
          confidence: 'high',
          address: 'aws_vpc_security_group_ingress_rule.database_from_app',
          rule: { direction: 'ingress', fromPort: 5432, peer: { kind: 'group' } },
          flows: 726,
          peers: 2,
          ports: [{ from: 5432, to: 5432, flows: 726 }],
          location: { file: 'database.tf', start: { line: 1 } },
        },
      ],
      uncertain: [],
    });
    expect(report.findings).toMatchObject([
      { checkId: 'blocks-live-traffic', severity: 'error', location: { file: 'database.tf' } },
    ]);
    expect(report.rules.some(({ verdict }) => verdict !== null)).toBe(false);
    const { accepted } = report.evidence?.records ?? {};
    const { flows = 0, unexplained = 0 } = report.evidence?.explained ?? {};
    expect(flows + unexplained).toBe(accepted);
  });

  it('lets the removal of an unused list element pass', async () => {
    edit('locals.tf', /.*198\.51\.100\.160\/28.*\n/, '');
    const { stdout, exitCode } = await gate('--base', 'HEAD', ...state, ...traffic);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^No live traffic is cut\.\n/);
  });

  it('lets nothing change by nothing', async () => {
    const { report, exitCode } = await reportOf('--base', 'HEAD', ...state, ...traffic);
    expect(exitCode).toBe(0);
    expect(report.gate).toMatchObject({ lost: [], gained: [], uncertain: [] });
  });

  it('takes a rule that moves to another resource for the same', async () => {
    edit('database.tf', '"database_from_app"', '"from_app"');
    const { report, exitCode } = await reportOf('--base', 'HEAD', ...state, ...traffic);
    expect(exitCode).toBe(0);
    expect(report.gate?.lost).toEqual([]);
  });

  it('does not know what a removal does where it does not know the interfaces', async () => {
    removeResource('database.tf', 'aws_vpc_security_group_ingress_rule', 'database_from_app');
    const { report, exitCode } = await reportOf('--base', 'HEAD', '--rollup', rollup);
    expect(exitCode).toBe(0);
    expect(report.gate?.lost).toEqual([]);
    expect(report.gate?.uncertain.length).toBeGreaterThan(0);
    expect(report.gate?.uncertain[0]?.doubts).toContain('membership');
    expect(report.findings[0]).toMatchObject({ checkId: 'gate-uncertain', severity: 'note' });
  });

  it('heeds a comment at the group, a baseline, severities and --fail-on', async () => {
    removeResource('database.tf', 'aws_vpc_security_group_ingress_rule', 'database_from_app');
    const argv = ['--base', 'HEAD', ...state, ...traffic];
    const baseline = at('baseline.json');
    expect((await gate(...argv, '--fail-on', 'never')).exitCode).toBe(0);
    expect((await gate(...argv, '--skip', 'blocks-live-traffic')).exitCode).toBe(0);
    await gate(...argv, '--baseline', baseline, '--update-baseline');
    expect((await gate(...argv, '--baseline', baseline)).exitCode).toBe(0);
    edit(
      'database.tf',
      'resource "aws_security_group" "database"',
      '# sgaudit-ignore: blocks-live-traffic -- the application moved\nresource "aws_security_group" "database"',
    );
    const { stdout, exitCode } = await gate(...argv);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('suppressed: the application moved');
  });

  it('says whom a new rule lets in: a warning where they were seen to try, else a note', async () => {
    const add = (port: number, cidr: string) =>
      writeFileSync(
        join(shop, 'added.tf'),
        `resource "aws_vpc_security_group_ingress_rule" "added" {
  security_group_id = aws_security_group.lb.id
  ip_protocol       = "tcp"
  from_port         = ${port}
  to_port           = ${port}
  cidr_ipv4         = "${cidr}"
}
`,
      );
    const argv = ['--base', 'HEAD', ...state, ...traffic];
    try {
      add(8443, '10.9.0.0/30');
      const quiet = await gate(...argv);
      expect(quiet.exitCode).toBe(0);
      expect(quiet.stdout.split('\n\n')[1]).toBe(`1 change admits new peers
  note aws_vpc_security_group_ingress_rule.added  added.tf:6
      ingress tcp 8443 from 10.9.0.0/30 · aws_security_group.lb
      4 addresses not admitted before (10.9.0.0/30)`);
      add(22, '0.0.0.0/0');
      const { report, exitCode } = await reportOf(...argv);
      expect(exitCode).toBe(1);
      expect(validateReport(report)).toBeNull();
      expect(report.gate?.gained[0]?.flows).toBeGreaterThan(0);
      expect(report.findings).toMatchObject([
        { checkId: 'exposes-new-peers', severity: 'warning', location: { file: 'added.tf' } },
      ]);
      expect((await gate(...argv, '--fail-on', 'error')).exitCode).toBe(0);
    } finally {
      rmSync(join(shop, 'added.tf'), { force: true });
    }
  });

  it('does not compare what a module makes that is not on disk', async () => {
    const call =
      'module "registry" {\n  source  = "terraform-aws-modules/vpc/aws"\n  version = "5.0.0"\n}\n';
    writeFileSync(join(shop, 'added.tf'), call);
    try {
      const { report } = await reportOf('--base', 'HEAD', ...state, ...traffic);
      expect(validateReport(report)).toBeNull();
      expect(report.gate?.uncertain).toMatchObject([
        {
          address: 'module.registry',
          rule: null,
          doubts: ['module'],
          location: { file: 'added.tf' },
        },
      ]);
    } finally {
      rmSync(join(shop, 'added.tf'), { force: true });
    }
  });

  it('says it in every format, though the rule is in no file any more', async () => {
    removeResource('database.tf', 'aws_vpc_security_group_ingress_rule', 'database_from_app');
    for (const format of ['junit', 'markdown', 'sarif', 'github', 'gitlab', 'rdjson', 'concise']) {
      const { stdout, exitCode } = await gate(
        ...['--base', 'HEAD', ...state, ...traffic, '--format', format],
      );
      expect([format, exitCode]).toEqual([format, 1]);
      expect(stdout).toContain('after this change no rule does');
      if (format === 'junit') expect(stdout).toMatch(/failures="1".*\n/);
      if (format === 'markdown') expect(stdout).not.toContain('### Verdicts');
    }
  });

  it('speaks Chinese', async () => {
    removeResource('database.tf', 'aws_vpc_security_group_ingress_rule', 'database_from_app');
    const { stdout } = await runCommand(Gate, [
      ...[shop, '--lang', 'zh-CN', '--base', 'HEAD', ...state, ...traffic],
    ]);
    expect(stdout).toContain('1 处变更会切断现有流量');
  });

  it('can be shown again from a saved report', async () => {
    removeResource('database.tf', 'aws_vpc_security_group_ingress_rule', 'database_from_app');
    const saved = at('saved.json');
    const { stdout } = await gate('--base', 'HEAD', ...state, ...traffic, '--json', saved);
    const again = await runCommand(ReportCommand, [saved, '--lang', 'en']);
    expect(again.stdout).toBe(stdout);
  });
});

const PLAN = { format_version: '1.2', complete: true, errored: false, resource_changes: [] };
const planFile = (content: unknown) => {
  const path = at('plan.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};
const otherRoot = {
  ...PLAN,
  resource_changes: [
    {
      address: 'aws_security_group.elsewhere',
      mode: 'managed',
      type: 'aws_security_group',
      change: { actions: ['create'], before: null, after: { name: 'x' } },
    },
  ],
};

describe('gate refuses, with exit code 2', () => {
  it.each<[string, () => string[], RegExp]>([
    ['no change', () => [...traffic], /which change\?.*--plan.*--base/],
    ['two changes', () => ['--base', 'HEAD', '--plan', planFile(PLAN), ...traffic], /one of them/],
    ['no traffic', () => ['--base', 'HEAD'], /which traffic\?.*--rollup/],
    [
      'a commit that is not there',
      () => ['--base', 'gone', ...traffic],
      /gone.*no such commit.*fetch/,
    ],
    ['an option for a commit', () => ['--base=--upload-pack=x', ...traffic], /that is no commit/],
    ['a path of a commit', () => ['--base', 'HEAD:database.tf', ...traffic], /no such commit/],
    [
      'a binary plan',
      () => ['--plan', planFile('PK\u0003\u0004'), ...traffic],
      /terraform show -json/,
    ],
    [
      'an errored plan',
      () => ['--plan', planFile({ ...PLAN, errored: true }), ...traffic],
      /ended with an error/,
    ],
    [
      'a targeted plan',
      () => ['--plan', planFile({ ...PLAN, complete: false }), ...traffic],
      /targeted.*without -target/,
    ],
    ['a plan of another root', () => ['--plan', planFile(otherRoot), ...traffic], /another root/],
    [
      'a check of lint',
      () => ['--base', 'HEAD', ...traffic, '--only', 'unused-rule'],
      /blocks-live-traffic/,
    ],
  ])('%s', async (_, argv, reason) => {
    const { exitCode, stderr } = await gate(...argv());
    expect(stderr).toMatch(reason);
    expect(exitCode).toBe(2);
  });

  it('a commit where there is no git', async () => {
    const bare = at('bare');
    cpSync(EXAMPLE, bare, { recursive: true });
    const { exitCode, stderr } = await runCommand(Gate, [bare, '--base', 'HEAD', ...traffic]);
    expect(stderr).toMatch(/needs a git repository/);
    expect(exitCode).toBe(2);
  });

  it('says it in JSON too', async () => {
    const { stdout, exitCode } = await gate('--base', 'gone', ...traffic, '--format', 'json');
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout).errors).toMatchObject([{ code: 'base' }]);
  });
});
