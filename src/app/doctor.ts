import { accountOf } from '../aws/account.ts';
import { readGlueTable } from '../aws/athena/glue.ts';
import { readWorkgroup } from '../aws/athena/query.ts';
import { describeFlowLogs, type FlowLogSettings, logsUrl } from '../aws/ec2/flow-logs.ts';
import { placedInterfaces } from '../aws/ec2/interfaces.ts';
import { findLogs, type LogObject } from '../aws/s3/find-logs.ts';
import { S3Listing } from '../aws/s3/listing.ts';
import { parseS3Url } from '../aws/s3/location.ts';
import type { Config } from '../config/config.ts';
import { loadConfig } from '../config/load.ts';
import {
  type Diagnosis,
  type DoctorFacts,
  diagnose,
  LEVELS,
  type Level,
  type TableFacts,
  type WorkgroupFacts,
} from '../doctor/diagnose.ts';
import { mayBeLog } from '../flowlogs/inputs.ts';
import { readManifest } from '../flowlogs/store.ts';
import { CHECK_IDS } from '../lint/index.ts';
import { SgauditError } from '../model/problem.ts';
import { athenaShape } from './athena-shape.ts';
import { openAws } from './aws.ts';
import { inEachPlace } from './aws-places.ts';
import { readInventory } from './read-traffic.ts';
import type { CommonRequest } from './request.ts';
import { resolveTarget } from './target.ts';

export interface DoctorRequest extends CommonRequest {
  /** What `collect` kept, or other captures and another rollup. */
  readonly inventory?: readonly string[];
  readonly rollup?: string | null;
}

export interface DoctorResult {
  readonly diagnoses: readonly (Diagnosis & { readonly level: Level })[];
  /** The worst of them. */
  readonly level: Level;
  /** False where AWS answered nothing at all. */
  readonly answered: boolean;
}

const DEFAULT_MINIMUM_DAYS = 14;
const SEVERITY: readonly Level[] = ['ok', 'note', 'warning', 'error'];

/**
 * What stands in the way of verdicts: flow logs, what they deliver, inventory and rollup. What may not be asked is said, and
 * the rest is looked at all the same.
 * @throws SgauditError `aws-credentials`, `aws-region`, `interrupted`: then nothing can be asked
 */
export async function doctor(request: DoctorRequest): Promise<DoctorResult> {
  const { root, repositoryRoot } = resolveTarget('.');
  const config = loadConfig({
    given: request.config ?? null,
    folder: root,
    repositoryRoot,
    checkIds: CHECK_IDS,
  });
  const denials: { subject: string; message: string }[] = [];
  const asked = async <Answer>(
    subject: string,
    ask: () => Promise<Answer>,
  ): Promise<Answer | null> => {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof SgauditError) || FATAL.has(error.code)) throw error;
      denials.push({ subject, message: error.message });
      return null;
    }
  };
  const places = await inEachPlace(request, config, async ({ aws, region, role }) => {
    request.onProgress?.(`asking EC2 in ${region}`);
    const account = (await asked(role ?? region, () => accountOf(aws, region))) ?? accountIn(role);
    const subject = `${account ?? '?'} ${region}`;
    return {
      account,
      region,
      flowLogs: await asked(subject, () => describeFlowLogs(aws, region, account)),
      interfaces: await asked(subject, () => placedInterfaces(aws, region)),
    };
  });
  const logs = places.flatMap(({ flowLogs }) => flowLogs ?? []);
  const facts: DoctorFacts = {
    now: new Date().toISOString(),
    places,
    deliveries: await deliveriesOf(logs, request, config, asked),
    inventory: await inventoryOf(request),
    rollup: await rollupOf(request),
    table: await tableOf(request, config, asked),
    workgroup: await workgroupOf(request, config, asked),
    denials,
  };
  const diagnoses = diagnose(facts, config.evidence?.minimumDays ?? DEFAULT_MINIMUM_DAYS).map(
    (each) => ({ ...each, level: LEVELS[each.code] }),
  );
  const worst = Math.max(0, ...diagnoses.map(({ level }) => SEVERITY.indexOf(level)));
  const answered = places.some(
    ({ flowLogs, interfaces }) => flowLogs !== null || interfaces !== null,
  );
  return { diagnoses, level: SEVERITY[worst] ?? 'ok', answered };
}

/** After these, every other question fails in the same way. */
const FATAL = new Set(['aws-credentials', 'aws-region', 'aws-clock', 'interrupted']);

function accountIn(role: string | null): string | null {
  return /^arn:[^:]+:iam::(\d{12}):/.exec(role ?? '')?.[1] ?? null;
}

