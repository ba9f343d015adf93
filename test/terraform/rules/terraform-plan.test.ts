import { cpSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Rule, RuleSet } from '../../../src/model/rule.ts';
import {
  joinPlan,
  plannedRules,
  readPlan,
  type TerraformPlan,
} from '../../../src/terraform/plan.ts';
import { ruleSetOf } from '../../../src/terraform/rules.ts';
import { loadFolder, peerText } from './loading.ts';
import { findTerraform, OFFLINE_PROVIDER } from './terraform.ts';

const FIXTURES = resolve('test/fixtures/rules');

/** Themes that Terraform cannot plan offline, and why. */
const NOT_PLANNED: Readonly<Record<string, string>> = {
  'data-sources': 'data sources ask AWS',
  'opentofu-files': 'OpenTofu alone reads .tofu files',
  'refused-rules': 'the provider refuses it',
  'registry-module': 'init would ask the registry',
  'unknown-values': 'data sources ask AWS',
};

const terraform = findTerraform();
const themes = readdirSync(FIXTURES).filter((theme) => !Object.hasOwn(NOT_PLANNED, theme));
const judged = terraform === null ? describe.skip : describe;

/** One plan over all themes, each a module of one root. */
judged(
  `rules as terraform plans them${terraform ? '' : ' (skipped: no terraform or AWS provider)'}`,
  () => {
    let plan: TerraformPlan;
    let ours: RuleSet;
    let theirs: RuleSet;

    beforeAll(async () => {
      if (!terraform) return;
      const root = mkdtempSync(join(tmpdir(), 'sgaudit-plan-'));
      for (const theme of themes)
        cpSync(join(FIXTURES, theme), join(root, theme), { recursive: true });
      const calls = themes.map((theme) => `module "${theme}" {\n  source = "./${theme}"\n}\n`);
      writeFileSync(join(root, 'main.tf'), OFFLINE_PROVIDER + calls.join('\n'));
      await terraform.run(root, 'init', '-input=false', '-no-color');
      await terraform.run(root, 'plan', '-input=false', '-no-color', '-out=plan');
      plan = readPlan(await terraform.run(root, 'show', '-json', 'plan'), 'plan.json');
      ours = ruleSetOf(loadFolder(root));
      theirs = plannedRules(plan).after;
    }, 120_000);

    for (const theme of themes) {
      it(`agrees on ${theme}`, () => {
        const prefix = `module.${theme}.`;
        const mine = buckets(ours.rules, prefix);
        const planned = buckets(theirs.rules, prefix);
        expect([...mine.keys()].sort()).toEqual([...planned.keys()].sort());
        for (const [key, rules] of mine) {
          expect({ key, peers: peersToCompare(rules, planned.get(key) ?? []) }).toEqual({
            key,
            peers: plannedPeers(planned.get(key) ?? []),
          });
        }
      });
    }

    it('leaves the rules of the configuration as they are where nothing was unknown', () => {
      const joined = joinPlan(ours, plan);
      expect(joined.rules.map((rule) => rule.key)).toEqual(ours.rules.map((rule) => rule.key));
      expect(joined.rules.map(({ source }) => source)).toEqual(
        ours.rules.map(({ source }) => source),
      );
    });
  },
);

/** Rules by everything but the peer. */
function buckets(rules: readonly Rule[], prefix: string): Map<string, Rule[]> {
  const byService = new Map<string, Rule[]>();
  for (const rule of rules) {
    if (!rule.address?.startsWith(prefix)) continue;
    const { address, group, direction, protocol, fromPort, toPort } = rule;
    const key = [address, group.address, direction, protocol, fromPort, toPort].join(' ');
    byService.set(key, [...(byService.get(key) ?? []), rule]);
  }
  return byService;
}

function plannedPeers(planned: readonly Rule[]): readonly string[] {
  return planned
    .map((rule) => (rule.peer.kind === 'unresolved' ? 'after apply' : peerText(rule)))
    .sort();
}

/**
 * The plan says of a list with a new group's id only that it is known after apply:
 * then all groups and prefix lists that we name stand for that one answer.
 */
function peersToCompare(rules: readonly Rule[], planned: readonly Rule[]): readonly string[] {
  const isLater = (rule: Rule) =>
    planned.some(({ peer }) => peer.kind === 'unresolved') &&
    (rule.peer.kind === 'group' || rule.peer.kind === 'prefix-list');
  const later = rules.some(isLater) ? ['after apply'] : [];
  return [...rules.filter((rule) => !isLater(rule)).map(peerText), ...later].sort();
}
