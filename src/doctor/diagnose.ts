import type { FlowLogSettings } from '../aws/ec2/flow-logs.ts';
import type { PlacedInterface } from '../aws/ec2/interfaces.ts';
import { missingNeeds, missingSharpeners } from '../flowlogs/fields.ts';

/** What was asked and answered; null: it could not be asked, and a denial says why. */
export interface DoctorFacts {
  /** ISO 8601 */
  readonly now: string;
  readonly places: readonly {
    readonly account: string | null;
    readonly region: string;
    readonly interfaces: readonly PlacedInterface[] | null;
    readonly flowLogs: readonly FlowLogSettings[] | null;
  }[];
  /** The newest file of each flow log in S3, by its id; null where none was found. Logs whose bucket could not be read are not in it. */
  readonly deliveries: ReadonlyMap<string, string | null>;
  readonly denials: readonly { readonly subject: string; readonly message: string }[];
  /** Null where none was given. */
  readonly inventory: { readonly captures: number; readonly newest: string | null } | null;
  readonly rollup: { readonly days: number; readonly newestDay: string | null } | null;
  /** The table of the configuration; null where it names none, or where Glue could not be asked. */
  readonly table: TableFacts | null;
  /** The workgroup that its queries run in; null as above. */
  readonly workgroup: WorkgroupFacts | null;
}

export type WorkgroupFacts =
  | { readonly name: string; readonly problem: string }
  | {
      readonly name: string;
      readonly problem: null;
      /** Where results go; null where neither it nor the configuration says so. */
      readonly output: string | null;
      /** Whether it keeps results at a place of its own. */
      readonly isEnforced: boolean;
      /** Bytes at which it stops a query. */
      readonly scanLimit: number | null;
      readonly engine: string | null;
    };

export type TableFacts =
  | { readonly name: string; readonly problem: string }
  | {
      readonly name: string;
      readonly problem: null;
      /** Fields of a log format that it has columns for. */
      readonly fields: readonly string[];
      /** Whether partitions, or a column that the configuration names, tell the day. */
      readonly tellsDay: boolean;
    };

/** One thing that stands well, or that costs verdicts. */
export type Diagnosis =
  | { readonly code: 'denied'; readonly subject: string; readonly message: string }
  | {
      readonly code: 'no-flow-log';
      readonly subject: string;
      readonly interfaces: number;
      readonly uncovered: number;
    }
  | { readonly code: 'rejects-only' | 'accepts-only'; readonly subject: string }
  | { readonly code: 'not-s3'; readonly subject: string; readonly destination: string }
  | { readonly code: 'delivery-failed'; readonly subject: string; readonly message: string }
  | { readonly code: 'never-delivered'; readonly subject: string }
  | { readonly code: 'stale-delivery'; readonly subject: string; readonly newest: string }
  | {
      readonly code: 'unusable-format';
      readonly subject: string;
      readonly fields: readonly string[];
    }
  | { readonly code: 'missing-field'; readonly subject: string; readonly field: string }
  | { readonly code: 'good-flow-log'; readonly subject: string; readonly newest: string | null }
  | { readonly code: 'unusable-table'; readonly subject: string; readonly message: string }
  | { readonly code: 'whole-table-scans' | 'good-table'; readonly subject: string }
  | { readonly code: 'missing-column'; readonly subject: string; readonly field: string }
  | { readonly code: 'unusable-workgroup'; readonly subject: string; readonly message: string }
  | { readonly code: 'no-output' | 'no-scan-limit'; readonly subject: string }
  | { readonly code: 'enforced-output'; readonly subject: string; readonly output: string }
  | { readonly code: 'old-engine'; readonly subject: string; readonly engine: string }
  | {
      readonly code: 'good-workgroup';
      readonly subject: string;
      readonly output: string;
      readonly scanLimit: number | null;
      readonly engine: string | null;
    }
  | { readonly code: 'no-inventory' }
  | { readonly code: 'stale-inventory'; readonly newest: string; readonly days: number }
  | { readonly code: 'good-inventory'; readonly newest: string; readonly captures: number }
  | { readonly code: 'no-rollup' }
  | { readonly code: 'stale-rollup'; readonly newest: string; readonly days: number }
  | { readonly code: 'short-rollup'; readonly days: number; readonly least: number }
  | { readonly code: 'good-rollup'; readonly newest: string; readonly days: number };

