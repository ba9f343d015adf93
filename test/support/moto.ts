import { spawn, spawnSync } from 'node:child_process';
import { freePort } from './free-port.ts';

/** One that runs already, as `test/support/compose/compose.yaml` has it. */
const { SGAUDIT_MOTO_URL: RUNNING } = process.env;

/** Whether this machine has moto, the emulator of AWS in Python (`pip install 'moto[server]'`), or one runs. */
export const HAS_MOTO =
  RUNNING !== undefined ||
  spawnSync('python3', ['-c', 'import moto.server'], { stdio: 'ignore' }).status === 0;

export interface Moto {
  readonly url: string;
  /** Forgets all accounts. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts moto on a free loopback port; or takes the one that runs, emptied. */
export async function startMoto(): Promise<Moto> {
  if (RUNNING !== undefined) {
    const reset = async () => void (await fetch(`${RUNNING}/moto-api/reset`, { method: 'POST' }));
    await reset();
    return { url: RUNNING, reset, stop: reset };
  }
  const port = await freePort();
  const child = spawn('python3', ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)], {
    stdio: 'ignore',
    env: { ...process.env, AWS_EC2_METADATA_DISABLED: 'true' },
  });
  const end = () => child.kill();
  process.once('exit', end);
  const url = `http://127.0.0.1:${port}`;
  for (const started = Date.now(); ; ) {
    if (child.exitCode !== null) throw new Error(`moto ended with ${child.exitCode}`);
    if (
      await fetch(`${url}/moto-api/data.json`).then(
        (reply) => reply.ok,
        () => false,
      )
    )
      break;
    if (Date.now() - started > 60_000) throw new Error('moto did not start within a minute');
    await new Promise((later) => setTimeout(later, 100));
  }
  return {
    url,
    async reset() {
      await fetch(`${url}/moto-api/reset`, { method: 'POST' });
    },
    async stop() {
      process.removeListener('exit', end);
      const ended = new Promise((done) => child.once('exit', done));
      child.kill();
      await ended;
    },
  };
}
