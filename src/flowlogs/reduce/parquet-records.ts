import { numberColumn, type ParquetLayout, textColumn } from '../engine/parquet-columns.ts';
import type { ScannedColumn } from '../engine/parquet-scan.ts';
import { ColumnTexts } from './column-texts.ts';
import {
  isNothing,
  isNull,
  readAddresses,
  readNumbers,
  readPresence,
  readWords,
} from './column-values.ts';
import type { RecordSink } from './record-sink.ts';
import { ADDRESS, isAddressRole, isNumberRole, NONE, ROLE, ROLES } from './record-values.ts';

/** A long text comes in pieces, each a column of its own: after the text itself twelve bytes each from these on. */
const PIECES = { address: [5], interface: [5, 17] } as const;

/** What of a file is scanned for a role, and where it stands among the scanned columns. */
interface RoleColumns {
  readonly role: number;
  readonly expressions: readonly string[];
}

const FIELDS = Object.entries(ROLE).filter(([, role]) => role !== ROLE.skipped);

/** Takes the records of parquet files from their columns and hands them to the sink, as a reader of lines does. */
export class ParquetRecords {
  readonly #sink: RecordSink;
  readonly #interfaces: ColumnTexts;
  #roles: readonly RoleColumns[] = [];
  /** Where the texts that are seldom asked for are, by role, and the record that is being taken. */
  readonly #texts: (ScannedColumn | undefined)[] = [];
  #row = 0;

  constructor(sink: RecordSink) {
    this.#sink = sink;
    this.#interfaces = new ColumnTexts(sink);
    sink.textOf = (role) => Buffer.from(this.#texts[role]!.bytes(this.#row)).toString();
  }

  /** The records from here on are those of a file of this layout. Answers what is to be scanned. */
  use(layout: ParquetLayout): string[] {
    this.#roles = FIELDS.flatMap(([field, role]) => {
      const expressions = expressionsOf(layout, field, role);
      return expressions.length === 0 ? [] : [{ role, expressions }];
    });
    this.#sink.values.fill(NONE);
    this.#sink.kinds.fill(ADDRESS.none);
    return this.#roles.flatMap(({ expressions }) => expressions);
  }

  /** Takes a chunk of what is scanned. */
  take(rows: number, columns: readonly ScannedColumn[]): void {
    let at = 0;
    for (const { role, expressions } of this.#roles) {
      this.#read(role, columns.slice(at, at + expressions.length), rows);
      at += expressions.length;
    }
    for (let row = 0; row < rows; row++) {
      this.#row = row;
      this.#sink.take(row * ROLES);
    }
  }

  #read(role: number, columns: readonly ScannedColumn[], rows: number): void {
    const [first, ...pieces] = columns;
    const { values } = this.#sink;
    if (isNumberRole(role)) readNumbers(first!, role, rows, values);
    else if (isAddressRole(role)) {
      readAddresses(first!, pieces[0]!, role, rows, this.#sink);
    } else if (role === ROLE['interface-id']) this.#readInterfaces(first!, pieces, rows, values);
    else if (role === ROLE['account-id'] || role === ROLE['vpc-id']) {
      readPresence(first!, role, rows, values);
      this.#texts[role] = first;
    } else readWords(first!, role, rows, values);
  }

  #readInterfaces(
    text: ScannedColumn,
    pieces: readonly ScannedColumn[],
    rows: number,
    into: Float64Array,
  ): void {
    const { valid, words } = text;
    for (let row = 0; row < rows; row++) {
      const isThere = (valid === null || !isNull(valid, row)) && !isNothing(words, row);
      into[row * ROLES + ROLE['interface-id']] = isThere
        ? this.#interfaces.numberOf(text, pieces, row)
        : NONE;
    }
  }
}

function expressionsOf(layout: ParquetLayout, field: string, role: number): string[] {
  if (isNumberRole(role)) {
    const number = numberColumn(layout, field);
    return number === null ? [] : [number];
  }
  const text = textColumn(layout, field);
  if (text === null) return [];
  const pieces = isAddressRole(role)
    ? PIECES.address
    : role === ROLE['interface-id']
      ? PIECES.interface
      : [];
  return [text, ...pieces.map((from) => `substring(${text}, ${from}, 12)`)];
}
