import type { Rule } from '../../../src/model/rule.ts';
import { blockAround } from './addresses.ts';
import type { ListVersions, Loss, World, WorldInterface, WorldOptions } from './model.ts';
import { type Random, seeded } from './random.ts';
import { OUTSIDE, ruleSetOf, withTranslated } from './rules.ts';
import { captureAt, groupId, interfacesOf, listId } from './topology.ts';
import { play } from './traffic.ts';
import { playVariety } from './variety.ts';

const FIRST_DAY = '2026-11-10';
const LAST_DAY = '2026-11-12';
/** Days in a world's window; the judge is told that this is enough. */
export const WORLD_DAYS = 3;

/** A small VPC with three days of traffic. The same seed and options give the same world. */
export function makeWorld(seed: number, options: WorldOptions): World {
  const random = seeded(seed);
  const start = Date.parse(`${FIRST_DAY}T00:00:00Z`) / 1000;
  const end = start + WORLD_DAYS * 86_400;
  const groupIds = Array.from({ length: random.between(4, 7) }, (_, index) => groupId(index));
  const prefixLists = new Map<string, ListVersions>([
    [listId(0), listOf(random.sample(OUTSIDE, 2).map((each) => blockAround(each, 28)))],
    [listId(1), listOf(['10.50.0.0/16', '10.0.1.0/24'])],
  ]);
  // Of its own, so that worlds without variety stay what they are.
  const variety = options.varied ? seeded(seed + 1_000_003) : null;
  if (variety) {
    for (const [id, versions] of prefixLists) {
      if (variety.chance(0.7)) prefixLists.set(id, changed(variety, versions, start, end));
    }
  }
  const interfaces = interfacesOf(random, groupIds, start, end, options);
  const { hostile } = options;
  const usualRules = ruleSetOf(random, groupIds, interfaces, prefixLists, hostile);
  const ruleSet = variety ? withTranslated(variety, usualRules) : usualRules;
  const { rules } = ruleSet;
  const stage = { random, rules, interfaces, prefixLists, start, end, hostile };
  const usual = play(stage);
  const more = variety
    ? playVariety({ ...stage, random: variety })
    : { connections: [], admissions: [] };
  const played = {
    connections: [...usual.connections, ...more.connections],
    admissions: [...usual.admissions, ...more.admissions],
  };
  const middle = random.between(start + 30_000, end - 30_000);
  return {
    seed,
    window: { firstDay: FIRST_DAY, lastDay: LAST_DAY },
    start,
    end,
    ruleSet,
    interfaces,
    ...played,
    losses: options.losses ? lossesOf(random, interfaces, start, end) : [],
    inventory: {
      captures: [start, middle, end].map((time) =>
        captureAt(interfaces, groupIds, prefixLists, time),
      ),
    },
  };
}

function listOf(cidrs: readonly string[]): ListVersions {
  return [{ from: 0, cidrs }];
}

/** One entry goes and another one comes at some moment. */
function changed(random: Random, versions: ListVersions, start: number, end: number): ListVersions {
  const [, ...rest] = versions[0]?.cidrs ?? [];
  const cidrs = [...rest, blockAround(random.pick(OUTSIDE), random.pick([32, 28]))];
  return [...versions, { from: random.between(start + 3600, end - 3600), cidrs }];
}

/** A few lost intervals with a SKIPDATA record, or hours without any record. */
function lossesOf(
  random: Random,
  interfaces: readonly WorldInterface[],
  start: number,
  end: number,
): Loss[] {
  return random.sample(interfaces, 2).map(({ id }) => {
    const from = random.between(start, end - 15_000);
    const marked = random.chance(0.5);
    return { interfaceId: id, from, to: from + (marked ? 600 : 8 * 3600), marked };
  });
}

/** What really was, rule by rule. */
export interface RuleTruth {
  readonly rule: Rule;
  /** Openings that the rule admitted, and those that no other rule of the interface's groups admitted. */
  readonly admitted: number;
  readonly needed: number;
  /** Every interface that ever had the group was logged throughout. */
  readonly complete: boolean;
}

export function truthOf(world: World): RuleTruth[] {
  return world.ruleSet.rules.map((rule) => {
    const granted = world.admissions.filter((each) => each.rules.includes(rule));
    const members = world.interfaces.filter((each) =>
      each.memberships.some((at) => at.groupIds.includes(rule.group.id ?? '')),
    );
    return {
      rule,
      admitted: granted.length,
      needed: granted.filter((each) => each.rules.length === 1).length,
      complete:
        members.length > 0 &&
        members.every(
          (each) => each.logged && world.losses.every((loss) => loss.interfaceId !== each.id),
        ),
    };
  });
}

/** True when some interface of the group had other groups at another time, or came and went. */
export function isChurned(world: World, rule: Rule): boolean {
  return world.interfaces.some(
    (each) =>
      each.memberships.some((at) => at.groupIds.includes(rule.group.id ?? '')) &&
      (each.memberships.length > 1 || each.born > 0 || each.died < Number.POSITIVE_INFINITY),
  );
}
