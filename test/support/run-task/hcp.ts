import { createHmac } from 'node:crypto';
import { type Reply, type ScriptedServer, startServer } from '../scripted-server.ts';

export const KEY = 'a-key-that-both-sides-know';
export const TOKEN = 'tok.atlasv1.SECRET';

export interface CallbackBody {
  readonly data: {
    readonly type: string;
    readonly attributes: { readonly status: string; readonly message: string };
    readonly relationships?: {
      readonly outcomes: {
        readonly data: readonly {
          readonly type: string;
          readonly attributes: Readonly<Record<string, unknown>>;
        }[];
      };
    };
  };
}

export interface FakeHcp {
  readonly api: ScriptedServer;
  readonly archive: ScriptedServer;
  /** `127.0.0.1:PORT` */
  readonly host: string;
  readonly archiveHost: string;
  readonly answers: CallbackBody[];
  /** Served instead of the usual answer, one a request. */
  readonly faults: { readonly on: RegExp; readonly reply: Reply }[];
  /** Resolves with the last word on the task. */
  readonly result: () => Promise<CallbackBody['data']['attributes']>;
  plan: string;
  /** A tar archive by gzip. */
  configuration: Buffer;
  stop(): Promise<void>;
}

const OBJECTS: Readonly<Record<string, string>> = {
  'GET /api/v2/plans/plan-1/json-output': 'plan',
  'GET /api/v2/configuration-versions/cv-1/download': 'configuration',
};

/** HCP Terraform as far as a run task meets it: the plan behind a redirect to the archive, and the callback. */
export async function startHcp(): Promise<FakeHcp> {
  const answers: CallbackBody[] = [];
  const faults: { on: RegExp; reply: Reply }[] = [];
  let plan = '{}';
  let configuration: Buffer = Buffer.alloc(0);
  const archive = await startServer(({ path }) => ({
    body: path === '/object/plan' ? plan : configuration,
  }));
  const api = await startServer((request) => {
    const fault = faults.find(({ on }) => on.test(`${request.method} ${request.path}`));
    if (fault) {
      faults.splice(faults.indexOf(fault), 1);
      return fault.reply;
    }
    if (request.headers.authorization !== `Bearer ${TOKEN}`) return { status: 401 };
    const object = OBJECTS[`${request.method} ${request.path}`];
    if (object) return { status: 307, headers: { location: `${archive.url}/object/${object}` } };
    if (
      request.method !== 'PATCH' ||
      !/^\/api\/v2\/task-results\/.*\/callback$/.test(request.path)
    ) {
      return { status: 404 };
    }
    const problem = callbackProblem(request.headers['content-type'], request.body, answers);
    if (problem) return { status: 422, body: problem };
    answers.push(JSON.parse(request.body));
    return {};
  });
  return {
    api,
    archive,
    host: new URL(api.url).host,
    archiveHost: new URL(archive.url).host,
    answers,
    faults,
    get plan() {
      return plan;
    },
    set plan(text) {
      plan = text;
    },
    get configuration() {
      return configuration;
    },
    set configuration(bytes) {
      configuration = bytes;
    },
    async result() {
      for (let turn = 0; turn < 3000; turn += 1) {
        const last = answers.at(-1)?.data.attributes;
        if (last && last.status !== 'running') return last;
        await new Promise((next) => setTimeout(next, 10));
      }
      throw new Error(`no result; so far ${JSON.stringify(answers)}`);
    },
    async stop() {
      await api.stop();
      await archive.stop();
    },
  };
}

/** What HCP Terraform would not take. */
function callbackProblem(
  type: string | undefined,
  text: string,
  before: readonly CallbackBody[],
): string | null {
  if (type !== 'application/vnd.api+json') return 'content-type';
  const { data } = JSON.parse(text) as CallbackBody;
  if (data.type !== 'task-results') return 'data.type';
  if (!['running', 'passed', 'failed'].includes(data.attributes.status)) return 'status';
  const last = before.at(-1)?.data.attributes.status;
  if (last === 'passed' || last === 'failed') return 'the task has its result';
  for (const outcome of data.relationships?.outcomes.data ?? []) {
    const { 'outcome-id': id, description, body, tags } = outcome.attributes;
    if (outcome.type !== 'task-result-outcomes' || !id || !description) return 'outcome';
    if (/\n/.test(String(description)) || String(body).length > 5_000_000) return 'outcome text';
    for (const list of Object.values(tags as Record<string, { label: string; level: string }[]>)) {
      if (!list.every(({ level }) => ['none', 'info', 'warning', 'error'].includes(level))) {
        return 'tag level';
      }
    }
  }
  return null;
}

export function payloadOf(
  { host }: Pick<FakeHcp, 'host'>,
  changes: Readonly<Record<string, unknown>> = {},
): string {
  return JSON.stringify({
    payload_version: 1,
    stage: 'post_plan',
    access_token: TOKEN,
    capabilities: { outcomes: true },
    configuration_version_download_url: `http://${host}/api/v2/configuration-versions/cv-1/download`,
    organization_name: 'shop',
    plan_json_api_url: `http://${host}/api/v2/plans/plan-1/json-output`,
    run_created_at: new Date().toISOString(),
    run_id: 'run-1',
    task_result_callback_url: `http://${host}/api/v2/task-results/5ea8d46c/callback`,
    task_result_enforcement_level: 'mandatory',
    task_result_id: 'taskrs-1',
    workspace_name: 'shop-prod',
    workspace_working_directory: '/infra',
    ...changes,
  });
}

/** Sends a request as HCP Terraform does, signed. */
export function send(url: string, body: string, key = KEY): Promise<Response> {
  const signature = createHmac('sha512', key).update(body).digest('hex');
  return fetch(url, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', 'x-tfc-task-signature': signature },
  });
}
