import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { attribute } from '../../src/attribution/attribute.ts';
import { loadInventory } from '../../src/aws/inventory-files.ts';
import { buildRollup } from '../../src/flowlogs/rollup.ts';
import { EXAMPLE, exampleRules, readTruth } from '../example/project.ts';
import { disagreements } from '../support/derivations.ts';
import type { LogFormat } from '../support/worlds/model.ts';
import { makeWorld } from '../support/worlds/world.ts';
import { judge } from './pipeline.ts';

const WORLDS = Math.ceil(Number(process.env.SGAUDIT_WORLDS ?? 50) / 10);
const FORMATS: readonly LogFormat[] = ['full', 'default', 'classic', 'mixed'];

describe('the derivation of a verdict says what the verdict and the traffic say', () => {
  it.each(FORMATS)(
    'in worlds whose logs have the format %s',
    async (format) => {
      for (let seed = 0; seed < WORLDS; seed++) {
        const world = makeWorld(9_000 + seed, {
          losses: seed % 2 === 0,
          hostile: true,
          churn: true,
        });
        const attribution = await judge(world, format);
        expect([seed, disagreements(attribution)]).toEqual([seed, []]);
      }
    },
    30_000 + WORLDS * 8_000,
  );

  it('in worlds of which there is no inventory', async () => {
    const attribution = await judge(
      makeWorld(9_100, { losses: false, hostile: true, churn: true }),
      'full',
      null,
    );
    expect(disagreements(attribution)).toEqual([]);
  });

  it('of every rule of the example', async () => {
    const inventory = await loadInventory([join(EXAMPLE, 'inventory')]);
    const rollup = await buildRollup({
      inputs: [join(EXAMPLE, 'flow-logs')],
      ...{ logFormat: null, store: null, inventoryAddresses: new Map() },
    });
    try {
      const attribution = await attribute({
        ...{ ruleSet: exampleRules(), inventory, rollup, window: readTruth(EXAMPLE).window },
        thresholds: { minimumDays: 14 },
      });
      expect(attribution.judgements.length).toBeGreaterThan(40);
      expect(disagreements(attribution)).toEqual([]);
    } finally {
      await rollup.close();
    }
  });
});
