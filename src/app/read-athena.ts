import { join } from 'node:path';
import { readGlueTable } from '../aws/athena/glue.ts';
import { readWorkgroup, type Workgroup } from '../aws/athena/query.ts';
import type { DuplicateObjects } from '../aws/s3/duplicates.ts';
import { parseS3Url } from '../aws/s3/location.ts';
import type { AthenaConfig, Config } from '../config/config.ts';
import type { RollupOptions } from '../flowlogs/rollup.ts';
import type { DayRange } from '../flowlogs/table/day-range.ts';
import { makeWorkspace } from '../flowlogs/workspace.ts';
import { ENGINE_MESSAGES_EN, type EngineMessages } from '../messages/engines.ts';
import { messagesFor } from '../messages/index.ts';
import { formatBytes, parseBytes } from '../model/bytes.ts';
import { type Problem, SgauditError } from '../model/problem.ts';
import type { Rollup } from '../model/rollup.ts';
import type { AthenaCost } from './athena-answer.ts';
import { estimateScan } from './athena-estimate.ts';
import { AthenaJournal } from './athena-journal.ts';
import { athenaShape } from './athena-shape.ts';
import { athenaLogTable } from './athena-table.ts';
import { openAws } from './aws.ts';
import { DAYS_PER_QUERY, readTable } from './read-table.ts';
import type { CommonRequest, TrafficRequest } from './request.ts';

const DEFAULT_MAX_SCAN = 50e9;
/** US dollars; what Athena bills in most regions. */
const PRICE_PER_TB = 5;
const LEAST_BILLED = 10e6;
/** In the rollup's folder. */
const JOURNAL = 'athena-queries.json';

export interface AthenaRead {
  readonly rollup: Rollup;
  readonly cost: AthenaCost;
  readonly warnings: readonly Problem[];
}

/**
 * Brings a rollup up to date with a table of Athena, and opens it.
 * @throws SgauditError `athena-…`, `table-…`, `rollup-…`, `aws-…`, `scan-limit`
 */
export async function readAthena(
  request: TrafficRequest & CommonRequest,
  config: Config,
  options: Omit<RollupOptions, 'store' | 'inputs' | 'logFormat'>,
): Promise<AthenaRead> {
  const settings = config.athena;
  if (!settings) {
    throw new SgauditError(
      'athena-table',
      '--athena needs the table in the configuration: athena.database and athena.table of .sgaudit.yaml',
    );
  }
  const aws = await openAws(request, config);
  const workspace = request.rollup ? null : await makeWorkspace();
  const store = request.rollup ?? join(workspace?.folder ?? '', 'rollup');
  try {
    const { database, table } = settings;
    const name = { database, table };
    const messages = messagesFor(request.language ?? config.lang ?? 'en').engines;
    request.onProgress?.(messages.askingGlue);
    const place = { database, workgroup: settings.workgroup ?? 'primary' };
    const describe = async () => {
      const glue = await readGlueTable(aws, name);
      return { glue, shape: await athenaShape(aws, name, glue, settings) };
    };
    const [{ glue, shape }, workgroup, region] = await Promise.all([
      describe(),
      readWorkgroup(aws, place.workgroup),
      aws.region(),
    ]);
    const cost: AthenaCost = {
      ...{ queries: 0, resumed: 0, estimatedBytes: 0, scannedBytes: 0, downloadedBytes: 0 },
    };
    const warnings: Problem[] = [];
    const source = athenaLogTable({
      ...{ aws, place, shape, cost, messages, ...resultsOf(settings, workgroup) },
      name: `athena://${region}/${database}.${table}`,
      journal: new AthenaJournal(join(store, JOURNAL)),
      onProgress: (message) => request.onProgress?.(message),
      onNotice: (message) => request.onNotice?.(message),
      announce: async (ranges) => {
        if (ranges.length === 0) return;
        request.onProgress?.(messages.estimating);
        const estimate = await estimateScan(aws, glue, shape, ranges);
        const bytes = estimate?.bytes ?? null;
        warnings.push(...duplicateLogs(name, estimate?.duplicates ?? []));
        const known = cost.estimatedBytes;
        cost.estimatedBytes = bytes === null || known === null ? null : known + bytes;
        await admit(request, messages, settings, workgroup, ranges, bytes);
      },
    });
    const rollup = await readTable({ ...request, rollup: store }, options, {
      table: source,
      daysPerQuery: settings.daysPerQuery ?? DAYS_PER_QUERY,
    });
    request.onNotice?.(
      cost.queries === 0
        ? messages.athenaIdle
        : messages.athenaSpent({ ...cost, price: price(cost.scannedBytes, cost.queries) }),
    );
    const close = () => rollup.close().finally(() => workspace?.remove());
    return { rollup: { ...rollup, close }, cost, warnings };
  } catch (error) {
    await workspace?.remove();
    throw error;
  } finally {
    await aws.close();
  }
}

