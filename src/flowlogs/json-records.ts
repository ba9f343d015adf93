import { FLOW_LOG_FIELDS, isTransitGatewayLog } from './fields.ts';

/** A record as JSON holds it: the line itself, or its fields by name. */
export type JsonRecord =
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'fields'; readonly values: ReadonlyMap<string, string> }
  /** An item where a record should stand that is none. */
  | { readonly kind: 'other' };

type Fields = Readonly<Record<string, unknown>>;

/** Arrays that hold events: of the CLI, of a subscription, of Logs Insights, of Firehose's own envelope. */
const CONTAINERS = ['events', 'logEvents', 'results', 'records', 'Records'] as const;
const LINE_NAMES = ['message', '@message'] as const;

/**
 * The records of one JSON value:
 * - `aws logs filter-log-events`, `get-log-events`: `{ "events": [ { "message": "2 1234… OK" } ] }`, or the bare array;
 * - a CloudWatch Logs subscription: `{ "messageType": "DATA_MESSAGE", "logEvents": [ … ] }`;
 * - Firehose: `{ "message": "2 1234… OK" }` a line;
 * - `aws logs get-query-results`: `{ "results": [ [ { "field": "@message", "value": "…" } ] ] }`;
 * - fields by name, with `-`, `_` or in camel case.
 * Sources: https://docs.aws.amazon.com/cli/latest/reference/logs/,
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html
 */
export function* recordsOf(value: unknown): Generator<JsonRecord> {
  if (typeof value === 'string') {
    yield { kind: 'line', text: value };
  } else if (Array.isArray(value)) {
    const row = queryRow(value);
    if (row) yield* recordsOf(row);
    else for (const item of value) yield* recordsOf(item);
  } else if (isObject(value)) {
    yield* recordsOfObject(value);
  } else {
    yield { kind: 'other' };
  }
}

function* recordsOfObject(object: Fields): Generator<JsonRecord> {
  // CloudWatch Logs tests a subscription's target with these.
  if (object.messageType === 'CONTROL_MESSAGE') return;
  const container = CONTAINERS.find((name) => Array.isArray(object[name]));
  if (container !== undefined) {
    yield* recordsOf(object[container]);
    return;
  }
  const line = LINE_NAMES.map((name) => object[name]).find((text) => text !== undefined);
  if (typeof line === 'string') {
    yield line.startsWith('{') ? nested(line) : { kind: 'line', text: line };
    return;
  }
  // A message that was parsed on its way.
  const values = namedFields(isObject(line) ? line : object);
  yield values.size >= 2 ? { kind: 'fields', values } : { kind: 'other' };
}

function nested(text: string): JsonRecord {
  try {
    const values = namedFields(JSON.parse(text) as Fields);
    return values.size >= 2 ? { kind: 'fields', values } : { kind: 'other' };
  } catch {
    return { kind: 'other' };
  }
}

/** A row of Logs Insights: `[ { "field": "srcAddr", "value": "10.0.0.1" }, … ]`. */
function queryRow(items: readonly unknown[]): Fields | null {
  const cells = items.filter(
    (item): item is { field: string; value?: unknown } =>
      isObject(item) && typeof item.field === 'string',
  );
  if (cells.length === 0 || cells.length !== items.length) return null;
  return Object.fromEntries(cells.map(({ field, value }) => [field, value]));
}

function namedFields(object: Fields): Map<string, string> {
  const values = new Map<string, string>();
  for (const [name, value] of Object.entries(object)) {
    const field = FIELD_BY_SQUEEZED.get(squeeze(name)) ?? transitGatewayField(name);
    if (field !== null) values.set(field, textOf(value));
  }
  return values;
}

/** Kept, so that the file can be refused with the reason. */
function transitGatewayField(name: string): string | null {
  const field = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`).replaceAll('_', '-');
  return isTransitGatewayLog([field]) ? field : null;
}

/** `interface_id`, `interface-id`, `interfaceId` → `interfaceid`. */
const squeeze = (name: string) => name.replace(/[-_]/g, '').toLowerCase();

const FIELD_BY_SQUEEZED: ReadonlyMap<string, string> = new Map([
  ...FLOW_LOG_FIELDS.map(({ name }) => [squeeze(name), name] as const),
  ...([
    // As Logs Insights discovers them.
    ['starttime', 'start'],
    ['endtime', 'end'],
  ] as const),
]);

/** A number beyond 2^53 was rounded when it was read: it is no value that could be relied on. */
function textOf(value: unknown): string {
  if (value === null || value === undefined || value === '') return '-';
  if (typeof value === 'number' && !Number.isSafeInteger(value)) return `?${value}`;
  return typeof value === 'object' ? '?' : String(value);
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Object fields in the order in which they are written: those that the rollup reads. */
export function writtenFields(present: ReadonlySet<string>): readonly string[] {
  return FLOW_LOG_FIELDS.filter(({ name, use }) => use !== 'skipped' && present.has(name)).map(
    ({ name }) => name,
  );
}
