import { describe, expect, it } from '@jest/globals';
import type { Inventory } from '../../src/model/inventory.ts';
import type { Attribution } from '../../src/model/verdict.ts';
import { type LogFile, logFiles } from '../support/worlds/logs.ts';
import type { LogFormat, World } from '../support/worlds/model.ts';
import { seeded } from '../support/worlds/random.ts';
import { makeWorld, truthOf } from '../support/worlds/world.ts';
import { judgeFiles } from './pipeline.ts';

/** `SGAUDIT_WORLDS=500` looks at more of them; a failure names the seed that makes its world again. */
const WORLDS = Math.ceil(Number(process.env.SGAUDIT_WORLDS ?? 50) / 10);
const FORMATS: readonly LogFormat[] = ['full', 'default', 'classic', 'mixed'];
const TIMEOUT = 30_000 + WORLDS * 16_000;

/** The account that owns the VPC and logs it, one that it is shared with, and one that has nothing to do with it. */
const OWNER = '123456789012';
const PARTICIPANT = '210987654321';
const STRANGER = '333333333333';

describe('a damaged file', () => {
  it(
    'of a VPC that accounts share never makes a needed or an unknown rule unused',
    async () => {
      for (const { world, files, inventory, random } of worlds(0)) {
        const before = await judgeFiles(world, files, inventory);
        for (const damaged of random.sample(files, 4)) {
          const rest = files.map((file) => (file === damaged ? cutOff(file) : file));
          const after = await judgeFiles(world, rest, inventory);
          expect(wrong(world, before, after)).toEqual([]);
        }
      }
    },
    TIMEOUT,
  );

  it(
    'of another VPC changes no verdict where a whole file of its flow log says so',
    async () => {
      for (const { world, files, inventory } of worlds(100)) {
        const [first, second] = ofStranger(files);
        const before = await judgeFiles(world, [...files, first, second], inventory);
        const after = await judgeFiles(world, [...files, first, cutOff(second)], inventory);
        expect({ seed: world.seed, of: after.judgements }).toEqual({
          seed: world.seed,
          of: before.judgements,
        });
      }
    },
    TIMEOUT,
  );
});

function* worlds(from: number) {
  for (let index = 0; index < WORLDS; index++) {
    const seed = 60_000 + from + index;
    const world = makeWorld(seed, {
      hostile: index % 2 === 0,
      churn: index % 3 === 0,
      losses: false,
    });
    const random = seeded(seed);
    const guestsOf = random.chance(0.5) ? world.interfaces.length : 3;
    const guests = new Set(random.sample(world.interfaces, guestsOf).map(({ id }) => id));
    const ownLog = random.chance(0.5) ? random.pick([...guests]) : null;
    yield {
      ...{ world, random },
      files: logFiles(world, FORMATS[index % FORMATS.length]!)
        .flatMap((file) => (ownLog === null ? [file] : byFlowLog(file, ownLog)))
        .flatMap(inTwo),
      inventory: withOwners(world.inventory, guests),
    };
  }
}

const STRANGERS = 'eni-0fffffffffffffff0';
const OTHER_VPC = 'vpc-0fffffffffffffff0';

/** One interface has a flow log of its own, of the account that it belongs to; the VPC's log holds the others. */
function byFlowLog(file: LogFile, id: string): LogFile[] {
  const isOwn = (record: string) => record.includes(id);
  const own = file.records.filter(isOwn);
  const path = renamed(file.path, PARTICIPANT, 'fl-0aaaaaaaaaaaaaaaa');
  const others = { ...file, records: file.records.filter((record) => !isOwn(record)) };
  return own.length === 0 ? [others] : [others, { ...file, path, records: own }];
}

/** One file says of each interface and interval that it was logged, so that nothing seems to be missing; another one holds the traffic. */
function inTwo(file: LogFile): LogFile[] {
  const fields = file.header.split(' ');
  const covering = new Map<string, string>();
  for (const record of file.records) {
    const value = (field: string) => record.split(' ')[fields.indexOf(field)];
    const interval = Math.floor(Number(value('start')) / 600);
    covering.set(`${value('interface-id')} ${interval}`, quietRecord(file.header, record, {}));
  }
  const path = file.path.replace('T0000Z_0a1b2c3d', 'T0005Z_1a1b2c3d');
  return [
    { ...file, records: [...covering.values()] },
    { ...file, path },
  ];
}

/** The record without its traffic. */
function quietRecord(
  header: string,
  record: string,
  changes: Readonly<Record<string, string>>,
): string {
  const kept = ['interface-id', 'vpc-id', 'account-id', 'start', 'end'];
  const values = record.split(' ');
  return header
    .split(' ')
    .map((field, at) => {
      if (field === 'log-status') return 'NODATA';
      return changes[field] ?? (kept.includes(field) ? values[at]! : '-');
    })
    .join(' ');
}

function withOwners({ captures }: Inventory, guests: ReadonlySet<string>): Inventory {
  return {
    captures: captures.map((capture) => ({
      ...capture,
      interfaces: (capture.interfaces ?? []).flatMap((each, index) => {
        const isGuest = guests.has(each.id) && each.type === 'interface';
        const accountId = isGuest ? PARTICIPANT : OWNER;
        const own = { ...each, region: 'us-east-1', accountId };
        const ofStranger = { id: STRANGERS, vpcId: OTHER_VPC, accountId: STRANGER, groupIds: [] };
        return index === 0 ? [own, { ...own, ...ofStranger }] : [own];
      }),
    })),
  };
}

/** Two files of a flow log of another account, in the same region: an interface of another VPC, without traffic. */
function ofStranger(files: readonly LogFile[]): [LogFile, LogFile] {
  const other = { 'interface-id': STRANGERS, 'vpc-id': OTHER_VPC };
  const quiet = (file: LogFile): LogFile => ({
    ...file,
    path: renamed(file.path, STRANGER, 'fl-0fffffffffffffff0'),
    records: [quietRecord(file.header, file.records[0]!, other)],
  });
  const ofOwner = files.filter(({ path }) => path.includes(OWNER));
  return [quiet(ofOwner[0]!), quiet(ofOwner.at(-1)!)];
}

function renamed(path: string, account: string, flowLog: string): string {
  return path.replaceAll(OWNER, account).replace('fl-0123456789abcdef0', flowLog);
}

function cutOff(file: LogFile): LogFile {
  return { ...file, cutOff: true };
}

function wrong(world: World, before: Attribution, after: Attribution): string[] {
  const earlier = new Map(before.judgements.map((each) => [each.ruleKey, each.verdict]));
  const needed = new Set(
    truthOf(world).flatMap((truth) => (truth.needed > 0 ? [truth.rule.key] : [])),
  );
  return after.judgements.flatMap(({ ruleKey, verdict }) => {
    const was = earlier.get(ruleKey);
    if (verdict !== 'unused' || (was !== 'unknown' && !needed.has(ruleKey))) return [];
    return [`seed ${world.seed}: ${ruleKey}, ${was}`];
  });
}
