import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { lint } from '../../../src/app/lint.ts';
import {
  EXAMPLE,
  type ExampleWorld,
  startExampleWorld,
} from '../../support/athena/example-world.ts';
import { spawnCommand } from '../../support/spawn-command.ts';

const WINDOW = { firstDay: '2026-11-02', lastDay: '2026-11-15' };

/** Where the first run is killed: `kill` is called when it gets there. */
interface Stage {
  readonly name: string;
  /** Queries that the second run starts: none that the first one's is not gone on with. */
  readonly startedAgain: number;
  arm(world: ExampleWorld, kill: () => void, rollup: string): void;
}

/** Nothing is answered any more: the process is dead before an answer could reach it. */
const silence = () => () => undefined;

function onAthena(action: string, isTime: (world: ExampleWorld) => boolean = () => true) {
  return (world: ExampleWorld, kill: () => void) => {
    world.athena.script.fault = (asked) => {
      if (asked !== action || !isTime(world)) return null;
      kill();
      return silence();
    };
  };
}

function onS3(isTime: (method: string, key: string, world: ExampleWorld) => boolean) {
  return (world: ExampleWorld, kill: () => void) => {
    world.s3.fault = ({ method, path }, key) => {
      if (!isTime(method, `${key} ${decodeURIComponent(path)}`, world)) return null;
      kill();
      return silence();
    };
  };
}

function onFile(isTime: (name: string) => boolean) {
  return (_: ExampleWorld, kill: () => void, rollup: string) => {
    const watcher = watch(rollup, (__, name) => {
      if (!isTime(name ?? '')) return;
      watcher.close();
      kill();
    });
  };
}

const asksForRows = (method: string, key: string) =>
  method === 'GET' && key.includes('/rows/part-') && !key.includes('list-type');
let parts = 0;
let removed = 0;

const STAGES: readonly Stage[] = [
  {
    name: 'token noted, StartQueryExecution not arrived',
    startedAgain: 1,
    arm: onAthena('StartQueryExecution'),
  },
  {
    name: 'query started, its id not arrived',
    startedAgain: 0,
    arm: (world, kill) => {
      world.athena.script.onAnswer = (action) => {
        if (action === 'StartQueryExecution') kill();
      };
    },
  },
  {
    name: 'id noted, not yet polled',
    startedAgain: 0,
    arm: onAthena('GetQueryExecution'),
  },
  {
    name: 'while the query runs',
    startedAgain: 0,
    arm: (world, kill) => {
      world.athena.script.hold = true;
      world.athena.script.onAnswer = (action, query) => {
        if (action === 'GetQueryExecution' && query?.state === 'RUNNING') kill();
      };
    },
  },
  {
    name: 'succeeded, results not fetched',
    startedAgain: 0,
    arm: onS3((method, key) => method === 'GET' && /list-type.*sgaudit-/.test(key)),
  },
  {
    name: 'a part of the results fetched',
    startedAgain: 0,
    arm: onS3((method, key) => asksForRows(method, key) && ++parts === 2),
  },
  {
    name: 'results fetched, not verified',
    startedAgain: 0,
    arm: (world, kill) => {
      // Its answer decides that they are whole.
      world.athena.script.hidesRows = true;
      onS3((method, key) => method === 'GET' && /-manifest\.csv /.test(key))(world, kill);
    },
  },
  {
    name: 'results verified, rollup not written',
    startedAgain: 0,
    arm: onFile((name) => name.startsWith('flows-')),
  },
  {
    name: 'days written, not yet named by the rollup',
    startedAgain: 0,
    arm: onFile((name) => /^sgaudit-rollup\.json\..*tmp$/.test(name)),
  },
  {
    name: 'rollup written, own prefix not cleaned',
    startedAgain: 0,
    arm: onS3((method) => method === 'DELETE'),
  },
  {
    name: 'own prefix half cleaned',
    startedAgain: 0,
    arm: onS3((method) => method === 'DELETE' && ++removed === 3),
  },
];

