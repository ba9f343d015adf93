import { readFileSync } from 'node:fs';
import { type Problem, SgauditError } from '../model/problem.ts';
import type { RuleSourceKind } from '../model/report.ts';
import type { RuleSet } from '../model/rule.ts';
import {
  type Configuration,
  loadConfiguration,
  type VariableAssignment,
} from '../terraform/configuration.ts';
import { type FileReader, nodeFileReader, overlayReader } from '../terraform/files.ts';
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
  /** The rule set as it were with these texts instead, by display path. */
  reload(overlay: ReadonlyMap<string, string>): RuleSet;
}

/** Evaluates HCL and joins what state knows. */
export function readRules(target: Target, request: RulesRequest): RulesRead {
  const states = (request.states ?? []).map(readStateFile);
  const load = (files: FileReader) =>
    loadConfiguration({
      root: target.root,
      repositoryRoot: target.repositoryRoot,
      variableFiles: request.variableFiles ?? [],
      variables: (request.variables ?? []).map(parseAssignment),
      environment: process.env,
      files,
    });
  const disk = nodeFileReader();
  const configuration = load(disk);
  const ruleSet = rulesWith(configuration, states);
  return {
    configuration,
    ruleSet,
    sources: states.length > 0 ? ['hcl', 'state'] : ['hcl'],
    problems: configuration.problems,
    reload: (overlay) => {
      const byPath = new Map<string, string>();
      for (const [display, text] of overlay) {
        byPath.set(configuration.absolutePaths.get(display) ?? display, text);
      }
      return rulesWith(load(overlayReader(disk, byPath)), states);
    },
  };
}

function rulesWith(configuration: Configuration, states: readonly TerraformState[]): RuleSet {
  const ruleSet = ruleSetOf(configuration);
  return states.length > 0 ? joinState(ruleSet, states) : ruleSet;
}

function readStateFile(path: string): TerraformState {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new SgauditError('unreadable-file', `cannot read the state ${path} (${code})`);
  }
  return readState(text, path);
}

function parseAssignment(text: string): VariableAssignment {
  const equals = text.indexOf('=');
  if (equals < 1) throw new SgauditError('usage', `--var ${text}: give it as name=value`);
  return { name: text.slice(0, equals).trim(), text: text.slice(equals + 1) };
}
