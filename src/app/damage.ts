import type { Problem } from '../model/problem.ts';
import type { LogSource, Rollup } from '../model/rollup.ts';

/** Every damaged input is an error of the run: its days are incomplete, and somebody must know. */
export function damageProblems(rollup: Rollup | null): Problem[] {
  return (rollup?.summary.damaged ?? []).map(({ file, problem, days, source }) => {
    const advice = days?.length === 0 ? '' : 'fetch the file again, or ';
    return {
      code: 'log-damaged',
      message: `${file}: ${problem}; ${incompleteDays(days, source)}; ${advice}leave it out of --flow-logs`,
      location: null,
      severity: 'error',
    };
  });
}

function incompleteDays(days: readonly string[] | null, source: LogSource | undefined): string {
  if (days?.length === 0) return 'it concerns no rule';
  const whose = source ? ` (of what account ${source.account} logs in ${source.region})` : '';
  return `incomplete: ${days?.join(', ') ?? 'every day'}${whose}`;
}
