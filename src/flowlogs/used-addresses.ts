import { CsvError, parse } from 'csv-parse/sync';
import { type Address, parseAddress } from '../model/address.ts';
import { AddressSet } from '../model/address-set.ts';
import { SgauditError } from '../model/problem.ts';

/** Source addresses of accepted traffic, as a query in Athena lists them. */
export interface UsedAddresses {
  readonly file: string;
  /** The column's name; null where the file has no header. */
  readonly column: string | null;
  readonly addresses: AddressSet;
}

const CODE = 'used-ips-unreadable';
/** Of several columns, the first of these is taken. */
const COLUMNS = ['pkt_srcaddr', 'pkt-srcaddr', 'srcaddr', 'source_address', 'address', 'ip'];
/** What stands where a record has no address. */
const NONE = new Set(['', '-']);

interface Row {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/**
 * Reads the CSV that Athena writes: a header, every value quoted, one address a row. A row that is none is an error with
 * its line: were it passed over, a rule that is used could look unused.
 * @throws SgauditError `used-ips-unreadable`
 */
export function readUsedAddresses(content: string, file: string): UsedAddresses {
  const rows = parseRows(content, file);
  const [first] = rows;
  if (!first) throw failure(file, 1, 'the file is empty: give the CSV that Athena wrote');
  const hasHeader = !first.record.some((cell) => parseAddress(cell.trim()) !== null);
  const index = hasHeader ? columnOf(first.record, file) : 0;
  const addresses: Address[] = [];
  for (const { record, info } of hasHeader ? rows.slice(1) : rows) {
    const cell = (record[index] ?? '').trim();
    if (NONE.has(cell)) continue;
    const address = parseAddress(cell);
    if (!address) {
      const shown = JSON.stringify(cell.length > 60 ? `${cell.slice(0, 60)}…` : cell);
      throw failure(
        file,
        info.lines,
        `${shown} is not an IP address: give a CSV with one address a row`,
      );
    }
    addresses.push(address);
  }
  if (addresses.length === 0) {
    throw failure(
      file,
      1,
      'the file holds no address, so nothing can be judged by it: check the query, its days and its region',
    );
  }
  return {
    file,
    column: hasHeader ? (first.record[index] ?? null) : null,
    addresses: new AddressSet(addresses),
  };
}

function parseRows(content: string, file: string): Row[] {
  try {
    // With `info` a row is { record, info }; the types of the library do not say so.
    return parse(content, {
      bom: true,
      info: true,
      skip_empty_lines: true,
      relax_column_count: false,
    }) as unknown as Row[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error.lines === 'number' ? error.lines : 1;
    throw failure(file, line, `the row is not CSV as the header has it (${error.code})`);
  }
}

function columnOf(header: readonly string[], file: string): number {
  if (header.length === 1) return 0;
  const names = header.map((name) => name.trim().toLowerCase());
  const known = COLUMNS.map((name) => names.indexOf(name)).find((at) => at !== -1);
  if (known !== undefined) return known;
  throw failure(
    file,
    1,
    `none of the columns ${header.map((name) => JSON.stringify(name)).join(', ')} is known to hold source addresses: give a CSV with that column alone, or name it pkt_srcaddr`,
  );
}

function failure(file: string, line: number, message: string): SgauditError {
  const start = { line, column: 1 };
  return new SgauditError(CODE, message, { file, start, end: start });
}
