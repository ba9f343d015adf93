// A change of 1,000 rules over a rollup of the size that 100M records give: 8M rows (budget: at most 3 s).
// The peer is `attribute` over the same rules and rows: the gate asks the same of two rule sets at once.
// Build first: npx tsc -p tsconfig.build.json. Usage: node bench/gate.mjs [rows] [threads]
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { attribute } from '../dist/attribution/attribute.js';
import { judgeChange } from '../dist/gate/judge.js';
import {
  cpuSeconds,
  inventory,
  largeRollup,
  rules,
  traced,
  WINDOW,
} from './support/large-rollup.mjs';
import { changed, ruleSetOf } from './support/rule-sets.mjs';

const ROWS = Number(process.argv[2] ?? 8_000_000);
const THREADS = Number(process.argv[3] ?? 2);

const folder = await mkdtemp(join(tmpdir(), 'sgaudit-bench-'));
const { engine, rollup } = await largeRollup(folder, ROWS, THREADS);
try {
  const before = rules(1000);
  const input = {
    inventory: inventory(),
    rollup: rollup(process.env.BENCH_TRACE ? traced(engine) : engine),
    window: WINDOW,
  };
  const timed = async (name, work, tell) => {
    const start = performance.now();
    const cpu = process.cpuUsage();
    const result = await work();
    const seconds = (performance.now() - start) / 1000;
    console.log(`${name}: ${seconds.toFixed(2)} s, CPU ${cpuSeconds(cpu)} s  ${tell(result)}`);
  };
  console.log(`${ROWS} rows, 1000 rules, ${THREADS} threads`);
  for (let run = 0; run < 3; run++) {
    await timed(
      'attribute',
      () => attribute({ ...input, ruleSet: ruleSetOf(before), thresholds: { minimumDays: 14 } }),
      ({ judgements }) => `${judgements.length} verdicts`,
    );
    const after = ruleSetOf(changed(before));
    const change = { before: ruleSetOf(before), after, places: after, replaced: new Set() };
    await timed(
      'gate     ',
      () => judgeChange({ ...input, ...change, minimumDays: 14 }),
      ({ lost, gained, uncertain }) =>
        `lost ${lost.length}, gained ${gained.length}, uncertain ${uncertain.length}`,
    );
  }
} finally {
  engine.close();
  await rm(folder, { recursive: true, force: true });
}
