import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { plannedDifference } from '../edit/planned-difference.ts';
import { makeWorkspace } from '../flowlogs/workspace.ts';
import type { Removal } from '../model/edit.ts';
import type { Rule } from '../model/rule.ts';
import { plannedRules, readPlan } from '../terraform/plan.ts';
import type { RulesRead } from './read-rules.ts';
import type { EditedFile, RemovalsRead } from './removals.ts';
import type { CommonRequest, RulesRequest } from './request.ts';
import type { Target } from './target.ts';
import { TerraformCli, TerraformFailure } from './terraform/cli.ts';
import { copyConfiguration, type TerraformCopy } from './terraform/copy.ts';
import {
  offlineFiles,
  providerSource,
  selectedWorkspace,
  whyNotPlanned,
} from './terraform/offline.ts';

export interface VerifyInput {
  readonly rules: RulesRead;
  readonly target: Target;
  readonly request: RulesRequest & CommonRequest;
}

export interface Verified {
  /** What still has all its proofs. */
  readonly offered: RemovalsRead;
  /** Why Terraform could not be asked of some or all; null where it was. */
  readonly notRun: string | null;
}

const FAILED = 'its proof failed: terraform plans another change';
const NO_PROVIDERS =
  'no provider is installed: run terraform init in the root, or set TF_PLUGIN_MIRROR, or TF_CLI_CONFIG_FILE to a file with provider_installation';

/**
 * Has Terraform plan the root module before and after the offered removals, offline and on a copy that is removed
 * again; the planned rules must differ by exactly the removed ones. What fails is offered no more.
 */
export async function verifyRemovals(offered: RemovalsRead, input: VerifyInput): Promise<Verified> {
  const keys = offered.removals.flatMap(({ ruleKey, fix }) => (fix ? [ruleKey] : []));
  if (keys.length === 0) return { offered, notRun: null };
  const against = whyNotPlanned(input.rules.configuration);
  const providers = providerSource(input.target);
  if (against !== null || providers === null) {
    return notRun(offered, against ?? NO_PROVIDERS);
  }
  const workspace = await makeWorkspace();
  try {
    const planner = await Planner.open(workspace.folder, providers, input);
    const outcome = await new Verification(offered, planner, input.rules).run(keys);
    return await withOutcome(offered, outcome);
  } catch (error) {
    if (error instanceof TerraformFailure) return notRun(offered, error.message);
    throw error;
  } finally {
    await workspace.remove();
  }
}

function notRun(offered: RemovalsRead, reason: string): Verified {
  const removals = offered.removals.map((removal) => withProof(removal, 'not-run', reason));
  return { offered: { ...offered, removals }, notRun: reason };
}

function withProof(
  removal: Removal,
  terraform: 'passed' | 'not-run',
  terraformReason?: string,
): Removal {
  if (!removal.fix) return removal;
  const proof = { ...removal.fix.proof, terraform };
  const reasoned = terraformReason === undefined ? proof : { ...proof, terraformReason };
  return { ...removal, fix: { ...removal.fix, proof: reasoned } };
}

interface Outcome {
  readonly passed: ReadonlySet<string>;
  readonly failed: ReadonlyMap<string, string>;
  readonly undecided: ReadonlyMap<string, string>;
}

/** The removals after Terraform was asked; those made together are the ones that are still offered. */
async function withOutcome(offered: RemovalsRead, outcome: Outcome): Promise<Verified> {
  const removals = offered.removals.map((removal): Removal => {
    const { ruleKey } = removal;
    const failure = outcome.failed.get(ruleKey);
    if (failure !== undefined) return { ruleKey, fix: null, refused: `${FAILED}: ${failure}` };
    const open = outcome.undecided.get(ruleKey);
    return open === undefined ? withProof(removal, 'passed') : withProof(removal, 'not-run', open);
  });
  const [firstOpen] = outcome.undecided.values();
  const together = offered.together.filter((key) => !outcome.failed.has(key));
  const files =
    together.length === offered.together.length ? offered.files : await offered.some(together);
  return {
    offered: { ...offered, removals, together: files ? together : [], files: files ?? [] },
    notRun: firstOpen ?? null,
  };
}

/** Asks of all removals at once; of halves where that fails, until the guilty are found. */
class Verification {
  readonly #offered: RemovalsRead;
  readonly #planner: Planner;
  readonly #rules: readonly Rule[];
  readonly #passed = new Set<string>();
  readonly #failed = new Map<string, string>();
  readonly #undecided = new Map<string, string>();

  constructor(offered: RemovalsRead, planner: Planner, rules: RulesRead) {
    this.#offered = offered;
    this.#planner = planner;
    this.#rules = rules.written.rules;
  }

