import { Flags } from '@oclif/core';
import type { ServeRequest } from '../app/serve-run-task.ts';
import { parseWindow } from '../app/window.ts';
import { plain } from '../report/plain.ts';
import { SgauditCommand } from './base.ts';
import { judgementFlags, size, trafficFlags } from './flags.ts';

const MINUTE = 60_000;
const GRACE = 30_000;

export class ServeRunTask extends SgauditCommand {
  static override summary = 'Judge the plans of HCP Terraform runs, as a run task.';
  static override description =
    'Listens for requests that are signed with the key in SGAUDIT_RUN_TASK_HMAC_KEY, fetches plan and code of the run, replays the traffic against it as gate does, and answers passed or failed with the findings.\nPut a proxy with TLS in front. GET /healthz answers 200. Ctrl-C or SIGTERM lets running ones come to an end.';
  static override examples = [
    '<%= config.bin %> serve run-task --rollup ./rollup --inventory ./inventory',
    '<%= config.bin %> serve run-task --rollup ./rollup --inventory ./inventory --port 8080 --hostname 0.0.0.0',
  ];
  static override flags = {
    port: Flags.integer({
      default: 8080,
      min: 0,
      max: 65_535,
      description: 'port; 0 for a free one',
    }),
    hostname: Flags.string({ default: '127.0.0.1', description: 'address to listen on' }),
    'tfe-host': Flags.string({
      default: 'app.terraform.io',
      description: 'the one host that tokens are sent to, for Terraform Enterprise',
    }),
    'archive-host': Flags.string({
      default: 'archivist.terraform.io',
      description: 'the host that they are fetched from when the first one sends there',
    }),
    'max-download': size({
      default: 200_000_000,
      description: 'largest plan, and largest packed configuration, that is fetched',
    }),
    concurrency: Flags.integer({ default: 1, min: 1, description: 'plans judged at once' }),
    timeout: Flags.integer({ default: 30, min: 1, max: 55, description: 'minutes for one plan' }),
    'max-age': Flags.integer({ default: 24, min: 1, description: 'hours; older runs are refused' }),
    rollup: Flags.string({
      required: true,
      helpGroup: 'traffic',
      helpValue: 'DIR',
      description: 'the rollup’s folder; read anew for each plan',
    }),
    inventory: trafficFlags.inventory,
    window: trafficFlags.window,
    'fail-on': judgementFlags['fail-on'],
    baseline: judgementFlags.baseline,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(ServeRunTask);
    const language = this.language(flags.lang);
    const { serveRunTask } = await import('../app/serve-run-task.ts');
    const { CALLBACK } = await import('../run-task/callback.ts');
    const log = (line: string) =>
      void process.stderr.write(`${new Date().toISOString()} ${plain(line)}\n`);
    const request: ServeRequest = {
      key: process.env.SGAUDIT_RUN_TASK_HMAC_KEY ?? '',
      hostname: flags.hostname,
      port: flags.port,
      concurrency: flags.concurrency,
      longestQueue: 50,
      oldest: flags['max-age'] * 60 * MINUTE,
      gate: {
        rollup: flags.rollup,
        inventory: flags.inventory ?? [],
        window: parseWindow(flags.window),
        baseline: flags.baseline ?? null,
        ...(flags['fail-on'] ? { failOn: flags['fail-on'] } : {}),
        config: flags.config ?? null,
        language,
      },
      hosts: { api: flags['tfe-host'], archive: flags['archive-host'] },
      callback: CALLBACK,
      mostDownload: flags['max-download'],
      timeout: flags.timeout * MINUTE,
      heartbeat: 4 * MINUTE,
      language,
      log,
    };
    const serving = await serveRunTask(request);
    log(`listening on ${serving.url}`);
    await asked();
    log('stopping');
    await serving.stop(GRACE);
  }
}

/** Until somebody wants the server to end; a second time ends the process as ever. */
function asked(): Promise<void> {
  return new Promise((stop) => {
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
  });
}