export type Level = 'ok' | 'note' | 'warning' | 'error';

/** How much it costs: an error, that rules cannot be judged at all; a warning, that more of them stay unknown. */
export const LEVELS: Readonly<Record<Diagnosis['code'], Level>> = {
  denied: 'warning',
  'no-flow-log': 'error',
  'rejects-only': 'error',
  'accepts-only': 'note',
  'not-s3': 'warning',
  'delivery-failed': 'error',
  'never-delivered': 'error',
  'stale-delivery': 'warning',
  'unusable-format': 'error',
  'missing-field': 'note',
  'good-flow-log': 'ok',
  'unusable-table': 'error',
  'whole-table-scans': 'warning',
  'missing-column': 'note',
  'good-table': 'ok',
  'unusable-workgroup': 'error',
  'no-output': 'error',
  'no-scan-limit': 'note',
  'enforced-output': 'note',
  'old-engine': 'warning',
  'good-workgroup': 'ok',
  'no-inventory': 'warning',
  'stale-inventory': 'warning',
  'good-inventory': 'ok',
  'no-rollup': 'note',
  'stale-rollup': 'warning',
  'short-rollup': 'warning',
  'good-rollup': 'ok',
};

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Files come some 10 minutes after an interval, NODATA included; a day without any is none of delay. */
const STALE_DELIVERY_MS = DAY_MS;
/** A new flow log has delivered by then. */
const FIRST_DELIVERY_MS = HOUR_MS;
/** Interfaces come and go in less. */
const STALE_DAYS = 2;

/** What stands in the way of verdicts, in the order of places and logs; what stands well among it. */
export function diagnose(facts: DoctorFacts, minimumDays: number): Diagnosis[] {
  return [
    ...facts.denials.map((denial): Diagnosis => ({ code: 'denied', ...denial })),
    ...facts.places.flatMap(uncoveredVpcs),
    ...facts.places.flatMap(({ flowLogs }) =>
      (flowLogs ?? []).flatMap((log) => ofFlowLog(log, facts)),
    ),
    ...(facts.table === null ? [] : ofTable(facts.table)),
    ...(facts.workgroup === null ? [] : ofWorkgroup(facts.workgroup)),
    ...ofInventory(facts),
    ...ofRollup(facts, minimumDays),
  ];
}

/** VPCs with interfaces that no flow log records. */
function uncoveredVpcs({ interfaces, flowLogs }: DoctorFacts['places'][number]): Diagnosis[] {
  if (!interfaces || !flowLogs) return [];
  const logged = new Set(flowLogs.map(({ resourceId }) => resourceId));
  const byVpc = new Map<string, PlacedInterface[]>();
  for (const each of interfaces) byVpc.set(each.vpcId, [...(byVpc.get(each.vpcId) ?? []), each]);
  return [...byVpc].flatMap(([vpcId, own]): Diagnosis[] => {
    if (logged.has(vpcId)) return [];
    const uncovered = own.filter(
      ({ id, subnetId }) => !logged.has(id) && !logged.has(subnetId ?? ''),
    );
    if (uncovered.length === 0) return [];
    return [
      {
        code: 'no-flow-log',
        subject: vpcId,
        interfaces: own.length,
        uncovered: uncovered.length,
      },
    ];
  });
}

