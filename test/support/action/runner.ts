import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { ACTION, evaluate } from './action.ts';

export interface RunnerOptions {
  /** Where the action was checked out. */
  readonly actionPath: string;
  /** The checkout of the user. */
  readonly workspace: string;
  /** A folder that may be filled. */
  readonly temporary: string;
  readonly environment: Readonly<Record<string, string>>;
}

export interface ActionRun {
  readonly exitCode: number;
  /** Of the steps, in order, until one failed. */
  readonly log: string;
  readonly summary: string;
  readonly outputs: Readonly<Record<string, string>>;
}

/** Runs the action's steps as GitHub's runner does: bash with -e and pipefail, files for outputs and summary. */
export async function runAction(
  inputs: Readonly<Record<string, string>>,
  { actionPath, workspace, temporary, environment }: RunnerOptions,
): Promise<ActionRun> {
  const values: Record<string, string> = { 'github.token': environment.GITHUB_TOKEN ?? '' };
  for (const [name, { default: value = '' }] of Object.entries(ACTION.inputs)) {
    values[`inputs.${name}`] = inputs[name] ?? evaluate(value, values);
  }
  const unknown = Object.keys(inputs).filter((name) => !(name in ACTION.inputs));
  if (unknown.length > 0) throw new Error(`no such inputs: ${unknown}`);
  mkdirSync(temporary, { recursive: true });
  const summary = join(temporary, 'summary.md');
  writeFileSync(summary, '');
  let [log, exitCode] = ['', 0];
  for (const [index, step] of ACTION.runs.steps.entries()) {
    const output = join(temporary, `output-${index}`);
    const script = join(temporary, `script-${index}.sh`);
    writeFileSync(output, '');
    writeFileSync(script, step.run ?? '');
    const given = Object.entries(step.env ?? {}).map(([name, text]) => [
      name,
      evaluate(text, values),
    ]);
    const result = await execa('bash', ['--noprofile', '--norc', '-eo', 'pipefail', script], {
      cwd: workspace,
      extendEnv: false,
      reject: false,
      all: true,
      env: {
        PATH: process.env.PATH ?? '',
        HOME: process.env.HOME ?? '',
        ...environment,
        GITHUB_ACTION_PATH: actionPath,
        GITHUB_WORKSPACE: workspace,
        GITHUB_OUTPUT: output,
        GITHUB_STEP_SUMMARY: summary,
        RUNNER_TEMP: temporary,
        ...Object.fromEntries(given),
      },
    });
    log += `${result.all}\n`;
    exitCode = result.exitCode ?? -1;
    for (const line of readFileSync(output, 'utf8').split('\n')) {
      const at = line.indexOf('=');
      if (at > 0) values[`steps.${step.id}.outputs.${line.slice(0, at)}`] = line.slice(at + 1);
    }
    if (exitCode !== 0) break;
    // What a step does not say is empty.
    if (step.id === 'judge') values['steps.judge.outputs.report'] ??= '';
  }
  const outputs = Object.fromEntries(
    Object.entries(ACTION.outputs).map(([name, { value }]) => [
      name,
      /steps\.[\w.-]+/.test(value) ? (values[value.replace(/\$\{\{|\}\}|\s/g, '')] ?? '') : value,
    ]),
  );
  return { exitCode, log, summary: readFileSync(summary, 'utf8'), outputs };
}
