import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Command, Config } from '@oclif/core';

// oclif listens for errors of standard output once it is loaded, which each test file of this process does anew.
process.stdout.setMaxListeners(0);

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface CommandResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

interface RunnableCommand {
  run(argv: string[], config: Config): Promise<unknown>;
}

/** The package without its commands, which oclif would look for in `dist`: tests run from source, built or not. */
async function sourceConfig(): Promise<Config> {
  const pjson = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const { commands: _, ...oclif } = pjson.oclif;
  const config = new Config({ root: ROOT, pjson: { ...pjson, oclif }, ignoreManifest: true });
  await config.load();
  return config;
}

/** Runs a command from source, in this process, and returns what it wrote and its exit code. */
export async function runCommand(
  command: typeof Command & RunnableCommand,
  argv: readonly string[],
): Promise<CommandResult> {
  const written = { stdout: '', stderr: '' };
  const before = { out: process.stdout.write, err: process.stderr.write, code: process.exitCode };
  const catcher = (stream: 'stdout' | 'stderr') =>
    ((chunk: string | Uint8Array) => {
      written[stream] += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
      return true;
    }) as typeof process.stdout.write;
  process.stdout.write = catcher('stdout');
  process.stderr.write = catcher('stderr');
  process.exitCode = 0;
  const config = await sourceConfig();
  const thrown = await command.run([...argv], config).then(
    () => null,
    (error: Error & { oclif?: { exit?: number } }) => error,
  );
  const code = thrown ? (thrown.oclif?.exit ?? 1) : Number(process.exitCode ?? 0);
  process.stdout.write = before.out;
  process.stderr.write = before.err;
  process.exitCode = before.code;
  return { ...written, stderr: written.stderr + (thrown?.message ?? ''), exitCode: code };
}
