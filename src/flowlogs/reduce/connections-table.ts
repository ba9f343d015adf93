import type { Engine } from '../engine/duckdb.ts';
import { KIND } from '../query/connections.ts';
import { END_B } from '../query/evidence.ts';
import { FIRST_OTHER, ipv4Text } from './addresses.ts';
import { DayConnections } from './day-connections.ts';
import { emptyRecord } from './traffic-record.ts';

/** By what `connections` calls interfaces and addresses, as numbers: see `addressNumber`. */
export interface TextNumbers {
  /** Those that are no IPv4 address, by their number less 2^32. */
  readonly others: readonly string[];
  /** Some record shows addresses outside of the packet's own. */
  readonly hasOuter: boolean;
}

const NONE = -1;

/** Makes the table `text_numbers` of all texts in `connections` that traffic is known by. */
export async function numberTexts(engine: Engine): Promise<TextNumbers> {
  const octet = (at: number) => `CAST(split_part(text, '.', ${at}) AS BIGINT)`;
  const ipv4 = `${octet(1)} * 16777216 + ${octet(2)} * 65536 + ${octet(3)} * 256 + ${octet(4)}`;
  const isIpv4 = `regexp_full_match(text, '([0-9]{1,3}[.]){3}[0-9]{1,3}')`;
  const distinct = (column: string) =>
    `SELECT DISTINCT ${column} AS text FROM connections WHERE kind <= ${KIND.skipData} AND ${column} IS NOT NULL`;
  const addresses = ['a', 'b', 'a_outer', 'b_outer'].map(distinct).join(' UNION ');
  await engine.run(`CREATE OR REPLACE TEMP TABLE text_numbers AS
    SELECT text, is_interface, CASE WHEN is_ipv4 THEN ${ipv4} ELSE ${FIRST_OTHER} + place END AS number FROM (
      SELECT *, row_number() OVER (PARTITION BY is_ipv4) - 1 AS place FROM (
        SELECT text, false AS is_interface, ${isIpv4} AS is_ipv4 FROM (${addresses}) AS addresses
        UNION ALL SELECT text, true, false FROM (${distinct('interface')}) AS interfaces) AS texts) AS placed`);
  const others: string[] = [];
  await engine.stream(
    `SELECT CAST(number - ${FIRST_OTHER} AS INTEGER) AS place, text FROM text_numbers WHERE number >= ${FIRST_OTHER}`,
    (chunk) => {
      const places = chunk.words(0);
      for (const [row, text] of chunk.texts(1).entries()) others[places[row]!] = text;
    },
  );
  const [outer] = await engine.rows<{ some: boolean }>(
    'SELECT count(a_outer) + count(b_outer) > 0 AS some FROM connections',
  );
  return { others, hasOuter: outer?.some ?? false };
}

/** The days of the table `connections`, wherever their connections stand in it. `text_numbers` is there. */
export async function loadConnections(
  engine: Engine,
  days: readonly number[],
  { others, hasOuter }: TextNumbers,
): Promise<Map<number, DayConnections>> {
  const byDay = new Map(days.map((day) => [day, new DayConnections(day)]));
  const within = `day IN (${days.join(', ')})`;
  await loadInterfaces(engine, within, byDay);
  const record = emptyRecord();
  const textOf = (number: number) =>
    number < FIRST_OTHER ? ipv4Text(number) : others[number - FIRST_OTHER]!;
  await engine.stream(trafficQuery(within, hasOuter), (chunk) => {
    const [dayOf, kindOf, protocolOf, portsOf, evidenceOf] = [0, 1, 2, 3, 4].map(chunk.words);
    const [eni, a, b, records, bytes, packets, first, last] = [5, 6, 7, 8, 9, 10, 11, 12].map(
      chunk.doubles,
    );
    const outers = hasOuter ? [chunk.doubles(13), chunk.doubles(14)] : null;
    let to = byDay.get(dayOf![0]!)!;
    for (let row = 0; row < chunk.size; row++) {
      if (to.day !== dayOf![row]) to = byDay.get(dayOf![row]!)!;
      const wordOf = (number: number) =>
        number < FIRST_OTHER ? number | 0 : to.address6Index(others[number - FIRST_OTHER]!);
      const outerOf = (number: number) => (number === NONE ? null : textOf(number));
      const evidence = evidenceOf![row]!;
      record.interface = to.interfaceIndex(textOf(eni![row]!));
      record.source = wordOf(a![row]!);
      record.sourceIs6 = a![row]! >= FIRST_OTHER;
      record.sourcePort = portsOf![row * 2]! >>> 16;
      record.target = wordOf(b![row]!);
      record.targetIs6 = b![row]! >= FIRST_OTHER;
      record.targetPort = portsOf![row * 2]! & 0xffff;
      record.protocol = protocolOf![row]!;
      record.rejected = kindOf![row] === KIND.rejected;
      record.ofSource = evidence % END_B;
      record.ofTarget = Math.floor(evidence / END_B);
      record.records = records![row]!;
      record.bytes = bytes![row]!;
      record.packets = packets![row]!;
      record.firstSeen = first![row]!;
      record.lastSeen = last![row]!;
      record.sourceOuter = outers === null ? null : outerOf(outers[0]![row]!);
      record.targetOuter = outers === null ? null : outerOf(outers[1]![row]!);
      to.add(record);
    }
  });
  return byDay;
}

