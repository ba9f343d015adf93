import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Block, Body } from '../../hcl/ast.ts';
import { literalText } from '../../terraform/configuration/literal.ts';
import type { Configuration } from '../../terraform/configuration.ts';
import type { Target } from '../target.ts';

/** Why a root cannot be planned offline; null when nothing is known against it. */
export function whyNotPlanned({ files, moduleCalls }: Configuration): string | null {
  const missing = moduleCalls.find(({ folder }) => folder === null);
  if (missing) return `${missing.address} is not installed: run terraform init first`;
  for (const [path, { body }] of files) {
    if (runsPrograms(body)) {
      return `${path} has data "external", by which a plan runs a program that the repository names`;
    }
  }
  return null;
}

function runsPrograms({ items }: Body): boolean {
  return items.some(
    (item) =>
      item.kind === 'block' &&
      (((item.type === 'data' || item.type === 'ephemeral') &&
        item.labels[0]?.value === 'external') ||
        runsPrograms(item.body)),
  );
}

/** Where `init` takes providers from without downloading any; null where nothing was installed or named. */
export function providerSource({ root }: Target): readonly string[] | null {
  const installed = join(root, process.env.TF_DATA_DIR || '.terraform', 'providers');
  if (existsSync(installed)) return [`-plugin-dir=${installed}`];
  if (process.env.TF_PLUGIN_MIRROR) return [`-plugin-dir=${process.env.TF_PLUGIN_MIRROR}`];
  return namesMirror(process.env.TF_CLI_CONFIG_FILE) ? [] : null;
}

/** Without a say of its own on where providers come from, Terraform would download them. */
function namesMirror(file: string | undefined): boolean {
  if (!file) return false;
  try {
    return /^\s*provider_installation\b/m.test(readFileSync(file, 'utf8'));
  } catch {
    return false;
  }
}

/** The workspace that is selected, as Terraform has it. */
export async function selectedWorkspace({ root }: Target): Promise<string> {
  if (process.env.TF_WORKSPACE) return process.env.TF_WORKSPACE;
  const file = join(root, process.env.TF_DATA_DIR || '.terraform', 'environment');
  return (await readFile(file, 'utf8').catch(() => '')).trim() || 'default';
}

const OFFLINE = `  access_key                  = "offline"
  secret_key                  = "offline"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
  max_retries                 = 1
`;

/**
 * Files for the copy's root by which Terraform keeps its state there and the AWS provider asks nobody.
 * https://developer.hashicorp.com/terraform/language/files/override
 */
export function offlineFiles(
  { files, absolutePaths }: Configuration,
  { root }: Target,
): ReadonlyMap<string, string> {
  const own = [...files].filter(([path]) => dirname(absolutePaths.get(path) ?? '') === root);
  const aliases = own.flatMap(([, { body }]) =>
    body.items.flatMap((item) =>
      item.kind === 'block' && item.type === 'provider' && item.labels[0]?.value === 'aws'
        ? [aliasOf(item)]
        : [],
    ),
  );
  const blocks = [...new Set(aliases)].map(
    (alias) =>
      `provider "aws" {\n${alias === null ? '' : `  alias = ${JSON.stringify(alias)}\n`}${OFFLINE}}\n`,
  );
  const backend = 'terraform {\n  backend "local" {}\n}\n';
  const made = new Map([['zz_sgaudit_override.tf', [backend, ...blocks].join('\n')]]);
  if (!aliases.includes(null))
    made.set('zz_sgaudit_provider.tf', `provider "aws" {\n${OFFLINE}}\n`);
  return made;
}

function aliasOf({ body }: Block): string | null {
  const alias = body.items.find((item) => item.kind === 'attribute' && item.name === 'alias');
  return alias?.kind === 'attribute' ? literalText(alias.value) : null;
}
