import { parseAddress } from '../../../src/model/address.ts';

/**
 * What the lines of a log come to, by plain loops over texts, from AWS's page on flow log records alone:
 * https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html
 */
export interface ExpectedLog {
  /** `day interface protocol action source port > target port` of ends in one order → what its records add up to. */
  readonly connections: Readonly<Record<string, ExpectedConnection>>;
  /** accepted, rejected, noData, skipData, refused */
  readonly counts: readonly number[];
}

export interface ExpectedConnection {
  records: number;
  bytes: number;
  packets: number;
  first: number;
  last: number;
  /** Per end, in the key's order: which of the signs were seen of it. */
  signs: [string[], string[]];
}

const INTEGERS = [
  'srcport',
  'dstport',
  'protocol',
  'packets',
  'bytes',
  'start',
  'end',
  'tcp-flags',
];
const LIMIT: Readonly<Record<string, number>> = {
  ...{ srcport: 65_535, dstport: 65_535, protocol: 255, 'tcp-flags': 255 },
};

export function expectedLog(text: string): ExpectedLog {
  const connections: Record<string, ExpectedConnection> = {};
  const counts = [0, 0, 0, 0, 0];
  let header: string[] | null = null;
  for (const line of text.split('\n')) {
    const parts = line
      .replace(/\r$/, '')
      .split(/[ \t]+/)
      .filter((part) => part !== '');
    if (parts.length === 0) continue;
    if (parts.includes('interface-id')) {
      header = parts;
      continue;
    }
    const kind = header ? take(parts, header, connections) : 4;
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return { connections, counts };
}

function take(
  parts: readonly string[],
  header: readonly string[],
  connections: Record<string, ExpectedConnection>,
): number {
  if (parts.length !== header.length || parts.some((part) => !/^[!-~]+$/.test(part))) return 4;
  const field = (name: string) => {
    const at = header.indexOf(name);
    return at < 0 || parts[at] === '-' ? null : (parts[at] ?? null);
  };
  for (const name of INTEGERS) {
    const value = field(name);
    if (value === null) continue;
    if (!/^\d{1,19}$/.test(value) || BigInt(value) > BigInt(LIMIT[name] ?? '9223372036854775807'))
      return 4;
  }
  const number = (name: string) => (field(name) === null ? null : Number(field(name)));
  const first = number('start');
  if (first === null) return 4;
  const last = number('end') ?? first;
  if (first < 1_000_000_000 || last < first || last > 4_102_444_800) return 4;
  const status = field('log-status');
  const source = field('pkt-srcaddr') ?? field('srcaddr');
  const target = field('pkt-dstaddr') ?? field('dstaddr');
  const protocol = number('protocol');
  const action = field('action');
  if (status === 'NODATA') return 2;
  if ([status, action, source, target, protocol].every((each) => each === null)) return 2;
  if (status === 'SKIPDATA') return 3;
  if (status !== null && status !== 'OK') return 4;
  if (source === null || target === null || protocol === null) return 4;
  const withPorts = protocol === 6 || protocol === 17;
  if (withPorts && (number('srcport') === null || number('dstport') === null)) return 4;
  const all = ['srcaddr', 'dstaddr', 'pkt-srcaddr', 'pkt-dstaddr'].map(field);
  if (all.some((address) => address !== null && parseAddress(address) === null)) return 4;
  if (action !== 'ACCEPT' && action !== 'REJECT') return 4;
  const end = (address: string, port: string, outer: string | null) => {
    const shown =
      outer !== null && canonical(outer) !== canonical(address) ? `(${canonical(outer)})` : '';
    return `${canonical(address)}${shown} ${withPorts ? number(port) : 0}`;
  };
  const ends = [
    end(source, 'srcport', field('pkt-srcaddr') && field('srcaddr')),
    end(target, 'dstport', field('pkt-dstaddr') && field('dstaddr')),
  ];
  const flags = protocol === 6 ? number('tcp-flags') : null;
  const ofSource = ['sent'];
  if (number('tcp-flags') !== null && (Number(number('tcp-flags')) & 4) === 0)
    ofSource.push('spoke');
  if (flags !== null && (flags & 18) === 2) ofSource.push('syn');
  if (flags !== null && (flags & 18) === 18) ofSource.push('synAck');
  if (field('flow-direction') === 'egress') ofSource.push('local');
  const ofTarget = field('flow-direction') === 'ingress' ? ['local'] : [];
  const swapped = String(ends[0]) > String(ends[1]);
  const [a, b] = swapped ? [ends[1], ends[0]] : ends;
  const key = `${Math.floor(first / 86_400)} ${field('interface-id') ?? '-'} ${protocol} ${action} ${a} > ${b}`;
  const known = connections[key] ?? {
    ...{ records: 0, bytes: 0, packets: 0, first, last },
    signs: [[], []] as [string[], string[]],
  };
  connections[key] = known;
  known.records++;
  known.bytes += number('bytes') ?? 0;
  known.packets += number('packets') ?? 0;
  known.first = Math.min(known.first, first);
  known.last = Math.max(known.last, last);
  const [signsA, signsB] = swapped ? [ofTarget, ofSource] : [ofSource, ofTarget];
  // Of an end that talks to itself all signs stand with the first.
  add(known.signs[0], signsA);
  add(known.signs[1], signsB);
  return action === 'ACCEPT' ? 0 : 1;
}

function add(signs: string[], more: readonly string[]): void {
  for (const sign of more) if (!signs.includes(sign)) signs.push(sign);
  signs.sort();
}

function canonical(text: string): string {
  const address = parseAddress(text);
  return address?.family === 6 ? address.value.toString(16) : text;
}