function trafficQuery(within: string, hasOuter: boolean): string {
  const outer = (end: 'a' | 'b') => ({
    column: `, CAST(coalesce(outer_${end}.number, ${NONE}) AS DOUBLE) AS outer_${end}`,
    join: `LEFT JOIN text_numbers AS outer_${end} ON NOT outer_${end}.is_interface AND outer_${end}.text = c.${end}_outer`,
  });
  const outers = hasOuter ? [outer('a'), outer('b')] : [];
  const double = (column: string, name: string) => `CAST(${column} AS DOUBLE) AS ${name}`;
  return `SELECT CAST(c.day AS INTEGER) AS day, CAST(c.kind AS INTEGER) AS kind, CAST(c.protocol AS INTEGER) AS protocol,
    CAST(c.a_port AS BIGINT) * 65536 + c.b_port AS ports, CAST(c.evidence AS INTEGER) AS evidence,
    ${double('eni.number', 'eni')}, ${double('a.number', 'a')}, ${double('b.number', 'b')},
    ${double('c.records', 'records')}, ${double('c.bytes', 'bytes')}, ${double('c.packets', 'packets')},
    ${double('c.first_seen', 'first_seen')}, ${double('c.last_seen', 'last_seen')}${outers.map((each) => each.column).join('')}
  FROM connections AS c
  JOIN text_numbers AS eni ON eni.is_interface AND eni.text = c.interface
  JOIN text_numbers AS a ON NOT a.is_interface AND a.text = c.a
  JOIN text_numbers AS b ON NOT b.is_interface AND b.text = c.b
  ${outers.map((each) => each.join).join('\n  ')}
  WHERE c.kind <= ${KIND.rejected} AND c.${within}`;
}

/** What the records of each interface say, whatever they are. */
async function loadInterfaces(
  engine: Engine,
  within: string,
  byDay: ReadonlyMap<number, DayConnections>,
): Promise<void> {
  const count = (kind: number) => `CAST(sum(records) FILTER (kind = ${kind}) AS BIGINT)`;
  const rows = await engine.rows<{
    day: number;
    id: string;
    account: string | null;
    vpc: string | null;
    accepted: number | null;
    rejected: number | null;
    no_data: number | null;
    skip_data: number | null;
    hours: number;
    first_seen: number;
    last_seen: number;
  }>(`SELECT day, interface AS id, any_value(account) AS account, any_value(vpc) AS vpc,
      ${count(KIND.accepted)} AS accepted, ${count(KIND.rejected)} AS rejected,
      ${count(KIND.noData)} AS no_data, ${count(KIND.skipData)} AS skip_data,
      CAST(bit_or(hours) AS INTEGER) AS hours, min(first_seen) AS first_seen, max(last_seen) AS last_seen
    FROM connections WHERE kind <= ${KIND.skipData} AND ${within} GROUP BY day, interface`);
  for (const row of rows) {
    const day = byDay.get(row.day)!;
    const known = day.interfaces[day.interfaceIndex(row.id)]!;
    known.account = row.account;
    known.vpc = row.vpc;
    known.accepted = row.accepted ?? 0;
    known.rejected = row.rejected ?? 0;
    known.noData = row.no_data ?? 0;
    known.skipData = row.skip_data ?? 0;
    known.hours = row.hours;
    known.firstSeen = row.first_seen;
    known.lastSeen = row.last_seen;
  }
}
