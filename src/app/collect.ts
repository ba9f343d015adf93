import { join } from 'node:path';
import { accountOf } from '../aws/account.ts';
import { captureEc2 } from '../aws/ec2/capture.ts';
import { describeFlowLogs, type FlowLogSettings, logsUrl } from '../aws/ec2/flow-logs.ts';
import { keptCapture } from '../aws/ec2/kept-capture.ts';
import { readInventoryFile } from '../aws/inventory-json.ts';
import { loadConfig } from '../config/load.ts';
import { readManifest } from '../flowlogs/store.ts';
import { CHECK_IDS } from '../lint/index.ts';
import { type Problem, SgauditError } from '../model/problem.ts';
import { inEachPlace } from './aws-places.ts';
import { damageProblems } from './damage.ts';
import { type CaptureFile, keepCapture } from './keep-capture.ts';
import { readInventory, readTraffic, type TrafficCost } from './read-traffic.ts';
import type { CommonRequest, TrafficRequest } from './request.ts';
import { resolveTarget } from './target.ts';

export interface CollectRequest extends TrafficRequest, CommonRequest {
  /** Everything is kept in its `rollup/` and `inventory/`. */
  readonly folder: string;
}

/** What one account and region held. */
export interface CollectedPlace {
  readonly account: string | null;
  readonly region: string;
  readonly interfaces: number;
  readonly groups: number;
  readonly rules: number;
  readonly prefixLists: number;
  readonly flowLogs: number;
}

export interface CollectResult {
  readonly folder: string;
  /** The name of the capture's folder in `inventory/`. */
  readonly capture: string;
  readonly places: readonly CollectedPlace[];
  /** Where traffic was read from. */
  readonly flowLogs: readonly string[];
  /** A Trino's host and port. */
  readonly trino: string | null;
  readonly rollup: {
    readonly days: number;
    readonly firstDay: string;
    readonly lastDay: string;
    /** Days that were not there before, or that new records have changed. */
    readonly newDays: readonly string[];
    readonly damaged: number;
  };
  /** Null where nothing had to be fetched. */
  readonly cost: TrafficCost | null;
  /** Damaged logs among them. */
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/**
 * Keeps what verdicts need in a folder: a capture of EC2, the settings of flow logs, and the rollup, which is brought up
 * to date. Later runs need no AWS: `lint --rollup FOLDER/rollup --inventory FOLDER/inventory`.
 * @throws SgauditError `aws-…`, `no-flow-logs`, `unwritable-folder`
 */
export async function collect(request: CollectRequest): Promise<CollectResult> {
  const { root, repositoryRoot } = resolveTarget('.');
  const config = loadConfig({
    given: request.config ?? null,
    folder: root,
    repositoryRoot,
    checkIds: CHECK_IDS,
  });
  const at = (name: string) => join(request.folder, name);
  const capturedAt = `${new Date().toISOString().slice(0, 19)}Z`;
  const captured = await inEachPlace(request, config, async ({ aws, region }) => {
    request.onProgress?.(`asking EC2 in ${region}`);
    const account = await accountOf(aws, region);
    const capture = await captureEc2(aws, region);
    const settings = await describeFlowLogs(aws, region, account);
    const file: CaptureFile = {
      name: `ec2-${account ?? 'unknown'}-${region}.json`,
      content: { account, region, ...keptCapture(capture) },
    };
    // What a later run could not read is not kept.
    readInventoryFile(JSON.stringify(file.content), `EC2 in ${region}`);
    const place: CollectedPlace = {
      account,
      region,
      interfaces: capture.NetworkInterfaces.length,
      groups: capture.SecurityGroups.length,
      rules: capture.SecurityGroupRules.length,
      prefixLists: capture.PrefixLists.length,
      flowLogs: settings.length,
    };
    return { file, place, settings };
  });
  const settings = captured.flatMap((each) => each.settings);
  const capture = await keepCapture(at('inventory'), capturedAt, [
    ...captured.map(({ file }) => file),
    { name: 'flow-logs.json', content: { flowLogs: settings } },
  ]);
  const flowLogs = sourcesOf(request, settings);
  const before = await stateOfDays(at('rollup'));
  const traffic = await readTraffic(
    { ...request, flowLogs, rollup: at('rollup') },
    await readInventory({ inventory: [at('inventory')] }),
    config,
  );
  if (!traffic) throw noSource();
  try {
    const { days, damaged } = traffic.rollup.summary;
    const now = await stateOfDays(at('rollup'));
    return {
      folder: request.folder,
      capture,
      places: captured.map(({ place }) => place),
      flowLogs,
      trino: request.trino ? new URL(request.trino).host : null,
      rollup: {
        days: days.length,
        firstDay: days[0] ?? '',
        lastDay: days.at(-1) ?? '',
        newDays: [...now].filter(([day, state]) => before.get(day) !== state).map(([day]) => day),
        damaged: damaged.length,
      },
      cost: traffic.cost,
      problems: damageProblems(traffic.rollup),
      warnings: traffic.warnings,
    };
  } finally {
    await traffic.rollup.close();
  }
}

/** What was given, else wherever the flow logs that EC2 knows deliver to in S3. */
function sourcesOf(request: CollectRequest, settings: readonly FlowLogSettings[]): string[] {
  const given = request.flowLogs ?? [];
  if (given.length > 0 || request.trino || request.athena) return [...given];
  const found = [...new Set(settings.flatMap((each) => logsUrl(each) ?? []))].sort();
  if (found.length === 0) throw noSource();
  return found;
}

function noSource(): SgauditError {
  return new SgauditError(
    'no-flow-logs',
    'no flow log of these accounts and regions delivers to S3, and none was given: give --flow-logs, or write one with "sgaudit init". The capture of EC2 is kept.',
  );
}

/** Each day of the rollup with what tells one state of it from another. */
async function stateOfDays(rollup: string): Promise<ReadonlyMap<string, string>> {
  const manifest = await readManifest(rollup);
  return new Map(
    Object.entries(manifest?.days ?? {}).map(([day, state]) => [day, JSON.stringify(state)]),
  );
}
