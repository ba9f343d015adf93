import { formatAddress, parseAddress } from '../model/address.ts';
import type { Engine } from './engine/duckdb.ts';
import { KIND } from './query/connections.ts';
import { EVIDENCE_BITS } from './query/evidence.ts';

/** Dotted quads that need no second look. */
const OCTET = '(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])';
const PLAIN_IPV4 = `(${OCTET}[.]){3}${OCTET}`;
const COLUMNS = ['a', 'b', 'a_outer', 'b_outer'] as const;

/** Texts that `fixAddresses` found where an address belongs and that are none. Empty before it ran. */
export const NO_ADDRESSES = 'SELECT text FROM fixes WHERE canonical IS NULL';

/**
 * Gives every address in `connections` its canonical text (RFC 5952), and refuses records in which a word stands where
 * an address belongs. AWS writes canonical text, so as a rule there is nothing to change.
 */
export async function fixAddresses(engine: Engine): Promise<void> {
  const distinct = COLUMNS.map(
    (column) => `SELECT DISTINCT ${column} AS text FROM connections WHERE ${column} IS NOT NULL`,
  ).join(' UNION ');
  const texts = await engine.rows<{ text: string }>(
    `SELECT text FROM (${distinct}) WHERE NOT regexp_full_match(text, '${PLAIN_IPV4}')`,
  );
  const fixes = texts.flatMap(({ text }) => {
    const address = parseAddress(text);
    const canonical = address ? formatAddress(address) : null;
    return canonical === text ? [] : [[text, canonical]];
  });
  await engine.run('CREATE OR REPLACE TEMP TABLE fixes (text VARCHAR, canonical VARCHAR)');
  if (fixes.length === 0) return;
  await engine.insert('fixes', fixes);
  await refuse(engine);
  for (const column of COLUMNS) {
    await engine.run(
      `UPDATE connections SET ${column} = fixes.canonical FROM fixes WHERE ${column} = fixes.text`,
    );
  }
  await restoreOrder(engine);
}

async function refuse(engine: Engine): Promise<void> {
  const wrong = COLUMNS.map((column) => `${column} IN (${NO_ADDRESSES})`).join(' OR ');
  await engine.run(
    `UPDATE connections SET kind = ${KIND.refused}, day = NULL, interface = NULL WHERE ${wrong}`,
  );
}

/** Ends stand in the order of their texts, so that requests and replies meet. */
async function restoreOrder(engine: Engine): Promise<void> {
  const bits = Object.values(EVIDENCE_BITS).reduce((sum, bit) => sum + bit, 0) + 1;
  await engine.run(`UPDATE connections SET a = b, b = a, a_port = b_port, b_port = a_port,
    a_outer = b_outer, b_outer = a_outer, evidence = (evidence % ${bits}) * ${bits} + evidence // ${bits}
    WHERE kind <= ${KIND.rejected} AND (a > b OR (a = b AND a_port > b_port))`);
}
