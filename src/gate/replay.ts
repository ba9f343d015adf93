import { insertSignatures, type SignedUnit } from '../attribution/signed-units.ts';
import { type AdmittedTraffic, admittedTraffic } from '../attribution/traffic.ts';
import { type Signature, splitSignature } from '../attribution/traffic-tables.ts';
import type { SqlConnection } from '../model/rollup.ts';
import { type Effect, Effects } from './effect.ts';
import { concerned, type Entry, Ledger } from './ledger.ts';
import type { Stage } from './stage.ts';
import { insertTurned, type Turned, turnedOf } from './turned.ts';

/** An entry with the records that it is about. */
export interface EntryTraffic extends AdmittedTraffic {
  readonly entry: Entry;
  readonly flows: number;
  readonly interfaces: readonly string[];
}

/**
 * The window's accepted traffic, of which `units` are the kinds, against the rules before and after. A kind is lost
 * when every reading of it that a rule of before matches is: so is one whose opener is learned or inferred, as it may
 * be turned round (docs/decisions/0007).
 */
export async function replayAccepted(
  sql: SqlConnection,
  stage: Stage,
  units: readonly SignedUnit[],
  readings: number,
): Promise<EntryTraffic[]> {
  const effects = new Effects(stage);
  const ledger = new Ledger();
  const turned = await turnedOf(sql, stage, effects, forwardEffects(stage, units, effects));
  const entryOf = new Map<SignedUnit, number>();
  const mixed: Turned[] = [];
  const standing = new Map<SignedUnit, number>();
  for (const unit of units) {
    const signatures = unit.signatures.map((sig) => splitSignature(sig, stage.classification));
    if (unit.ambiguous) {
      const found = ambiguous(signatures, stage, effects, ledger);
      if (!found) continue;
      entryOf.set(unit, found.entry);
      standing.set(unit, found.reading);
      continue;
    }
    const signature = signatures[0]!;
    const effect = effects.of(signature);
    const ranges = turned.get(unit.signatures[0]!);
    if (ranges) {
      mixed.push(turnable(unit, signature, effect, ranges, stage, ledger));
    } else if (effect.kind === 'lost') {
      const weak = signature.inferred || !stage.before.memberKnown(signature);
      entryOf.set(unit, ledger.lost(effect.because, weak));
    } else if (effect.kind === 'uncertain') {
      entryOf.set(unit, ledger.uncertain(effect.because, effect.doubts));
    }
  }
  await insertSignatures(sql, [...entryOf.keys()], readings, (unit) => [
    standing.get(unit as SignedUnit) ?? null,
    entryOf.get(unit as SignedUnit) ?? null,
  ]);
  await insertTurned(sql, stage, mixed);
  return trafficOf(sql, stage, ledger.entries, readings);
}

function forwardEffects(
  stage: Stage,
  units: readonly SignedUnit[],
  effects: Effects,
): ReadonlyMap<number, Effect> {
  return new Map(
    units
      .filter((unit) => !unit.ambiguous)
      .map(({ signatures: [sig] }) => [
        sig!,
        effects.of(splitSignature(sig!, stage.classification)),
      ]),
  );
}

/** Readings that no rule of before matches are none, as accepted traffic was admitted by some rule; unless not all rules are known. */
function ambiguous(
  signatures: readonly Signature[],
  stage: Stage,
  effects: Effects,
  ledger: Ledger,
): { readonly entry: number; readonly reading: number } | null {
  const each = signatures.map((signature) => effects.of(signature));
  const first = concerned(each);
  if (!first) return null;
  const known = signatures.every((signature) => stage.before.memberKnown(signature));
  const matching = each.filter(({ kind }) => kind !== 'none' || !known);
  const reading = each.indexOf(first);
  if (matching.every(({ kind }) => kind === 'lost')) {
    return { entry: ledger.lost(first.because, true), reading };
  }
  const doubts = first.kind === 'uncertain' ? first.doubts : [];
  const differ = new Set(matching.map(({ kind }) => kind)).size > 1;
  return {
    entry: ledger.uncertain(first.because, differ ? [...doubts, 'orientation'] : doubts),
    reading,
  };
}

function turnable(
  unit: SignedUnit,
  signature: Signature,
  forward: Effect,
  ranges: Turned['ranges'],
  stage: Stage,
  ledger: Ledger,
): Turned {
  const first = concerned([forward, ...ranges.map(({ effect }) => effect)]);
  const doubts = first?.kind === 'uncertain' ? first.doubts : [];
  return {
    sig: unit.signatures[0]!,
    forward,
    ranges,
    lost:
      forward.kind === 'lost'
        ? ledger.lost(forward.because, signature.inferred || !stage.before.memberKnown(signature))
        : null,
    uncertain: first ? ledger.uncertain(first.because, [...doubts, 'orientation']) : null,
  };
}

/** Sums over the rows of each entry; entries without a row fall away. */
async function trafficOf(
  sql: SqlConnection,
  stage: Stage,
  entries: readonly Entry[],
  readings: number,
): Promise<EntryTraffic[]> {
  const columns = Array.from({ length: readings }, (_, at) => at);
  const same = columns.map((at) => `s.sig${at} IS NOT DISTINCT FROM m.sig${at}`).join(' AND ');
  const standing = (name: string): string =>
    `CASE m.standing ${columns.map((at) => `WHEN ${at} THEN s.${name}${at}`).join(' ')} END`;
  const rest = 'flows, bytes, packets, first_seen, last_seen';
  await sql.run(`CREATE OR REPLACE TEMP VIEW sga_admitted AS
    SELECT m.rules, o.day, o.interface, o.peer, o.port, ${columnsOf('o', rest)}
    FROM sga_oriented AS o JOIN sga_sig AS m ON o.sig = m.sig
    UNION ALL
    SELECT m.rules, s.day, s.interface, ${standing('peer')}, ${standing('port')}, ${columnsOf('s', rest)}
    FROM sga_set AS s JOIN sga_sets AS m ON ${same}
    UNION ALL
    SELECT entry, day, interface, peer, port, ${rest} FROM sga_gate_row`);
  await sql.run('CREATE OR REPLACE TEMP TABLE sga_rules_of (rules INTEGER, rule INTEGER)');
  await sql.insert(
    'sga_rules_of',
    entries.map((_, at) => [at, at]),
  );
  const alone = entries.map((_, at) => [at]);
  const traffic = await admittedTraffic(sql, stage.days, alone, entries.length);
  const seen = await sql.rows<{ rules: number; interface: string; flows: number }>(
    `SELECT rules, i.interface, sum(flows)::BIGINT AS flows FROM sga_admitted AS a
      JOIN sga_interface AS i ON a.interface = i.id GROUP BY ALL ORDER BY i.interface`,
  );
  return entries.flatMap((entry, at): EntryTraffic[] => {
    const own = seen.filter(({ rules }) => rules === at);
    if (own.length === 0) return [];
    const flows = own.reduce((sum, row) => sum + Number(row.flows), 0);
    const interfaces = own.map((row) => row.interface);
    return [{ entry, flows, interfaces, ...traffic[at]! }];
  });
}

function columnsOf(table: string, names: string): string {
  return names
    .split(', ')
    .map((name) => `${table}.${name}`)
    .join(', ');
}