function ofFlowLog(log: FlowLogSettings, { now, deliveries }: DoctorFacts): Diagnosis[] {
  const subject = `${log.id} (${log.resourceId})`;
  const found: Diagnosis[] = [];
  if (log.trafficType === 'REJECT') found.push({ code: 'rejects-only', subject });
  if (log.trafficType === 'ACCEPT') found.push({ code: 'accepts-only', subject });
  if (log.deliveryError !== null) {
    found.push({ code: 'delivery-failed', subject, message: log.deliveryError });
  }
  const newest = deliveries.get(log.id);
  const age = (time: string | null): number =>
    time === null ? Number.POSITIVE_INFINITY : Date.parse(now) - Date.parse(time);
  if (log.destinationType !== 's3') {
    found.push({ code: 'not-s3', subject, destination: log.destination ?? log.destinationType });
  } else if (newest === null && age(log.createdAt) > FIRST_DELIVERY_MS) {
    found.push({ code: 'never-delivered', subject });
  } else if (newest && age(newest) > STALE_DELIVERY_MS) {
    found.push({ code: 'stale-delivery', subject, newest });
  }
  const good = found.length === 0;
  return [
    ...found,
    ...ofFormat(log, subject),
    ...(good ? [{ code: 'good-flow-log' as const, subject, newest: newest ?? null }] : []),
  ];
}

function ofFormat({ format }: FlowLogSettings, subject: string): Diagnosis[] {
  if (format === null) return [];
  const fields = [...format.matchAll(/\$\{([^}]+)\}/g)].map(([, name = '']) => name);
  const needed = missingNeeds(fields);
  if (needed.length > 0) return [{ code: 'unusable-format', subject, fields: needed }];
  return missingSharpeners(fields).map((field) => ({ code: 'missing-field', subject, field }));
}

function ofTable(table: TableFacts): Diagnosis[] {
  const subject = table.name;
  if (table.problem !== null) {
    return [{ code: 'unusable-table', subject, message: table.problem }];
  }
  return [
    { code: table.tellsDay ? 'good-table' : 'whole-table-scans', subject },
    ...missingSharpeners(table.fields).map(
      (field): Diagnosis => ({ code: 'missing-column', subject, field }),
    ),
  ];
}

/** Engines before this one are no longer offered; what they make of the query has not been tried. */
const LEAST_ENGINE = 3;

function ofWorkgroup(workgroup: WorkgroupFacts): Diagnosis[] {
  const subject = workgroup.name;
  if (workgroup.problem !== null) {
    return [{ code: 'unusable-workgroup', subject, message: workgroup.problem }];
  }
  const { output, isEnforced, scanLimit, engine } = workgroup;
  const version = Number(/\d+$/.exec(engine ?? '')?.[0] ?? LEAST_ENGINE);
  const found: Diagnosis[] = [];
  if (output === null) found.push({ code: 'no-output', subject });
  else if (version >= LEAST_ENGINE) {
    found.push({ code: 'good-workgroup', subject, output, scanLimit, engine });
  }
  if (version < LEAST_ENGINE) found.push({ code: 'old-engine', subject, engine: engine ?? '' });
  if (isEnforced && output !== null) found.push({ code: 'enforced-output', subject, output });
  if (scanLimit === null) found.push({ code: 'no-scan-limit', subject });
  return found;
}

function ofInventory({ inventory, now }: DoctorFacts): Diagnosis[] {
  if (!inventory || inventory.newest === null) return [{ code: 'no-inventory' }];
  const { newest, captures } = inventory;
  const days = Math.floor((Date.parse(now) - Date.parse(newest)) / DAY_MS);
  if (days >= STALE_DAYS) return [{ code: 'stale-inventory', newest, days }];
  return [{ code: 'good-inventory', newest, captures }];
}

function ofRollup({ rollup, now }: DoctorFacts, minimumDays: number): Diagnosis[] {
  if (!rollup || rollup.newestDay === null) return [{ code: 'no-rollup' }];
  const { newestDay: newest, days } = rollup;
  const found: Diagnosis[] = [];
  const behind = Math.floor((Date.parse(now) - Date.parse(newest)) / DAY_MS) - 1;
  if (behind >= STALE_DAYS) found.push({ code: 'stale-rollup', newest, days: behind });
  if (days < minimumDays) found.push({ code: 'short-rollup', days, least: minimumDays });
  return found.length > 0 ? found : [{ code: 'good-rollup', newest, days }];
}
