import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readRules } from '../../src/app/read-rules.ts';
import { proposeRemovals } from '../../src/edit/removals.ts';
import { describePeer } from '../../src/model/rule-text.ts';
import { findTerraform, OFFLINE_PROVIDER } from '../terraform/rules/terraform.ts';
import { makeWorld, STYLES } from './support/styles.ts';

const terraform = findTerraform();
const judged = terraform === null ? describe.skip : describe;

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Terraform's planned values by address, read without any help of ours. */
type Planned = ReadonlyMap<string, Json>;

/** One root with a section in each style, whose third and fourth CIDR go; the last section of each loses all. */
judged(
  `removals in every style, as terraform plans them${terraform ? '' : ' (skipped: no terraform or AWS provider)'}`,
  () => {
    const root = mkdtempSync(join(tmpdir(), 'sgaudit-styles-'));
    // A module's folder is shared: there is one section of that style.
    const whole = STYLES.filter((style) => style !== 'module-argument');
    const sections = [
      ...STYLES.map((style) => ({ style, size: 4, taste: { tall: true, comments: true } })),
      ...whole.map((style) => ({ style, size: 2, taste: { tall: false, comments: false } })),
    ];
    const partly = STYLES.length * 4;
    const world = makeWorld(sections, { ending: '\n', finalBreak: true }, (index) =>
      index < partly ? index % 4 > 1 : true,
    );
    let before: Planned = new Map();
    let after: Planned = new Map();
    let together: readonly string[] = [];
    let asked: readonly string[] = [];

    async function plan(): Promise<Planned> {
      if (!terraform) return new Map();
      await terraform.run(root, 'plan', '-input=false', '-no-color', '-out=plan');
      const { resource_changes: changes } = JSON.parse(
        await terraform.run(root, 'show', '-json', 'plan'),
      ) as { resource_changes: { address: string; change: { after: Json } }[] };
      return new Map(changes.map(({ address, change }) => [address, change.after]));
    }

    beforeAll(async () => {
      if (!terraform) return;
      for (const [path, text] of [...world.files, ['provider.tf', OFFLINE_PROVIDER] as const]) {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        writeFileSync(join(root, path), text);
      }
      await terraform.run(root, 'init', '-input=false', '-no-color');
      before = await plan();
      const target = { root, repositoryRoot: root, display: '.', inGit: false };
      const { configuration, ruleSet, reload } = readRules(target, { path: root });
      asked = ruleSet.rules
        .filter(({ peer }) => world.going.includes(describePeer(peer)))
        .map(({ key }) => key);
      const proposed = await proposeRemovals({ configuration, ruleSet, reload, ruleKeys: asked });
      together = proposed.together;
      for (const [path, text] of proposed.after) writeFileSync(join(root, path), text);
      after = await plan();
    }, 180_000);
    afterAll(() => rmSync(root, { recursive: true, force: true }));

    it('are all offered, at once', () => {
      expect(asked).toHaveLength(world.going.length);
      expect([...together].sort()).toEqual([...asked].sort());
    });

    it('take exactly their CIDRs out of the plan', () => {
      const held = (planned: Planned) =>
        new Set(JSON.stringify([...planned.values()]).match(/10\.\d+\.\d+\.0\/24/g) ?? []);
      expect([...held(before)].sort()).toEqual([...world.cidrs].sort());
      const staying = world.cidrs.filter((cidr) => !world.going.includes(cidr));
      expect([...held(after)].sort()).toEqual([...staying].sort());
    });

    it('leave everything else that is planned as it was', () => {
      const pruned = [...before].flatMap(([address, value]): [string, Json][] => {
        const rest = prune(value, world.going);
        return rest === undefined ? [] : [[address, rest]];
      });
      expect(Object.fromEntries(after)).toEqual(Object.fromEntries(pruned));
    });
  },
);

/** A planned value without some CIDRs, and without what had no other; undefined where nothing is left. */
function prune(value: Json, going: readonly string[]): Json | undefined {
  if (typeof value === 'string') return going.includes(value) ? undefined : value;
  if (Array.isArray(value)) return value.map((each) => prune(each, going)).filter(isLeft);
  if (typeof value !== 'object' || value === null) return value;
  const { cidr_blocks: blocks, cidr_ipv4: single } = value;
  if (typeof single === 'string' && going.includes(single)) return undefined;
  if (
    Array.isArray(blocks) &&
    blocks.length > 0 &&
    blocks.every((each) => going.includes(String(each)))
  ) {
    return undefined;
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, prune(each, going) ?? null]),
  );
}

function isLeft(value: Json | undefined): value is Json {
  return value !== undefined;
}
