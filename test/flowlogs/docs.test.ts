import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Engine, openEngine } from '../../src/flowlogs/engine/duckdb.ts';
import {
  DEFAULT_FORMAT,
  FLOW_LOG_FIELDS,
  missingNeeds,
  missingSharpeners,
} from '../../src/flowlogs/fields.ts';
import { parseLogFormat } from '../../src/flowlogs/layout.ts';
import { DAY_TABLES } from '../../src/flowlogs/store.ts';
import { EN } from '../../src/messages/en.ts';
import { FLAGS_HEADER, logText, record, reply, rollUp, withFiles } from './support/logs.ts';

const page = (name: string) =>
  readFileSync(new URL(`../../docs/${name}.md`, import.meta.url), 'utf8');

/** Cells of a table's rows, without the code marks. */
function tableRows(text: string): string[][] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^\|[\s:|-]+\|$/.test(line))
    .slice(1)
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim().replaceAll('`', '')),
    );
}

const section = (text: string, from: string, to: string) =>
  text.slice(text.indexOf(from) + from.length, text.indexOf(to));

describe('docs/flow-logs.md', () => {
  const text = page('flow-logs');

  it('lists every field with version, type, use and what it costs to lack it', () => {
    const expected = FLOW_LOG_FIELDS.map(({ name, version, type, use }) => {
      const cost = use === 'read' ? EN.text.missingField(name).split(': ').slice(1).join(': ') : '';
      return [name, String(version), type, use, cost];
    });
    expect(tableRows(section(text, '<!-- fields -->', '<!-- /fields -->'))).toEqual(expected);
    expect(expected.every(([, , , use, cost]) => use !== 'read' || cost !== '')).toBe(true);
  });

  it('recommends a format that lacks nothing', () => {
    const formats = [...text.matchAll(/`(\$\{version\}[^`…]+)`/g)].map((match) => match[1] ?? '');
    expect(formats).toHaveLength(1);
    const fields = parseLogFormat(formats[0] ?? '');
    expect(missingNeeds(fields)).toEqual([]);
    expect(missingSharpeners(fields)).toEqual([]);
  });

  it('counts the default format’s fields right', () => {
    expect(text).toContain(`its ${DEFAULT_FORMAT.length} fields`);
  });
});

describe('docs/rollup.md', () => {
  const text = page('rollup');
  const queries = [...text.matchAll(/```sql\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');
  let engine: Engine;
  let results: unknown[][] = [];
  const described: Record<string, string[][]> = {};

  beforeAll(() =>
    withFiles(
      {
        'logs/a.log.gz': logText(
          Array.from({ length: 12 }, (_, at) => {
            const request = record({
              ...{ sourcePort: 40_000 + at, targetPort: at % 3 ? 443 : 8443, flags: 2 },
              ...{ direction: 'ingress' as const, action: at === 11 ? 'REJECT' : 'ACCEPT' },
            });
            return [request, reply(request, { flags: 18 })];
          })
            .flat()
            .concat(record({ protocol: 1, sourcePort: 0, targetPort: 0, direction: 'ingress' })),
          FLAGS_HEADER,
        ),
      },
      async (folder) => {
        const store = join(folder, 'rollup');
        await rollUp(join(folder, 'logs'), { store });
        engine = await openEngine({ database: ':memory:', temporaryFolder: folder });
        for (const table of DAY_TABLES) {
          const rows = await engine.rows<{ column_name: string; column_type: string }>(
            `DESCRIBE SELECT * FROM read_parquet('${store}/${table}-*.parquet')`,
          );
          described[table] = rows.map((row) => [row.column_name, row.column_type]);
        }
        results = [];
        for (const query of queries) {
          results.push(await engine.rows(query.replaceAll("'rollup/", `'${store}/`)));
        }
      },
    ),
  );

  afterAll(() => engine.close());

  it.each([...DAY_TABLES])('describes each column of %s, in order, with its type', (table) => {
    const [, ofTable = ''] = text.split(`\n### \`${table}\``);
    const rows = tableRows(ofTable.split('\n### ')[0]?.split('\n## ')[0] ?? '');
    expect(rows.map(([name, type]) => [name, type])).toEqual(described[table]);
  });

  it('shows queries that run as they stand and find something', () => {
    expect(queries.length).toBeGreaterThanOrEqual(4);
    for (const [index, query] of queries.entries()) {
      expect({ query, rows: results[index]?.length }).toEqual({ query, rows: expect.anything() });
      expect({ query, empty: results[index]?.length === 0 }).toEqual({ query, empty: false });
    }
  });
});
