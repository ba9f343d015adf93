// All benchmarks, each with its budget (docs/decisions, DESIGN's budgets) and its peer. `--smoke`: small sizes, to see that they run.
//   npm run bench [-- --smoke]
import { execFileSync, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const smoke = process.argv.includes('--smoke');
const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const run = (name, ...args) => {
  console.log(`\n## ${name} ${args.join(' ')}`);
  execFileSync(process.execPath, [here(name), ...args.map(String)], { stdio: 'inherit' });
};

startUp();
run('example.mjs', smoke ? 1 : 5);
run('rules.mjs', ...(smoke ? [1000] : [1000, 10_000, 100_000]));
run('modules.mjs');
run('removals.mjs', smoke ? 100 : 1000);
run('classic.mjs', ...(smoke ? [200, 10_000] : [2_000, 100_000]));
run('fan-in.mjs', smoke ? 0.1 : 1);
run('rollup.mjs', smoke ? 100_000 : 10_000_000);
run('attribution.mjs', smoke ? 100_000 : 8_000_000);
run('stored.mjs', ...(smoke ? [200_000, 15, 1] : []));
run('s3.mjs', ...(smoke ? [8, 100_000, 1] : [200, 4_000_000, 3]));
run('athena.mjs', ...(smoke ? [1] : [3, 10]));
run('gate.mjs', smoke ? 100_000 : 8_000_000);

/** `sgaudit --version` against `node -e 0`: at most twice that, and 150 ms. */
function startUp() {
  console.log('## start-up');
  const times = (args) =>
    Array.from({ length: smoke ? 3 : 11 }, () => {
      const start = performance.now();
      spawnSync(process.execPath, args);
      return performance.now() - start;
    }).sort((left, right) => left - right);
  const median = (values) => values[Math.floor(values.length / 2)];
  const node = median(times(['-e', '0']));
  const ours = median(times([here('../bin/run.js'), '--version']));
  console.log(`node -e 0:          ${node.toFixed(0)} ms`);
  console.log(`sgaudit --version:  ${ours.toFixed(0)} ms`);
  console.log(`budget:             ${(2 * node + 150).toFixed(0)} ms (2 × node -e 0 + 150 ms)`);
}
