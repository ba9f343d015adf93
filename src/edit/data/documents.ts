import { parse as parseYaml } from 'yaml';
import type { FileFormat } from '../editable-file.ts';
import type { Json } from '../hashicorp-parser.ts';
import { csvRows } from './csv.ts';
import { changedDocument, type DataChange, sameDocument } from './steps.ts';

/** What a text says, by a parser that has no part in editing it; undefined where it is refused. */
const READERS: Readonly<Record<Exclude<FileFormat, 'native'>, (text: string) => Json | undefined>> =
  {
    json: (text) => JSON.parse(text) as Json,
    yaml: (text) => parseYaml(text, { merge: true, logLevel: 'silent' }) as Json,
    csv: (text) => csvRows(text) ?? undefined,
  };

/** The edited text says what the old one said but for these changes. */
export function documentAgrees(
  format: Exclude<FileFormat, 'native'>,
  before: string,
  after: string,
  changes: readonly DataChange[],
): boolean {
  if (changes.length === 0) return false;
  const [old, now] = [read(format, before), read(format, after)];
  if (old === undefined || now === undefined) return false;
  const expected = changedDocument(old, changes);
  return expected !== null && sameDocument(expected, now);
}

function read(format: Exclude<FileFormat, 'native'>, text: string): Json | undefined {
  try {
    return READERS[format](text);
  } catch {
    return undefined;
  }
}
