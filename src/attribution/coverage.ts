import type { MemberCoverage } from '../model/derivation.ts';
import type { CoverageRow, RollupSummary } from '../model/rollup.ts';
import type { UnknownReason } from '../model/verdict.ts';
import { damageIn, damageReach } from './damage.ts';
import { fewestRecords, isPerMinute, recordsOf } from './interval-count.ts';
import { CERTAIN, NONE, POSSIBLE } from './level.ts';
import { type InterfaceHistory, isKnown, type Membership } from './membership.ts';
import { type Days, dayEnd, dayStart, type TimedCapture } from './timeline.ts';

const HOUR_MS = 3_600_000;
/** A record begins in every hour of the day. */
export const ALL_HOURS = (1 << 24) - 1;
/** A log of many records without one that was accepted holds rejects only. */
const MANY_REJECTS = 1_000;

export type CoverageDay = Pick<
  CoverageRow,
  'interface' | 'vpc' | 'accepted' | 'rejected' | 'no_data' | 'skip_data' | 'hours'
> & {
  /** The day's position in the window. */
  readonly day: number;
};

/** What the logs lack, group by group: why silence proves nothing (docs/decisions/0006). */
export class CoverageGaps {
  readonly #days: Days;
  readonly #membership: Membership;
  readonly #captures: readonly TimedCapture[];
  readonly #byInterface = new Map<string, Map<number, CoverageDay>>();
  readonly #byGroup: readonly Set<UnknownReason>[];
  readonly #everyGroup: ReadonlySet<UnknownReason>;
  readonly #unknownGroup: Set<UnknownReason>;

