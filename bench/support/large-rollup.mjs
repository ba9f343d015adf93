// A rollup of the size that 100M records give (8M rows), rules and interfaces that go with it.
import { join } from 'node:path';
import { openEngine } from '../../dist/flowlogs/engine/duckdb.js';
import { peerNumber } from './peer-number.mjs';

const GROUPS = 200;
const INTERFACES = 1_000;
export const PEERS = 1_000_000;
export const WINDOW = { firstDay: '2026-10-01', lastDay: '2026-10-30' };
const FIRST = WINDOW.firstDay;
const SERVICE_PORTS = [22, 53, 80, 123, 443, 3306, 5432, 6379, 8080, 9092];

/** Ten rules a group, 2,000 unless said otherwise: wide and narrow CIDRs, references, ports and ranges. */
export function rules(count = GROUPS * 10) {
  return Array.from({ length: count }, (_, at) => {
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

export function inventory() {
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

async function writeRollup(engine, folder, rows) {
  const ports = `[${SERVICE_PORTS.join(', ')}]`;
  // Most peers are hosts of 10.0.0.0/16 and known services, as inside a company; the rest is the internet.
  const address = `CASE WHEN p % 50 = 0 THEN concat('2001:db8:', to_hex(p % 4096), '::', to_hex((p // 4096) % 65536 + 1))
    WHEN p % 5 = 0 THEN concat(11 + p % 150, '.', (p // 150) % 256, '.', (p // 38400) % 256, '.', p % 251)
    ELSE concat('10.', p % 256, '.', (p // 256) % 256, '.', (p // 65536) % 256) END`;
  const directionOf = (row) =>
    `CASE WHEN hash(${row}, 2) % 10 < 7 THEN 'ingress' ELSE 'egress' END`;
  const portOf = (row) =>
    `CASE WHEN hash(${row}, 4) % 20 = 0 THEN (32768 + hash(${row}, 5) % 28000)::INTEGER ELSE ${ports}[1 + (hash(${row}, 6) % 10)::INTEGER] END`;
  // The two readings of an ambiguous set; of those that are not each other turned round, the interface's end is open.
  const other = 'CASE WHEN row % 10 = 0 THEN row + 1 ELSE row - 1 END';
  const turned = `CASE WHEN row % 10 < 2 AND ${directionOf('row')} <> ${directionOf(`(${other})`)} THEN ${portOf(`(${other})`)} END`;
  const { high, low } = peerNumber('peer');
  await engine.run(`COPY (SELECT DATE '${FIRST}' + (row % 30)::INTEGER AS day, NULL::VARCHAR AS account, 'vpc-1' AS vpc,
      concat('eni-', hash(row // 2, 1) % ${INTERFACES}) AS interface,
      ${directionOf('row')} AS direction, peer, ${high} AS peer_high, ${low} AS peer_low,
      (CASE WHEN hash(row, 3) % 5 = 0 THEN 17 ELSE 6 END)::SMALLINT AS protocol,
      ${portOf('row')} AS port,
      CASE WHEN hash(row // 2, 7) % 50 = 0 THEN 'REJECT' ELSE 'ACCEPT' END AS action,
      CASE WHEN row % 10 < 2 THEN 'ambiguous' WHEN row % 10 < 5 THEN 'inferred' ELSE 'observed' END AS certainty,
      CASE WHEN row % 10 < 2 THEN (row // 10)::UBIGINT END AS ambiguity,
      CASE WHEN row % 10 = 1 THEN 1 ELSE 0 END AS reading, CASE WHEN row % 10 < 2 THEN 2 ELSE 1 END AS readings,
      12::BIGINT AS flows, 12000::BIGINT AS bytes, 120::BIGINT AS packets,
      epoch(DATE '${FIRST}')::BIGINT + row % 86400 AS first_seen, epoch(DATE '${FIRST}')::BIGINT + row % 86400 + 60 AS last_seen,
      CASE WHEN row % 10 < 2 THEN ${turned} WHEN row % 10 BETWEEN 2 AND 4 THEN 32768 + (hash(row, 9) % 1000)::INTEGER END AS opener_low,
      CASE WHEN row % 10 < 2 THEN ${turned} WHEN row % 10 BETWEEN 2 AND 4 THEN 60000 - (hash(row, 10) % 1000)::INTEGER END AS opener_high,
      CASE WHEN row % 10 BETWEEN 2 AND 3 THEN [32768 + (hash(row, 9) % 1000)::INTEGER, 60000 - (hash(row, 10) % 1000)::INTEGER] END AS opener_ports
    FROM (SELECT row, ${address} AS peer
      FROM (SELECT row, (hash(row // 2, 8) % ${PEERS})::BIGINT AS p FROM range(${rows}) AS r(row))))
    TO '${join(folder, 'flows.parquet')}' (FORMAT parquet, COMPRESSION zstd)`);
  await engine.run(`COPY (SELECT DATE '${FIRST}' + d::INTEGER AS day, NULL::VARCHAR AS account, 'vpc-1' AS vpc, concat('eni-', i) AS interface,
      1000::BIGINT AS accepted, 10::BIGINT AS rejected, 5::BIGINT AS no_data, 0::BIGINT AS skip_data, 16777215 AS hours,
      0::BIGINT AS first_seen, 1::BIGINT AS last_seen FROM range(30) AS x(d), range(${INTERFACES}) AS y(i))
    TO '${join(folder, 'coverage.parquet')}' (FORMAT parquet)`);
}

/** The rollup over `engine`, with its files in `folder`. */
export async function largeRollup(folder, rows, threads) {
  const engine = await openEngine({ database: ':memory:', temporaryFolder: folder, threads });
  await writeRollup(engine, folder, rows);
  for (const table of ['flows', 'coverage']) {
    await engine.run(
      `CREATE VIEW ${table} AS SELECT * FROM read_parquet('${join(folder, table)}.parquet')`,
    );
  }
  const days = (await engine.rows('SELECT DISTINCT day FROM coverage')).map((row) =>
    String(row.day),
  );
  const summary = {
    engine: 'duckdb',
    days,
    records: { refused: 0 },
    damaged: [],
    missingFields: [],
    rejectsOnly: false,
  };
  return {
    engine,
    rollup: (sql) => ({ sql, summary, close: async () => {} }),
  };
}

export function cpuSeconds(since) {
  const { user, system } = process.cpuUsage(since);
  return ((user + system) / 1e6).toFixed(2);
}

/** Prints the CPU time of each statement, which other work on the machine changes little. */
export function traced(connection) {
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
