// Verdicts from a rollup of the size that 100M records give: 8M rows, 2,000 rules (DESIGN 3: at most 2 s).
// Build first: npx tsc -p tsconfig.build.json. Usage: node bench/attribution.mjs [rows] [threads]
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { attribute } from '../dist/attribution/attribute.js';
import { openEngine } from '../dist/flowlogs/engine/duckdb.js';

const ROWS = Number(process.argv[2] ?? 8_000_000);
const THREADS = Number(process.argv[3] ?? 2);
const GROUPS = 200;
const INTERFACES = 1_000;
const PEERS = 1_000_000;
const FIRST = '2026-10-01';
const LAST = '2026-10-30';
const SERVICE_PORTS = [22, 53, 80, 123, 443, 3306, 5432, 6379, 8080, 9092];

/** Ten rules a group: wide and narrow CIDRs, references, ports and ranges. */
function rules() {
  return Array.from({ length: GROUPS * 10 }, (_, at) => {
    const group = Math.floor(at / 10);
    const port = SERVICE_PORTS[at % 10];
    const peers = [
      { kind: 'cidr', value: `10.${at % 256}.0.0/16` },
      { kind: 'cidr', value: '0.0.0.0/0' },
      { kind: 'cidr', value: `10.${at % 256}.${(at * 7) % 256}.0/24` },
      { kind: 'group', address: null, id: `sg-${(group * 13) % GROUPS}` },
      { kind: 'cidr', value: `2001:db8:${(at % 4096).toString(16)}::/48` },
      { kind: 'self' },
    ];
    return {
      key: `rule-${at}`,
      address: `aws_vpc_security_group_ingress_rule.rule["${at}"]`,
      ruleId: null,
      group: { address: null, id: `sg-${group}`, name: null },
      direction: at % 4 === 3 ? 'egress' : 'ingress',
      protocol: at % 10 === 1 || at % 10 === 3 ? 'udp' : 'tcp',
      fromPort: port,
      toPort: at % 7 === 0 ? port + 1_000 : port,
      peer: peers[at % peers.length],
      unresolved: [],
      description: null,
      location: null,
      via: [],
      source: null,
    };
  });
}

function inventory() {
  const interfaces = Array.from({ length: INTERFACES }, (_, at) => ({
    id: `eni-${at}`,
    accountId: null,
    vpcId: 'vpc-1',
    subnetId: null,
    privateAddresses: [`10.${Math.floor(at / 250)}.0.${(at % 250) + 2}`],
    ipv6Addresses: [],
    publicAddresses: [],
    prefixes: [],
    groupIds: [`sg-${at % GROUPS}`, `sg-${(at * 7 + 3) % GROUPS}`],
    type: 'interface',
    description: null,
    attachTime: '2026-01-01T00:00:00Z',
  }));
  return { captures: [{ capturedAt: null, interfaces, groups: null, prefixLists: new Map() }] };
}