type Asked = <Answer>(subject: string, ask: () => Promise<Answer>) => Promise<Answer | null>;

/** The newest file of each flow log, by the last days' folders of its place in S3. */
async function deliveriesOf(
  logs: readonly FlowLogSettings[],
  request: DoctorRequest,
  config: Config,
  asked: Asked,
): Promise<ReadonlyMap<string, string | null>> {
  const newest = new Map<string, string | null>();
  const byUrl = new Map<string, FlowLogSettings[]>();
  for (const log of logs) {
    const url = logsUrl(log);
    if (url !== null) byUrl.set(url, [...(byUrl.get(url) ?? []), log]);
  }
  if (byUrl.size === 0) return newest;
  const aws = await openAws(request, config);
  try {
    for (const [url, own] of byUrl) {
      request.onProgress?.(`listing ${url}`);
      const objects = await asked(url, () => newestObjects(new S3Listing(aws), url));
      for (const { id } of objects ? own : []) newest.set(id, newestOf(objects ?? [], id));
    }
    return newest;
  } finally {
    await aws.close();
  }
}

async function newestObjects(listing: S3Listing, url: string): Promise<readonly LogObject[]> {
  try {
    const found = await findLogs(listing, parseS3Url(url), { kind: 'last', days: 2 }, mayBeLog);
    return found.objects;
  } catch (error) {
    if (error instanceof SgauditError && error.code === 'no-flow-logs') return [];
    throw error;
  }
}

/** Files are named `<account>_vpcflowlogs_<region>_<flow log>_<time>_<hash>`. */
function newestOf(objects: readonly LogObject[], id: string): string | null {
  const times = objects.filter(({ key }) => key.includes(`_${id}_`)).map((each) => each.modified);
  return times.length === 0 ? null : new Date(Math.max(...times)).toISOString();
}

async function inventoryOf(request: DoctorRequest): Promise<DoctorFacts['inventory']> {
  const inventory = await readInventory({ inventory: request.inventory ?? [] });
  if (!inventory) return null;
  const times = inventory.captures.flatMap(({ capturedAt }) => capturedAt ?? []);
  return { captures: inventory.captures.length, newest: times.at(-1) ?? null };
}

async function rollupOf({ rollup }: DoctorRequest): Promise<DoctorFacts['rollup']> {
  if (!rollup) return null;
  const manifest = await readManifest(rollup);
  if (!manifest) {
    throw new SgauditError('no-rollup', `"${rollup}" holds no rollup: check the path of --rollup`);
  }
  const days = Object.keys(manifest.days).sort();
  return { days: days.length, newestDay: days.at(-1) ?? null };
}

/** How fit the configured table of Athena is. */
async function tableOf(
  request: DoctorRequest,
  config: Config,
  asked: Asked,
): Promise<TableFacts | null> {
  const settings = config.athena;
  if (!settings) return null;
  const name = `${settings.database}.${settings.table}`;
  request.onProgress?.(`asking Glue about ${name}`);
  const aws = await openAws(request, config);
  const look = async (): Promise<TableFacts> => {
    try {
      const glue = await readGlueTable(aws, settings);
      const { fields, partition } = await athenaShape(aws, settings, glue, settings);
      const tellsDay = partition.kind !== 'none';
      return { name, problem: null, fields: [...fields.keys()], tellsDay };
    } catch (error) {
      if (!(error instanceof SgauditError) || !UNFIT.has(error.code)) throw error;
      return { name, problem: error.message };
    }
  };
  try {
    return await asked(name, look);
  } finally {
    await aws.close();
  }
}

/** What the workgroup of the configured table allows and demands. */
async function workgroupOf(
  request: DoctorRequest,
  config: Config,
  asked: Asked,
): Promise<WorkgroupFacts | null> {
  const settings = config.athena;
  if (!settings) return null;
  const name = settings.workgroup ?? 'primary';
  request.onProgress?.(`asking Athena about ${name}`);
  const aws = await openAws(request, config);
  const look = async (): Promise<WorkgroupFacts> => {
    try {
      const { output, isEnforced, scanLimit, engine } = await readWorkgroup(aws, name);
      const place = isEnforced ? output : (settings.output ?? output);
      return { name, problem: null, output: place, isEnforced, scanLimit, engine };
    } catch (error) {
      if (!(error instanceof SgauditError) || error.code !== 'athena-workgroup') throw error;
      return { name, problem: error.message };
    }
  };
  try {
    return await asked(name, look);
  } finally {
    await aws.close();
  }
}

/** Glue has answered, and the table is not what is needed. */
const UNFIT = new Set(['athena-table', 'table-columns', 'table-partitions']);
