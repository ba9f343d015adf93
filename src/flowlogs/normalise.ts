import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { FIELD_BY_NAME, FIELD_MAXIMUM } from './fields.ts';
import { type JsonLayout, jsonRecords, linesOf } from './json-file.ts';
import { isHeaderLine, type Layout, layoutOfHeader, splitFields } from './layout.ts';
import { BYTE_ORDER_MARK, type SourceFile } from './source-file.ts';

type TextLayout = Extract<Layout, { kind: 'text' }>;

export interface NormalisedFile {
  /** One file per header, without the header line. */
  readonly parts: readonly { readonly path: string; readonly layout: TextLayout }[];
  /** Lines that are no records: short, long, or with words for numbers. */
  readonly refused: number;
}

const FLUSH = 1 << 20;

/**
 * Rewrites a file line by line so that the strict reader takes it: one blank between fields, one kind of line end,
 * headers that recur inside left out (lines after another header go to a file of their own), what JSON wraps unwrapped,
 * and without lines that do not fit the header.
 */
export async function normaliseFile(file: SourceFile, target: string): Promise<NormalisedFile> {
  const parts = new Map<string, Part>();
  let refused = 0;
  try {
    for await (const { values, layout } of file.json ? jsonRows(file, file.json) : textRows(file)) {
      if (layout === null || !fits(values, layout)) {
        refused++;
        continue;
      }
      const key = layout.fields.join(' ');
      let part = parts.get(key);
      if (!part) {
        part = new Part(`${target}-${parts.size}`, { ...layout, header: false });
        parts.set(key, part);
      }
      await part.write(values.join(' '));
    }
  } finally {
    for (const part of parts.values()) await part.close();
  }
  return { parts: [...parts.values()].map(({ path, layout }) => ({ path, layout })), refused };
}

/** A record's values and the layout that they should fit; null where there is none, so that it is refused. */
interface Row {
  readonly values: readonly string[];
  readonly layout: TextLayout | null;
}

async function* textRows(file: SourceFile): AsyncGenerator<Row> {
  let layout = file.layout.kind === 'text' ? file.layout : null;
  for await (const line of lines(file)) {
    const values = splitFields(line.replace(BYTE_ORDER_MARK, ''));
    if (values.length === 0) continue;
    if (isHeaderLine(values)) layout = layoutAfter(values);
    else yield { values, layout };
  }
}

async function* jsonRows(file: SourceFile, json: JsonLayout): AsyncGenerator<Row> {
  if (file.encoding === 'parquet') return;
  const layoutOf = (fields: readonly string[] | null): TextLayout | null =>
    fields && { kind: 'text', fields, header: false };
  const objects = layoutOf(json.objects);
  let layout = layoutOf(json.lines);
  for await (const record of jsonRecords(file.path, file.encoding)) {
    if (record.kind === 'other') yield { values: [], layout: null };
    else if (record.kind === 'fields') {
      const values = objects?.fields.map((field) => record.values.get(field) ?? '-');
      yield { values: values ?? [], layout: objects };
    } else {
      for (const values of linesOf(record.text)) {
        if (isHeaderLine(values)) layout = layoutAfter(values);
        else yield { values, layout };
      }
    }
  }
}

function layoutAfter(header: readonly string[]): TextLayout | null {
  const reading = layoutOfHeader(header);
  return reading.ok && reading.layout.kind === 'text' ? reading.layout : null;
}

function lines(file: SourceFile): AsyncIterable<string> {
  const raw = createReadStream(file.path);
  const input = file.encoding === 'gzip' ? raw.pipe(createGunzip()) : raw;
  // Latin-1 takes any byte; what is not ASCII fits no field that the rollup reads.
  input.setEncoding('latin1');
  return createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
}

/** As many fields as the header names, ASCII, and whole numbers in range (or `-`) where the rollup reads numbers. */
function fits(values: readonly string[], layout: TextLayout): boolean {
  if (values.length !== layout.fields.length) return false;
  return values.every((value, index) => {
    if (!/^[\x21-\x7e]+$/.test(value)) return false;
    const field = FIELD_BY_NAME.get(layout.fields[index] ?? '');
    if (field?.type !== 'integer' || field.use === 'skipped' || value === '-') return true;
    return isWhole(value, FIELD_MAXIMUM.get(field.name));
  });
}

function isWhole(value: string, maximum: bigint | undefined): boolean {
  if (!/^\d{1,19}$/.test(value)) return false;
  return maximum === undefined || BigInt(value) <= maximum;
}

class Part {
  readonly path: string;
  readonly layout: TextLayout;
  #lines: string[] = [];
  #size = 0;
  #handle: Awaited<ReturnType<typeof open>> | null = null;

  constructor(path: string, layout: TextLayout) {
    this.path = path;
    this.layout = layout;
  }

  async write(line: string): Promise<void> {
    this.#lines.push(line);
    this.#size += line.length + 1;
    if (this.#size > FLUSH) await this.#flush();
  }

  async #flush(): Promise<void> {
    this.#handle ??= await open(this.path, 'w');
    if (this.#lines.length > 0) await this.#handle.write(`${this.#lines.join('\n')}\n`);
    this.#lines = [];
    this.#size = 0;
  }

  async close(): Promise<void> {
    await this.#flush();
    await this.#handle?.close();
  }
}
