import { describe, expect, it } from '@jest/globals';
import {
  attributeWorld,
  covered,
  DAYS,
  fullCoverage,
  inventory,
  networkInterface,
  rule,
  ruleSet,
} from '../support/attribution-world.ts';

/** `DAYS` are the window: three days in a row. */
describe('the days of the window that the logs hold', () => {
  const WEB = networkInterface('web1', ['web'], '10.0.1.10');
  const loggedDays = (...days: readonly number[]) =>
    loggedRows(days.map((day) => covered('web1', DAYS[day]!)));
  const loggedRows = async (coverage: readonly ReturnType<typeof covered>[]) => {
    const { evidence } = await attributeWorld({
      ruleSet: ruleSet([rule('ssh', { port: 22 })]),
      inventory: inventory([WEB]),
      flows: [],
      coverage,
      summary: { days: coverage.map(({ day }) => day) },
    });
    return evidence.loggedDays;
  };

  it('are all of them where none is missing', async () => {
    expect(fullCoverage('web1')).toHaveLength(3);
    expect(await loggedDays(0, 1, 2)).toEqual({ first: DAYS[0], last: DAYS[2] });
  });

  it('are those in a row up to the newest', async () => {
    expect(await loggedDays(1, 2)).toEqual({ first: DAYS[1], last: DAYS[2] });
    expect(await loggedDays(0, 2)).toEqual({ first: DAYS[2], last: DAYS[2] });
    expect(await loggedDays(0)).toEqual({ first: DAYS[0], last: DAYS[0] });
  });

  it('begin and end with days that are whole, as records from before midnight make no day', async () => {
    const hours = (day: number, mask: number) => ({ ...covered('web1', DAYS[day]!), hours: mask });
    const whole = hours(1, 2 ** 24 - 1);
    expect(await loggedRows([hours(0, 1 << 23), whole, hours(2, 0xff)])).toEqual({
      first: DAYS[1],
      last: DAYS[1],
    });
    expect(await loggedRows([hours(0, 1 << 23), hours(2, 0xff)])).toEqual({
      first: DAYS[2],
      last: DAYS[2],
    });
  });

  it('are none where the logs are of other days', async () => {
    expect(await loggedDays()).toBeNull();
  });
});
