import type { Problem } from '../model/problem.ts';
import type { Rollup } from '../model/rollup.ts';

/** Every damaged input is an error of the run: its days are incomplete, and somebody must know. */
export function damageProblems(rollup: Rollup | null): Problem[] {
  return (rollup?.summary.damaged ?? []).map(({ file, problem, days }) => {
    const concerned = days ? `; incomplete: ${days.join(', ')}` : '; every day is incomplete';
    return {
      code: 'log-damaged',
      message: `${file}: ${problem}${concerned}; fetch the file again, or leave it out of --flow-logs`,
      location: null,
      severity: 'error',
    };
  });
}
