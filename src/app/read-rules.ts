import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Problem, SgauditError } from '../model/problem.ts';
import type { RuleSourceKind } from '../model/report.ts';
import type { RuleSet } from '../model/rule.ts';
import {
  type Configuration,
  loadConfiguration,
  type VariableAssignment,
} from '../terraform/configuration.ts';
import { type FileReader, nodeFileReader, overlayReader } from '../terraform/files.ts';
import { joinPlan, readPlan, type TerraformPlan } from '../terraform/plan.ts';
import { ruleSetOf } from '../terraform/rules.ts';
import { joinState, readState, type TerraformState } from '../terraform/state.ts';
import type { RulesRequest } from './request.ts';
import type { Target } from './target.ts';

/** The rules of a root module, and the way to evaluate it again with other texts. */
export interface RulesRead {
  readonly configuration: Configuration;
  readonly ruleSet: RuleSet;
  readonly sources: readonly RuleSourceKind[];
  readonly problems: readonly Problem[];
  readonly plan: TerraformPlan | null;
  /** The same as it were with these texts instead, by display path. */
  reload(overlay: ReadonlyMap<string, string>): {
    readonly configuration: Configuration;
    readonly ruleSet: RuleSet;
  };
}

/** Evaluates HCL and joins what state and plan know. `disk`: where the configuration lies. */
export function readRules(
  target: Target,
  request: RulesRequest,
  disk: FileReader = nodeFileReader(),
): RulesRead {
  const known: Known = {
    states: (request.states ?? []).map((path) => readState(readGiven(path, 'state'), path)),
    plan: request.plan ? readPlan(readGiven(request.plan, 'plan'), shownPath(request.plan)) : null,
  };
  const load = (files: FileReader) =>
    loadConfiguration({
      root: target.root,
      repositoryRoot: target.repositoryRoot,
      // As a shell understands them; Terraform takes them from where it is started, too.
      variableFiles: (request.variableFiles ?? []).map((file) => resolve(file)),
      variables: (request.variables ?? []).map(parseAssignment),
      environment: process.env,
      files,
    });
  const configuration = load(disk);
  const ruleSet = rulesWith(configuration, known);
  return {
    configuration,
    ruleSet,
    sources: [
      'hcl',
      ...(known.plan ? ['plan' as const] : []),
      ...(known.states.length > 0 ? ['state' as const] : []),
    ],
    problems: configuration.problems,
    plan: known.plan,
    reload: (overlay) => {
      const byPath = new Map<string, string>();
      for (const [display, text] of overlay) {
        byPath.set(configuration.absolutePaths.get(display) ?? display, text);
      }
      const changed = load(overlayReader(disk, byPath));
      return { configuration: changed, ruleSet: rulesWith(changed, known) };
    },
  };
}

/** What Terraform itself said of the configuration. */
interface Known {
  readonly states: readonly TerraformState[];
  readonly plan: TerraformPlan | null;
}

function rulesWith(configuration: Configuration, { states, plan }: Known): RuleSet {
  const evaluated = ruleSetOf(configuration);
  const planned = plan ? joinPlan(evaluated, plan) : evaluated;
  return states.length > 0 ? joinState(planned, states) : planned;
}

function shownPath(path: string): string {
  return path === '-' ? '<stdin>' : path;
}

/** A file, or `-` for standard input. */
function readGiven(path: string, what: 'state' | 'plan'): string {
  try {
    return readFileSync(path === '-' ? 0 : path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new SgauditError('unreadable-file', `cannot read the ${what} ${path} (${code})`);
  }
}

function parseAssignment(text: string): VariableAssignment {
  const equals = text.indexOf('=');
  if (equals < 1) throw new SgauditError('usage', `--var ${text}: give it as name=value`);
  return { name: text.slice(0, equals).trim(), text: text.slice(equals + 1) };
}
