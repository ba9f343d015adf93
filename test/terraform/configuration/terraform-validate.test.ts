import { execFile } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { loadConfiguration } from '../../../src/terraform/configuration.ts';
import { nodeFileReader } from '../../../src/terraform/files.ts';
import { terraformAbsent } from '../../support/terraform-console/console.ts';

const run = promisify(execFile);
const describeWithTerraform = terraformAbsent === null ? describe : describe.skip;

const CASES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'second declarations': {
    'a.tf':
      'variable "cidr" {}\nlocals { zone = "a" }\noutput "zone" { value = 1 }\nresource "terraform_data" "web" {}',
    'b.tf':
      'variable "cidr" {}\nlocals { zone = "b" }\noutput "zone" { value = 2 }\nresource "terraform_data" "web" {}',
  },
  'second calls of a module': {
    'main.tf': 'module "web" { source = "./web" }\n\n  module "web" { source = "./web" }',
  },
  'second data sources': {
    'main.tf': 'data "aws_vpc" "main" {}\ndata "aws_vpc" "main" {}',
  },
  'wrong labels': {
    'main.tf': 'resource "terraform_data" {}\nvariable "a" "b" {}\nlocals "x" {}\noutput {}',
  },
  'an argument at the top': { 'main.tf': 'locals {}\nregion = "eu-west-1"' },
  'overrides of what is not there': {
    'main.tf': 'locals {}',
    'override.tf':
      'resource "terraform_data" "absent" {}\nvariable "absent" {}\nlocals { absent = 1 }\noutput "absent" { value = 1 }\nmodule "absent" { source = "./x" }\ndata "aws_vpc" "absent" {}',
  },
  'references to what is not declared': {
    'main.tf':
      'locals {\n  a = var.absent\n  b = [for x in local.absent : x]\n  c = "${module.absent.id}"\n  d = terraform_data.absent.id\n  e = upper(data.aws_vpc.absent.id)\n}\n',
  },
  'a missing expression': { 'main.tf': 'locals {\n  a = \n}\n' },
};

/** The first file, line and column of a problem, and its whole text. */
interface Diagnostic {
  summary: string;
  detail: string;
  range?: { filename: string; start: { line: number; column: number } };
}

describeWithTerraform('what terraform validate reports', () => {
  it.each(Object.entries(CASES))(
    'for %s, at the same places in the same words',
    async (_, texts) => {
      const root = realpathSync(mkdtempSync(join(tmpdir(), 'sgaudit-validate-')));
      try {
        for (const [name, text] of Object.entries(texts)) writeFileSync(join(root, name), text);
        const { problems } = loadConfiguration({
          root,
          repositoryRoot: root,
          variableFiles: [],
          variables: [],
          environment: {},
          files: nodeFileReader(),
        });
        const ours = problems
          .filter(({ severity }) => severity === 'error')
          .map(({ message, location }) => {
            const { line, column } = location?.start ?? {};
            return `${location?.file}:${line}:${column} ${message}`;
          });
        expect(ours.sort()).toEqual(await validate(root));
      } finally {
        rmSync(root, { recursive: true, force: true });
      }
    },
  );
});

async function validate(root: string): Promise<string[]> {
  const settings = join(root, 'empty.tfrc');
  writeFileSync(settings, '');
  const env = { ...process.env, TF_CLI_CONFIG_FILE: settings, CHECKPOINT_DISABLE: '1' };
  // A configuration with errors is what this is about, so the exit code is not.
  const { stdout } = await run('terraform', ['validate', '-json'], { cwd: root, env }).catch(
    (error: { stdout: string }) => error,
  );
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: Diagnostic[] };
  const texts = diagnostics.map(({ summary, detail, range }) => {
    const place = `${range?.filename}:${range?.start.line}:${range?.start.column}`;
    return `${place} ${summary}: ${detail}`;
  });
  return [...new Set(texts)].sort();
}