describe('a run over Athena that is killed', () => {
  let world: ExampleWorld;
  let scratch: string;
  let config: string;
  let whole: Awaited<ReturnType<typeof judge>>;
  const table: string[][] = [];

  beforeAll(async () => {
    world = await startExampleWorld();
    scratch = mkdtempSync(join(tmpdir(), 'sgaudit-test-'));
    config = join(scratch, 'sgaudit.yaml');
    writeFileSync(config, world.settings);
    whole = await judge(join(scratch, 'whole'));
  }, 120_000);
  afterAll(async () => {
    await world.stop();
    rmSync(scratch, { recursive: true, force: true });
    const title = ['killed', 'second run started', 'bytes scanned in all', 'equal'];
    const widths = title.map((_, at) =>
      Math.max(...[title, ...table].map((row) => (row[at] ?? '').length)),
    );
    const lines = [title, ...table].map((row) =>
      row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | '),
    );
    process.stderr.write(`${lines.join('\n')}\n`);
  });
  afterEach(calm);

  /** The world goes its ordinary way again. */
  function calm(): void {
    for (const name of Object.keys(world.athena.script)) {
      delete world.athena.script[name as 'hold'];
    }
    world.s3.fault = () => null;
    parts = 0;
    removed = 0;
  }

  async function judge(rollup: string) {
    const { report } = await lint({
      ...{ path: EXAMPLE, states: [join(EXAMPLE, 'terraform.tfstate')], language: 'en' as const },
      ...{ inventory: [join(EXAMPLE, 'inventory')], athena: true, config, rollup },
      window: { kind: 'days', window: WINDOW },
    });
    return report;
  }

  const scanned = () => world.athena.queries.reduce((sum, each) => sum + each.scannedBytes, 0);

  it('is killed nowhere for comparison, and leaves nothing behind', () => {
    expect(world.athena.queries).toHaveLength(1);
    expect(world.left()).toEqual([]);
    expect(whole.rules.some(({ verdict }) => verdict === 'unused')).toBe(true);
  });

  it.each(STAGES.map((stage) => [stage.name, stage] as const))(
    'goes on after: %s',
    async (name, stage) => {
      const rollup = join(scratch, name.replaceAll(/\W/g, '-'));
      const paidBefore = scanned();
      const queriesBefore = world.athena.queries.length;
      const price = world.athena.queries[0]?.scannedBytes ?? 0;
      let running: ReturnType<typeof spawnCommand> | null = null;
      const kill = () => running?.child.kill('SIGKILL');
      // A watched folder has to be there.
      mkdirSync(rollup);
      stage.arm(world, kill, rollup);
      running = spawnCommand(
        [
          ...['lint', EXAMPLE, '--athena', '--config', config, '--rollup', rollup],
          ...['--state', join(EXAMPLE, 'terraform.tfstate')],
          ...['--inventory', join(EXAMPLE, 'inventory')],
          ...['--window', `${WINDOW.firstDay}..${WINDOW.lastDay}`],
        ],
        world.environment,
      );
      const { end, stderr } = await running.ended;
      expect({ end, stderr }).toEqual({ end: 'SIGKILL', stderr: '' });
      calm();
      const startedBefore = world.athena.queries.length;
      const report = await judge(rollup);
      const again = world.athena.queries.length - startedBefore;
      const paid = scanned() - paidBefore;
      const equal = JSON.stringify(report.rules) === JSON.stringify(whole.rules);
      table.push([name, String(again), String(paid), equal ? 'yes' : 'no']);
      expect(again).toBe(stage.startedAgain);
      expect(world.athena.queries.length - queriesBefore).toBe(1);
      expect(paid).toBe(price);
      expect(report.rules).toEqual(whole.rules);
      expect(world.left()).toEqual([]);
      expect(existsSync(join(rollup, 'athena-queries.json'))).toBe(false);
      expect(readdirSync(rollup).filter((each) => /tmp|lock/.test(each))).toEqual([]);
    },
    60_000,
  );
});
