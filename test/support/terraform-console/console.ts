import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Why tests against Terraform are skipped, or null when the program is there; said aloud once a test file. */
export const terraformAbsent: string | null = (() => {
  try {
    execFileSync('terraform', ['version'], { stdio: 'ignore' });
    return null;
  } catch {
    const reason = 'terraform is not on the PATH: tests against `terraform console` are skipped';
    process.stderr.write(`${reason}\n`);
    return reason;
  }
})();

/** Stands in a batch's result where Terraform refuses the expression. */
export const REFUSED = '\u{0}refused';

/** How many expressions go into one call; the console reads one line. */
const BATCH = 200;

/**
 * The values of expressions as `jsonencode` prints them, judged by `terraform console`.
 * One that Terraform refuses gives REFUSED.
 */
export async function evaluateBatch(expressions: readonly string[]): Promise<readonly unknown[]> {
  const results: unknown[] = [];
  for (let from = 0; from < expressions.length; from += BATCH) {
    const batch = expressions.slice(from, from + BATCH);
    const attempts = batch.map((expression) => `try(jsonencode(${expression}), null)`);
    const { stdout, stderr } = await consoleOf(`jsonencode([${attempts.join(', ')}])`);
    if (stdout.trim() === '') throw new Error(`terraform console failed:\n${stderr}`);
    const texts = JSON.parse(JSON.parse(stdout)) as readonly (string | null)[];
    for (const text of texts) results.push(text === null ? REFUSED : JSON.parse(text));
  }
  return results;
}

/** Terraform's errors, each with the line it is about: `Invalid index: The given key …`. */
export async function errorsIn(configuration: string): Promise<ReadonlyMap<number, string>> {
  const { stdout } = await inFolder(['validate', '-json'], configuration);
  const { diagnostics } = JSON.parse(stdout) as {
    diagnostics: readonly {
      summary: string;
      detail: string;
      range?: { start: { line: number } };
    }[];
  };
  const errors = new Map<number, string>();
  for (const { summary, detail, range } of diagnostics) {
    const line = range?.start.line ?? 0;
    if (!errors.has(line)) errors.set(line, `${summary}: ${detail}`);
  }
  return errors;
}

/** The error that Terraform gives for each expression, or null. */
export async function errorsOf(
  expressions: readonly string[],
): Promise<readonly (string | null)[]> {
  const outputs = expressions.map((expression, at) => `output "o${at}" { value = ${expression} }`);
  const errors = await errorsIn(outputs.join('\n'));
  return expressions.map((_, at) => errors.get(at + 1) ?? null);
}

/** The types of expressions, as the console's own `type` function prints them, without blanks. */
export async function typesOf(expressions: readonly string[]): Promise<readonly string[]> {
  const { stdout, stderr } = await consoleOf(`type([${expressions.join(', ')}])`);
  if (stdout.trim() === '') throw new Error(`terraform console failed:\n${stderr}`);
  const text = stdout.replace(/\s+/g, '').replace(/,(?=[)}\]])/g, '');
  return splitAtDepthZero(text.replace(/^tuple\(\[|\]\)$/g, ''));
}

function splitAtDepthZero(text: string): readonly string[] {
  const parts = [''];
  let depth = 0;
  for (const character of text) {
    if (/[([{]/.test(character)) depth++;
    if (/[)\]}]/.test(character)) depth--;
    if (character === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts;
}

/** Gives the console one line, in a folder without a configuration or with the given one. */
export function consoleOf(
  line: string,
  configuration = '',
): Promise<{ readonly stdout: string; readonly stderr: string }> {
  return inFolder(['console', '-no-color'], configuration, `${line}\n`);
}

async function inFolder(
  args: readonly string[],
  configuration: string,
  input = '',
): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'terraform-console-'));
  try {
    writeFileSync(join(folder, 'terraform.rc'), '');
    if (configuration !== '') writeFileSync(join(folder, 'main.tf'), configuration);
    return await run(folder, args, input);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(
  folder: string,
  args: readonly string[],
  input: string,
): Promise<{ stdout: string; stderr: string }> {
  const env = {
    ...process.env,
    TF_CLI_CONFIG_FILE: join(folder, 'terraform.rc'),
    CHECKPOINT_DISABLE: '1',
  };
  return new Promise((resolve) => {
    const child = execFile(
      'terraform',
      args,
      { cwd: folder, env, maxBuffer: 64 * 1024 * 1024 },
      (_error, stdout, stderr) => resolve({ stdout, stderr }),
    );
    child.stdin?.end(input);
  });
}
