import { insertSignatures, type SignedUnit } from '../attribution/signed-units.ts';
import { type Signature, splitSignature } from '../attribution/traffic-tables.ts';
import type { SqlConnection } from '../model/rollup.ts';
import { type Effect, Effects } from './effect.ts';
import { type EntryTraffic, trafficOf } from './entry-traffic.ts';
import { concerned, Ledger } from './ledger.ts';
import type { Stage } from './stage.ts';
import { insertTurned, type Turned, turnedOf } from './turned.ts';

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
  await showAffected(sql, readings);
  return trafficOf(sql, stage, ledger.entries);
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

/** A row whose opener is learned or inferred counts as it was read; how it reads turned round makes it less sure. */
function turnable(
  unit: SignedUnit,
  signature: Signature,
  forward: Effect,
  ranges: Turned['ranges'],
  stage: Stage,
  ledger: Ledger,
): Turned {
  const sig = unit.signatures[0]!;
  if (forward.kind === 'lost') {
    const weak = signature.inferred || !stage.before.memberKnown(signature);
    const { because } = forward;
    return {
      sig,
      forward,
      ranges,
      whole: ledger.lost(because, weak),
      mixed: ledger.likely(because),
    };
  }
  const first = concerned([forward, ...ranges.map(({ effect }) => effect)]);
  const doubts = first?.kind === 'uncertain' ? first.doubts : [];
  const mixed = first ? ledger.uncertain(first.because, [...doubts, 'orientation']) : null;
  const whole =
    forward.kind === 'uncertain' ? ledger.uncertain(forward.because, forward.doubts) : null;
  return { sig, forward, ranges, whole, mixed };
}

/** The view `sga_admitted`: the rows that some entry is about. */
async function showAffected(sql: SqlConnection, readings: number): Promise<void> {
  const columns = Array.from({ length: readings }, (_, at) => at);
  const same = columns.map((at) => `s.sig${at} IS NOT DISTINCT FROM m.sig${at}`).join(' AND ');
  const standing = (name: string): string =>
    `CASE m.standing ${columns.map((at) => `WHEN ${at} THEN s.${name}${at}`).join(' ')} END`;
  const rest = ['flows', 'bytes', 'packets', 'first_seen', 'last_seen'];
  const of = (table: string): string => rest.map((name) => `${table}.${name}`).join(', ');
  await sql.run(`CREATE OR REPLACE TEMP VIEW sga_admitted AS
    SELECT m.rules, o.day, o.interface, o.peer, o.port, ${of('o')}
    FROM sga_oriented AS o JOIN sga_sig AS m ON o.sig = m.sig
    UNION ALL
    SELECT m.rules, s.day, s.interface, ${standing('peer')}, ${standing('port')}, ${of('s')}
    FROM sga_set AS s JOIN sga_sets AS m ON ${same}
    UNION ALL
    SELECT r.entry, r.day, r.interface, r.peer, r.port, ${of('r')} FROM sga_gate_row AS r`);
}
