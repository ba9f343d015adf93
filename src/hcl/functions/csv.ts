import { CsvError, parse } from 'csv-parse/sync';
import { STRING, type Type } from '../type.ts';
import type { Value } from '../value.ts';
import { computed, entry, list, object, string } from '../values.ts';
import { ArgumentError, textOf } from './function.ts';

/** `csvdecode`: the first row names the attributes, every value is a string. RFC 4180. */
export function decodeCsv(args: readonly Value[]): Value {
  const [header, ...rows] = records(textOf(args, 0));
  if (header === undefined) throw new ArgumentError(0, 'missing header line');
  const names = new Set(header);
  if (names.size < header.length)
    throw new ArgumentError(0, 'duplicate column name in header line');
  const type: Type = { kind: 'object', attributes: new Map(header.map((name) => [name, STRING])) };
  const objects = rows.map((row) => {
    const entries = header.map((name, column) =>
      entry(name, computed(string(row[column] as string), args)),
    );
    return computed(object(entries), args);
  });
  return computed(list(objects, type), args);
}

function records(text: string): readonly (readonly string[])[] {
  try {
    return parse(text.replaceAll('\r\n', '\n'), {
      record_delimiter: '\n',
      skip_empty_lines: true,
      relax_quotes: false,
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new ArgumentError(0, `CSV parse error: ${error.code}`);
  }
}