  async run(keys: readonly string[]): Promise<Outcome> {
    const { together } = this.#offered;
    await this.#ask(together);
    for (const key of keys) if (!together.includes(key)) await this.#ask([key]);
    return { passed: this.#passed, failed: this.#failed, undecided: this.#undecided };
  }

  async #ask(keys: readonly string[]): Promise<void> {
    const [first, ...others] = keys;
    if (first === undefined) return;
    const files = await this.#offered.some(keys);
    const outcome = files ? await this.#outcomeOf(keys, files) : null;
    if (outcome?.kind === 'agrees') {
      for (const key of keys) this.#passed.add(key);
    } else if (others.length > 0) {
      const half = Math.ceil(keys.length / 2);
      await this.#ask(keys.slice(0, half));
      await this.#ask(keys.slice(half));
    } else if (outcome?.kind === 'undecided') {
      this.#undecided.set(first, outcome.what);
    } else {
      this.#failed.set(first, outcome?.what ?? 'it was not asked');
    }
  }

  async #outcomeOf(keys: readonly string[], files: readonly EditedFile[]) {
    const before = await this.#planner.before();
    const after = await this.#planner.after(files);
    if (typeof after === 'string') return { kind: 'differs' as const, what: after };
    return plannedDifference(this.#rules, new Set(keys), { before, after });
  }
}

/** Plans of one copy. */
class Planner {
  readonly #cli: TerraformCli;
  readonly #copy: TerraformCopy;
  readonly #input: VerifyInput;
  readonly #planFile: string;
  #before: Promise<readonly Rule[]> | null = null;

  private constructor(cli: TerraformCli, copy: TerraformCopy, input: VerifyInput, folder: string) {
    this.#cli = cli;
    this.#copy = copy;
    this.#input = input;
    this.#planFile = join(folder, 'plan');
  }

  /** @throws TerraformFailure when the copy cannot be made or initialised */
  static async open(
    folder: string,
    providers: readonly string[],
    input: VerifyInput,
  ): Promise<Planner> {
    const { rules, target, request } = input;
    const copy = await copyConfiguration(rules, target, join(folder, 'copy'));
    for (const [name, text] of offlineFiles(rules.configuration, target)) {
      await copy.write(join(target.root, name), text);
    }
    const workspace = await selectedWorkspace(target);
    await copyState(request, copy, target.root, workspace);
    const cli = new TerraformCli(copy.root, workspace, request.signal);
    request.onProgress?.('terraform init');
    await cli.run('init', '-input=false', '-no-color', ...providers);
    return new Planner(cli, copy, input, folder);
  }

  /** @throws TerraformFailure when the root cannot be planned as it is */
  before(): Promise<readonly Rule[]> {
    this.#before ??= this.#plan();
    return this.#before;
  }

  /** The planned rules with some texts replaced, or why they cannot be planned. */
  async after(files: readonly EditedFile[]): Promise<readonly Rule[] | string> {
    const { absolutePaths } = this.#input.rules.configuration;
    const write = async (which: 'before' | 'after') => {
      for (const file of files) {
        await this.#copy.write(absolutePaths.get(file.path) ?? file.path, file[which]);
      }
    };
    await write('after');
    try {
      return await this.#plan();
    } catch (error) {
      if (error instanceof TerraformFailure) return error.message;
      throw error;
    } finally {
      await write('before');
    }
  }

  async #plan(): Promise<readonly Rule[]> {
    const { request } = this.#input;
    request.onProgress?.('terraform plan');
    const variables = [
      ...(request.variableFiles ?? []).map(
        (file) => `-var-file=${this.#copy.place(resolve(file))}`,
      ),
      ...(request.variables ?? []).map((variable) => `-var=${variable}`),
    ];
    const options = ['-refresh=false', '-input=false', '-lock=false', '-no-color'];
    await this.#cli.run('plan', ...options, ...variables, `-out=${this.#planFile}`);
    const text = await this.#cli.run('show', '-json', '-no-color', this.#planFile);
    return plannedRules(readPlan(text, 'the plan of the copy')).after.rules;
  }
}

/** The given state, where it is one that Terraform can start from. */
async function copyState(
  { states = [] }: RulesRequest,
  copy: TerraformCopy,
  root: string,
  workspace: string,
): Promise<void> {
  const [only, ...others] = states;
  if (only === undefined || others.length > 0) return;
  const text = await readFile(only, 'utf8');
  const isRaw = 'lineage' in (JSON.parse(text) as object);
  if (!isRaw) return;
  const own = workspace === 'default' ? '' : join('terraform.tfstate.d', workspace);
  await copy.write(join(root, own, 'terraform.tfstate'), text);
}
