import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { attribute } from '../../src/attribution/attribute.ts';
import { loadInventory } from '../../src/aws/inventory-files.ts';
import { buildRollup } from '../../src/flowlogs/rollup.ts';
import type { Inventory } from '../../src/model/inventory.ts';
import {
  EXAMPLE,
  exampleRules,
  GENERATOR,
  nameOf,
  nameOfTrue,
  readTruth,
  type Truth,
} from './project.ts';

/** What sgaudit says of every rule, from the logs and the inventory of that folder. */
async function verdicts(folder: string, { window }: Truth): Promise<Map<string, string>> {
  const ruleSet = exampleRules();
  const inventory = await loadInventory([join(folder, 'inventory')]);
  const rollup = await buildRollup({
    inputs: [join(folder, 'flow-logs')],
    logFormat: null,
    store: null,
    inventoryAddresses: addressesOf(inventory),
  });
  try {
    const { judgements } = await attribute({
      ruleSet,
      inventory,
      rollup,
      window,
      thresholds: { minimumDays: 14 },
    });
    const names = new Map(ruleSet.rules.map((rule) => [rule.key, nameOf(rule)]));
    return new Map(
      judgements.map(({ ruleKey, verdict, reasons }) => [
        names.get(ruleKey) ?? ruleKey,
        verdict === 'unknown' ? `unknown: ${reasons.join(', ')}` : verdict,
      ]),
    );
  } finally {
    await rollup.close();
  }
}

function addressesOf(inventory: Inventory): ReadonlyMap<string, readonly string[]> {
  return new Map(
    inventory.captures.flatMap((capture) =>
      (capture.interfaces ?? []).map((each): [string, readonly string[]] => [
        each.id,
        [...each.privateAddresses, ...each.ipv6Addresses],
      ]),
    ),
  );
}

function expected(truth: Truth): Map<string, string> {
  return new Map(
    truth.rules.map((rule) => [
      nameOfTrue(rule),
      rule.verdict === 'unknown' ? `unknown: ${rule.reasons.join(', ')}` : rule.verdict,
    ]),
  );
}

function sorted(entries: Map<string, string>): string[] {
  return [...entries].map(([name, verdict]) => `${name}: ${verdict}`).sort();
}

describe('the example', () => {
  const truth = readTruth(EXAMPLE);

  it('is what its generator writes', () => {
    execFileSync(process.execPath, [GENERATOR, '--check'], { stdio: 'pipe' });
  });

  it('has in its HCL just the rules that truth.json names', () => {
    const inHcl = exampleRules().rules.map(nameOf).sort();
    expect(inHcl).toEqual(truth.rules.map(nameOfTrue).sort());
  });

  it('gets the verdict that is true of every rule', async () => {
    expect(sorted(await verdicts(EXAMPLE, truth))).toEqual(sorted(expected(truth)));
  });

  it('calls each unused rule used once there is traffic for it', async () => {
    const stories = truth.rules.flatMap(({ story }) => (story === null ? [] : [story]));
    const folder = mkdtempSync(join(tmpdir(), 'sgaudit-example-'));
    try {
      const extra = stories.flatMap((story) => ['--extra', story]);
      execFileSync(process.execPath, [GENERATOR, ...extra, '--out', folder]);
      const after = readTruth(folder);
      const turned = after.rules.filter(({ story }) => story !== null);
      expect(turned.map(({ verdict }) => verdict)).toEqual(stories.map(() => 'used'));
      expect(sorted(await verdicts(folder, after))).toEqual(sorted(expected(after)));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
