import { SgauditError } from '../model/problem.ts';
import { DEFAULT_FORMAT, FIELD_BY_NAME, isTransitGatewayLog, missingNeeds } from './fields.ts';

/** Which field stands where in a file. */
export type Layout =
  | {
      readonly kind: 'text';
      /** In file order; names that AWS has not documented yet are kept and skipped. */
      readonly fields: readonly string[];
      readonly header: boolean;
    }
  | {
      readonly kind: 'parquet';
      /** Field name → the file's own column name. */
      readonly columns: ReadonlyMap<string, string>;
      /** Names and types in file order: files of one schema are read together. */
      readonly schema: string;
    };

export type LayoutReading =
  | { readonly ok: true; readonly layout: Layout }
  | { readonly ok: false; readonly problem: string };

const FIELD_NAME = /^[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*$/;
/**
 * CloudWatch Logs leads each line of an export with the time of the event; `aws logs tail` with the time and, in its
 * detailed format, the name of the log stream.
 */
const EXPORT_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})?$/;
const EXPORT_FIELDS = ['export-time', 'export-stream'];
/** As DuckDB names lists, structures, maps and unions. */
const NESTED_TYPE = /^(STRUCT|MAP|UNION)\b|\[\d*\]$/;
const FORMAT_FIELD = /^\$\{([a-z0-9-]+)\}$/;

/** Fields of a line or a file, separated by blanks. */
export function splitFields(line: string): string[] {
  return line.split(/[ \t]+/).filter((part) => part !== '');
}

/**
 * A header holds nothing but names, at least two of them documented. (A record always holds numbers or `-`.)
 */
export function isHeaderLine(parts: readonly string[]): boolean {
  if (!parts.every((part) => FIELD_NAME.test(part))) return false;
  const known = parts.filter((part) => FIELD_BY_NAME.has(part.replaceAll('_', '-')));
  return known.length >= 2 || isTransitGatewayLog(parts);
}

/** Reads a header's fields, or says why a log with this header cannot be used. */
export function layoutOfHeader(parts: readonly string[]): LayoutReading {
  const reading = layoutOfFields(parts.map((part) => part.replaceAll('_', '-')));
  if (!reading.ok || reading.layout.kind !== 'text') return reading;
  return { ok: true, layout: { ...reading.layout, header: true } };
}

/** The layout of lines that hold these fields in this order. */
export function layoutOfFields(fields: readonly string[]): LayoutReading {
  const problem = problemOfFields(fields);
  if (problem !== null) return { ok: false, problem };
  return { ok: true, layout: { kind: 'text', fields, header: false } };
}

/** The layout of a file without a header: the user's format if given, else AWS's default if the first line fits it. */
export function layoutWithoutHeader(
  parts: readonly string[],
  logFormat: readonly string[] | null,
): LayoutReading {
  const leading = parts.length - (logFormat ?? DEFAULT_FORMAT).length;
  if (EXPORT_TIME.test(parts[0] ?? '') && leading >= 1 && leading <= EXPORT_FIELDS.length) {
    const reading = layoutWithoutHeader(parts.slice(leading), logFormat);
    if (!reading.ok || reading.layout.kind !== 'text') return reading;
    const fields = [...EXPORT_FIELDS.slice(0, leading), ...reading.layout.fields];
    return { ok: true, layout: { ...reading.layout, fields } };
  }
  if (logFormat !== null) {
    if (parts.length !== logFormat.length) {
      return {
        ok: false,
        problem: `the first line has ${parts.length} fields, but --log-format names ${logFormat.length}`,
      };
    }
    return { ok: true, layout: { kind: 'text', fields: logFormat, header: false } };
  }
  if (fitsDefaultFormat(parts)) {
    return { ok: true, layout: { kind: 'text', fields: DEFAULT_FORMAT, header: false } };
  }
  return {
    ok: false,
    problem:
      'the first line is neither a header nor a record in the default format: ' +
      'if this is a flow log in a format of its own without a header, name its fields with --log-format',
  };
}

function fitsDefaultFormat(parts: readonly string[]): boolean {
  if (parts.length !== DEFAULT_FORMAT.length) return false;
  const value = (name: string) => parts[DEFAULT_FORMAT.indexOf(name)] ?? '';
  const isNumber = (name: string) => /^\d+$/.test(value(name));
  return (
    isNumber('start') &&
    isNumber('end') &&
    /^(ACCEPT|REJECT|-)$/.test(value('action')) &&
    /^(OK|NODATA|SKIPDATA)$/.test(value('log-status'))
  );
}

/** Reads `${version} ${account-id} …`. Throws `log-format` when it cannot be used. */
export function parseLogFormat(text: string): readonly string[] {
  const fields = splitFields(text.trim()).map((part) => {
    const match = FORMAT_FIELD.exec(part);
    if (!match?.[1]) {
      throw new SgauditError(
        'log-format',
        `--log-format: "${part}" is not a field: write fields as \${interface-id}, separated by blanks`,
      );
    }
    return match[1];
  });
  const problem = problemOfFields(fields);
  if (problem !== null) throw new SgauditError('log-format', `--log-format: ${problem}`);
  return fields;
}

/** Parquet columns as AWS names them (`interface_id`); partition columns and later fields are left alone. */
export function layoutOfColumns(
  described: readonly { readonly name: string; readonly type: string }[],
): LayoutReading {
  const columns = new Map<string, string>();
  let nested: string | null = null;
  for (const { name, type } of described) {
    const field = name.toLowerCase().replaceAll('_', '-');
    if (!columns.has(field)) columns.set(field, name);
    const use = FIELD_BY_NAME.get(field)?.use ?? 'skipped';
    if (use !== 'skipped' && NESTED_TYPE.test(type)) {
      nested = `the column ${name} holds ${type}, where a number or a text belongs`;
    }
  }
  const problem = problemOfFields([...columns.keys()]) ?? nested;
  if (problem !== null) return { ok: false, problem };
  return { ok: true, layout: { kind: 'parquet', columns, schema: JSON.stringify(described) } };
}

export const TRANSIT_GATEWAY =
  'this is a transit-gateway flow log: it names neither the interface nor the action, so it says nothing about security groups';

function problemOfFields(fields: readonly string[]): string | null {
  if (isTransitGatewayLog(fields)) return TRANSIT_GATEWAY;
  const twice = fields.find((name, index) => fields.indexOf(name) !== index);
  if (twice !== undefined) return `the field ${twice} stands twice`;
  const missing = missingNeeds(fields);
  if (missing.length === 0) return null;
  return `the log format lacks ${missing.join(', ')}`;
}
