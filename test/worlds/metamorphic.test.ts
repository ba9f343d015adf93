import { describe, expect, it } from '@jest/globals';
import type { Inventory } from '../../src/model/inventory.ts';
import type { Rule } from '../../src/model/rule.ts';
import type { Attribution, RuleJudgement, Verdict } from '../../src/model/verdict.ts';
import { type LogFile, logFiles } from '../support/worlds/logs.ts';
import type { LogFormat, World } from '../support/worlds/model.ts';
import { seeded } from '../support/worlds/random.ts';
import { makeWorld } from '../support/worlds/world.ts';
import { judgeFiles } from './pipeline.ts';

/** `SGAUDIT_WORLDS=500` looks at more of them; a failure names the seed that makes its world again. */
const WORLDS = Math.ceil(Number(process.env.SGAUDIT_WORLDS ?? 50) / 10);
const FORMATS: readonly LogFormat[] = ['full', 'default', 'classic', 'mixed'];
const TIMEOUT = 30_000 + WORLDS * 8000;

/** The same traffic, told otherwise. */
type Retold = (files: readonly LogFile[], seed: number) => readonly LogFile[];

const shuffled: Retold = (files, seed) => {
  const random = seeded(seed);
  const mix = <Item>(items: readonly Item[]) => random.sample(items, items.length);
  return mix(files.map((file) => ({ ...file, records: mix(file.records) })));
};

const split: Retold = (files) =>
  files.flatMap((file) =>
    [0, 1, 2].map((part) => ({
      ...file,
      path: file.path.replace('.log.gz', `-${part}.log.gz`),
      records: file.records.filter((_, index) => index % 3 === part),
    })),
  );

const doubled: Retold = (files) =>
  files.flatMap((file) => [file, { ...file, path: file.path.replace('.log.gz', '-again.log.gz') }]);

describe('the same traffic told otherwise', () => {
  it.each([
    ['files and records in another order', shuffled],
    ['each file in three', split],
    ['each file twice', doubled],
  ] as const)(
    '%s: each rule keeps verdict, reasons and traffic',
    async (_, retold) => {
      for (const { world, files } of worlds(0)) {
        const before = await judgeFiles(world, files, world.inventory);
        const after = await judgeFiles(world, retold(files, world.seed), world.inventory);
        expect(told(world, after.judgements)).toEqual(told(world, before.judgements));
      }
    },
    TIMEOUT,
  );

  it(
    'interfaces with other ids: each rule keeps verdict, reasons and traffic',
    async () => {
      for (const { world, files } of worlds(100)) {
        const before = await judgeFiles(world, files, world.inventory);
        const renamed = renameInterfaces(world);
        const after = await judgeFiles(
          world,
          files.map((file) => ({ ...file, records: file.records.map(renamed) })),
          withRenamed(world.inventory, renamed),
        );
        expect(told(world, after.judgements)).toEqual(told(world, before.judgements));
      }
    },
    TIMEOUT,
  );

  it(
    'a scan that is rejected: no verdict changes',
    async () => {
      for (const { world, files } of worlds(200)) {
        const before = await judgeFiles(world, files, world.inventory);
        const after = await judgeFiles(world, withRejectedScan(world, files), world.inventory);
        expect(verdicts(world, after)).toEqual(verdicts(world, before));
      }
    },
    TIMEOUT,
  );

  it(
    'one more rule that nothing matches: the others keep verdict, reasons and traffic',
    async () => {
      for (const { world, files } of worlds(300)) {
        const before = await judgeFiles(world, files, world.inventory);
        const idle = idleRule(world);
        const ruleSet = { ...world.ruleSet, rules: [...world.ruleSet.rules, idle] };
        const after = await judgeFiles({ ...world, ruleSet }, files, world.inventory);
        const others = after.judgements.filter(({ ruleKey }) => ruleKey !== idle.key);
        expect(told(world, others)).toEqual(told(world, before.judgements));
        expect(after.judgements.find(({ ruleKey }) => ruleKey === idle.key)?.verdict).not.toBe(
          'used',
        );
      }
    },
    TIMEOUT,
  );
});

describe('more and less evidence', () => {
  it(
    'more traffic never makes a used rule unused',
    async () => {
      for (const { world, files } of worlds(400)) {
        const [some, more] = halves(files);
        const before = await judgeFiles(world, some, world.inventory);
        const after = await judgeFiles(world, more, world.inventory);
        expect(turned(world, before, after, 'used', 'unused')).toEqual([]);
      }
    },
    TIMEOUT,
  );

  it.each([
    ['a day less', (files: readonly LogFile[]) => files.slice(1)],
    ['the last day less', (files: readonly LogFile[]) => files.slice(0, -1)],
    ['an interface less', withoutOneInterface],
  ] as const)(
    '%s in the logs never makes an unknown rule unused',
    async (_, less) => {
      for (const { world, files } of worlds(500)) {
        const before = await judgeFiles(world, files, world.inventory);
        const after = await judgeFiles(world, less(files), world.inventory);
        expect(turned(world, before, after, 'unknown', 'unused')).toEqual([]);
      }
    },
    TIMEOUT,
  );

  it(
    'captures less never make an unknown rule unused that was open for its members',
    async () => {
      for (const { world, files } of worlds(600)) {
        const before = await judgeFiles(world, files, world.inventory);
        const after = await judgeFiles(world, files, null);
        expect(turned(world, before, after, 'unknown', 'unused')).toEqual([]);
      }
    },
    TIMEOUT,
  );
});

