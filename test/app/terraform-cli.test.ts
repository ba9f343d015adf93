import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { TerraformCli } from '../../src/app/terraform/cli.ts';

const top = mkdtempSync(join(tmpdir(), 'sgaudit-cli-'));
const root = mkdtempSync(join(top, 'root-'));
const environment = { ...process.env };
afterEach(() => {
  process.env = { ...environment };
});
afterAll(() => rmSync(top, { recursive: true, force: true }));

describe('the program', () => {
  function fakeTerraform(script: string): void {
    const folder = mkdtempSync(join(top, 'bin-'));
    writeFileSync(join(folder, 'terraform'), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, 'terraform'), 0o755);
    process.env.PATH = `${folder}${delimiter}${process.env.PATH}`;
  }

  it('is given neither credentials nor settings that lead elsewhere', async () => {
    fakeTerraform('env');
    process.env.AWS_SECRET_ACCESS_KEY = 'hunter2';
    process.env.AWS_PROFILE = 'production';
    process.env.TF_CLI_ARGS_plan = '-lock=true';
    process.env.TF_DATA_DIR = '/elsewhere';
    const output = await new TerraformCli(root, 'default').run('plan');
    expect(output).toContain('AWS_EC2_METADATA_DISABLED=true');
    expect(output).not.toMatch(/hunter2|production|-lock=true|elsewhere/);
  });

  it('asks no AWS, nor what stands in for it: every endpoint is one that nothing listens at', async () => {
    fakeTerraform('env');
    process.env.AWS_ENDPOINT_URL = 'http://emulator:5000';
    process.env.AWS_ENDPOINT_URL_EC2 = 'http://emulator:5001';
    process.env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS = 'true';
    const output = await new TerraformCli(root, 'default').run('plan');
    expect(output.match(/^AWS_.*ENDPOINT.*$/gm)).toEqual(['AWS_ENDPOINT_URL=http://127.0.0.1:1']);
  });

  it('is quoted by the summaries of its errors only: their details hold values', async () => {
    fakeTerraform('printf "Error: Invalid value\\n\\n  password = \\"hunter2\\"\\n" >&2; exit 1');
    await expect(new TerraformCli(root, 'default').run('plan')).rejects.toThrow(
      /^terraform plan failed: Invalid value$/,
    );
  });

  it('is missed by name', async () => {
    process.env.PATH = '/nowhere';
    await expect(new TerraformCli(root, 'default').run('init')).rejects.toThrow(
      'there is no terraform on the PATH',
    );
  });
});