/** UNLOAD needs a place of one's own; where the workgroup keeps results to itself, they come as a SELECT's. */
function resultsOf(
  { output, results }: AthenaConfig,
  workgroup: Workgroup,
): { readonly results: 'unload' | 'select'; readonly output: string | null } {
  if (workgroup.isEnforced) return { results: 'select', output: null };
  const place = output ?? workgroup.output;
  if (place === null) {
    throw new SgauditError(
      'athena-output',
      'Athena needs a place for results: set athena.output to an s3:// prefix, or name a workgroup that has one',
    );
  }
  parseS3Url(place);
  return { results: results ?? 'unload', output: place };
}

/** Says what a scan costs before it begins, and asks or refuses where that is much. */
async function admit(
  request: TrafficRequest & CommonRequest,
  messages: EngineMessages,
  settings: AthenaConfig,
  workgroup: Workgroup,
  ranges: readonly DayRange[],
  bytes: number | null,
): Promise<void> {
  const limit = request.maxScan ?? parseBytes(settings.maxScan ?? '') ?? DEFAULT_MAX_SCAN;
  const [firstDay, lastDay] = [ranges[0]?.first ?? '', ranges.at(-1)?.last ?? ''];
  if (bytes === null) {
    const table = `${settings.database}.${settings.table}`;
    const unknown = messages.unknownScan(table, firstDay, lastDay);
    if (workgroup.scanLimit !== null) {
      return request.onNotice?.(messages.workgroupStops(unknown, workgroup.scanLimit));
    }
    if (await request.confirm?.(messages.askAllTheSame(unknown))) return;
    throw new SgauditError(
      'scan-limit',
      `${ENGINE_MESSAGES_EN.unknownScan(table, firstDay, lastDay)}: set a limit of bytes scanned for the workgroup, which then stops a query`,
    );
  }
  const scan = {
    ...{ bytes, firstDay, lastDay, queries: ranges.length },
    price: price(bytes, ranges.length),
  };
  request.onNotice?.(messages.scan(scan));
  if (bytes <= limit) return;
  if (await request.confirm?.(messages.moreThanLimit(limit))) return;
  throw new SgauditError(
    'scan-limit',
    `${ENGINE_MESSAGES_EN.scan(scan)}, more than the limit of ${formatBytes(limit)}: raise it with --max-scan, or choose a shorter --window`,
  );
}

const SHOWN_DUPLICATES = 3;

/** Files are known by their content; what a table reads is not. */
function duplicateLogs(
  { database, table }: { readonly database: string; readonly table: string },
  duplicates: readonly DuplicateObjects[],
): Problem[] {
  if (duplicates.length === 0) return [];
  const shown = duplicates
    .slice(0, SHOWN_DUPLICATES)
    .map(({ first, second }) =>
      first === second ? `${first} in two of its places` : `${second} beside ${first}`,
    );
  const more =
    duplicates.length > shown.length ? `, and ${duplicates.length - shown.length} more` : '';
  return [
    {
      ...{ code: 'duplicate-logs', location: null, severity: 'warning' },
      message: `${database}.${table} reads the same logs twice, it seems: ${shown.join(', ')}${more}. Flows and bytes of these days are counted twice, and scanned twice: remove the copies`,
    },
  ];
}

function price(bytes: number, queries: number): string {
  const billed = Math.max(bytes, LEAST_BILLED * queries);
  return ((billed / 1e12) * PRICE_PER_TB).toFixed(2);
}
