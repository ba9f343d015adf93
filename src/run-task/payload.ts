/** What HCP Terraform asks for; nothing else of its request is kept. */
export interface RunTask {
  readonly id: string;
  readonly runId: string;
  readonly workspace: string;
  readonly stage: string;
  /** Of this task alone, for the plan and the answer. */
  readonly token: string;
  readonly callbackUrl: string;
  /** Null before a plan. */
  readonly planUrl: string | null;
  /** Null when it cannot be had. */
  readonly configurationUrl: string | null;
  /** Of the root module within the configuration; empty for its top. */
  readonly workingDirectory: string;
  /** Milliseconds since 1970; null when it is not said. */
  readonly createdAt: number | null;
  /** The caller takes single outcomes beside the result. */
  readonly takesOutcomes: boolean;
}

/** HCP Terraform sends this in the place of a token when somebody sets up a run task and it looks who answers. */
const TOKEN_OF_A_TRIAL = 'test-token';

export type Payload =
  | { readonly kind: 'task'; readonly task: RunTask }
  | { readonly kind: 'trial' }
  | { readonly kind: 'invalid'; readonly reason: string };

/** https://developer.hashicorp.com/terraform/cloud-docs/api-docs/run-tasks/run-tasks-integration#request-body */
export function readPayload(text: string): Payload {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { kind: 'invalid', reason: 'the body is not JSON' };
  }
  if (typeof json !== 'object' || json === null) return { kind: 'invalid', reason: 'no object' };
  const fields = json as Readonly<Record<string, unknown>>;
  if (fields.payload_version !== 1) {
    return { kind: 'invalid', reason: 'payload_version is not 1' };
  }
  if (fields.access_token === TOKEN_OF_A_TRIAL) return { kind: 'trial' };
  const field = (name: string): string => {
    const value = fields[name];
    return typeof value === 'string' ? value : '';
  };
  const lacking = REQUIRED.filter((name) => field(name) === '');
  if (lacking.length > 0) return { kind: 'invalid', reason: `it lacks ${lacking.join(', ')}` };
  const createdAt = Date.parse(field('run_created_at'));
  const { outcomes } = (fields.capabilities ?? {}) as { readonly outcomes?: unknown };
  return {
    kind: 'task',
    task: {
      id: field('task_result_id'),
      runId: field('run_id'),
      workspace: field('workspace_name'),
      stage: field('stage'),
      token: field('access_token'),
      callbackUrl: field('task_result_callback_url'),
      planUrl: field('plan_json_api_url') || null,
      configurationUrl: field('configuration_version_download_url') || null,
      workingDirectory: field('workspace_working_directory'),
      createdAt: Number.isNaN(createdAt) ? null : createdAt,
      takesOutcomes: outcomes === true,
    },
  };
}

const REQUIRED = [
  'stage',
  'access_token',
  'task_result_id',
  'task_result_callback_url',
  'run_id',
  'workspace_name',
] as const;
