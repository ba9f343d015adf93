import {
  classifiedRows,
  insertPeers,
  type Signature,
  splitSignature,
} from '../attribution/traffic-tables.ts';
import type { GateDoubt } from '../model/gate.ts';
import type { SqlConnection } from '../model/rollup.ts';
import { type Because, doubtsOf } from './effect.ts';
import { type EntryTraffic, trafficOf } from './entry-traffic.ts';
import { Ledger } from './ledger.ts';
import type { Stage } from './stage.ts';

/** What a change does to one reading of rejected traffic; null: nothing. */
interface Opening {
  readonly certain: boolean;
  readonly because: Because;
  readonly doubts: readonly GateDoubt[];
}

const CERTAIN = 1;
const POSSIBLE = 2;

/**
 * The window's rejected traffic that the rules after the change admit and those before did not. What the rules of before
 * may have admitted was rejected by something else, such as a network ACL. A set whose opener is not known gets
 * through when it does under every reading.
 */
export async function replayRejected(sql: SqlConnection, stage: Stage): Promise<EntryTraffic[]> {
  await insertPeers(sql, stage.days, stage.classification, 'REJECT');
  const source = classifiedRows(stage.days, stage.classification, 'REJECT')('true');
  await sql.run(`CREATE OR REPLACE TEMP TABLE sga_rejected AS
    SELECT * EXCLUDE (protocol, turnable, opener_low, opener_high, opener_ports) FROM (${source})`);
  const kinds = await sql.rows<{ sig: number }>('SELECT DISTINCT sig FROM sga_rejected');
  const ledger = new Ledger();
  const rows = kinds.flatMap(({ sig }): (readonly number[])[] => {
    const signature = splitSignature(Number(sig), stage.classification);
    const opening = openingOf(signature, stage);
    if (!opening) return [];
    const perhaps = ledger.perhapsGained(opening.because, opening.doubts);
    if (!opening.certain) return [[Number(sig), POSSIBLE, perhaps, perhaps]];
    return [[Number(sig), CERTAIN, ledger.gained(opening.because, signature.inferred), perhaps]];
  });
  await sql.run(
    'CREATE OR REPLACE TEMP TABLE sga_gate_sig (sig BIGINT, opening INTEGER, gained INTEGER, perhaps INTEGER)',
  );
  await sql.insert('sga_gate_sig', rows);
  const rest =
    'r.day, r.interface, r.peer, r.port, r.flows, r.bytes, r.packets, r.first_seen, r.last_seen';
  await sql.run(`CREATE OR REPLACE TEMP VIEW sga_admitted AS
    WITH r AS (SELECT q.*, g.opening, g.gained, g.perhaps FROM sga_rejected AS q JOIN sga_gate_sig AS g ON q.sig = g.sig),
      readings AS (SELECT day, ambiguity, count(*) AS readings FROM sga_rejected WHERE ambiguity IS NOT NULL GROUP BY ALL),
      sets AS (SELECT r.day, r.ambiguity, min(r.reading) AS reading,
          bool_and(r.opening = ${CERTAIN}) AND count(*) = any_value(readings) AS certain
        FROM r JOIN readings ON r.day = readings.day AND r.ambiguity = readings.ambiguity GROUP BY ALL)
    SELECT CASE WHEN r.opening = ${CERTAIN} THEN gained ELSE perhaps END AS rules, ${rest} FROM r WHERE r.ambiguity IS NULL
    UNION ALL
    SELECT CASE WHEN certain THEN gained ELSE perhaps END AS rules, ${rest}
    FROM r JOIN sets ON r.day = sets.day AND r.ambiguity = sets.ambiguity AND r.reading = sets.reading`);
  return trafficOf(sql, stage, ledger.entries);
}

function openingOf(signature: Signature, stage: Stage): Opening | null {
  const before = stage.before.of(signature);
  if (before.certain.length + before.possible.size > 0) return null;
  const after = stage.after.of(signature);
  const certain = after.certain.length > 0;
  const rules = certain ? after.certain : [...after.possible.keys()];
  if (rules.length === 0) return null;
  const added = rules.filter((rule) => stage.sides.before[rule]!.length === 0);
  const ascending = [...(added.length > 0 ? added : rules)].sort((left, right) => left - right);
  const cause = added.length > 0 ? 'rule' : stage.sameMember(signature) ? 'peer' : 'interface';
  const member = cause === 'interface' ? signature.member : null;
  const doubts = doubtsOf(stage.sides.ruleSet.rules, after);
  return { certain, because: { cause, rules: ascending, member }, doubts };
}
