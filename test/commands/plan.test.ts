import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { Lint } from '../../src/commands/lint.ts';
import { Show } from '../../src/commands/show.ts';
import type { Report } from '../../src/model/report.ts';
import { runCommand } from '../support/run-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'sgaudit-plan-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

writeFileSync(
  join(folder, 'main.tf'),
  `variable "office" {}

resource "aws_security_group_rule" "office" {
  security_group_id = "sg-0a1b2c3d"
  type              = "ingress"
  protocol          = "tcp"
  from_port         = 22
  to_port           = 22
  cidr_blocks       = [var.office]
}
`,
);

const VALUES = {
  security_group_id: 'sg-0a1b2c3d',
  type: 'ingress',
  protocol: 'tcp',
  from_port: 22,
  to_port: 22,
  cidr_blocks: ['203.0.113.0/28'],
  self: false,
};

function plan(changes: object): string {
  const path = join(folder, 'plan.json');
  const address = 'aws_security_group_rule.office';
  const resource = { address, mode: 'managed', type: 'aws_security_group_rule', name: 'office' };
  const content = {
    format_version: '1.2',
    terraform_version: '1.11.4',
    planned_values: { root_module: { resources: [{ ...resource, values: VALUES }] } },
    resource_changes: [
      {
        ...resource,
        change: { actions: ['create'], before: null, after: VALUES, after_unknown: { id: true } },
      },
    ],
    errored: false,
    complete: true,
    ...changes,
  };
  writeFileSync(path, JSON.stringify(content));
  return path;
}

describe('--plan', () => {
  it('gives the values that the code alone does not tell, and leaves the place as it is', async () => {
    const read = async (...argv: string[]) => {
      const { stdout } = await runCommand(Show, [folder, '--format', 'json', ...argv]);
      const report = JSON.parse(stdout) as Report;
      return { sources: report.target.sources, rule: report.rules[0] };
    };
    const without = await read();
    expect(without.rule).toMatchObject({ peer: { kind: 'unresolved' }, unresolved: ['peer'] });
    const { rule, sources } = await read('--plan', plan({}));
    expect(sources).toEqual(['hcl', 'plan']);
    expect(rule).toMatchObject({
      peer: { kind: 'cidr', value: '203.0.113.0/28' },
      unresolved: [],
      location: { file: 'main.tf', start: { line: 9 } },
    });
  });

  it.each([
    ['an errored plan', { errored: true, complete: false }, 'error'],
    ['an incomplete plan', { complete: false }, 'complete'],
  ])('refuses %s: it silently lacks resources', async (_, changes, word) => {
    const { exitCode, stderr } = await runCommand(Lint, [folder, '--plan', plan(changes)]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('plan.json');
    expect(stderr).toContain(word);
  });

  it('says so when the file is not there', async () => {
    const { exitCode, stderr } = await runCommand(Lint, [
      folder,
      '--plan',
      join(folder, 'no.json'),
    ]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('cannot read the plan');
  });
});
