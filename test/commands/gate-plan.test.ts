import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Gate } from '../../src/commands/gate.ts';
import type { Report } from '../../src/model/report.ts';
import { runCommand } from '../support/run-command.ts';
import { findTerraform } from '../terraform/rules/terraform.ts';

const EXAMPLE = new URL('../../examples/terraform', import.meta.url).pathname;
const terraform = findTerraform();
const judged = terraform === null ? describe.skip : describe;
const folder = mkdtempSync(join(tmpdir(), 'sgaudit-gate-plan-'));
const shop = join(folder, 'shop');
const rollup = join(folder, 'rollup');

/** Plans without asking AWS anything. */
const OFFLINE = `provider "aws" {
  access_key                  = "offline"
  secret_key                  = "offline"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
}
`;

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Terraform's own plans of changes to the example, against its state. */
judged(`gate --plan${terraform ? '' : ' (skipped: no terraform or AWS provider)'}`, () => {
  const edit = (file: string, from: string | RegExp, to: string) => {
    const text = readFileSync(join(shop, file), 'utf8');
    writeFileSync(join(shop, file), text.replace(from, to));
    expect(readFileSync(join(shop, file), 'utf8')).not.toBe(text);
  };
  const restore = (file: string) => cpSync(join(EXAMPLE, file), join(shop, file));

  async function planned(...more: string[]): Promise<string> {
    const path = join(folder, 'plan.json');
    const variables = ['-var', 'monitoring_cidr=10.64.3.0/24', ...more];
    const flags = ['-refresh=false', '-input=false', '-no-color', '-out=plan.out'];
    await terraform?.run(shop, 'plan', ...flags, ...variables);
    writeFileSync(path, (await terraform?.run(shop, 'show', '-json', 'plan.out')) ?? '');
    return path;
  }

  async function gate(plan: string) {
    const { stdout, exitCode, stderr } = await runCommand(Gate, [
      ...[shop, '--plan', plan, '--rollup', rollup, '--format', 'json', '--lang', 'en'],
      ...['--inventory', join(shop, 'inventory'), '--flow-logs', join(shop, 'flow-logs')],
    ]);
    if (exitCode === 2) throw new Error(stderr);
    return { exitCode, result: (JSON.parse(stdout) as Report).gate };
  }

  beforeAll(async () => {
    cpSync(EXAMPLE, shop, { recursive: true });
    writeFileSync(join(shop, 'offline_override.tf'), OFFLINE);
    await terraform?.run(shop, 'init', '-input=false', '-no-color');
  }, 180_000);

  it('stops a plan that destroys a rule that is used', async () => {
    const block =
      /resource "aws_vpc_security_group_ingress_rule" "database_from_app" \{\n(.*\n)*?\}\n/;
    edit('database.tf', block, '');
    const { exitCode, result } = await gate(await planned());
    restore('database.tf');
    expect(exitCode).toBe(1);
    expect(result?.lost).toMatchObject([
      {
        address: 'aws_vpc_security_group_ingress_rule.database_from_app',
        rule: { ruleId: expect.stringMatching(/^sgr-/) },
        location: { file: 'database.tf' },
        flows: 726,
      },
    ]);
  }, 180_000);

  it('lets a plan pass that removes an unused element of an inline rule', async () => {
    edit('locals.tf', /.*198\.51\.100\.160\/28.*\n/, '');
    const { exitCode, result } = await gate(await planned());
    restore('locals.tf');
    expect(result?.lost).toEqual([]);
    expect(exitCode).toBe(0);
  }, 180_000);

  it('takes a replaced group for the same where the plan binds its interface to it', async () => {
    edit('partners.tf', '"File exchange with vendors"', '"Files of vendors"');
    const { exitCode, result } = await gate(await planned());
    restore('partners.tf');
    expect(result?.lost).toEqual([]);
    expect(exitCode).toBe(0);
  }, 180_000);

  it('stops a plan that destroys all', async () => {
    const { exitCode, result } = await gate(await planned('-destroy'));
    expect(exitCode).toBe(1);
    expect(result?.lost.length).toBeGreaterThan(20);
    expect(result?.gained).toEqual([]);
  }, 180_000);
});
