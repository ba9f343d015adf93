import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Configuration, loadConfiguration } from '../../../src/terraform/configuration.ts';
import { nodeFileReader } from '../../../src/terraform/files.ts';
import { terraformAbsent } from '../../support/terraform-console/console.ts';
import { addresses, output } from './support/load.ts';

const run = promisify(execFile);
const describeWithTerraform = terraformAbsent === null ? describe : describe.skip;

const SHOP = join(import.meta.dirname, '../../fixtures/configurations/shop');
const GIVEN = {
  environment: { TF_VAR_owner: 'nobody', TF_VAR_limits: '{ small = 1, big = "3" }' },
  variables: [{ name: 'zones', text: '["z", "y", "z"]' }],
};

/** `terraform apply` of resources that exist in the state only: Terraform's own values, without any provider. */
describeWithTerraform('the shop, as Terraform evaluates it', () => {
  let root: string;
  let outputs: Record<string, { value: unknown }>;
  let instances: string[];
  let configuration: Configuration;

  beforeAll(async () => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'sgaudit-shop-')));
    cpSync(SHOP, root, { recursive: true });
    const settings = join(root, 'empty.tfrc');
    writeFileSync(settings, '');
    const env = {
      ...process.env,
      ...GIVEN.environment,
      TF_CLI_CONFIG_FILE: settings,
      CHECKPOINT_DISABLE: '1',
      TF_IN_AUTOMATION: '1',
    };
    const terraform = async (...args: string[]) =>
      (await run('terraform', args, { cwd: root, env, maxBuffer: 1e8 })).stdout;
    await terraform('init', '-input=false', '-no-color');
    const [zones] = GIVEN.variables;
    await terraform(
      'apply',
      '-auto-approve',
      '-input=false',
      '-no-color',
      `-var=${zones?.name}=${zones?.text}`,
    );
    outputs = JSON.parse(await terraform('output', '-json'));
    instances = (await terraform('state', 'list')).trim().split('\n');
    configuration = loadConfiguration({
      root,
      repositoryRoot: root,
      variableFiles: [],
      ...GIVEN,
      files: nodeFileReader(),
    });
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it('has the same outputs', () => {
    const ours = configuration.outputs.filter(({ moduleAddress }) => moduleAddress === '');
    const values = Object.fromEntries(ours.map(({ name }) => [name, output(configuration, name)]));
    const theirs = Object.fromEntries(
      Object.entries(outputs).map(([name, { value }]) => [name, value]),
    );
    expect(values).toEqual(theirs);
    expect(Object.keys(theirs).length).toBeGreaterThan(15);
  });

  it('has the same instances, by the same addresses', () => {
    expect(addresses(configuration).sort()).toEqual(instances.sort());
  });

  it('has no problems', () => {
    expect(configuration.problems).toEqual([]);
  });
});
