import type { ReportRule } from '../../model/report.ts';

/** Upper bounds of records for the first three of four shades: quartiles of all counts that are not zero. */
export type HeatScale = readonly [number, number, number];

export type Shade = 1 | 2 | 3 | 4;
export const SHADES: readonly Shade[] = [1, 2, 3, 4];

/** Of records a day, over all rules, so that shades compare. */
export function dayScale(rules: readonly ReportRule[]): HeatScale {
  return scaleOf(rules.flatMap((rule) => rule.traffic?.byDay.map((day) => day.flows) ?? []));
}

/** Of records with one peer, over all rules. */
export function peerScale(rules: readonly ReportRule[]): HeatScale {
  return scaleOf(rules.flatMap((rule) => rule.traffic?.topPeers.map((peer) => peer.flows) ?? []));
}

function scaleOf(all: readonly number[]): HeatScale {
  const counts = all.filter((flows) => flows > 0).sort((left, right) => left - right);
  const quantile = (share: number) => counts[Math.floor((counts.length - 1) * share)] ?? 0;
  return [quantile(0.25), quantile(0.5), quantile(0.75)];
}

/** The shade of a number of records; none without records. */
export function shadeOf(scale: HeatScale, flows: number): Shade | null {
  if (flows <= 0) return null;
  if (flows <= scale[0]) return 1;
  if (flows <= scale[1]) return 2;
  return flows <= scale[2] ? 3 : 4;
}
