import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildRollup, type RollupOptions } from '../../../src/flowlogs/rollup.ts';
import type { CoverageRow, FlowRow, RollupSummary } from '../../../src/model/rollup.ts';

/** 2026-11-03T00:00:00Z */
export const DAY_START = Date.UTC(2026, 10, 3) / 1000;
export const WEB = 'eni-0aaaaaaaaaaaaaaaa';

export interface LogRecord {
  readonly interface: string;
  readonly source: string;
  readonly target: string;
  readonly sourcePort: number;
  readonly targetPort: number;
  readonly protocol: number;
  readonly start: number;
  readonly end: number;
  readonly bytes: number;
  readonly packets: number;
  readonly action: 'ACCEPT' | 'REJECT';
  /** Null where the log has none. */
  readonly flags: number | null;
  readonly direction: 'ingress' | 'egress' | null;
}

export function record(changes: Partial<LogRecord> = {}): LogRecord {
  return {
    interface: WEB,
    source: '198.51.100.7',
    target: '10.0.1.10',
    sourcePort: 50_123,
    targetPort: 443,
    protocol: 6,
    start: DAY_START + 600,
    end: DAY_START + 660,
    bytes: 840,
    packets: 10,
    action: 'ACCEPT',
    flags: null,
    direction: null,
    ...changes,
  };
}

/** The record of the other direction. */
export function reply(of: LogRecord, changes: Partial<LogRecord> = {}): LogRecord {
  return {
    ...of,
    source: of.target,
    target: of.source,
    sourcePort: of.targetPort,
    targetPort: of.sourcePort,
    direction: of.direction === null ? null : of.direction === 'ingress' ? 'egress' : 'ingress',
    ...changes,
  };
}

export const DEFAULT_HEADER =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status';
export const FLAGS_HEADER = `${DEFAULT_HEADER} tcp-flags flow-direction`;

/** The records as lines under a header of any fields in any order. */
export function lines(records: readonly LogRecord[], header: string = DEFAULT_HEADER): string[] {
  return records.map((each) => {
    const values: Record<string, string | number> = {
      version: 2,
      'account-id': '123456789012',
      'interface-id': each.interface,
      srcaddr: each.source,
      dstaddr: each.target,
      'pkt-srcaddr': each.source,
      'pkt-dstaddr': each.target,
      srcport: each.sourcePort,
      dstport: each.targetPort,
      protocol: each.protocol,
      packets: each.packets,
      bytes: each.bytes,
      start: each.start,
      end: each.end,
      action: each.action,
      'log-status': 'OK',
      'tcp-flags': each.flags ?? '-',
      'flow-direction': each.direction ?? '-',
      'vpc-id': 'vpc-0123456789abcdef0',
    };
    return header
      .split(' ')
      .map((field) => values[field] ?? '-')
      .join(' ');
  });
}

export function logText(records: readonly LogRecord[], header: string = DEFAULT_HEADER): string {
  return `${[header, ...lines(records, header)].join('\n')}\n`;
}

/** A folder that is removed when the test ends; names ending in `.gz` are compressed. */
export async function withFiles<Result>(
  files: Readonly<Record<string, string | Buffer>>,
  use: (folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'flow-logs-'));
  try {
    writeFiles(folder, files);
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function writeFiles(folder: string, files: Readonly<Record<string, string | Buffer>>): void {
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    const compress = typeof content === 'string' && name.endsWith('.gz');
    writeFileSync(path, compress ? gzipSync(content) : content);
  }
}

export interface RollupContent {
  readonly summary: RollupSummary;
  readonly flows: readonly FlowRow[];
  readonly coverage: readonly CoverageRow[];
}

/** Builds a rollup, reads all of it, and closes it. */
export async function rollUp(
  inputs: string | readonly string[],
  options: Partial<RollupOptions> = {},
): Promise<RollupContent> {
  const rollup = await buildRollup({
    inputs: typeof inputs === 'string' ? [inputs] : inputs,
    logFormat: null,
    store: null,
    inventoryAddresses: new Map(),
    threads: 2,
    ...options,
  });
  try {
    return {
      summary: rollup.summary,
      flows: await rollup.sql.rows<FlowRow>(
        'SELECT * FROM flows ORDER BY day, interface, direction, peer, protocol, port, action, certainty, ambiguity, reading',
      ),
      coverage: await rollup.sql.rows<CoverageRow>(
        'SELECT * FROM coverage ORDER BY day, interface',
      ),
    };
  } finally {
    await rollup.close();
  }
}

/** The rollup of files given by content. */
export function rollUpFiles(
  files: Readonly<Record<string, string | Buffer>>,
  options: Partial<RollupOptions> = {},
): Promise<RollupContent> {
  return withFiles(files, (folder) => rollUp(folder, options));
}

/** `ingress 198.51.100.7 6/443 ACCEPT inferred ×2`, sorted: what most tests compare. */
export function describeFlows(flows: readonly FlowRow[]): string[] {
  return flows
    .map((row) => {
      const reading = row.readings > 1 ? ` ${row.reading + 1}/${row.readings}` : '';
      return `${row.direction} ${row.peer} ${row.protocol}/${row.port ?? '-'} ${row.action} ${row.certainty}${reading} ×${row.flows}`;
    })
    .sort();
}
