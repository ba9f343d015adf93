import { classifiedRows, type Signature, splitSignature } from '../attribution/traffic-tables.ts';
import type { SqlConnection } from '../model/rollup.ts';
import type { Effect, Effects } from './effect.ts';
import type { Stage } from './stage.ts';

/** Kinds of traffic of which some rows may have been opened by the other end, with another effect. */
export interface Turned {
  readonly sig: number;
  readonly forward: Effect;
  readonly ranges: readonly TurnedRange[];
  /** The entry of rows for which no turned reading has another effect; null: nothing is to say of them. */
  readonly whole: number | null;
  /** The entry of the others. */
  readonly mixed: number | null;
}

/** The effect had the other end opened the connection from one of these ports. */
export interface TurnedRange {
  readonly low: number;
  readonly high: number;
  readonly effect: Effect;
}

const BITS: Readonly<Record<Effect['kind'], number>> = { none: 0, kept: 1, lost: 2, uncertain: 4 };

/**
 * By signature, the effects of its learned and inferred traffic turned round. Of traffic that stays as it was read, only
 * what a turned reading would lose matters.
 */
export async function turnedOf(
  sql: SqlConnection,
  stage: Stage,
  effects: Effects,
  forward: ReadonlyMap<number, Effect>,
): Promise<ReadonlyMap<number, readonly TurnedRange[]>> {
  const rows = await sql.rows<{ sig: number; first: number; last: number }>(
    'SELECT DISTINCT sig, first, last FROM sga_reversed',
  );
  const found = new Map<number, Map<number, Effect>>();
  for (const row of rows) {
    const sig = Number(row.sig);
    const signature = splitSignature(sig, stage.classification);
    const kind = forward.get(sig)?.kind ?? 'none';
    const matters = kind === 'lost' || kind === 'uncertain';
    const turned = { ...signature, egress: !signature.egress };
    const own = found.get(sig) ?? new Map<number, Effect>();
    for (const service of candidates(stage, turned, row, matters)) {
      const effect = effects.of({ ...turned, service });
      if (effect.kind === 'none' || (!matters && effect.kind === 'kept')) continue;
      own.set(service, effect);
      found.set(sig, own);
    }
  }
  const ports = new Map(stage.services.ranges.map((range) => [range.serviceClass, range]));
  return new Map(
    [...found].map(([sig, services]) => [
      sig,
      [...services].map(([service, effect]) => {
        const { from, to } = ports.get(service)!;
        return { low: from ?? 0, high: to ?? 65_535, effect };
      }),
    ]),
  );
}

/** All classes of the range; of traffic that stays only those which a rule that goes may match. */
function candidates(
  stage: Stage,
  turned: Signature,
  { first, last }: { readonly first: number; readonly last: number },
  all: boolean,
): readonly number[] {
  const range = Array.from({ length: last - first + 1 }, (_, at) => first + at);
  if (all || !stage.sameMember(turned) || !stage.samePeer(turned)) return range;
  return stage.touched(turned.egress).filter((service) => first <= service && service <= last);
}

/** `sga_gate_row`: the rows of these kinds, each with the entry that it belongs to. */
export async function insertTurned(
  sql: SqlConnection,
  stage: Stage,
  kinds: readonly Turned[],
): Promise<void> {
  await sql.run(
    'CREATE OR REPLACE TEMP TABLE sga_gate_sig (sig BIGINT, other INTEGER, whole INTEGER, mixed INTEGER)',
  );
  await sql.run(
    'CREATE OR REPLACE TEMP TABLE sga_gate_turned (sig BIGINT, low INTEGER, high INTEGER, bit INTEGER)',
  );
  await sql.insert(
    'sga_gate_sig',
    kinds.map(({ sig, forward, whole, mixed }) => [sig, otherEffects(forward), whole, mixed]),
  );
  await sql.insert(
    'sga_gate_turned',
    kinds.flatMap(({ sig, ranges }) =>
      ranges.map(({ low, high, effect }) => [sig, low, high, BITS[effect.kind]]),
    ),
  );
  // Without such kinds the rollup need not be read again.
  const source = classifiedRows(
    stage.days,
    stage.classification,
  )(kinds.length > 0 ? 'ambiguity IS NULL' : 'false');
  const rest = 'day, interface, peer, port, flows, bytes, packets, first_seen, last_seen';
  await sql.run(`CREATE OR REPLACE TEMP TABLE sga_gate_row AS
    WITH o AS MATERIALIZED (SELECT row_number() OVER () AS n, r.*, g.other, g.whole, g.mixed
        FROM (${source}) AS r JOIN sga_gate_sig AS g ON r.sig = g.sig),
      hit AS (SELECT o.n, bit_or(t.bit) AS turned FROM o JOIN sga_gate_turned AS t ON o.sig = t.sig
        WHERE o.turnable AND CASE WHEN o.opener_ports IS NULL
          THEN coalesce(o.opener_low, 0) <= t.high AND t.low <= coalesce(o.opener_high, 65535)
          ELSE len(list_filter(o.opener_ports, port -> port BETWEEN t.low AND t.high)) > 0 END
        GROUP BY o.n)
    SELECT CASE WHEN coalesce(turned, 0) & other <> 0 THEN mixed ELSE whole END AS entry, ${rest}
    FROM o LEFT JOIN hit ON o.n = hit.n`);
  await sql.run('DELETE FROM sga_gate_row WHERE entry IS NULL');
}

/** The effects of a turned reading that make the row less sure than it was read. */
function otherEffects({ kind }: Effect): number {
  const { kept, lost, uncertain } = BITS;
  return kind === 'lost' ? kept | uncertain : kind === 'uncertain' ? kept | lost : lost | uncertain;
}
