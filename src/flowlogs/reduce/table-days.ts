import type { Census } from '../days.ts';
import type { Engine } from '../engine/duckdb.ts';
import { loadConnections, numberTexts, type TextNumbers } from './connections-table.ts';
import type { DayConnections } from './day-connections.ts';
import type { DaySource } from './day-work.ts';

/** Connections that are loaded together: statements have their price, and so has memory. */
const LOADED_TOGETHER = 2_000_000;

/** The wanted days of the table `connections`. Days in a row are loaded together and kept until others are. */
export function daysOfTable(
  engine: Engine,
  census: readonly Census[],
  isWanted: (day: number) => boolean,
): DaySource[] {
  let texts: Promise<TextNumbers> | null = null;
  let loaded: { group: readonly number[]; days: Promise<Map<number, DayConnections>> } | null =
    null;
  const load = async (group: readonly number[], day: number) => {
    texts ??= numberTexts(engine);
    const numbers = await texts;
    if (loaded?.group !== group) {
      loaded = { group, days: loadConnections(engine, group, numbers) };
    }
    return (await loaded.days).get(day)!.columns();
  };
  return groupsOf(census, isWanted).flatMap((group) =>
    group.map((day) => ({ day, load: () => load(group, day) })),
  );
}

function groupsOf(census: readonly Census[], isWanted: (day: number) => boolean): number[][] {
  const days = new Map<number, number>();
  for (const { day, connections } of census) {
    if (day === null || !isWanted(day)) continue;
    days.set(day, (days.get(day) ?? 0) + connections);
  }
  const groups: number[][] = [];
  let total = 0;
  for (const [day, connections] of [...days].sort(([left], [right]) => left - right)) {
    total += connections;
    const group = groups.at(-1);
    if (group && total <= LOADED_TOGETHER) group.push(day);
    else {
      groups.push([day]);
      total = connections;
    }
  }
  return groups;
}
