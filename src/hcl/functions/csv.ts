import { CsvError, parse } from 'csv-parse/sync';
import { STRING, type Type } from '../type.ts';
import type { Value } from '../value.ts';
import { computed, entry, list, object, string, withOrigin } from '../values.ts';
import { csvPlaces, type RowPlace } from './csv-places.ts';
import { ArgumentError, textOf } from './function.ts';
import { placesIn } from './places.ts';

/** `csvdecode`: the first row names the attributes, every value is a string. RFC 4180. */
export function decodeCsv(args: readonly Value[]): Value {
  const text = textOf(args, 0);
  const [header, ...rows] = records(text);
  if (header === undefined) throw new ArgumentError(0, 'missing header line');
  const names = new Set(header);
  if (names.size < header.length)
    throw new ArgumentError(0, 'duplicate column name in header line');
  const type: Type = { kind: 'object', attributes: new Map(header.map((name) => [name, STRING])) };
  const originAt = placesIn(args[0] as Value, text);
  const places = originAt && csvPlaces(text, rows.length + 1);
  const placed = <V extends Value>(value: V, at: RowPlace | undefined): V =>
    originAt && at ? withOrigin(value, originAt(at)) : computed(value, args);
  const objects = rows.map((row, index) => {
    const place = places?.[index + 1];
    const entries = header.map((name, column) =>
      entry(name, placed(string(row[column] as string), place?.cells[column])),
    );
    return placed(object(entries), place);
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
