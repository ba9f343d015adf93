import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type DayColumns, DayConnections } from '../../src/flowlogs/reduce/day-connections.ts';
import { RecordSink } from '../../src/flowlogs/reduce/record-sink.ts';
import { TextReader } from '../../src/flowlogs/reduce/text-reader.ts';
import { type ExpectedLog, expectedLog } from './support/connection-oracle.ts';
import { connectionsOf } from './support/day-rows.ts';

const START = 1_762_128_000;
const HEADERS = [
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status',
  'interface-id srcaddr dstaddr srcport dstport protocol start action tcp-flags flow-direction',
  'version interface-id pkt-srcaddr pkt-dstaddr srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status tcp-flags flow-direction vpc-id',
  'action start protocol dstport srcport pkt-dstaddr pkt-srcaddr interface-id',
];

const rarely = (usual: fc.Arbitrary<string>, other: fc.Arbitrary<string>) =>
  fc.oneof({ weight: 40, arbitrary: usual }, { weight: 1, arbitrary: other });
const oneOf = (...values: readonly string[]) => fc.constantFrom(...values);
const whole = (min: number, max: number) => fc.integer({ min, max }).map(String);
const WRONG = oneOf('-', 'x', '4e2', '-1', '+5', '1.0', '99999999999999999999', '0x1f', '\u00e9');

const address = rarely(
  oneOf(
    '10.0.0.1',
    '10.0.0.2',
    '203.0.113.9',
    '255.255.255.255',
    '2001:db8::1',
    '2001:DB8:0::1',
    'fe80::2',
  ),
  oneOf(
    '-',
    '10.0.0.256',
    '010.0.0.1',
    '10.0.0',
    '10.0.0.1.2',
    '1.2.3.4x',
    'host',
    '::ffff:10.0.0.1',
  ),
);
const port = rarely(
  oneOf('22', '443', '50000', '65535', '0'),
  fc.oneof(WRONG, oneOf('65536', '0443')),
);
const FIELDS: Readonly<Record<string, fc.Arbitrary<string>>> = {
  version: oneOf('2', '5'),
  'account-id': oneOf('123456789012', '-'),
  'interface-id': rarely(oneOf('eni-1', 'eni-22', 'eni-333'), oneOf('-')),
  srcaddr: address,
  dstaddr: address,
  'pkt-srcaddr': fc.oneof(address, oneOf('-')),
  'pkt-dstaddr': fc.oneof(address, oneOf('-')),
  srcport: port,
  dstport: port,
  protocol: rarely(oneOf('6', '6', '17', '1', '58'), fc.oneof(WRONG, oneOf('256'))),
  packets: rarely(whole(0, 9), fc.oneof(WRONG, oneOf('0007'))),
  bytes: rarely(whole(40, 90_000), WRONG),
  start: rarely(whole(START, START + 200_000), fc.oneof(WRONG, oneOf('5', '4102444801'))),
  end: rarely(whole(START + 200_000, START + 200_060), fc.oneof(WRONG, oneOf('5'))),
  action: rarely(oneOf('ACCEPT', 'ACCEPT', 'REJECT'), oneOf('-', 'accept', 'ACCEPTED')),
  'log-status': rarely(oneOf('OK'), oneOf('NODATA', 'SKIPDATA', '-', 'ODD')),
  'tcp-flags': rarely(oneOf('0', '2', '3', '18', '19', '4', '16', '-'), WRONG),
  'flow-direction': oneOf('ingress', 'egress', '-', 'sideways'),
  'vpc-id': oneOf('vpc-1', '-'),
};

const recordOf = (header: string): fc.Arbitrary<string> => {
  const parts = fc.tuple(...header.split(' ').map((name) => FIELDS[name] ?? oneOf('-')));
  const separator = rarely(oneOf(' '), oneOf('  ', '\t', ' \t '));
  const line = fc.tuple(parts, separator).map(([values, between]) => values.join(between));
  return fc.oneof(
    { weight: 60, arbitrary: line },
    { weight: 1, arbitrary: oneOf('', ' ', 'x', 'a b c', '- - -', '0 0 0 0 0 0 0 0 0 0') },
    { weight: 1, arbitrary: line.map((each) => `${each} more`) },
  );
};

const block = oneOf(...HEADERS).chain((header) =>
  fc.array(recordOf(header), { maxLength: 30 }).map((records) => [header, ...records]),
);
const log = fc
  .tuple(
    fc.array(block, { minLength: 1, maxLength: 3 }),
    rarely(oneOf('\n'), oneOf('\r\n')),
    fc.boolean(),
  )
  .map(([blocks, end, ended]) => blocks.flat().join(end) + (ended ? end : ''));

interface Read {
  readonly sink: RecordSink;
  readonly refused: number;
}

/** The text cut into chunks at the given places. */
function read(text: string, cuts: readonly number[] = []): Read {
  const sink = new RecordSink();
  const reader = new TextReader(sink, (text.split(/\r?\n/)[0] ?? '').split(' '));
  const bytes = Buffer.from(text, 'latin1');
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length];
  places.sort((left, right) => left - right);
  for (const [index, from] of places.slice(0, -1).entries()) {
    reader.push(bytes.subarray(from, places[index + 1]));
  }
  reader.end();
  return { sink, refused: reader.refused };
}

/** In the oracle's words. */
function described({ sink, refused }: Read, days: readonly DayColumns[]): ExpectedLog {
  const counts = [...sink.counts];
  counts[4] = (counts[4] ?? 0) + refused;
  return { connections: connectionsOf(days), counts };
}

const columnsOf = (sink: RecordSink) => sink.takeTables().map((table) => table.columns());

describe('reading the lines of a log', () => {
  it('comes to what plain loops over the texts come to, wherever the chunks are cut', () => {
    fc.assert(
      fc.property(log, fc.array(fc.nat(), { maxLength: 6 }), (text, cuts) => {
        const whole = read(text, cuts);
        expect(described(whole, columnsOf(whole.sink))).toEqual(expectedLog(text));
      }),
      { numRuns: 1_000 },
    );
  });

  it('does not matter in which parts a day was read', () => {
    fc.assert(
      fc.property(log, log, (first, second) => {
        const parts = [read(first), read(second)];
        const together = new Map<number, DayConnections>();
        for (const columns of parts.flatMap(({ sink }) => columnsOf(sink))) {
          const known = together.get(columns.day);
          if (known) known.merge(columns);
          else together.set(columns.day, DayConnections.from(columns));
        }
        const days = [...together.values()].map((table) => table.columns());
        const refused = parts.reduce((sum, part) => sum + part.refused, 0);
        const sink = new RecordSink();
        for (const part of parts)
          for (const [kind, n] of part.sink.counts.entries()) sink.counts[kind]! += n;
        const both = `${first}\n${second}`;
        expect(described({ sink, refused }, days)).toEqual(expectedLog(both));
      }),
      { numRuns: 300 },
    );
  });

  it('refuses a line without end instead of holding it', () => {
    const [header = ''] = HEADERS;
    const sink = new RecordSink();
    const reader = new TextReader(sink, header.split(' '));
    reader.push(Buffer.from(`${header}\n`));
    for (let chunk = 0; chunk < 64; chunk++) reader.push(Buffer.alloc(1 << 20, 'x'));
    const record = '2 1 eni-1 10.0.0.1 10.0.0.2 1 2 6 1 40 1762128000 1762128060 ACCEPT OK';
    reader.push(Buffer.from(`\n${record}\n`));
    reader.end();
    expect([reader.refused, sink.counts[0]]).toEqual([1, 1]);
  });
});
