// The example, whole process: budget 2 s.   node bench/example.mjs [runs=5]
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const runs = Number(process.argv[2] ?? 5);
const example = 'examples/terraform';
const args = [
  fileURLToPath(new URL('../bin/run.js', import.meta.url)),
  ...['lint', example, '--state', `${example}/terraform.tfstate`],
  ...['--flow-logs', `${example}/flow-logs`, '--inventory', `${example}/inventory`],
  ...['--window', '2026-11-02..2026-11-15'],
];
const times = Array.from({ length: runs }, () => {
  const start = performance.now();
  const { status } = spawnSync(process.execPath, args, {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
  });
  if (status !== 1) throw new Error(`exit code ${status}`);
  return (performance.now() - start) / 1000;
}).sort((left, right) => left - right);
console.log(`median of ${runs}: ${times[Math.floor(runs / 2)].toFixed(2)} s (budget 2 s)`);
