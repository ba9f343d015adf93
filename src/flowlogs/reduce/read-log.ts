import { jsonRecords, linesOf } from '../json-file.ts';
import {
  inspectFile,
  type OnBytes,
  type ParquetFile,
  readContent,
  type SourceFile,
} from '../source-file.ts';
import type { ParquetReader } from './parquet-reader.ts';
import type { RecordSink } from './record-sink.ts';
import { TextReader } from './text-reader.ts';

/** Records of a file, by what they are; `refused` holds lines that are none as well. */
export interface FileCounts {
  readonly accepted: number;
  readonly rejected: number;
  readonly noData: number;
  readonly skipData: number;
  readonly refused: number;
}

export type LogReading =
  | { readonly kind: 'damaged'; readonly path: string; readonly problem: string }
  /** Its content has been taken from another file. */
  | { readonly kind: 'duplicate'; readonly file: SourceFile | ParquetFile }
  | {
      readonly kind: 'read';
      readonly file: SourceFile;
      readonly counts: FileCounts;
      /** Epoch days of all but refused records. */
      readonly days: readonly number[];
    };

/** What is told while a large file is read. */
interface Watch {
  /** Empties the sink if it is full. */
  readonly makeRoom: () => Promise<void> | undefined;
  readonly onBytes: OnBytes;
}

/**
 * Reads one log into `sink`, or into the sink of `parquet`, if it is whole and `claim` says that nobody took the same
 * content (by its SHA-256). Never throws for what is wrong with the file.
 */
export async function readLog(
  path: string,
  logFormat: readonly string[] | null,
  sink: RecordSink,
  parquet: () => Promise<ParquetReader>,
  claim: (hash: string) => boolean | Promise<boolean>,
  { makeRoom, onBytes }: Watch,
): Promise<LogReading> {
  // A large file is gone through twice.
  const half = (bytes: number) => onBytes(bytes / 2);
  const inspection = await inspectFile(path, logFormat, half);
  if (!inspection.ok) return { kind: 'damaged', path, problem: inspection.problem };
  const { file, content } = inspection;
  if (!(await claim(file.hash))) return { kind: 'duplicate', file };
  if (isParquet(file)) {
    const reading = await (await parquet()).read(file, makeRoom);
    if (!reading.ok) return { kind: 'damaged', path, problem: reading.problem };
    return readingOf(reading.file, reading.sink, 0);
  }
  sink.reset();
  const watch = { makeRoom, onBytes: half };
  return readingOf(file, sink, await readRecords(file, content, sink, watch));
}

const isParquet = (file: SourceFile | ParquetFile): file is ParquetFile => file.layout === null;

/** `refusedLines`: how many lines were no records. */
function readingOf(file: SourceFile, sink: RecordSink, refusedLines: number): LogReading {
  const [accepted = 0, rejected = 0, noData = 0, skipData = 0, refused = 0] = sink.counts;
  const counts = { accepted, rejected, noData, skipData, refused: refused + refusedLines };
  return { kind: 'read', file, counts, days: [...sink.seenDays] };
}

/** Answers how many lines are no records. */
async function readRecords(
  file: SourceFile,
  content: Buffer | null,
  sink: RecordSink,
  watch: Watch,
): Promise<number> {
  const { layout, encoding } = file;
  if (layout.kind !== 'text' || encoding === 'parquet') return 0;
  if (file.json) return readJson(file, file.json, encoding, sink, watch);
  const reader = new TextReader(sink, layout.fields);
  const take = (chunk: Buffer) => {
    reader.push(chunk);
    return watch.makeRoom();
  };
  if (content) reader.push(content);
  else await readContent(file.path, encoding, take, watch.onBytes);
  reader.end();
  return reader.refused;
}

async function readJson(
  { path }: SourceFile,
  { lines, objects }: NonNullable<SourceFile['json']>,
  encoding: 'plain' | 'gzip',
  sink: RecordSink,
  { makeRoom }: Watch,
): Promise<number> {
  let refused = 0;
  const ofLines = new TextReader(sink, lines);
  const ofObjects = new TextReader(sink, objects);
  for await (const record of jsonRecords(path, encoding)) {
    if (record.kind === 'other') refused++;
    else if (record.kind === 'fields') {
      ofObjects.values(objects?.map((field) => record.values.get(field) ?? '-') ?? []);
    } else for (const values of linesOf(record.text)) ofLines.parts(values);
    await makeRoom();
  }
  return refused + ofLines.refused + ofObjects.refused;
}