  constructor(
    days: Days,
    membership: Membership,
    captures: readonly TimedCapture[],
    coverage: readonly CoverageDay[],
    summary: RollupSummary,
    minimumDays: number,
  ) {
    this.#days = days;
    this.#membership = membership;
    this.#captures = captures;
    for (const row of coverage) {
      const ofInterface = this.#byInterface.get(row.interface) ?? new Map<number, CoverageDay>();
      const same = ofInterface.get(row.day);
      ofInterface.set(row.day, same ? joined(same, row) : row);
      this.#byInterface.set(row.interface, ofInterface);
    }
    this.#everyGroup = windowGaps(days, coverage, summary, minimumDays);
    this.#byGroup = this.#groupGaps(minimumDays, rejectsOnlyVpcs(coverage));
    this.#unknownGroup = new Set(this.#everyGroup);
    const damaged = damageIn(days, summary.damaged);
    if (damaged.length === 0) return;
    this.#unknownGroup.add('partial-coverage');
    const isReached = damageReach(damaged, membership);
    this.#byGroup.forEach((gaps, group) => {
      if (isReached(group)) gaps.add('partial-coverage');
    });
  }

  /** For a group by position; null for a rule whose group is not known. */
  of(group: number | null): ReadonlySet<UnknownReason> {
    if (group === null) return this.#unknownGroup;
    return new Set([...this.#everyGroup, ...this.#byGroup[group]!]);
  }

  /** What the logs hold of each known interface that is, or may be, in a group; and how many others may be. */
  membersOf(group: number): { members: MemberCoverage[]; unknown: number } {
    const members: MemberCoverage[] = [];
    let unknown = 0;
    for (const history of this.#membership.interfaces.values()) {
      const member = this.#memberCoverage(history, group);
      if (member === null) continue;
      if (isKnown(history)) members.push(member);
      else unknown++;
    }
    members.sort((left, right) => (left.interface < right.interface ? -1 : 1));
    return { members, unknown };
  }

  #memberCoverage(history: InterfaceHistory, group: number): MemberCoverage | null {
    const levels = this.#days.labels.map((_, day) =>
      this.#membership.level(history.id, day, group),
    );
    const on = levels.flatMap((level, day) => (level === NONE ? [] : [day]));
    if (on.length === 0) return null;
    const rows = this.#byInterface.get(history.id);
    const logged = on.flatMap((day) => rows?.get(day) ?? []);
    const silent = isKnown(history) ? this.#silentDays(history) : this.#holes(history.id);
    const labels = (days: readonly number[]) => days.map((day) => this.#days.labels[day]!);
    const sum = (count: (row: CoverageDay) => number) =>
      logged.reduce((total, row) => total + count(row), 0);
    const state = history.seen.at(-1)?.state;
    const id = this.#membership.index.groups[group]!.id;
    return {
      interface: history.id,
      addresses: [...(state?.privateAddresses ?? []), ...(state?.ipv6Addresses ?? [])],
      certainDays: levels.filter((level) => level === CERTAIN).length,
      possibleDays: levels.filter((level) => level === POSSIBLE).length,
      daysWithRecords: logged.length,
      incompleteDays: labels(on.filter((day) => silent.has(day))),
      skippedDays: labels(on.filter((day) => (rows?.get(day)?.skip_data ?? 0) > 0)),
      records: {
        accepted: sum((row) => row.accepted),
        rejected: sum((row) => row.rejected),
        noData: sum((row) => row.no_data),
        skipData: sum((row) => row.skip_data),
      },
      captures: history.seen.length,
      capturesInGroup: history.seen.filter((one) => id !== null && one.state.groupIds.includes(id))
        .length,
    };
  }

  #groupGaps(minimumDays: number, rejectsOnly: ReadonlySet<string>): Set<UnknownReason>[] {
    const groups = this.#membership.index.groups;
    const gaps: Set<UnknownReason>[] = groups.map(() => new Set());
    const observed: Set<number>[] = groups.map(() => new Set());
    const members: Set<string>[] = groups.map(() => new Set());
    for (const history of this.#membership.interfaces.values()) {
      const known = isKnown(history);
      const silent = known ? this.#silentDays(history) : this.#holes(history.id);
      const rows = this.#byInterface.get(history.id);
      for (let day = 0; day < this.#days.labels.length; day++) {
        const row = rows?.get(day);
        const skipped = (row?.skip_data ?? 0) > 0;
        const silentDay = silent.has(day);
        if (!known && !skipped && !silentDay) continue;
        const member = this.#membership.on(history.id, day);
        for (const group of [...member.certain, ...member.possible]) {
          if (known) members[group]!.add(history.id);
          if (known && row) observed[group]!.add(day);
          if (skipped) gaps[group]!.add('skipped-records');
          if (silentDay) gaps[group]!.add('partial-coverage');
        }
      }
    }
    groups.forEach((group, position) => {
      const own = gaps[position]!;
      if (!this.#membership.inventoried) own.add('no-inventory');
      else if (members[position]!.size === 0) own.add('detached-group');
      else if (observed[position]!.size === 0) own.add('no-logs');
      else if (observed[position]!.size < minimumDays) own.add('short-window');
      if (group.id === null && this.#membership.inventoried && members[position]!.size > 0) {
        own.add('unknown-interfaces');
      }
      if (group.vpcId !== null && rejectsOnly.has(group.vpcId)) own.add('log-rejects-only');
    });
    return gaps;
  }

  /** Days on which the interface was there and its log is not complete. */
  #silentDays(history: InterfaceHistory): Set<number> {
    const rows = this.#byInterface.get(history.id);
    const silent = new Set<number>();
    const from = attachedFrom(history);
    const goneAfter = this.#lastSeen(history);
    const lastLogged = Math.max(-1, ...(rows?.keys() ?? []));
    for (let day = 0; day < this.#days.labels.length; day++) {
      const start = dayStart(this.#days, day);
      const end = dayEnd(this.#days, day);
      if (from !== null && from >= end) continue;
      const hours = rows?.get(day)?.hours ?? 0;
      let needed = ALL_HOURS;
      // Logging sets in some minutes after an interface is attached: its first hour is not asked for.
      if (from !== null && from > start)
        needed &= hoursFrom(Math.floor((from - start) / HOUR_MS) + 1);
      if (goneAfter !== null && goneAfter < end) {
        if (day > lastLogged && goneAfter < start) continue;
        if (day >= lastLogged) {
          const seenHours = goneAfter > start ? Math.floor((goneAfter - start) / HOUR_MS) : 0;
          needed &= hoursBefore(Math.max(seenHours, lastHour(hours)));
        }
      }
      const perMinute = isPerMinute(rows?.get(day - 1)) && isPerMinute(rows?.get(day + 1));
      const fewest = fewestRecords(bitCount(needed), perMinute);
      if ((hours & needed) !== needed || recordsOf(rows?.get(day)) < fewest) silent.add(day);
    }
    return silent;
  }

  /** Of an interface that no capture holds, the logs alone say when it was there: a gap between logged days is one. */
  #holes(id: string): Set<number> {
    const logged = [...(this.#byInterface.get(id)?.keys() ?? [])].sort((a, b) => a - b);
    const holes = new Set<number>();
    for (let day = (logged[0] ?? 0) + 1; day < (logged.at(-1) ?? 0); day++) {
      const row = this.#byInterface.get(id)!.get(day);
      if (row?.hours !== ALL_HOURS || recordsOf(row) < fewestRecords(24, false)) holes.add(day);
    }
    return holes;
  }

  /** When a later capture of the same VPC no longer holds the interface: the last one that does. */
  #lastSeen(history: InterfaceHistory): number | null {
    const last = history.seen.at(-1);
    if (!last) return null;
    const gone = this.#captures.some(
      (capture) =>
        capture.time > last.time &&
        capture.interfaces.some((one) => one.vpcId === last.state.vpcId),
    );
    return gone ? last.time : null;
  }
}

