// A rollup of the size that 100M records give (8M rows), rules and interfaces that go with it.
import { mkdir } from 'node:fs/promises';
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

/**
 * Of accepted traffic half comes from anywhere to a rule for all, a quarter from within a company to a rule of a /16, a
 * tenth from members of a group that a rule names; the rest is between any two, most of it for no rule. Some peers are seen
 * every day, most seldom. Days have files of their own whose rows are in order, as the store writes them.
 */
async function writeRollup(engine, folder, rows) {
  const pairs = Math.ceil(rows / 60);
  const list = (values) => `[${values.join(', ')}]`;
  const { high, low } = peerNumber('peer');
  await mkdir(join(folder, 'flows'));
  for (let day = 0; day < 30; day++) {
    // Two rows of `flows` each: those of an ambiguous set, or two that have nothing in common.
    await engine.run(`CREATE OR REPLACE TEMP TABLE drawn AS
      WITH pair AS (SELECT ${day} + 30 * unnest(range(${pairs})) AS pair),
      half AS (SELECT pair, unnest([0, 1]) AS half, (hash(pair, 11) % 50)::INTEGER AS certain, certain < 10 AS open,
          CASE WHEN open THEN pair ELSE -2 * pair - half END AS seed FROM pair),
      peer AS (SELECT *, (hash(seed, 1) % ${INTERFACES})::INTEGER AS eni, (hash(seed, 12) % 20)::INTEGER AS share,
          floor(${PEERS} * pow((hash(seed, 8) % 1048576) / 1048576, 2))::BIGINT AS p FROM half),
      ruled AS (SELECT *, 10 * (eni % ${GROUPS}) AS first, first + CASE WHEN share < 10 THEN (121 - first % 6) % 6
          WHEN share < 15 THEN (120 - first % 6) % 6 WHEN share < 17 THEN (123 - first % 6) % 6 ELSE (hash(seed, 6) % 10)::INTEGER END AS rule
        FROM peer),
      member AS (SELECT *, ((rule // 10 * 13) % ${GROUPS} + ${GROUPS} * (p % 5))::INTEGER AS member FROM ruled)
      SELECT pair, half, certain, open, eni, 32768 + (hash(seed, 9) % 28000)::INTEGER AS client,
        CASE WHEN share < 17 THEN rule % 4 = 3 ELSE hash(seed, 2) % 10 < 3 END AS egress,
        CASE WHEN rule % 10 IN (1, 3) THEN 17 ELSE 6 END AS protocol,
        CASE WHEN share = 19 THEN (32768 + hash(seed, 5) % 28000)::INTEGER ELSE ${list(SERVICE_PORTS)}[1 + rule % 10] END AS port,
        CASE WHEN share BETWEEN 10 AND 14 THEN concat('10.', rule % 256, '.', p % 256, '.', (p // 256) % 256)
          WHEN share BETWEEN 15 AND 16 THEN concat('10.', member // 250, '.0.', member % 250 + 2)
          WHEN p % 50 = 0 AND share > 16 THEN concat('2001:db8:', to_hex(p % 4096), '::', to_hex((p // 4096) % 65536 + 1))
          ELSE concat(11 + p % 150, '.', (p // 150) % 256, '.', (p // 38400) % 256, '.', p % 251) END AS peer
      FROM member`);
    await engine.run(`COPY (
      WITH flow AS (SELECT *, open AND certain > 0 AS turned, open AND half = 1 AS other FROM drawn)
      SELECT DATE '${FIRST}' + ${day} AS day, NULL::VARCHAR AS account, 'vpc-1' AS vpc, concat('eni-', eni) AS interface,
        CASE WHEN egress <> other THEN 'egress' ELSE 'ingress' END AS direction,
        peer, ${high} AS peer_high, ${low} AS peer_low, protocol::SMALLINT AS protocol,
        CASE WHEN other THEN client ELSE port END AS port,
        CASE WHEN hash(pair, 7) % 50 = 0 THEN 'REJECT' ELSE 'ACCEPT' END AS action,
        CASE WHEN open THEN 'ambiguous' WHEN certain < 25 THEN 'inferred' ELSE 'observed' END AS certainty,
        CASE WHEN open THEN (pair + 1)::UBIGINT END AS ambiguity,
        CASE WHEN open THEN half ELSE 0 END AS reading, CASE WHEN open THEN 2 ELSE 1 END AS readings,
        12::BIGINT AS flows, 12000::BIGINT AS bytes, 120::BIGINT AS packets,
        epoch(DATE '${FIRST}' + ${day})::BIGINT + pair % 86000 AS first_seen, epoch(DATE '${FIRST}' + ${day})::BIGINT + pair % 86000 + 60 AS last_seen,
        CASE WHEN turned AND other THEN port WHEN turned OR (NOT open AND certain < 25) THEN client END AS opener_low,
        CASE WHEN turned AND other THEN port WHEN turned THEN client WHEN NOT open AND certain < 25 THEN client + 200 END AS opener_high,
        CASE WHEN NOT open AND certain BETWEEN 10 AND 20 THEN [client, client + 200] END AS opener_ports
      FROM flow
      ORDER BY interface, direction DESC, protocol, port, peer_high, peer_low, action, certainty, ambiguity, reading)
      TO '${join(folder, 'flows', `${day}.parquet`)}' (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1)`);
  }
  await engine.run('DROP TABLE drawn');
  await engine.run(`COPY (SELECT DATE '${FIRST}' + d::INTEGER AS day, NULL::VARCHAR AS account, 'vpc-1' AS vpc, concat('eni-', i) AS interface,
      1000::BIGINT AS accepted, 10::BIGINT AS rejected, 5::BIGINT AS no_data, 0::BIGINT AS skip_data, 16777215 AS hours,
      0::BIGINT AS first_seen, 1::BIGINT AS last_seen FROM range(30) AS x(d), range(${INTERFACES}) AS y(i))
    TO '${join(folder, 'coverage.parquet')}' (FORMAT parquet)`);
}

/** The rollup over `engine`, with its files in `folder`. */
export async function largeRollup(folder, rows, threads) {
  const engine = await openEngine({ database: ':memory:', temporaryFolder: folder, threads });
  await writeRollup(engine, folder, rows);
  const files = {
    flows: join(folder, 'flows', '*.parquet'),
    coverage: join(folder, 'coverage.parquet'),
  };
  for (const [table, path] of Object.entries(files)) {
    await engine.run(`CREATE VIEW ${table} AS SELECT * FROM read_parquet('${path}')`);
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
