import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { type JsonRecord, recordsOf, writtenFields } from './json-records.ts';
import { jsonValues } from './json-text.ts';
import {
  isHeaderLine,
  layoutOfFields,
  layoutOfHeader,
  layoutWithoutHeader,
  splitFields,
} from './layout.ts';

/** How the records of a JSON file are written; null where the file has none of the kind. */
export interface JsonLayout {
  /** Fields of the records that are lines. */
  readonly lines: readonly string[] | null;
  /** Fields of the records that name them: those that the rollup reads and that some record has. */
  readonly objects: readonly string[] | null;
}

export type JsonReading =
  | { readonly ok: true; readonly layout: JsonLayout }
  | { readonly ok: false; readonly problem: string };

/** Whether a text's beginning is that of JSON: no record and no header begins so. */
export function looksLikeJson(head: string): boolean {
  return /^(\u00ef\u00bb\u00bf)?\s*[{[]/.test(head);
}

/** All records of a file, in order. Throws SyntaxError where it is not JSON. */
export async function* jsonRecords(
  path: string,
  encoding: 'plain' | 'gzip',
): AsyncGenerator<JsonRecord> {
  const raw = createReadStream(path);
  const input = encoding === 'gzip' ? raw.pipe(createGunzip()) : raw;
  input.setEncoding('utf8');
  for await (const value of jsonValues(input)) yield* recordsOf(value);
}

/** The lines of a record: Firehose and some agents end a message with a line end, or join several. */
export function linesOf(text: string): string[][] {
  return text
    .split(/\r?\n/)
    .map(splitFields)
    .filter((parts) => parts.length > 0);
}

/** Reads all of the file: a JSON file that is cut off or holds no record is left out whole. */
export async function readJsonLayout(
  path: string,
  encoding: 'plain' | 'gzip',
  logFormat: readonly string[] | null,
): Promise<JsonReading> {
  let lines: readonly string[] | null = null;
  const present = new Set<string>();
  let others = 0;
  try {
    for await (const record of jsonRecords(path, encoding)) {
      if (record.kind === 'fields') for (const field of record.values.keys()) present.add(field);
      else if (record.kind === 'other') others++;
      else if (lines === null) {
        for (const parts of linesOf(record.text)) {
          const reading = isHeaderLine(parts)
            ? layoutOfHeader(parts)
            : layoutWithoutHeader(parts, logFormat);
          if (!reading.ok) return reading;
          if (reading.layout.kind === 'text') lines ??= reading.layout.fields;
        }
      }
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { ok: false, problem: `the JSON is damaged (${error.message}): fetch it again` };
  }
  if (present.size > 0) {
    const objects = layoutOfFields([...present]);
    if (!objects.ok) return objects;
    return { ok: true, layout: { lines, objects: writtenFields(present) } };
  }
  if (lines === null && others > 0) {
    return { ok: false, problem: 'is JSON, but no record of a flow log stands in it' };
  }
  return { ok: true, layout: { lines, objects: null } };
}

/** Fields that every record of the file has. */
export function commonFields({ lines, objects }: JsonLayout): readonly string[] {
  if (lines === null || objects === null) return lines ?? objects ?? [];
  return lines.filter((name) => objects.includes(name));
}
