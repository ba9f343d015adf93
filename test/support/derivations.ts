import type { Derivation } from '../../src/model/derivation.ts';
import type { Attribution, Verdict } from '../../src/model/verdict.ts';

/** What a reader of a derivation concludes from its answers, in the words of docs/explain.md. */
function conclusion(derivation: Derivation): Verdict {
  const { coveredBy, needed, gaps, open, admitted } = derivation;
  if (coveredBy.length > 0) return 'redundant';
  if (needed > 0) return 'used';
  if (gaps.length > 0 || open.length > 0) return 'unknown';
  return admitted === 0 ? 'unused' : 'redundant';
}

/** Rules of which the derivation says another thing than the verdict or the traffic; empty when all agree. */
export function disagreements({ judgements, grounds }: Attribution): string[] {
  return judgements.flatMap(({ ruleKey, verdict, confidence, reasons, traffic }) => {
    const found = grounds?.(ruleKey);
    if (!found) return [`${ruleKey}: no grounds`];
    const { derivation, shared } = found;
    const alone = shared.find(({ ruleKeys }) => ruleKeys.length === 0)?.flows ?? 0;
    const given = new Set<string>([
      ...(verdict === 'unknown' ? derivation.gaps : []),
      ...(verdict === 'unknown' ? derivation.open.map(({ reason }) => reason) : []),
      ...(verdict === 'redundant' ? [...derivation.coveredBy] : []),
      ...(verdict === 'redundant' && derivation.coveredBy.length === 0 ? derivation.servedBy : []),
    ]);
    const checks: readonly (readonly [string, unknown, unknown])[] = [
      ['verdict', conclusion(derivation), verdict],
      ['confidence', derivation.confidence, confidence],
      ['reasons', [...given].sort().join(), [...reasons].sort().join()],
      ['admitted flows', derivation.admitted, traffic.flows],
      ['shared flows', shared.reduce((sum, { flows }) => sum + flows, 0), traffic.flows],
      ['flows that it alone admits', alone, traffic.sole],
      ['needed flows', derivation.needed >= traffic.sole, true],
    ];
    return checks.flatMap(([what, said, is]) =>
      said === is ? [] : [`${ruleKey}: ${what} ${said}, not ${is}`],
    );
  });
}
