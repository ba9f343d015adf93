import type { Direction } from './rule.ts';

/** How sure the orientation (who opened the connection) of a flow is. DESIGN: observed > learned > inferred > ambiguous. */
export type Certainty = 'observed' | 'learned' | 'inferred' | 'ambiguous';

/**
 * One row of the table `flows` of a rollup. A row is one *reading* of a set of records.
 * An oriented set has one row. An ambiguous set has one row per reading, all with the same `ambiguity`
 * and the same counts, numbered by `reading`: totals are sums over the rows with `reading = 0`.
 */
export interface FlowRow {
  /** DATE, UTC day of the records' start. */
  readonly day: string;
  readonly account: string | null;
  readonly vpc: string | null;
  /** `eni-…` */
  readonly interface: string;
  /** Connection direction: `ingress` when the peer opened it. */
  readonly direction: Direction;
  /** Canonical text of the other end's address (RFC 5952 for IPv6). */
  readonly peer: string;
  /** Upper and lower 64 bits of the peer in the space of `address.ts`. UBIGINT; null for IPv6 at ::ffff:0:0/96, so that they tell the family. */
  readonly peer_high?: bigint | null;
  readonly peer_low?: bigint | null;
  /** IANA number. SMALLINT */
  readonly protocol: number;
  /** The service port: the interface's own for ingress, the peer's for egress. Null where the protocol has none. */
  readonly port: number | null;
  readonly action: 'ACCEPT' | 'REJECT';
  readonly certainty: Certainty;
  /** UBIGINT; null when oriented. */
  readonly ambiguity: bigint | null;
  /** 0 … readings-1 */
  readonly reading: number;
  readonly readings: number;
  /** Log records, requests and replies both. BIGINT */
  readonly flows: number;
  readonly bytes: number;
  readonly packets: number;
  /** Epoch seconds. BIGINT */
  readonly first_seen: number;
  readonly last_seen: number;
  /**
   * Of an accepted row that is `learned` or `inferred`, the ports from which the connections were opened, if that is right:
   * they are the service ports of the other reading. Null in such a row means that any port may be.
   * Of a row of an ambiguous set in which only the opener is open, the one port (0 without ports): the other reading is
   * the same turned round. Null elsewhere.
   */
  readonly opener_low?: number | null;
  readonly opener_high?: number | null;
  /** All of them where they are few, else null. */
  readonly opener_ports?: readonly number[] | null;
}

/** One row of the table `coverage`: what the logs say of one interface on one day. */
export interface CoverageRow {
  readonly day: string;
  readonly account: string | null;
  readonly vpc: string | null;
  readonly interface: string;
  readonly accepted: number;
  readonly rejected: number;
  readonly no_data: number;
  readonly skip_data: number;
  /** Bit h is set when the UTC hour h has a record of any kind, NODATA included. INTEGER */
  readonly hours: number;
  /** Epoch seconds of the earliest start and latest end. */
  readonly first_seen: number;
  readonly last_seen: number;
}

/** A file that was left out. */
export interface DamagedInput {
  readonly file: string;
  readonly problem: string;
  /** Days that are incomplete for it; none for a file that holds no records of interfaces; null: any day may be. */
  readonly days: readonly string[] | null;
  /** Whose records it holds; absent where its path does not tell, and in rollups of older versions: anybody's. */
  readonly source?: LogSource;
}

/** The flow log that a file is part of, as AWS's layout of paths tells. */
export interface LogSource {
  /** That owns the flow log: of interfaces in a shared VPC not always the owner. Twelve digits. */
  readonly account: string;
  readonly region: string;
  /** `fl-…`; null where the file's name does not tell. */
  readonly flowLog: string | null;
  /** An interface that another file of this flow log names: a flow log is of one VPC. */
  readonly sibling?: { readonly interface: string; readonly vpc: string | null };
}

/** What one file holds: read = accepted + rejected + noData + skipData + refused. */
export interface FileRecords {
  readonly file: string;
  readonly read: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly noData: number;
  readonly skipData: number;
  readonly refused: number;
}

/** Whole UTC days, both included, `YYYY-MM-DD`. */
export interface Window {
  readonly firstDay: string;
  readonly lastDay: string;
}

/** Says what a rollup rests on; stored as `sgaudit-rollup.json`. */
export interface RollupSummary {
  readonly engine: 'duckdb' | 'athena' | 'trino';
  /** Days the store holds completely read. */
  readonly days: readonly string[];
  readonly records: {
    readonly read: number;
    readonly accepted: number;
    readonly rejected: number;
    readonly noData: number;
    readonly skipData: number;
    /** Lines or rows that were not records: short, long, with words for numbers. Counted, never traffic. */
    readonly refused: number;
  };
  readonly damaged: readonly DamagedInput[];
  /** Files with lines that were refused, those with most first, at most 100. */
  readonly refusedFiles?: readonly FileRecords[];
  /** Files left out because another one holds the same records. */
  readonly duplicates?: number;
  /** Fields that some of the logs lack and what that costs: `tcp-flags`, `flow-direction`, `log-status`, … */
  readonly missingFields: readonly string[];
  /** True when the logs hold rejected records only although they hold many: a log of traffic type REJECT. */
  readonly rejectsOnly: boolean;
  /** Rejected connections beyond the bound per day and interface: counted in `records`, without a row in `flows`. */
  readonly rejectsDropped?: number;
  /** What it was made from. Absent where the engine does not tell. */
  readonly origin?: {
    /** Of the rollup folder's layout. */
    readonly schemaVersion: number;
    /** Log files; where an engine far away has read them, days. */
    readonly files: number;
    /** SHA-256 of the sorted SHA-256 of all files' contents (after decompression), a line each; or of the days' generations. */
    readonly sha256: string;
  };
}

/**
 * A column of some rows without nulls: INTEGER, DATE (days since 1970), UINTEGER, DOUBLE, BIGINT or UBIGINT (two words a
 * value, the lower first), INTEGER[].
 */
export type Column = Int32Array | Float64Array | Uint32Array | ListColumn;

export interface ListColumn {
  /** Four words a row: the first is where its numbers begin in `values`, the third how many they are. */
  readonly entries: Uint32Array;
  readonly values: Int32Array;
}

/** The few things the core needs of a SQL engine that has the views `flows` and `coverage`. */
export interface SqlConnection {
  run(sql: string): Promise<void>;
  /** Rows as objects; BIGINT as number where safe, UBIGINT and HUGEINT as bigint. */
  rows<Row>(sql: string): Promise<Row[]>;
  /**
   * Hands on the rows of some queries, which run at once, a few at a time and column by column: columns such as `Column`
   * has. What is handed on holds until the call returns. Temporary tables are not there for them.
   */
  columns(
    queries: readonly string[],
    use: (rows: number, columns: readonly Column[]) => void,
  ): Promise<void>;
  /** Appends rows to a table that exists, column by column in order. */
  insert(table: string, rows: readonly (readonly unknown[])[]): Promise<void>;
}

/** A rollup that is open for questions. */
export interface Rollup {
  readonly sql: SqlConnection;
  readonly summary: RollupSummary;
  close(): Promise<void>;
}
