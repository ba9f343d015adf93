import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { joinEc2 } from '../aws/ec2/join.ts';
import { type Ec2Rules, ruleSetOfEc2 } from '../aws/ec2/rule-set.ts';
import { readSecurityGroups } from '../aws/ec2/security-groups.ts';
import type { InputDigest } from '../model/certificate.ts';
import type { LiveRules } from '../model/live.ts';
import { type Problem, SgauditError } from '../model/problem.ts';
import type { RuleSourceKind } from '../model/report.ts';
import type { RuleSet } from '../model/rule.ts';
import {
  type Configuration,
  emptyConfiguration,
  hasConfiguration,
  loadConfiguration,
  type VariableAssignment,
} from '../terraform/configuration.ts';
import { type FileReader, nodeFileReader, overlayReader } from '../terraform/files.ts';
import { type OtherUsers, otherUsers } from '../terraform/other-users.ts';
import { joinPlan, readPlan, type TerraformPlan } from '../terraform/plan.ts';
import { ruleSetOf } from '../terraform/rules.ts';
import { joinState, readState, type TerraformState } from '../terraform/state.ts';
import { configurationDigests, digest } from './input-digests.ts';
import type { RulesRequest } from './request.ts';
import type { Target } from './target.ts';

/** The rules of a root module, and the way to evaluate it again with other texts. */
export interface RulesRead {
  readonly configuration: Configuration;
  /** Of all sources. */
  readonly ruleSet: RuleSet;
  /** What Terraform has alone: what can be edited. */
  readonly written: RuleSet;
  /** What EC2 has beside it; null where EC2 was not asked, or there is no Terraform. */
  readonly live: LiveRules | null;
  readonly sources: readonly RuleSourceKind[];
  readonly problems: readonly Problem[];
  readonly plan: TerraformPlan | null;
  /** What was read of files, by content; and the rules that came of it, which hold what variables were set to. */
  digests(): readonly InputDigest[];
  /** Who else in the repository uses a file of the configuration. */
  readonly otherUser: OtherUsers;
  /** What Terraform has alone, as it were with these texts instead, by display path. */
  reload(overlay: ReadonlyMap<string, string>): {
    readonly configuration: Configuration;
    readonly ruleSet: RuleSet;
  };
}

/** Evaluates HCL and joins what state and plan know, and EC2. `live`: what it answered; `disk`: where the configuration lies. */
export function readRules(
  target: Target,
  request: RulesRequest,
  disk: FileReader = nodeFileReader(),
  live: Ec2Rules | null = null,
): RulesRead {
  const files: InputDigest[] = [];
  const read = (path: string, kind: GivenKind): string => {
    const text = readGiven(path, kind);
    files.push(digest(kind, basename(shownPath(path)), text));
    return text;
  };
  const known: Known = {
    states: (request.states ?? []).map((path) => readState(read(path, 'state'), path)),
    plan: request.plan ? readPlan(read(request.plan, 'plan'), shownPath(request.plan)) : null,
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
  const without = request.terraform === 'if-present' && !hasConfiguration(disk, target.root);
  const configuration = without ? emptyConfiguration() : load(disk);
  const written = rulesWith(configuration, known);
  const { securityGroups = null } = request;
  const given = securityGroups
    ? readSecurityGroups(read(securityGroups, 'security-groups'), securityGroups)
    : null;
  const ec2 = live ?? given;
  const joined = ec2 && !without ? joinEc2(written, ec2, given ? 'include' : 'leave') : null;
  const ruleSet = joined?.ruleSet ?? (ec2 ? ruleSetOfEc2(ec2) : written);
  return {
    configuration,
    ruleSet,
    written,
    live: (live && joined?.live) ?? null,
    sources: [
      ...(without ? [] : ['hcl' as const]),
      ...(known.plan ? ['plan' as const] : []),
      ...(known.states.length > 0 ? ['state' as const] : []),
      ...(given ? ['security-groups' as const] : []),
      ...(live ? ['live' as const] : []),
    ],
    problems: configuration.problems,
    plan: known.plan,
    digests: () => [
      ...configurationDigests(configuration),
      ...files,
      digest('rules', null, JSON.stringify(ruleSet)),
    ],
    otherUser: otherUsers(configuration, target, disk),
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

type GivenKind = 'state' | 'plan' | 'security-groups';

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
function readGiven(path: string, kind: GivenKind): string {
  try {
    return readFileSync(path === '-' ? 0 : path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new SgauditError(
      'unreadable-file',
      `cannot read the ${kind.replace('-', ' ')} ${path} (${code})`,
    );
  }
}

function parseAssignment(text: string): VariableAssignment {
  const equals = text.indexOf('=');
  if (equals < 1) throw new SgauditError('usage', `--var ${text}: give it as name=value`);
  return { name: text.slice(0, equals).trim(), text: text.slice(equals + 1) };
}
