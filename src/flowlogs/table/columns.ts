import { SgauditError } from '../../model/problem.ts';
import { quoteName } from '../engine/duckdb.ts';
import { FIELD_BY_NAME, isTransitGatewayLog, missingNeeds } from '../fields.ts';
import type { RecordSource } from '../query/connections.ts';

/** A column of a table that a SQL engine holds. Types as Trino or Glue write them: `varchar`, `string`, `bigint`, `timestamp(3)`. */
export interface TableColumn {
  readonly name: string;
  readonly type: string;
}

/**
 * What columns were called in AWS's earlier table definitions and are called in others', beside a field's own name
 * with `_` for `-`. Source: the AWS Athena user guide, "Query Amazon VPC flow logs", as it stood over the years.
 */
const OTHER_NAMES: ReadonlyMap<string, string> = new Map([
  ['account', 'account-id'],
  ['accountid', 'account-id'],
  ['interface', 'interface-id'],
  ['interfaceid', 'interface-id'],
  ['sourceaddress', 'srcaddr'],
  ['source_address', 'srcaddr'],
  ['destinationaddress', 'dstaddr'],
  ['destination_address', 'dstaddr'],
  ['sourceport', 'srcport'],
  ['source_port', 'srcport'],
  ['destinationport', 'dstport'],
  ['destination_port', 'dstport'],
  ['numpackets', 'packets'],
  ['numbytes', 'bytes'],
  ['starttime', 'start'],
  ['start_time', 'start'],
  ['endtime', 'end'],
  ['end_time', 'end'],
  ['logstatus', 'log-status'],
  ['vpcid', 'vpc-id'],
  ['tcpflags', 'tcp-flags'],
  ['flowdirection', 'flow-direction'],
]);

/** The field of a flow log that a column of this name holds; null for others, such as partition columns. */
export function fieldOfColumn(name: string): string | null {
  const lower = name.toLowerCase();
  const plain = lower.replaceAll('_', '-');
  return FIELD_BY_NAME.has(plain) ? plain : (OTHER_NAMES.get(lower) ?? null);
}

/**
 * The columns by field.
 * @throws SgauditError `table-columns` where the table lacks what the rollup needs, in the words of a log format
 */
export function fieldsOfTable(
  table: string,
  columns: readonly TableColumn[],
): ReadonlyMap<string, TableColumn> {
  const fields = new Map<string, TableColumn>();
  for (const column of columns) {
    const field = fieldOfColumn(column.name);
    if (field !== null && !fields.has(field)) fields.set(field, column);
  }
  if (isTransitGatewayLog(columns.map(({ name }) => name.toLowerCase()))) {
    throw new SgauditError(
      'table-columns',
      `${table} holds transit gateway flow logs, which have neither interface nor action: name a table of VPC flow logs`,
    );
  }
  const missing = missingNeeds([...fields.keys()]);
  if (missing.length > 0) {
    throw new SgauditError(
      'table-columns',
      `${table} cannot be used: no column for ${missing.join(', ')}. It has ${columns.map(({ name }) => name).join(', ')}`,
    );
  }
  const misfits = [...fields].filter(([field, { type }]) => !canHold(field, type));
  if (misfits.length > 0) {
    const shown = misfits.map(([, { name, type }]) => `${name} (${type})`).join(', ');
    throw new SgauditError(
      'table-columns',
      `${table} cannot be used: ${shown} cannot hold what a flow log has there. Texts and whole numbers always can; make a view that casts them`,
    );
  }
  return fields;
}

/** Whether the query can read the field out of a column of that type. */
function canHold(field: string, type: string): boolean {
  const known = FIELD_BY_NAME.get(field);
  if (known === undefined || known.use === 'skipped' || TEXT.test(type)) return true;
  const isNumber = INTEGER.test(type) || FRACTIONAL.test(type);
  if (known.type === 'integer') {
    return isNumber || (TIMES.has(field) && TIMESTAMP.test(type));
  }
  return (isNumber && field === 'account-id') || /^ipaddress$/i.test(type);
}

const TIMES = new Set(['start', 'end']);

/** Trino's view of the records that `relation` selects. */
export function tableSource(
  relation: string,
  fields: ReadonlyMap<string, TableColumn>,
): RecordSource {
  return {
    relation,
    column: (field) => {
      const column = fields.get(field);
      return column === undefined ? null : fieldValue(column, field);
    },
  };
}

/**
 * A field's value whatever type its column has: numbers may be texts (`-` for none), doubles or times. What is not
 * exactly a whole number becomes -1, which lies in no field's domain: the record is refused, never rounded.
 */
function fieldValue({ name, type }: TableColumn, field: string): string {
  const column = quoteName(name);
  return FIELD_BY_NAME.get(field)?.type === 'integer'
    ? wholeNumber(column, type)
    : text(column, type, field);
}

function wholeNumber(column: string, type: string): string {
  if (INTEGER.test(type)) return `CAST(${column} AS BIGINT)`;
  if (ZONED.test(type)) return `CAST(floor(to_unixtime(${column})) AS BIGINT)`;
  if (TIMESTAMP.test(type))
    return `CAST(floor(to_unixtime(with_timezone(${column}, 'UTC'))) AS BIGINT)`;
  if (FRACTIONAL.test(type)) {
    const value = `CAST(${column} AS DOUBLE)`;
    return `CASE WHEN ${column} IS NULL OR is_nan(${value}) THEN NULL
      WHEN ${value} = truncate(${value}) AND ${value} BETWEEN 0 AND ${LARGEST_EXACT} THEN CAST(${column} AS BIGINT) ELSE -1 END`;
  }
  const value = `CAST(${column} AS VARCHAR)`;
  return `CASE WHEN ${column} IS NULL OR ${value} IN ('-', '') THEN NULL
    WHEN regexp_like(${value}, '^[0-9]{1,19}$') THEN coalesce(TRY_CAST(${value} AS BIGINT), -1) ELSE -1 END`;
}

function text(column: string, type: string, field: string): string {
  if (field === 'account-id' && (INTEGER.test(type) || FRACTIONAL.test(type))) {
    return `lpad(CAST(TRY_CAST(${column} AS BIGINT) AS VARCHAR), 12, '0')`;
  }
  return `nullif(nullif(CAST(${column} AS VARCHAR), '-'), '')`;
}

/** Beyond it a double no longer tells neighbours apart. */
const LARGEST_EXACT = 2 ** 53;

const TEXT = /^(varchar|char|string)\b/i;
const INTEGER = /^(tinyint|smallint|int|integer|bigint)$/i;
const FRACTIONAL = /^(double|real|float|decimal)/i;
const ZONED = /^timestamp.*with time zone$/i;
const TIMESTAMP = /^timestamp/i;
