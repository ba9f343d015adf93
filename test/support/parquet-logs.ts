import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type Engine, openEngine, quoteName, quoteText } from '../../src/flowlogs/engine/duckdb.ts';
import { columnOf, LOG_FIELDS } from '../../src/init/log-fields.ts';

const TYPE = { int: 'INTEGER', bigint: 'BIGINT', string: 'VARCHAR' } as const;

/**
 * Writes text logs that lie in a folder for each day as the parquet files that the flow log of `init` delivers. What the
 * first minutes of a day deliver of the day before is a file of its own. Answers the files by path inside `to`.
 */
export async function toParquetLogs(from: string, to: string): Promise<string[]> {
  const engine = await openEngine({ database: ':memory:', temporaryFolder: tmpdir() });
  try {
    const names = readdirSync(from, { recursive: true, encoding: 'utf8' });
    const written: string[] = [];
    for (const name of names.filter((each) => each.endsWith('.log.gz')).sort()) {
      const day = name.split('/').slice(-4, -1).join('-');
      const midnight = Date.parse(`${day}T00:00:00Z`) / 1000;
      mkdirSync(dirname(join(to, name)), { recursive: true });
      for (const [end, condition] of [
        ['-late.log.parquet', `start < ${midnight}`],
        ['.log.parquet', `start >= ${midnight}`],
      ] as const) {
        const path = name.replace(/\.log\.gz$/, end);
        await convert(engine, join(from, name), join(to, path), condition);
        written.push(path);
      }
    }
    return written;
  } finally {
    engine.close();
  }
}

async function convert(engine: Engine, from: string, to: string, condition: string): Promise<void> {
  const [header = ''] = gunzipSync(readFileSync(from)).toString('utf8').split('\n', 1);
  const there = new Set(header.split(' '));
  const columns = LOG_FIELDS.map((field) => {
    const none = field.type === 'string' ? `'-'` : 'NULL';
    const value = there.has(field.name) ? quoteName(field.name) : none;
    return `TRY_CAST(${value} AS ${TYPE[field.type]}) AS ${quoteName(columnOf(field))}`;
  });
  await engine.run(`COPY (
    SELECT * FROM (
      SELECT ${columns.join(', ')}
      FROM read_csv(${quoteText(from)}, delim = ' ', header = true, all_varchar = true)
    ) WHERE ${condition}
  ) TO ${quoteText(to)} (FORMAT parquet, COMPRESSION gzip)`);
}
