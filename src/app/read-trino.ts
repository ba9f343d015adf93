import type { Config } from '../config/config.ts';
import { TrinoClient, type TrinoCredentials } from '../flowlogs/engine/trino-client.ts';
import type { RollupOptions } from '../flowlogs/rollup.ts';
import { describeTrinoTable, type TrinoCost, trinoLogTable } from '../flowlogs/table/trino.ts';
import { messagesFor } from '../messages/index.ts';
import { SgauditError } from '../model/problem.ts';
import type { Rollup } from '../model/rollup.ts';
import { DAYS_PER_QUERY, readTable } from './read-table.ts';
import type { CommonRequest, TrafficRequest } from './request.ts';
import { TOOL_VERSION } from './version.ts';

/**
 * Brings a rollup up to date with a table of a Trino, and opens it.
 * @throws SgauditError `trino-…`, `table-…`, `rollup-…`
 */
export async function readTrino(
  request: TrafficRequest & CommonRequest,
  config: Config,
  url: string,
  options: Omit<RollupOptions, 'store' | 'inputs' | 'logFormat'>,
): Promise<{ readonly rollup: Rollup; readonly cost: TrinoCost }> {
  const settings = config.trino;
  if (!settings) {
    throw new SgauditError(
      'trino-table',
      '--trino needs the table in the configuration: trino.catalog, trino.schema and trino.table of .sgaudit.yaml',
    );
  }
  const { catalog, schema, table } = settings;
  const client = new TrinoClient({
    ...{ url, version: TOOL_VERSION },
    user: settings.user ?? process.env.TRINO_USER ?? 'sgaudit',
    session: settings.session ?? {},
    credentials: credentials(process.env),
    ...(request.signal ? { signal: request.signal } : {}),
  });
  const place = {
    ...{ catalog, schema, table },
    ...(settings.dayColumn === undefined ? {} : { dayColumn: settings.dayColumn }),
    ...(settings.dayFormat === undefined ? {} : { dayFormat: settings.dayFormat }),
  };
  const messages = messagesFor(request.language ?? config.lang ?? 'en').engines;
  request.onProgress?.(messages.askingTrino);
  const shape = await describeTrinoTable(client, place);
  if (shape.partition.kind === 'none') {
    request.onNotice?.(messages.wholeTable(`${schema}.${table}`));
  }
  const cost: TrinoCost = { queries: 0, scannedBytes: 0, rows: 0 };
  const rollup = await readTable(request, options, {
    table: trinoLogTable(client, new URL(url).host, place, shape, cost, (reason) =>
      request.onNotice?.(messages.unspooled(reason)),
    ),
    daysPerQuery: settings.daysPerQuery ?? DAYS_PER_QUERY,
  });
  request.onNotice?.(messages.trinoSpent(cost));
  return { rollup, cost };
}

/** From the environment only: a configuration lies in a repository. */
function credentials(
  environment: Readonly<Record<string, string | undefined>>,
): TrinoCredentials | null {
  const { TRINO_TOKEN: token, TRINO_PASSWORD: password } = environment;
  if (token) return { kind: 'token', token };
  return password ? { kind: 'basic', password } : null;
}
