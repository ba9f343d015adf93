import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { attribute } from '../../src/attribution/attribute.ts';
import { buildRollup } from '../../src/flowlogs/rollup.ts';
import type { Inventory } from '../../src/model/inventory.ts';
import type { Attribution } from '../../src/model/verdict.ts';
import { type LogFile, logFiles, writeLogs } from '../support/worlds/logs.ts';
import type { LogFormat, World } from '../support/worlds/model.ts';
import { WORLD_DAYS } from '../support/worlds/world.ts';

/** What sgaudit makes of a world whose log has that format. */
export async function judge(
  world: World,
  format: LogFormat,
  inventory: Inventory | null = world.inventory,
): Promise<Attribution> {
  return judgeFiles(world, logFiles(world, format), inventory);
}

/** What sgaudit makes of a world's rules by the log files given. */
export async function judgeFiles(
  world: Pick<World, 'ruleSet' | 'window'>,
  files: readonly LogFile[],
  inventory: Inventory | null,
): Promise<Attribution> {
  const folder = mkdtempSync(join(tmpdir(), 'sgaudit-world-'));
  try {
    writeLogs(files, folder);
    const rollup = await buildRollup({
      inputs: [folder],
      logFormat: null,
      store: null,
      inventoryAddresses: inventory === null ? new Map() : addressesOf(inventory),
    });
    try {
      return await attribute({
        ruleSet: world.ruleSet,
        inventory,
        rollup,
        window: world.window,
        thresholds: { minimumDays: WORLD_DAYS },
      });
    } finally {
      await rollup.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function addressesOf(inventory: Inventory): ReadonlyMap<string, readonly string[]> {
  const addresses = new Map<string, Set<string>>();
  for (const capture of inventory.captures) {
    for (const each of capture.interfaces ?? []) {
      const known = addresses.get(each.id) ?? new Set<string>();
      for (const address of [...each.privateAddresses, ...each.ipv6Addresses]) known.add(address);
      addresses.set(each.id, known);
    }
  }
  return new Map([...addresses].map(([id, known]) => [id, [...known]]));
}
