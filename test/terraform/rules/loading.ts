import type { Rule, RuleProblem, RuleSet } from '../../../src/model/rule.ts';
import type { Location } from '../../../src/model/source.ts';
import { type Configuration, loadConfiguration } from '../../../src/terraform/configuration.ts';
import { nodeFileReader, overlayReader } from '../../../src/terraform/files.ts';
import { ruleSetOf } from '../../../src/terraform/rules.ts';

export function loadFolder(root: string): Configuration {
  return load(root, new Map());
}

/** A root module that is one file, never written to disk. */
export function loadText(text: string, more: Readonly<Record<string, string>> = {}): Configuration {
  const root = '/virtual/root';
  const files = Object.entries({ 'main.tf': text, ...more });
  return load(root, new Map(files.map(([name, content]) => [`${root}/${name}`, content])));
}

function load(root: string, overlay: ReadonlyMap<string, string>): Configuration {
  return loadConfiguration({
    root,
    repositoryRoot: root,
    variableFiles: [],
    variables: [],
    environment: {},
    files: overlayReader(nodeFileReader(), overlay),
  });
}

export function rulesOfText(text: string, more: Readonly<Record<string, string>> = {}): RuleSet {
  return ruleSetOf(loadText(text, more));
}

/** A rule on few lines, as the golden files hold it. */
export function brief(rule: Rule) {
  return {
    address: rule.address,
    group: rule.group.address ?? rule.group.id,
    rule: `${rule.direction} ${rule.protocol} ${rule.fromPort ?? '*'}-${rule.toPort ?? '*'}`,
    peer: peerText(rule),
    ...(rule.unresolved.length > 0 && { unresolved: rule.unresolved }),
    ...(rule.description !== null && { description: rule.description }),
    style: rule.source?.style,
    at: rule.location && place(rule.location),
    ...(rule.via.length > 0 && { via: rule.via.map(place) }),
  };
}

export function briefProblem({ kind, message, location }: RuleProblem) {
  return { kind, message, at: location && place(location) };
}

export function peerText({ peer }: Pick<Rule, 'peer'>): string {
  switch (peer.kind) {
    case 'cidr':
      return peer.value;
    case 'group':
    case 'prefix-list':
      return `${peer.kind} ${peer.address ?? peer.id}`;
    case 'self':
      return 'self';
    case 'unresolved':
      return `unresolved ${peer.expression}`;
  }
}

function place({ file, start, end }: Location): string {
  return `${file}:${start.line}:${start.column}-${end.line}:${end.column}`;
}
