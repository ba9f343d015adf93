// Builds the rollup of a folder with one thread and with three, and prints what each came to: how many rows, and a hash of
// them. Usage: node compare-threads.mjs DIST FOLDER
import { createHash } from 'node:crypto';
import { pathToFileURL } from 'node:url';

const [dist, folder] = process.argv.slice(2);
const { buildRollup } = await import(pathToFileURL(`${dist}/flowlogs/rollup.js`).href);
const results = [];
for (const threads of [1, 3]) {
  const rollup = await buildRollup({
    ...{ inputs: [folder], logFormat: null, store: null, inventoryAddresses: new Map(), threads },
  });
  const tables = {};
  for (const table of ['flows', 'coverage']) {
    const rows = await rollup.sql.rows(`SELECT * FROM ${table} ORDER BY ALL`);
    const text = JSON.stringify(rows, (_, value) =>
      typeof value === 'bigint' ? `${value}` : value,
    );
    tables[table] = { rows: rows.length, hash: createHash('sha256').update(text).digest('hex') };
  }
  const { records, damaged, duplicates } = rollup.summary;
  results.push({ tables, records, damaged: damaged.length, duplicates });
  await rollup.close();
}
console.log(JSON.stringify(results));
