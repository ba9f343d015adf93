import { type Language, messagesFor } from '../messages/index.ts';
import { SgauditError } from '../model/problem.ts';
import { levelsOf, taskOutcomes } from '../report/run-task.ts';
import { type Answer, answerTask, type CallbackOptions } from '../run-task/callback.ts';
import { download } from '../run-task/download.ts';
import type { Hosts } from '../run-task/hosts.ts';
import type { RunTask } from '../run-task/payload.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { gate } from './gate.ts';
import type { GateRequest } from './request.ts';
import { withRunFiles } from './run-files.ts';

export interface RunTaskSettings {
  /** What the gate is asked with; plan and code are the run's. */
  readonly gate: Omit<GateRequest, 'plan' | 'base' | 'path'>;
  readonly hosts: Hosts;
  readonly callback: Omit<CallbackOptions, 'hosts'>;
  /** Bytes, of a plan and of a configuration. */
  readonly mostDownload: number;
  /** Milliseconds, in all. */
  readonly timeout: number;
  /** Milliseconds between signs of life: HCP Terraform gives up after ten minutes without one. */
  readonly heartbeat: number;
  readonly language: Language;
  /** The server is being stopped. */
  readonly stop: AbortSignal;
  readonly log: (line: string) => void;
}

/** Judges the plan of a run and answers with the result. What goes wrong is answered and logged, never thrown. */
export async function runTask(task: RunTask, settings: RunTaskSettings): Promise<void> {
  const { runTask: messages } = messagesFor(settings.language);
  const callback = { ...settings.callback, hosts: settings.hosts };
  const tell = (answer: Partial<Answer> & Pick<Answer, 'status' | 'message'>) =>
    answerTask(task, { outcomes: [], ...answer }, callback);
  const running = () => tell({ status: 'running', message: messages.replaying });
  const beat = setInterval(() => void running().catch(() => {}), settings.heartbeat);
  try {
    if (task.stage === 'post_plan') await running();
    const { status, message, outcomes } = await judge(task, settings);
    // Outcomes belong to a task that still runs; its result comes last.
    if (outcomes.length > 0 && task.takesOutcomes) {
      await tell({ status: 'running', message: messages.replaying, outcomes });
    }
    await tell({ status, message });
    settings.log(`${task.runId} ${task.workspace}: ${status}, ${message}`);
  } catch (error) {
    settings.log(`${task.runId} ${task.workspace}: not answered, ${reasonOf(error)}`);
  } finally {
    clearInterval(beat);
  }
}

/** A plan that could not be judged has not passed. */
async function judge(task: RunTask, settings: RunTaskSettings): Promise<Answer> {
  const { runTask: messages } = messagesFor(settings.language);
  const answer = (status: Answer['status'], message: string): Answer => ({
    status,
    message,
    outcomes: [],
  });
  if (task.stage !== 'post_plan') return answer('passed', messages.notPostPlan);
  const late = AbortSignal.timeout(settings.timeout);
  const signal = AbortSignal.any([settings.stop, late]);
  try {
    const { report, failOn } = await untilAborted(signal, gateOf(task, settings, signal));
    const levels = levelsOf(report, settings.language);
    const outcomes = taskOutcomes(report, settings.language);
    const [error] = report.errors;
    if (error) return { ...answer('failed', messages.notJudged(error.message)), outcomes };
    return exitCodeOf(report, failOn) === EXIT.CLEAN
      ? { ...answer('passed', messages.passed(levels)), outcomes }
      : { ...answer('failed', messages.failed(levels)), outcomes };
  } catch (error) {
    if (settings.stop.aborted) return answer('failed', messages.stopping);
    if (late.aborted) return answer('failed', messages.tooSlow);
    return answer('failed', messages.notJudged(reasonOf(error)));
  }
}

/** The run's own code and plan: the code of another moment would name rules that the plan no longer has. */
async function gateOf(task: RunTask, settings: RunTaskSettings, signal: AbortSignal) {
  const options = { hosts: settings.hosts, mostBytes: settings.mostDownload, signal };
  const plan = await download('plan', task, options);
  const configuration = await download('configuration', task, options);
  const { workingDirectory } = task;
  const run = { plan, configuration, workingDirectory, mostBytes: settings.mostDownload };
  return withRunFiles(run, ({ path, plan, folder }) =>
    gate({ ...settings.gate, path, plan, signal }).catch((error: unknown) => {
      if (!(error instanceof SgauditError)) throw error;
      const message = error.message.replaceAll(plan, 'the plan').replaceAll(folder, '');
      throw new SgauditError(error.code, message);
    }),
  );
}

/** What is no error of ours is not told outside: it could quote what it failed on. */
function reasonOf(error: unknown): string {
  return error instanceof SgauditError ? error.message : 'internal error';
}

async function untilAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  let stop = () => {};
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
  });
  signal.throwIfAborted();
  return Promise.race([work, aborted]).finally(() => signal.removeEventListener('abort', stop));
}
