import { isS3Url } from '../aws/s3/location.ts';
import type { Config } from '../config/config.ts';
import type { RollupProgress } from '../flowlogs/rollup.ts';
import type { TrinoCost } from '../flowlogs/table/trino.ts';
import { messagesFor } from '../messages/index.ts';
import type { Capture, Inventory, InventoryFile } from '../model/inventory.ts';
import { type Problem, SgauditError } from '../model/problem.ts';
import type { Rollup, Window } from '../model/rollup.ts';
import type { AthenaCost } from './athena-answer.ts';
import { sha256 } from './input-digests.ts';
import { interfaceAddresses } from './interface-addresses.ts';
import { Pace } from './pace.ts';
import type { S3Cost } from './read-s3.ts';
import type { CommonRequest, TrafficRequest } from './request.ts';
import { trafficWarnings } from './traffic-warnings.ts';
import { resolveWindow } from './window.ts';

export interface TrafficRead {
  readonly rollup: Rollup;
  readonly window: Window;
  /** What makes the logs look as if they were others than meant. */
  readonly warnings: readonly Problem[];
  /** Null where nothing had to be fetched. */
  readonly cost: TrafficCost | null;
}

/** What the traffic's source was asked for. */
export interface TrafficCost {
  readonly s3?: S3Cost;
  readonly trino?: TrinoCost;
  readonly athena?: AthenaCost;
}

/** The captures of files, and those that EC2 gave now. */
export async function readInventory(
  request: TrafficRequest,
  live: readonly Capture[] = [],
): Promise<Inventory | null> {
  const paths = request.inventory ?? [];
  if (paths.length === 0 && live.length === 0) return null;
  const { mergeCaptures } = await import('../aws/inventory-json.ts');
  const { loadInventory } = await import('../aws/inventory-files.ts');
  const kept = paths.length > 0 ? await loadInventory(paths) : { captures: [], files: [] };
  const files = [...(kept.files ?? []), ...live.map(answerOfEc2)];
  return { ...mergeCaptures([...kept.captures, ...live]), files };
}

/** What EC2 said, as if it were a file. */
function answerOfEc2(capture: Capture): InventoryFile {
  const text = JSON.stringify({ ...capture, prefixLists: [...capture.prefixLists] });
  return { path: 'EC2', capturedAt: capture.capturedAt, sha256: sha256(text) };
}

/** The rollup of the given logs or folder and the window's days; null when no traffic was given. */
export async function readTraffic(
  request: TrafficRequest & CommonRequest,
  inventory: Inventory | null,
  config: Config,
): Promise<TrafficRead | null> {
  const opened = await openTraffic(request, inventory, config);
  if (!opened) return null;
  const { rollup, cost, warnings = [] } = opened;
  const newestDay = rollup.summary.days.at(-1);
  if (newestDay === undefined) {
    await rollup.close();
    throw new SgauditError(
      'no-flow-logs',
      `the flow logs hold no usable record${damage(rollup)}; give other files with --flow-logs`,
    );
  }
  const window = resolveWindow(request.window ?? { kind: 'last', days: 30 }, newestDay);
  return {
    rollup,
    window,
    warnings: [...warnings, ...(await trafficWarnings(rollup, inventory))],
    cost,
  };
}

/** The one place that knows where traffic may come from. */
async function openTraffic(
  request: TrafficRequest & CommonRequest,
  inventory: Inventory | null,
  config: Config,
): Promise<(Pick<TrafficRead, 'rollup' | 'cost'> & Partial<TrafficRead>) | null> {
  const inputs = request.flowLogs ?? [];
  const store = request.rollup ?? null;
  const trino = request.trino ?? null;
  const sources = [inputs.length > 0, trino !== null, request.athena ?? false];
  if (sources.filter(Boolean).length > 1) {
    throw new SgauditError('usage', 'give one of --flow-logs, --trino and --athena');
  }
  if (!sources.includes(true) && !store) return null;
  const { buildRollup, openRollup } = await import('../flowlogs/rollup.ts');
  if (!sources.includes(true) && store) return { rollup: await openRollup(store), cost: null };
  const { threads, memoryLimit } = config.engine ?? {};
  const urls = inputs.filter(isS3Url);
  const { engines: words, logs } = messagesFor(request.language ?? config.lang ?? 'en');
  const pace = new Pace({
    left: words.left,
    format: (amount, stage) => words.amount(stage, amount),
  });
  const common = {
    inventoryAddresses: interfaceAddresses(inventory),
    ...(threads === undefined ? {} : { threads }),
    ...(memoryLimit === undefined ? {} : { memoryLimit }),
    ...(request.signal ? { signal: request.signal } : {}),
    onResumed: (files: number, total: number) => request.onNotice?.(logs.resumed(files, total)),
    ...(request.onProgress
      ? {
          onProgress: ({ stage, done, total }: RollupProgress) =>
            request.onProgress?.(words.progress(stage, done, total) + pace.of(stage, done, total)),
        }
      : {}),
  };
  if (trino !== null) {
    const { readTrino } = await import('./read-trino.ts');
    const { rollup, cost } = await readTrino(request, config, trino, common);
    return { rollup, cost: { trino: cost } };
  }
  if (request.athena) {
    const { readAthena } = await import('./read-athena.ts');
    const { rollup, cost, warnings } = await readAthena(request, config, common);
    return { rollup, cost: { athena: cost }, warnings };
  }
  const options = {
    ...common,
    inputs: inputs.filter((input) => !urls.includes(input)),
    logFormat: request.logFormat ?? null,
  };
  if (urls.length > 0) {
    const { readS3 } = await import('./read-s3.ts');
    const { rollup, cost } = await readS3(request, config, urls, options);
    return { rollup, cost: { s3: cost } };
  }
  return { rollup: await buildRollup({ ...options, store }), cost: null };
}

function damage(rollup: Rollup): string {
  const first = rollup.summary.damaged[0];
  return first ? ` (${first.file}: ${first.problem})` : '';
}
