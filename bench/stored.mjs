// From a rollup folder that 100M records of logs were reduced to, to the verdicts of 2,000 rules and the gate's answer on
// a plan that changes 150 of 1,000: the logs of rollup.mjs, the store as `lint --rollup` writes it, opening it included.
//   npm run build && node bench/stored.mjs [records=100000000] [days=30] [repeats=3]
import { existsSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { attribute } from '../dist/attribution/attribute.js';
import { openRollup, updateRollup } from '../dist/flowlogs/rollup.js';
import { judgeChange } from '../dist/gate/judge.js';
import { fleetInventory, fleetRules } from './support/fleet.mjs';
import { writeParquetLogs } from './support/flow-logs.mjs';
import { cpuSeconds } from './support/large-rollup.mjs';
import { changed, ruleSetOf } from './support/rule-sets.mjs';

const [records = 100_000_000, days = 30, repeats = 3] = process.argv.slice(2).map(Number);
const THREADS = 2;
const logs = join(tmpdir(), 'sgaudit-bench', `parquet-${records}-${days}`);
const store = join(tmpdir(), 'sgaudit-bench', `store-${records}-${days}`);

if (!existsSync(`${logs}.complete`)) {
  await writeParquetLogs(logs, { records, days });
  await writeFile(`${logs}.complete`, '');
}
if (!existsSync(store)) {
  const inputs = [logs];
  await rm(`${store}.new`, { recursive: true, force: true });
  const options = { inputs, logFormat: null, inventoryAddresses: new Map(), threads: THREADS };
  await updateRollup({ ...options, store: `${store}.new` });
  await rename(`${store}.new`, store);
}

const inventory = fleetInventory();
const window = { firstDay: '2026-11-01', lastDay: `2026-11-${String(days).padStart(2, '0')}` };
for (let run = 0; run < repeats; run++) {
  const start = performance.now();
  const cpu = process.cpuUsage();
  const rollup = await openRollup(store, { threads: THREADS });
  const ruleSet = ruleSetOf(fleetRules(2_000));
  const { judgements } = await attribute({
    ...{ rollup, ruleSet, inventory, window },
    thresholds: { minimumDays: 14 },
  });
  const count = (verdict) =>
    `${verdict} ${judgements.filter((each) => each.verdict === verdict).length}`;
  tell(
    'verdicts of 2,000 rules',
    start,
    cpu,
    ['used', 'redundant', 'unused', 'unknown'].map(count),
  );
  await rollup.close();
}
for (let run = 0; run < repeats; run++) {
  const start = performance.now();
  const cpu = process.cpuUsage();
  const rollup = await openRollup(store, { threads: THREADS });
  const before = fleetRules(1_000);
  const after = ruleSetOf(changed(before));
  const { lost, gained, uncertain } = await judgeChange({
    ...{ rollup, inventory, window, minimumDays: 14 },
    ...{ before: ruleSetOf(before), after, places: after, replaced: new Set() },
  });
  const counts = Object.entries({ lost, gained, uncertain }).map(
    ([name, list]) => `${name} ${list.length}`,
  );
  tell('gate, 1,000 rules', start, cpu, counts);
  await rollup.close();
}

function tell(what, start, cpu, counts) {
  const seconds = ((performance.now() - start) / 1000).toFixed(2);
  console.log(
    `${records} records, ${what}: ${seconds} s, CPU ${cpuSeconds(cpu)} s  ${counts.join(', ')}`,
  );
}
