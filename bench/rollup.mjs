// The rollup of logs against DuckDB's own read of all columns of the same files: text in gzip with explicit columns, or
// parquet with gzip pages, as AWS writes them.
//   npm run build && node bench/rollup.mjs [records=1000000] [days=1] [repeats=3] [--flags] [--parquet]
// Each side runs in a process of its own, so that the memory of one does not count for the other.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  DEFAULT_HEADER,
  FLAGS_HEADER,
  NUMBERS,
  writeFlowLogs,
  writeParquetLogs,
} from './support/flow-logs.mjs';

const [side, ...rest] = process.argv[2]?.startsWith('--side=')
  ? [process.argv[2].slice('--side='.length), ...process.argv.slice(3)]
  : [null, ...process.argv.slice(2)];
const flags = rest.includes('--flags');
const parquet = rest.includes('--parquet');
const [records = 1_000_000, days = 1, repeats = 3] = rest
  .filter((each) => !each.startsWith('--'))
  .map(Number);
const form = parquet ? 'parquet' : 'text.gz';
const folder = join(
  tmpdir(),
  'sgaudit-bench',
  `${parquet ? 'parquet' : 'text'}-${records}-${days}${flags ? '-flags' : ''}`,
);

if (side === null) await compare();
else await measure(side === 'rollup' ? rollup : bareRead);

async function compare() {
  if (!existsSync(`${folder}.complete`)) {
    const write = parquet ? writeParquetLogs : writeFlowLogs;
    await write(folder, { records, days, flags });
    await mkdir(folder, { recursive: true });
    await writeFile(`${folder}.complete`, '');
  }
  const run = (name) =>
    JSON.parse(
      execFileSync(process.execPath, [fileURLToPath(import.meta.url), `--side=${name}`, ...rest], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'inherit'],
      }),
    );
  // Each side in turn, so that a machine that others use as well slows both; the median of CPU time decides.
  run('bare');
  const runs = Array.from({ length: repeats }, () => ({ bare: run('bare'), ours: run('rollup') }));
  const bare = median(runs.map((each) => each.bare));
  const ours = median(runs.map((each) => each.ours));
  const ratio = ours.seconds / bare.seconds;
  console.log(`${records} records in ${form}, ${days} day(s)${flags ? ', with flags' : ''}`);
  const show = ({ seconds, cpu, megabytes }) =>
    `${seconds.toFixed(2)} s, ${cpu.toFixed(2)} s of CPU, ${megabytes} MB`;
  console.log(`DuckDB's own read: ${show(bare)}`);
  console.log(`rollup:            ${show(ours)}`, ours.note ?? '');
  console.log(`ratio:             ${ratio.toFixed(2)}, of CPU ${(ours.cpu / bare.cpu).toFixed(2)}`);
}

function median(measured) {
  return measured.sort((left, right) => left.cpu - right.cpu)[measured.length >> 1];
}

async function measure(work) {
  const start = performance.now();
  const note = await work();
  const seconds = (performance.now() - start) / 1000;
  const used = process.cpuUsage();
  const cpu = (used.user + used.system) / 1e6;
  const peak = /VmHWM:\s+(\d+) kB/.exec(
    existsSync('/proc/self/status') ? readFileSync('/proc/self/status', 'utf8') : '',
  );
  const megabytes = Math.round(
    (peak ? Number(peak[1]) * 1024 : process.resourceUsage().maxRSS * 1024) / 2 ** 20,
  );
  console.log(JSON.stringify({ seconds, cpu, megabytes, note }));
}

async function rollup() {
  const { buildRollup } = await import('../dist/flowlogs/rollup.js');
  const stages = new Map();
  let last = performance.now();
  const result = await buildRollup({
    inputs: [folder],
    logFormat: null,
    store: null,
    inventoryAddresses: new Map(),
    threads: 2,
    onProgress({ stage }) {
      const now = performance.now();
      stages.set(stage, (stages.get(stage) ?? 0) + now - last);
      last = now;
    },
  });
  const total = performance.now() - last;
  const [row] = await result.sql.rows('SELECT count(*) AS n FROM flows');
  await result.close();
  return `${row.n} rows; ${[...stages].map(([name, ms]) => `${name} ${(ms / 1000).toFixed(2)} s`).join(', ')}, rest ${(total / 1000).toFixed(2)} s`;
}

async function bareRead() {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' });
  const connection = await instance.connect();
  const fields = (flags ? FLAGS_HEADER : DEFAULT_HEADER).split(' ');
  const columns = fields.map((name) => `'${name}': '${NUMBERS.has(name) ? 'BIGINT' : 'VARCHAR'}'`);
  const named = (name) => (parquet ? name.replaceAll('-', '_') : name);
  const aggregates = fields.map((name) => `min("${named(name)}")`);
  const relation = parquet
    ? `read_parquet('${folder}/**/*.parquet')`
    : `read_csv('${folder}/**/*.gz', columns={${columns.join(', ')}}, auto_detect=false, delim=' ', header=true, nullstr='-')`;
  await connection.run(`SELECT ${aggregates.join(', ')} FROM ${relation}`);
}
