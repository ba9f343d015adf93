import { resolve } from 'node:path';
import type { GateResult } from '../model/gate.ts';
import { type Problem, SgauditError } from '../model/problem.ts';
import type { RuleSet } from '../model/rule.ts';
import { plannedRules, type TerraformPlan } from '../terraform/plan.ts';
import { withoutIndexes } from '../terraform/rule-parts/references.ts';
import { baseFiles } from './base-files.ts';
import { type RulesRead, readRules } from './read-rules.ts';
import type { GateRequest } from './request.ts';
import type { Target } from './target.ts';
import { type UnreadModule, unreadModules } from './unread-modules.ts';

/** The rules before and after a change. */
export interface Change {
  readonly name: GateResult['change'];
  readonly before: RuleSet;
  readonly after: RuleSet;
  /** The code as it is now, which says where things stand. */
  readonly code: RulesRead;
  /** Addresses of resources that are destroyed and created anew. */
  readonly replaced: ReadonlySet<string>;
  /** Calls of modules whose code before or after is not on disk. */
  readonly unreadModules: readonly UnreadModule[];
  readonly problems: readonly Problem[];
}

/**
 * A plan's own before and after, at the places of the code; or the code at a commit and as it is now.
 * @throws SgauditError `usage` for neither or both, `plan-of-another-root`, `base`
 */
export function readChange(target: Target, request: GateRequest): Change {
  const base = request.base ?? null;
  if ((base === null) === !request.plan) {
    throw new SgauditError(
      'usage',
      'which change? give --plan FILE (`terraform show -json PLAN`) or --base GITREF, one of them',
    );
  }
  return base === null ? planned(target, request) : since(base, target, request);
}

function planned(target: Target, request: GateRequest): Change {
  const code = readRules(target, request);
  const plan = code.plan as TerraformPlan;
  refuseOtherRoot(code, plan);
  return {
    name: { kind: 'plan', name: plan.file },
    before: plannedRules(plan).before,
    after: plannedOnly(code.ruleSet, plan),
    code,
    replaced: new Set(
      plan.after.filter(({ action }) => action === 'replace').map(({ address }) => address),
    ),
    // A plan holds the resources of every module.
    unreadModules: [],
    problems: code.problems,
  };
}

/** What the code says of resources that will exist: not of those that the plan destroys, or does not know. */
function plannedOnly(ruleSet: RuleSet, plan: TerraformPlan): RuleSet {
  const planned = new Set(plan.after.map(({ address }) => address));
  const exists = ({ address }: { readonly address: string | null }) =>
    address === null || planned.has(address);
  return {
    ...ruleSet,
    rules: ruleSet.rules.filter(exists),
    groups: ruleSet.groups.filter((group) => group.origin === 'referenced' || exists(group)),
    bindings: ruleSet.bindings.filter(exists),
  };
}

function since(base: string, target: Target, request: GateRequest): Change {
  const variableFiles = (request.variableFiles ?? []).map((file) => resolve(file));
  const files = baseFiles(target, base, variableFiles);
  const code = readRules(target, request);
  const before = rulesAt(target, request, files);
  return {
    name: { kind: 'base', name: base },
    before: before?.ruleSet ?? NO_RULES,
    after: code.ruleSet,
    code,
    replaced: new Set(),
    unreadModules: unreadModules(
      before?.configuration.moduleCalls ?? [],
      code.configuration.moduleCalls,
    ),
    problems: [
      ...code.problems,
      ...(before?.problems ?? []).map((one) => ({ ...one, message: `at ${base}: ${one.message}` })),
    ],
  };
}

const NO_RULES: RuleSet = { rules: [], groups: [], bindings: [], prefixLists: [], problems: [] };

/** Null for a root module that the commit does not have. */
function rulesAt(
  target: Target,
  request: GateRequest,
  files: Parameters<typeof readRules>[2],
): RulesRead | null {
  try {
    return readRules(target, request, files);
  } catch (error) {
    if (error instanceof SgauditError && error.code === 'no-configuration') return null;
    throw error;
  }
}

/** A plan of the same root names what the code does, or what the code did before. */
function refuseOtherRoot({ configuration }: RulesRead, plan: TerraformPlan): void {
  const named = new Set(
    [...plan.before, ...plan.after].map(({ address }) => withoutIndexes(address)),
  );
  const written = configuration.resources
    .filter((one) => one.mode === 'managed' && one.existence === 'known' && RELEVANT.test(one.type))
    .map(({ address }) => withoutIndexes(address));
  if (written.length === 0 || written.some((address) => named.has(address))) return;
  throw new SgauditError(
    'plan-of-another-root',
    `${plan.file} names none of the security groups and rules in PATH (such as ${written[0]}): it is a plan of another root module`,
  );
}

const RELEVANT = /^aws_(default_|vpc_)?security_group/;
