import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface RunningCommand {
  readonly child: ChildProcess;
  /** The signal or exit code that it ended with, and what it wrote. */
  readonly ended: Promise<{ end: NodeJS.Signals | number; stdout: string; stderr: string }>;
}

/** Starts a command from source in a process of its own. */
export function spawnCommand(
  argv: readonly string[],
  environment: Readonly<Record<string, string>>,
): RunningCommand {
  const script = fileURLToPath(new URL('command-process.ts', import.meta.url));
  const child = spawn(
    process.execPath,
    ['--import', `${ROOT}scripts/typescript.mjs`, script, ...argv],
    { env: environment, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const written = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream]?.setEncoding('utf8').on('data', (text: string) => {
      written[stream] += text;
    });
  }
  const ended = new Promise<{ end: NodeJS.Signals | number; stdout: string; stderr: string }>(
    (done) => {
      child.once('close', (code, signal) => done({ end: signal ?? code ?? 0, ...written }));
    },
  );
  return { child, ended };
}
