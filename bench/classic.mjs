// The classic inputs, whole process, against the straightforward Python script (classic.py): at least 20 times as fast.
//   node bench/classic.mjs [rules=2000] [addresses=100000]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const rules = Number(process.argv[2] ?? 2000);
const addresses = Number(process.argv[3] ?? 100_000);
const BUDGET = 20;
const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'sgaudit-bench-classic-'));
const at = (name) => join(folder, name);

try {
  writeInputs();
  const python = timed('python3', [
    here('classic.py'),
    at('groups.json'),
    at('used.csv'),
    at('out.csv'),
  ]);
  const inputs = ['lint', '--security-groups', at('groups.json'), '--used-ips', at('used.csv')];
  const sgaudit = [here('../bin/run.js'), ...inputs, '--fail-on', 'never'];
  const json = best([...sgaudit, '--format', 'json', '--output', at('out.json')]);
  const xlsx = best([
    ...sgaudit,
    '--format',
    'json',
    '--output',
    at('out.json'),
    '--xlsx',
    at('out.xlsx'),
  ]);
  compare();
  console.log(`${rules} rules, ${addresses} addresses, whole process`);
  console.log(`python, ipaddress:     ${python.toFixed(2)} s`);
  for (const [name, seconds] of [
    ['sgaudit, JSON:        ', json],
    ['sgaudit, and workbook:', xlsx],
  ]) {
    console.log(`${name} ${seconds.toFixed(2)} s, ${(python / seconds).toFixed(0)} times as fast`);
  }
  console.log(`budget:                ${BUDGET} times`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Both must say the same of every public block. */
function compare() {
  const report = JSON.parse(readFileSync(at('out.json'), 'utf8'));
  const ours = report.rules.map(({ verdict }) => verdict);
  const theirs = readFileSync(at('out.csv'), 'utf8').trim().split(/\r?\n/);
  if (ours.length !== theirs.length) throw new Error(`${ours.length} and ${theirs.length} rules`);
  const different = ours.filter((verdict, index) => !theirs[index].endsWith(`,${verdict}`));
  if (different.length > 0) throw new Error(`${different.length} verdicts differ: ${different[0]}`);
}

function timed(program, args) {
  const start = performance.now();
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr}`);
  return (performance.now() - start) / 1000;
}

function best(args) {
  return Math.min(...[1, 2, 3].map(() => timed(process.execPath, args)));
}

/** Half of the blocks hold an address, half none; groups of 40 rules. */
function writeInputs() {
  let state = 7;
  const random = (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
  const lines = ['"pkt_srcaddr"'];
  for (let index = 0; index < addresses; index++) {
    lines.push(`"${random(2) ? 52 : 54}.${random(256)}.${random(256)}.${random(256)}"`);
  }
  writeFileSync(at('used.csv'), `${lines.join('\n')}\n`);
  const groups = [];
  for (let index = 0; index < rules; index++) {
    if (index % 40 === 0) {
      groups.push({
        GroupId: `sg-${String(index).padStart(8, '0')}`,
        GroupName: `group-${index}`,
        IpRanges: [],
      });
    }
    const first = index % 2 === 0 ? 52 : 60;
    groups.at(-1).IpRanges.push([`${first}.${random(256)}.${random(256)}.0/24`]);
  }
  writeFileSync(at('groups.json'), JSON.stringify(groups));
}