function* worlds(from: number) {
  for (let index = 0; index < WORLDS; index++) {
    const seed = 40_000 + from + index;
    const world = makeWorld(seed, {
      hostile: index % 2 === 0,
      churn: index % 3 === 0,
      losses: false,
    });
    const format = FORMATS[index % FORMATS.length]!;
    yield { world, files: logFiles(world, format) };
  }
}

/** What is said of each rule, and in which world. */
function told(world: World, judgements: readonly RuleJudgement[]) {
  return { seed: world.seed, judgements };
}

function verdicts(world: World, { judgements }: Attribution) {
  return {
    seed: world.seed,
    verdicts: judgements.map(({ ruleKey, verdict }) => [ruleKey, verdict]),
  };
}

function turned(
  world: World,
  before: Attribution,
  after: Attribution,
  from: Verdict,
  to: Verdict,
): string[] {
  const earlier = new Map(before.judgements.map((each) => [each.ruleKey, each]));
  return after.judgements
    .filter(({ ruleKey, verdict }) => verdict === to && earlier.get(ruleKey)?.verdict === from)
    .map(
      ({ ruleKey }) => `seed ${world.seed}: ${ruleKey}, ${earlier.get(ruleKey)?.reasons.join(' ')}`,
    );
}

function renameInterfaces(world: World): (text: string) => string {
  const names = new Map(
    world.interfaces.map(({ id }, index) => [
      id,
      `eni-${((index * 7919 + 104_729) % 65_521).toString(16).padStart(17, 'f')}`,
    ]),
  );
  return (text) => text.replaceAll(/eni-[0-9a-f]+/g, (id) => names.get(id) ?? id);
}

function withRenamed({ captures }: Inventory, renamed: (text: string) => string): Inventory {
  return {
    captures: captures.map((capture) => ({
      ...capture,
      interfaces: capture.interfaces?.map((each) => ({ ...each, id: renamed(each.id) })) ?? null,
    })),
  };
}

/** An address outside meets many ports of the interfaces that the log holds, and each refuses it. */
function withRejectedScan(world: World, files: readonly LogFile[]): LogFile[] {
  const addresses = new Map(world.interfaces.map(({ id, primary }) => [id, primary]));
  return files.map((file) => {
    const fields = file.header.split(' ');
    const scan = file.records.slice(0, 200).flatMap((record, index) => {
      const values = record.split(' ');
      const set = (name: string, value: string) => {
        const column = fields.indexOf(name);
        if (column >= 0) values[column] = value;
      };
      if (values[fields.indexOf('action')] === '-') return [];
      const scanned = addresses.get(values[fields.indexOf('interface-id')] ?? '');
      if (scanned === undefined) return [];
      set('dstaddr', scanned);
      set('pkt-dstaddr', scanned);
      set('srcaddr', '198.51.100.77');
      set('pkt-srcaddr', '198.51.100.77');
      set('srcport', String(40_000 + index));
      set('dstport', String(1 + index));
      set('protocol', '6');
      set('tcp-flags', '2');
      set('flow-direction', 'ingress');
      set('action', 'REJECT');
      return [values.join(' ')];
    });
    return { ...file, records: [...file.records, ...scan] };
  });
}

/** No world has traffic with this address, nor with this port. */
function idleRule(world: World): Rule {
  const like = world.ruleSet.rules.find(({ group }) => group.id !== null)!;
  return {
    ...like,
    key: 'rule-that-nothing-matches',
    direction: 'ingress',
    protocol: 'tcp',
    fromPort: 1,
    toPort: 1,
    peer: { kind: 'cidr', value: '198.51.100.250/32' },
  };
}

/** Some records, and these with the others: both with every interval's NODATA and SKIPDATA records. */
function halves(files: readonly LogFile[]): [LogFile[], readonly LogFile[]] {
  const some = files.map((file) => ({
    ...file,
    records: file.records.filter((record, index) => index % 2 === 0 || / - - - - /.test(record)),
  }));
  return [some, files];
}

function withoutOneInterface(files: readonly LogFile[]): LogFile[] {
  const id = /eni-[0-9a-f]+/.exec(files[0]?.records[0] ?? '')?.[0] ?? '';
  return files.map((file) => ({
    ...file,
    records: file.records.filter((each) => !each.includes(id)),
  }));
}