async function writeRollup(engine, folder) {
  const ports = `[${SERVICE_PORTS.join(', ')}]`;
  // Most peers are hosts of 10.0.0.0/16 and known services, as inside a company; the rest is the internet.
  const address = `CASE WHEN p % 50 = 0 THEN concat('2001:db8:', to_hex(p % 4096), '::', to_hex((p // 4096) % 65536 + 1))
    WHEN p % 5 = 0 THEN concat(11 + p % 150, '.', (p // 150) % 256, '.', (p // 38400) % 256, '.', p % 251)
    ELSE concat('10.', p % 256, '.', (p // 256) % 256, '.', (p // 65536) % 256) END`;
  await engine.run(`COPY (SELECT DATE '${FIRST}' + (row % 30)::INTEGER AS day, NULL::VARCHAR AS account, 'vpc-1' AS vpc,
      concat('eni-', hash(row // 2, 1) % ${INTERFACES}) AS interface,
      CASE WHEN hash(row, 2) % 10 < 7 THEN 'ingress' ELSE 'egress' END AS direction, ${address} AS peer,
      (CASE WHEN hash(row, 3) % 5 = 0 THEN 17 ELSE 6 END)::SMALLINT AS protocol,
      CASE WHEN hash(row, 4) % 20 = 0 THEN (32768 + hash(row, 5) % 28000)::INTEGER ELSE ${ports}[1 + (hash(row, 6) % 10)::INTEGER] END AS port,
      CASE WHEN hash(row // 2, 7) % 50 = 0 THEN 'REJECT' ELSE 'ACCEPT' END AS action,
      CASE WHEN row % 10 < 2 THEN 'ambiguous' WHEN row % 10 < 5 THEN 'inferred' ELSE 'observed' END AS certainty,
      CASE WHEN row % 10 < 2 THEN (row // 10)::UBIGINT END AS ambiguity,
      CASE WHEN row % 10 = 1 THEN 1 ELSE 0 END AS reading, CASE WHEN row % 10 < 2 THEN 2 ELSE 1 END AS readings,
      12::BIGINT AS flows, 12000::BIGINT AS bytes, 120::BIGINT AS packets,
      epoch(DATE '${FIRST}')::BIGINT + row % 86400 AS first_seen, epoch(DATE '${FIRST}')::BIGINT + row % 86400 + 60 AS last_seen,
      CASE WHEN row % 10 BETWEEN 2 AND 4 THEN 32768 + (hash(row, 9) % 1000)::INTEGER END AS opener_low,
      CASE WHEN row % 10 BETWEEN 2 AND 4 THEN 60000 - (hash(row, 10) % 1000)::INTEGER END AS opener_high,
      CASE WHEN row % 10 BETWEEN 2 AND 3 THEN [32768 + (hash(row, 9) % 1000)::INTEGER, 60000 - (hash(row, 10) % 1000)::INTEGER] END AS opener_ports
    FROM (SELECT row, (hash(row // 2, 8) % ${PEERS})::BIGINT AS p FROM range(${ROWS}) AS r(row)))
    TO '${join(folder, 'flows.parquet')}' (FORMAT parquet, COMPRESSION zstd)`);
  await engine.run(`COPY (SELECT DATE '${FIRST}' + d::INTEGER AS day, NULL::VARCHAR AS account, 'vpc-1' AS vpc, concat('eni-', i) AS interface,
      1000::BIGINT AS accepted, 10::BIGINT AS rejected, 5::BIGINT AS no_data, 0::BIGINT AS skip_data, 16777215 AS hours,
      0::BIGINT AS first_seen, 1::BIGINT AS last_seen FROM range(30) AS x(d), range(${INTERFACES}) AS y(i))
    TO '${join(folder, 'coverage.parquet')}' (FORMAT parquet)`);
}

const folder = await mkdtemp(join(tmpdir(), 'sgaudit-bench-'));
const engine = await openEngine({
  database: ':memory:',
  temporaryFolder: folder,
  threads: THREADS,
});
try {
  await writeRollup(engine, folder);
  for (const table of ['flows', 'coverage']) {
    await engine.run(
      `CREATE VIEW ${table} AS SELECT * FROM read_parquet('${join(folder, table)}.parquet')`,
    );
  }
  const days = (await engine.rows('SELECT DISTINCT day FROM coverage')).map((row) =>
    String(row.day),
  );
  const sql = process.env.BENCH_TRACE ? traced(engine) : engine;
  const rollup = {
    sql,
    summary: {
      engine: 'duckdb',
      days,
      records: { refused: 0 },
      damaged: [],
      missingFields: [],
      rejectsOnly: false,
    },
    close: async () => {},
  };
  const input = {
    ruleSet: { rules: rules(), groups: [], bindings: [], prefixLists: [], problems: [] },
    inventory: inventory(),
    rollup,
  };
  for (let run = 0; run < 3; run++) {
    const start = performance.now();
    const cpu = process.cpuUsage();
    const result = await attribute({
      ...input,
      window: { firstDay: FIRST, lastDay: LAST },
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

function cpuSeconds(since) {
  const { user, system } = process.cpuUsage(since);
  return ((user + system) / 1e6).toFixed(2);
}

/** Prints the CPU time of each statement, which other work on the machine changes little. */
function traced(connection) {
  const timed =
    (name) =>
    async (...args) => {
      const cpu = process.cpuUsage();
      const result = await connection[name](...args);
      const size = Array.isArray(result) ? result.length : (args[1]?.length ?? '');
      console.log(
        `  CPU ${cpuSeconds(cpu)} s ${name} ${size} ${String(args[0]).replace(/\s+/g, ' ').slice(0, 90)}`,
      );
      return result;
    };
  return { run: timed('run'), rows: timed('rows'), insert: timed('insert') };
}
