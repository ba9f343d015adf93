import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { isIpv6 } from './addresses.ts';
import type { LogFormat, World } from './model.ts';
import { type FlowRecord, INTERVAL, recordsOf } from './records.ts';
import { VPC_ID } from './topology.ts';

const FORMATS: Readonly<
  Record<Exclude<LogFormat, 'mixed'>, { version: string; fields: readonly string[] }>
> = {
  default: {
    version: '2',
    fields:
      'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status'.split(
        ' ',
      ),
  },
  classic: {
    version: '3',
    fields:
      'interface-id srcport dstport protocol bytes packets start end action subnet-id vpc-id instance-id pkt-dstaddr pkt-srcaddr'.split(
        ' ',
      ),
  },
  full: {
    version: '5',
    fields:
      'version account-id vpc-id subnet-id instance-id interface-id srcaddr dstaddr srcport dstport protocol tcp-flags type pkt-srcaddr pkt-dstaddr region az-id flow-direction traffic-path packets bytes start end action log-status'.split(
        ' ',
      ),
  },
};

/** One log file: where it lies under the folder, its header, its records. */
export interface LogFile {
  readonly path: string;
  readonly header: string;
  readonly records: readonly string[];
  /** Its end is missing. */
  readonly cutOff?: true;
}

/** The world's log, one file a day by time of delivery, as AWS lays them out. */
export function logFiles(world: World, format: LogFormat): LogFile[] {
  const files = new Map<string, { header: string; records: string[] }>();
  for (const record of recordsOf(world)) {
    const delivered = new Date((record.slot + INTERVAL) * 1000).toISOString().slice(0, 10);
    const { version, fields } =
      FORMATS[format === 'mixed' ? mixedFormat(world, delivered) : format];
    const file = files.get(delivered) ?? { header: fields.join(' '), records: [] };
    files.set(delivered, file);
    const values = valuesOf(version, record);
    file.records.push(fields.map((field) => values[field] ?? '-').join(' '));
  }
  return [...files].map(([day, file]) => ({ path: pathOf(day), ...file }));
}

export function writeLogs(files: readonly LogFile[], folder: string): void {
  for (const { path, header, records, cutOff } of files) {
    const place = join(folder, path);
    mkdirSync(dirname(place), { recursive: true });
    const bytes = gzipSync(`${[header, ...records].join('\n')}\n`, { level: 1 });
    writeFileSync(place, cutOff ? bytes.subarray(0, -12) : bytes);
  }
}

function pathOf(day: string): string {
  const name = `123456789012_vpcflowlogs_us-east-1_fl-0123456789abcdef0_${day.replaceAll('-', '')}T0000Z_0a1b2c3d.log.gz`;
  return `AWSLogs/123456789012/vpcflowlogs/us-east-1/${day.replaceAll('-', '/')}/${name}`;
}

function mixedFormat(world: World, day: string): 'full' | 'default' {
  return day === world.window.firstDay ? 'full' : 'default';
}

function valuesOf(
  version: string,
  record: FlowRecord,
): Record<string, string | number | undefined> {
  const { flow, slot, status } = record;
  const common = {
    version,
    'account-id': '123456789012',
    'interface-id': record.interface.id,
    'vpc-id': VPC_ID,
    'subnet-id': 'subnet-0a1b2c3d4e5f60718',
    'log-status': status,
  };
  if (!flow) return { ...common, start: slot, end: slot + INTERVAL - 1 };
  return {
    ...common,
    region: 'us-east-1',
    'az-id': 'use1-az1',
    srcaddr: flow.source,
    dstaddr: flow.target,
    'pkt-srcaddr': flow.packetSource,
    'pkt-dstaddr': flow.packetTarget,
    srcport: flow.sourcePort,
    dstport: flow.targetPort,
    protocol: flow.protocol,
    'tcp-flags': flow.flags,
    type: isIpv6(flow.source) ? 'IPv6' : 'IPv4',
    'flow-direction': flow.inbound ? 'ingress' : 'egress',
    packets: flow.packets,
    bytes: flow.packets * 90,
    start: flow.start,
    end: flow.end + 1,
    action: flow.action,
  };
}
