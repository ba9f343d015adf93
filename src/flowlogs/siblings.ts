import { stat } from 'node:fs/promises';
import type { DamagedInput, LogSource } from '../model/rollup.ts';
import { logSource } from './log-source.ts';
import type { DayColumns, InterfaceDay } from './reduce/day-connections.ts';
import { OwnReader } from './reduce/log-reader.ts';

/** Files of a flow log that are looked into: one of a quiet hour may name no interface. */
const MOST_LOOKED_INTO = 4;

interface Named {
  readonly path: string;
  /** By which reports know the file. */
  readonly name: string;
}

/**
 * Tells of each damaged file which VPC its flow log is of, where another file of the same flow log names an interface.
 * That is settled when a flow log is created and cannot be changed, and a flow log is of one VPC, subnet or interface.
 */
export async function withSiblings(
  damaged: readonly DamagedInput[],
  given: readonly Named[],
  logFormat: readonly string[] | null,
): Promise<DamagedInput[]> {
  const unfit = new Set(damaged.map(({ file }) => file));
  const whole = given.filter(({ name }) => !unfit.has(name));
  const found = new Map<string, LogSource['sibling'] | null>();
  const told: DamagedInput[] = [];
  for (const each of damaged) {
    const { source } = each;
    if (!source?.flowLog || each.days?.length === 0) {
      told.push(each);
      continue;
    }
    if (!found.has(source.flowLog)) {
      const paths = whole.flatMap(({ path, name }) =>
        isSameLog(logSource(name), source) ? [path] : [],
      );
      found.set(source.flowLog, await firstInterface(paths, logFormat));
    }
    const sibling = found.get(source.flowLog);
    told.push(sibling ? { ...each, source: { ...source, sibling } } : each);
  }
  return told;
}

function isSameLog(left: LogSource | null, right: LogSource): boolean {
  return (
    left?.flowLog === right.flowLog &&
    left?.account === right.account &&
    left?.region === right.region
  );
}

/** Small files first, as one record is enough. */
async function firstInterface(
  paths: readonly string[],
  logFormat: readonly string[] | null,
): Promise<LogSource['sibling'] | null> {
  const sized: { readonly path: string; readonly size: number }[] = [];
  for (const path of paths) {
    const status = await stat(path).catch(() => null);
    if (status) sized.push({ path, size: status.size });
  }
  sized.sort((left, right) => left.size - right.size);
  for (const { path } of sized.slice(0, MOST_LOOKED_INTO)) {
    const found = await interfaceIn(path, logFormat);
    if (found) return found;
  }
  return null;
}

async function interfaceIn(
  path: string,
  logFormat: readonly string[] | null,
): Promise<LogSource['sibling'] | null> {
  const reader = new OwnReader(() => true);
  const interfaces: InterfaceDay[] = [];
  const take = (days: readonly DayColumns[]) => {
    for (const day of days) interfaces.push(...day.interfaces);
  };
  const watch = {
    onPart: async (days: readonly DayColumns[]) => take(days),
    onBytes: () => undefined,
  };
  const reading = await reader.read(path, logFormat, watch);
  take(await reader.flush());
  await reader.close();
  if (reading.kind !== 'read') return null;
  const first = interfaces.find(({ id }) => id.startsWith('eni-'));
  return first ? { interface: first.id, vpc: first.vpc } : null;
}
