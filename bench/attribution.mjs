// Verdicts from a rollup of the size that 100M records give: 8M rows, 2,000 rules (DESIGN 3: at most 2 s).
// Build first: npx tsc -p tsconfig.build.json. Usage: node bench/attribution.mjs [rows] [threads]
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { attribute } from '../dist/attribution/attribute.js';
import {
  cpuSeconds,
  inventory,
  largeRollup,
  PEERS,
  rules,
  traced,
  WINDOW,
} from './support/large-rollup.mjs';

const ROWS = Number(process.argv[2] ?? 8_000_000);
const THREADS = Number(process.argv[3] ?? 2);

const folder = await mkdtemp(join(tmpdir(), 'sgaudit-bench-'));
const { engine, rollup } = await largeRollup(folder, ROWS, THREADS);
try {
  const input = {
    ruleSet: { rules: rules(), groups: [], bindings: [], prefixLists: [], problems: [] },
    inventory: inventory(),
    rollup: rollup(process.env.BENCH_TRACE ? traced(engine) : engine),
  };
  for (let run = 0; run < 3; run++) {
    const start = performance.now();
    const cpu = process.cpuUsage();
    const result = await attribute({
      ...input,
      window: WINDOW,
      thresholds: { minimumDays: 14 },
    });
    const seconds = (performance.now() - start) / 1000;
    const verdicts = ['used', 'redundant', 'unused', 'unknown'].map(
      (verdict) =>
        `${verdict} ${result.judgements.filter((one) => one.verdict === verdict).length}`,
    );
    console.log(
      `${ROWS} rows, ${PEERS} peers, 2000 rules, ${THREADS} threads: ${seconds.toFixed(2)} s, CPU ${cpuSeconds(cpu)} s  ${verdicts.join(', ')}`,
    );
    // What the checks that narrow rules ask, for every tenth rule.
    const asked = input.ruleSet.rules.filter((_, at) => at % 10 === 0).map(({ key }) => key);
    const observing = { start: performance.now(), cpu: process.cpuUsage() };
    await result.observed(asked);
    console.log(
      `  all peers and ports of ${asked.length} rules: ${((performance.now() - observing.start) / 1000).toFixed(2)} s more, CPU ${cpuSeconds(observing.cpu)} s`,
    );
  }
} finally {
  engine.close();
  await rm(folder, { recursive: true, force: true });
}