/** What holds for every group. */
function windowGaps(
  days: Days,
  coverage: readonly CoverageDay[],
  summary: RollupSummary,
  minimumDays: number,
): Set<UnknownReason> {
  const gaps = new Set<UnknownReason>();
  if (coverage.length === 0) gaps.add('no-logs');
  if (days.labels.length < minimumDays) gaps.add('short-window');
  if (summary.rejectsOnly) gaps.add('log-rejects-only');
  const read = new Set(summary.days);
  const incomplete = days.labels.some((day) => !read.has(day));
  if (incomplete) gaps.add('partial-coverage');
  return gaps;
}

function rejectsOnlyVpcs(coverage: readonly CoverageDay[]): Set<string> {
  const totals = new Map<string, { accepted: number; rejected: number }>();
  for (const { vpc, accepted, rejected } of coverage) {
    if (vpc === null) continue;
    const total = totals.get(vpc) ?? { accepted: 0, rejected: 0 };
    total.accepted += accepted;
    total.rejected += rejected;
    totals.set(vpc, total);
  }
  return new Set(
    [...totals].flatMap(([vpc, { accepted, rejected }]) =>
      accepted === 0 && rejected >= MANY_REJECTS ? [vpc] : [],
    ),
  );
}

/** The earliest attachment that a capture tells; null: it was there all along, for all that is known. */
function attachedFrom(history: InterfaceHistory): number | null {
  const times = history.seen.map(({ state }) =>
    state.attachTime === null ? null : Date.parse(state.attachTime),
  );
  if (times.length === 0 || times.includes(null)) return null;
  return Math.min(...times.map((time) => time ?? 0));
}

function hoursFrom(hour: number): number {
  return hour >= 24 ? 0 : ALL_HOURS & ~((1 << hour) - 1);
}

function hoursBefore(hour: number): number {
  return (1 << Math.min(hour, 24)) - 1;
}

function bitCount(hours: number): number {
  let count = 0;
  for (let rest = hours; rest !== 0; rest &= rest - 1) count++;
  return count;
}

function lastHour(hours: number): number {
  return hours === 0 ? 0 : 31 - Math.clz32(hours);
}

function joined(left: CoverageDay, right: CoverageDay): CoverageDay {
  return {
    ...left,
    accepted: left.accepted + right.accepted,
    rejected: left.rejected + right.rejected,
    no_data: left.no_data + right.no_data,
    skip_data: left.skip_data + right.skip_data,
    hours: left.hours | right.hours,
  };
}
