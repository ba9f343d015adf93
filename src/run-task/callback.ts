import { setTimeout as wait } from 'node:timers/promises';
import { SgauditError } from '../model/problem.ts';
import { allowedUrl, type Hosts } from './hosts.ts';
import type { RunTask } from './payload.ts';

export interface Outcome {
  /** Stable over runs. */
  readonly id: string;
  /** One line. */
  readonly description: string;
  /** Markdown. */
  readonly body: string;
  readonly severity: { readonly label: string; readonly level: 'error' | 'warning' | 'info' };
}

export interface Answer {
  readonly status: 'running' | 'passed' | 'failed';
  readonly message: string;
  readonly outcomes: readonly Outcome[];
}

export interface CallbackOptions {
  readonly hosts: Hosts;
  readonly attempts: number;
  /** Milliseconds before the second attempt; doubles each time. */
  readonly backOff: number;
  readonly timeout: number;
}

export const CALLBACK = { attempts: 6, backOff: 1000, timeout: 30_000 } as const;

/**
 * Tells HCP Terraform how a task stands. An answer that is given twice does no harm, so lost ones are given again.
 * @throws SgauditError `run-task-callback`
 */
export async function answerTask(
  task: Pick<RunTask, 'callbackUrl' | 'token'>,
  answer: Answer,
  { hosts, attempts, backOff, timeout }: CallbackOptions,
): Promise<void> {
  const url = allowedUrl(task.callbackUrl, [hosts.api]);
  for (let attempt = 0; ; attempt += 1) {
    const problem = await send(url, task.token, answer, timeout);
    if (problem === null) return;
    if (!problem.again || attempt + 1 >= attempts) {
      throw new SgauditError('run-task-callback', `${url.host} did not take it: ${problem.reason}`);
    }
    await wait(backOff * 2 ** attempt * (0.75 + Math.random() / 2));
  }
}

async function send(
  url: URL,
  token: string,
  answer: Answer,
  timeout: number,
): Promise<{ readonly reason: string; readonly again: boolean } | null> {
  try {
    const response = await fetch(url, {
      method: 'PATCH',
      redirect: 'manual',
      signal: AbortSignal.timeout(timeout),
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/vnd.api+json' },
      body: JSON.stringify(bodyOf(answer)),
    });
    await response.body?.cancel();
    if (response.ok) return null;
    const again = response.status === 429 || response.status >= 500;
    return { reason: `${response.status}`, again };
  } catch (error) {
    const { name, cause } = error as Error & { cause?: { code?: string } };
    return { reason: cause?.code ?? name, again: true };
  }
}

/** https://developer.hashicorp.com/terraform/cloud-docs/api-docs/run-tasks/run-tasks-integration#request-body-1 */
function bodyOf({ status, message, outcomes }: Answer) {
  const relationships = {
    outcomes: {
      data: outcomes.map(({ id, description, body, severity }) => ({
        type: 'task-result-outcomes',
        attributes: {
          'outcome-id': id,
          description,
          body,
          tags: { Severity: [severity] },
        },
      })),
    },
  };
  return {
    data: {
      type: 'task-results',
      attributes: { status, message },
      ...(outcomes.length > 0 ? { relationships } : {}),
    },
  };
}
