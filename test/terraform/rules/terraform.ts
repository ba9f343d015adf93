import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { execa } from 'execa';

/** The program and the AWS provider, where both are on the machine. */
export interface Terraform {
  /** The folder that holds `registry.terraform.io`. */
  readonly mirror: string;
  /** Runs `terraform` in a folder and returns what it prints; throws where it fails. */
  run(folder: string, ...args: readonly string[]): Promise<string>;
}

/** Null where terraform or the provider is missing; `TF_PLUGIN_MIRROR` names the provider's filesystem mirror. */
export function findTerraform(): Terraform | null {
  const mirror = process.env.TF_PLUGIN_MIRROR ?? findMirror();
  if (mirror === null || output('terraform', ['version']) === null) return null;
  const home = mkdtempSync(join(tmpdir(), 'sgaudit-terraform-'));
  const rc = join(home, 'terraform.rc');
  writeFileSync(
    rc,
    `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(mirror)}\n  }\n}\n`,
  );
  const env = {
    TF_CLI_CONFIG_FILE: rc,
    AWS_EC2_METADATA_DISABLED: 'true',
    TF_IN_AUTOMATION: '1',
    CHECKPOINT_DISABLE: '1',
  };
  return {
    mirror,
    async run(folder, ...args) {
      const { stdout } = await execa('terraform', [...args], {
        cwd: folder,
        env,
        maxBuffer: 256 * 1024 * 1024,
      });
      return stdout;
    },
  };
}

/** The folder that holds `registry.terraform.io/hashicorp/aws`. */
function findMirror(): string | null {
  const search = ['/', '-path', '/proc', '-prune', '-o', '-name', 'terraform-provider-aws_*'];
  const found = output('find', [...search, '-print', '-quit']);
  const host = `${sep}registry.terraform.io${sep}`;
  const end = found?.indexOf(host) ?? -1;
  return found && end > 0 ? found.slice(0, end) : null;
}

function output(program: string, args: readonly string[]): string | null {
  try {
    const stdio: ['ignore', 'pipe', 'ignore'] = ['ignore', 'pipe', 'ignore'];
    return execFileSync(program, args, { encoding: 'utf8', stdio, timeout: 30_000 }).trim() || null;
  } catch (error) {
    const printed = (error as { readonly stdout?: unknown }).stdout;
    return typeof printed === 'string' && printed.trim() !== '' ? printed.trim() : null;
  }
}

/** A root that declares the provider for offline plans. */
export const OFFLINE_PROVIDER = `
terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

provider "aws" {
  region                      = "eu-central-1"
  access_key                  = "offline"
  secret_key                  = "offline"
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
}
`;
