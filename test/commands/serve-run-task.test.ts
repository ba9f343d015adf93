import { type AddressInfo, createServer } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { ServeRunTask } from '../../src/commands/serve-run-task.ts';
import { runCommand } from '../support/run-command.ts';
import { KEY, payloadOf, send } from '../support/run-task/hcp.ts';

const ROLLUP = ['--rollup', 'rollup'];

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

afterEach(() => {
  delete process.env.SGAUDIT_RUN_TASK_HMAC_KEY;
});

describe('sgaudit serve run-task', () => {
  it('listens until it is told to stop, and says so', async () => {
    process.env.SGAUDIT_RUN_TASK_HMAC_KEY = KEY;
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const running = runCommand(ServeRunTask, [...ROLLUP, '--port', String(port)]);
    for (let turn = 0; turn < 500; turn += 1) {
      const alive = await fetch(`${url}/healthz`).catch(() => null);
      if (alive?.ok) break;
      await new Promise((next) => setTimeout(next, 10));
    }
    const trial = payloadOf({ host: 'app.terraform.io' }, { access_token: 'test-token' });
    expect((await send(url, trial)).status).toBe(200);
    expect((await send(url, trial, 'another-key-of-somebody')).status).toBe(401);
    process.emit('SIGTERM');
    const { exitCode, stdout, stderr } = await running;
    expect(exitCode).toBe(0);
    expect(stdout).toBe('');
    expect(stderr).toMatch(
      new RegExp(
        `listening on ${url}\\n.*refused a request without a valid signature\\n.*stopping`,
      ),
    );
    expect(stderr).not.toContain(KEY);
  }, 30_000);

  it.each<[string[], RegExp]>([
    [ROLLUP, /SGAUDIT_RUN_TASK_HMAC_KEY is not set/],
    [[], /Missing required flag rollup/],
    [[...ROLLUP, '--timeout', '90'], /timeout/],
    [[...ROLLUP, '--window', 'soon'], /window/],
  ])('ends with 2 for %j', async (argv, message) => {
    const { exitCode, stderr } = await runCommand(ServeRunTask, argv);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
  });
});
