import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const MINUTES = 60_000;

/** Terraform could not do what it was asked; the message holds no values of the configuration. */
export class TerraformFailure extends Error {}

/** Settings of the caller that would lead Terraform elsewhere than to the copy, or to AWS. */
const LEFT_OUT =
  /^(TF_CLI_ARGS.*|TF_DATA_DIR|TF_LOG.*|TF_WORKSPACE|TF_REATTACH_PROVIDERS|AWS_ACCESS_KEY_ID|AWS_SECRET_ACCESS_KEY|AWS_SESSION_TOKEN|AWS_PROFILE|AWS_ROLE_ARN|AWS_WEB_IDENTITY_TOKEN_FILE|AWS_CONTAINER_CREDENTIALS_.*|AWS_ENDPOINT_URL.*|AWS_IGNORE_CONFIGURED_ENDPOINT_URLS)$/;

/** Where nothing listens: a data source of AWS fails here, and no request leaves the machine. */
const NOWHERE = 'http://127.0.0.1:1';

/** Runs `terraform` in one folder, offline: without the caller's credentials. */
export class TerraformCli {
  readonly #folder: string;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #signal: AbortSignal | undefined;

  constructor(folder: string, workspace: string, signal?: AbortSignal) {
    this.#folder = folder;
    this.#signal = signal;
    const kept = Object.entries(process.env).filter(([name]) => !LEFT_OUT.test(name));
    this.#environment = {
      AWS_REGION: 'us-east-1',
      ...Object.fromEntries(kept),
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_ENDPOINT_URL: NOWHERE,
      CHECKPOINT_DISABLE: '1',
      TF_IN_AUTOMATION: '1',
      TF_INPUT: '0',
      TF_WORKSPACE: workspace,
    };
  }

  /**
   * What it prints.
   * @throws TerraformFailure with the summaries of its errors, which name no values
   */
  async run(...args: readonly string[]): Promise<string> {
    try {
      const { stdout } = await run('terraform', [...args], {
        cwd: this.#folder,
        env: this.#environment,
        encoding: 'utf8',
        maxBuffer: 512 * 1024 * 1024,
        timeout: 10 * MINUTES,
        ...(this.#signal ? { signal: this.#signal } : {}),
      });
      return stdout;
    } catch (error) {
      this.#signal?.throwIfAborted();
      throw new TerraformFailure(`terraform ${args[0]} failed: ${summaryOf(error)}`);
    }
  }
}

function summaryOf(error: unknown): string {
  const { code, stderr, killed } = error as {
    code?: unknown;
    stderr?: unknown;
    killed?: boolean;
  };
  if (code === 'ENOENT') return 'there is no terraform on the PATH';
  if (killed) return 'it took more than 10 minutes';
  const text = String(stderr ?? '');
  const unset = [...text.matchAll(/input variable "([\w-]+)" is not set/g)].map(([, name]) => name);
  if (unset.length > 0) return `no value for ${unset.join(', ')} (give --var or --var-file)`;
  const summaries = [...text.matchAll(/^.*?\bError: (.+)$/gm)].map(([, summary]) => summary);
  return [...new Set(summaries)].slice(0, 3).join('; ') || `exit code ${String(code)}`;
}
