import type { ClassOverDays } from './classification.ts';
import type { Member, Membership } from './membership.ts';
import { around, dayEnd, dayStart, type TimedCapture } from './timeline.ts';

export interface MemberClasses {
  readonly classes: readonly Member[];
  /** By interface id. */
  readonly byInterface: ReadonlyMap<string, ClassOverDays>;
}

/** Interfaces with the same groups are one to every rule: gives each a class, for all days or day by day. */
export function classifyMembers(
  membership: Membership,
  ids: Iterable<string>,
  captures: readonly TimedCapture[],
): MemberClasses {
  const classes: Member[] = [];
  const byMember = new Map<Member, number>();
  const byKey = new Map<string, number>();
  const classOf = (member: Member): number => {
    const known = byMember.get(member);
    if (known !== undefined) return known;
    const key = `${[...member.certain].sort()}|${[...member.possible].sort()}|${member.known}`;
    const found = byKey.get(key) ?? classes.push(member) - 1;
    byKey.set(key, found);
    byMember.set(member, found);
    return found;
  };
  const changes = daysOfChange(membership, captures);
  const byInterface = new Map<string, ClassOverDays>();
  for (const id of ids) {
    const perDay: number[] = [];
    membership.days.labels.forEach((_, day) => {
      perDay.push(changes.has(day) ? classOf(membership.on(id, day)) : perDay[day - 1]!);
    });
    const same = perDay.every((one) => one === perDay[0]);
    byInterface.set(id, same ? perDay[0]! : perDay);
  }
  return { classes, byInterface };
}

/** Days around which the captures are not those of the day before. */
function daysOfChange(membership: Membership, captures: readonly TimedCapture[]): Set<number> {
  const { days } = membership;
  const times = captures.map((capture) => capture.time);
  const changes = new Set<number>();
  let previous = '';
  days.labels.forEach((_, day) => {
    const near = around(times, dayStart(days, day), dayEnd(days, day)).join(',');
    if (day === 0 || near !== previous) changes.add(day);
    previous = near;
  });
  return changes;
}
