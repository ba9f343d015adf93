import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Stands where a value is not known before apply. */
export const UNKNOWN = '\u{0}unknown';

/**
 * The expressions as `terraform plan` leaves them; `local.text` is an unknown string that is not null,
 * `local.flag` an unknown bool, `local.list` an unknown list of strings, `local.any` unknown altogether.
 */
export async function planned(expressions: readonly string[]): Promise<readonly unknown[]> {
  const outputs = expressions.map(
    (expression, at) => `output "o${at}" {\n value = ${expression}\n}`,
  );
  const names = `
    resource "terraform_data" "some" {}
    locals {
      text = terraform_data.some.id
      flag = terraform_data.some.id == "x"
      list = split(",", terraform_data.some.id)
      any  = jsondecode(terraform_data.some.id)
    }`;
  const folder = mkdtempSync(join(tmpdir(), 'terraform-plan-'));
  try {
    writeFileSync(join(folder, 'terraform.rc'), '');
    writeFileSync(join(folder, 'main.tf'), [names, ...outputs].join('\n'));
    await terraform(folder, ['plan', '-no-color', '-out=planned']);
    const { output_changes: changes } = JSON.parse(
      await terraform(folder, ['show', '-json', 'planned']),
    ) as { output_changes: Record<string, { after?: unknown; after_unknown: unknown }> };
    return expressions.map((_, at) => {
      const change = changes[`o${at}`];
      return merged(change?.after ?? null, change?.after_unknown ?? false);
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function terraform(folder: string, args: readonly string[]): Promise<string> {
  const env = {
    ...process.env,
    TF_CLI_CONFIG_FILE: join(folder, 'terraform.rc'),
    CHECKPOINT_DISABLE: '1',
  };
  const { stdout } = await promisify(execFile)('terraform', [...args], { cwd: folder, env });
  return stdout;
}

/** One value of the known parts and of what is said to be unknown. */
function merged(after: unknown, unknown: unknown): unknown {
  if (unknown === true) return UNKNOWN;
  if (Array.isArray(unknown)) {
    const known = Array.isArray(after) ? after : [];
    return unknown.map((part, at) => merged(known[at] ?? null, part));
  }
  if (typeof unknown === 'object' && unknown !== null) {
    const known = (after ?? {}) as Record<string, unknown>;
    const keys = new Set([...Object.keys(known), ...Object.keys(unknown)]);
    return Object.fromEntries(
      [...keys]
        .sort()
        .map((key) => [
          key,
          merged(known[key] ?? null, (unknown as Record<string, unknown>)[key] ?? false),
        ]),
    );
  }
  return after;
}
