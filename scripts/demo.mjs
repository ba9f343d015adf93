/**
 * The main job on the shipped example, with the embedded engine: reads flow logs, inventory and state,
 * judges every rule, and writes the JSON report, the workbook, the page and the patch to `sgaudit-demo/`.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const example = 'examples/terraform';
const output = 'sgaudit-demo';
const files = ['report.json', 'report.xlsx', 'report.html', 'removals.patch'].map(
  (name) => `${output}/${name}`,
);
const args = [
  'lint',
  example,
  ...['--state', `${example}/terraform.tfstate`],
  ...['--flow-logs', `${example}/flow-logs`],
  ...['--inventory', `${example}/inventory`],
  ...['--window', '2026-11-02..2026-11-15'],
  ...['--json', files[0], '--xlsx', files[1], '--html', files[2], '--patch', files[3]],
];

mkdirSync(`${root}/${output}`, { recursive: true });
console.log(`$ sgaudit ${args.join(' ')}\n`);
const started = Date.now();
const { status } = spawnSync(process.execPath, [`${root}/bin/run.js`, ...args], {
  cwd: root,
  stdio: 'inherit',
});
// 1 is "there are findings": just what the example is for.
if (status !== 0 && status !== 1) process.exit(status ?? 2);

console.log(`\nDone in ${((Date.now() - started) / 1000).toFixed(1)} s. Written:`);
for (const file of files) console.log(`  ${file} (${statSync(`${root}/${file}`).size} bytes)`);
console.log(`\nTry the patch:  git apply --check ${files[3]}`);
