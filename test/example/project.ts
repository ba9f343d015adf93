import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Direction, Peer, Rule, RuleSet } from '../../src/model/rule.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import { loadConfiguration } from '../../src/terraform/configuration.ts';
import { nodeFileReader } from '../../src/terraform/files.ts';
import { ruleSetOf } from '../../src/terraform/rules.ts';
import { joinState, readState } from '../../src/terraform/state.ts';

export const REPOSITORY = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
export const EXAMPLE = join(REPOSITORY, 'examples', 'terraform');
export const GENERATOR = join(REPOSITORY, 'scripts', 'generate-example.mjs');

/** One entry of truth.json. */
export interface TrueRule {
  readonly address: string;
  readonly group: string;
  readonly direction: Direction;
  readonly protocol: string;
  readonly fromPort: number | null;
  readonly toPort: number | null;
  readonly peer: {
    readonly kind: Peer['kind'];
    readonly value?: string;
    readonly address?: string;
    readonly id?: string;
    readonly expression?: string;
  };
  readonly verdict: Verdict;
  readonly reasons: readonly string[];
  readonly story: string | null;
}

export interface Truth {
  readonly window: { readonly firstDay: string; readonly lastDay: string };
  readonly rules: readonly TrueRule[];
}

export function readTruth(folder: string): Truth {
  return JSON.parse(readFileSync(join(folder, 'truth.json'), 'utf8')) as Truth;
}

/** The example's rules from its HCL, with the ids that its state knows. */
export function exampleRules(): RuleSet {
  const configuration = loadConfiguration({
    root: EXAMPLE,
    repositoryRoot: REPOSITORY,
    variableFiles: [],
    variables: [],
    environment: {},
    files: nodeFileReader(),
  });
  const text = readFileSync(join(EXAMPLE, 'terraform.tfstate'), 'utf8');
  return joinState(ruleSetOf(configuration), [readState(text, 'terraform.tfstate')]);
}

/** The same text for a rule of the truth and for that rule as sgaudit reads it. */
export function nameOfTrue(rule: TrueRule): string {
  const { kind, value, address, id, expression } = rule.peer;
  return name(rule, `${kind} ${value ?? address ?? id ?? expression ?? ''}`);
}

export function nameOf(rule: Rule): string {
  return name(rule, peerText(rule.peer));
}

function name(
  rule: Pick<Rule, 'direction' | 'protocol' | 'fromPort' | 'toPort'> & { address: string | null },
  peer: string,
): string {
  const ports = rule.fromPort === null ? '' : ` ${rule.fromPort}-${rule.toPort}`;
  return `${rule.address} ${rule.direction} ${rule.protocol}${ports} ${peer}`.trim();
}

function peerText(peer: Peer): string {
  switch (peer.kind) {
    case 'cidr':
      return `cidr ${peer.value}`;
    case 'group':
    case 'prefix-list':
      return `${peer.kind} ${peer.address ?? peer.id}`;
    case 'self':
      return 'self ';
    case 'unresolved':
      return `unresolved ${peer.expression}`;
  }
}
