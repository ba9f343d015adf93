import type { CheckId, LintInput } from '../../src/lint/check.ts';
import { lintOptions } from '../../src/lint/options.ts';
import { runChecks } from '../../src/lint/run.ts';
import { messagesFor } from '../../src/messages/index.ts';
import type { Finding } from '../../src/model/finding.ts';
import type { RuleSet } from '../../src/model/rule.ts';

/** What a run without logs, inventory and configuration file has. */
export function lintInput(ruleSet: RuleSet, changes: Partial<LintInput> = {}): LintInput {
  return {
    ruleSet,
    attribution: null,
    days: 0,
    live: null,
    gate: null,
    inventory: null,
    unreadModules: [],
    observed: new Map(),
    knownBlocks: [],
    options: lintOptions(),
    messages: messagesFor('en'),
    ...changes,
  };
}

/** What one check finds. */
export function findWith(
  check: CheckId,
  ruleSet: RuleSet,
  changes: Partial<LintInput> = {},
): Finding[] {
  return runChecks(lintInput(ruleSet, changes), { only: [check], skip: [], severities: {} });
}
