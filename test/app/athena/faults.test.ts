import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { lint } from '../../../src/app/lint.ts';
import type { LintRequest } from '../../../src/app/request.ts';
import { waitForQuery } from '../../../src/aws/athena/query.ts';
import { AwsAccess } from '../../../src/aws/clients.ts';
import {
  EXAMPLE,
  type ExampleWorld,
  type GlueAnswer,
  startExampleWorld,
} from '../../support/athena/example-world.ts';
import { type LocalQuery, refuse } from '../../support/athena/server.ts';
import { s3Error } from '../../support/s3-server.ts';
import { spawnCommand } from '../../support/spawn-command.ts';

const WINDOW = { firstDay: '2026-11-02', lastDay: '2026-11-15' };

describe('faults of Athena', () => {
  let world: ExampleWorld;
  let scratch: string;
  let config: string;
  let runs = 0;
  let ordinary: GlueAnswer;

  beforeAll(async () => {
    world = await startExampleWorld();
    scratch = mkdtempSync(join(tmpdir(), 'sgaudit-test-'));
    config = join(scratch, 'sgaudit.yaml');
    ordinary = structuredClone(world.tables.get('network.flow_logs') as GlueAnswer);
  }, 120_000);
  afterAll(async () => {
    await world.stop();
    rmSync(scratch, { recursive: true, force: true });
  });
  beforeEach(() => {
    calm();
    writeFileSync(config, world.settings);
    world.tables.set('network.flow_logs', structuredClone(ordinary));
    world.athena.workgroups.set('primary', {});
    for (const key of world.left()) world.s3.objects.delete(key);
  });

  function calm(): void {
    for (const name of Object.keys(world.athena.script)) {
      delete world.athena.script[name as 'hold'];
    }
    world.s3.fault = () => null;
  }

  const freshRollup = () => join(scratch, `rollup-${runs++}`);
  const journalOf = (rollup: string) => join(rollup, 'athena-queries.json');

  /** One run: what it says, and the queries that it started. */
  async function judge(rollup: string, changes: Partial<LintRequest> = {}) {
    const before = world.athena.queries.length;
    const notices: string[] = [];
    const { report, warnings } = await lint({
      ...{ path: EXAMPLE, states: [join(EXAMPLE, 'terraform.tfstate')], language: 'en' as const },
      ...{ inventory: [join(EXAMPLE, 'inventory')], athena: true, config, rollup },
      window: { kind: 'days', window: WINDOW },
      onNotice: (message) => notices.push(message),
      ...changes,
    });
    return { report, warnings, notices, queries: world.athena.queries.slice(before) };
  }

  async function failureOf(rollup: string, changes: Partial<LintRequest> = {}) {
    const outcome = await judge(rollup, changes).catch((error: Error) => error);
    if (!(outcome instanceof Error)) throw new Error('it did not fail');
    return outcome as Error & { code: string };
  }

  /** The next run ends well: what it started, and that nothing is left. */
  async function nextRun(rollup: string): Promise<readonly LocalQuery[]> {
    calm();
    const { queries, report } = await judge(rollup);
    expect(report.rules.some(({ verdict }) => verdict === 'unused')).toBe(true);
    expect(world.left()).toEqual([]);
    expect(existsSync(journalOf(rollup))).toBe(false);
    return queries;
  }

  const EXPIRED = refuse(
    'ExpiredTokenException',
    'The security token included in the request is expired',
  );

  it('credentials that expire while a query runs: says so, and the next run goes on with it', async () => {
    const rollup = freshRollup();
    world.athena.script.hold = true;
    let asked = 0;
    world.athena.script.fault = (action) =>
      action === 'GetQueryExecution' && ++asked > 2 ? EXPIRED : null;
    const failure = await failureOf(rollup);
    expect(failure.code).toBe('aws-credentials');
    expect(failure.message).toMatch(/have expired.*sign in again/);
    const [entry] = JSON.parse(readFileSync(journalOf(rollup), 'utf8'));
    expect(entry.id).toBe(world.athena.queries.at(-1)?.id);
    expect(await nextRun(rollup)).toEqual([]);
  }, 60_000);

  it('a key that Athena may not use for the results: plain words, and the next run asks anew', async () => {
    const rollup = freshRollup();
    world.athena.script.failNext =
      'Access denied when writing to location: s3://results/x (User: arn:aws:sts::1:assumed-role/a/b is not authorized to perform: kms:GenerateDataKey on resource: arn:aws:kms:eu-west-1:1:key/2)';
    const failure = await failureOf(rollup);
    expect(failure.code).toBe('athena-permission');
    expect(failure.message).toMatch(
      /a KMS key encrypts the logs or the results.*kms:GenerateDataKey/,
    );
    expect(await nextRun(rollup)).toHaveLength(1);
  }, 60_000);

  it('a key that the caller may not use for the results: names it, and the query is not paid twice', async () => {
    const rollup = freshRollup();
    world.s3.fault = ({ method }, key) =>
      method === 'GET' && key.includes('/rows/part-')
        ? s3Error(
            403,
            'AccessDenied',
            'User is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:eu-west-1:1:key/2',
          )
        : null;
    const failure = await failureOf(rollup);
    expect(failure).toMatchObject({ code: 'aws-kms' });
    expect(failure.message).toContain('lacks kms:Decrypt on arn:aws:kms:eu-west-1:1:key/2');
    expect(await nextRun(rollup)).toEqual([]);
  }, 60_000);

  it('a query that somebody cancels while it runs ends the run; the next one asks anew', async () => {
    const rollup = freshRollup();
    world.athena.script.hold = true;
    world.athena.script.onStart = ({ id }) => setTimeout(() => world.athena.cancel(id), 300);
    const failure = await failureOf(rollup);
    expect(failure).toMatchObject({ code: 'athena-cancelled' });
    expect(failure.message).toContain('Query was cancelled by a user');
    expect(await nextRun(rollup)).toHaveLength(1);
  }, 60_000);

  it('a query that was cancelled or failed between two runs is asked anew at once', async () => {
    for (const state of ['CANCELLED', 'FAILED'] as const) {
      const rollup = freshRollup();
      world.athena.script.hold = true;
      world.athena.script.fault = (action) => (action === 'GetQueryExecution' ? EXPIRED : null);
      await failureOf(rollup);
      const query = world.athena.queries.at(-1);
      if (query) query.state = state;
      expect(await nextRun(rollup)).toHaveLength(1);
    }
  }, 60_000);

  it('a query that the workgroup stopped at its limit is not billed again unasked', async () => {
    const rollup = freshRollup();
    world.athena.script.hold = true;
    world.athena.script.fault = (action) => (action === 'GetQueryExecution' ? EXPIRED : null);
    await failureOf(rollup);
    Object.assign(world.athena.queries.at(-1) ?? {}, {
      ...{ state: 'CANCELLED', reason: 'Query cancelled! : Bytes scanned limit was exceeded' },
    });
    calm();
    const before = world.athena.queries.length;
    expect(await failureOf(rollup)).toMatchObject({ code: 'athena-scan-limit' });
    expect(world.athena.queries).toHaveLength(before);
  }, 60_000);

  it('bears twenty refusals for throttling while a query runs', async () => {
    const rollup = freshRollup();
    world.athena.script.throttle = { action: 'GetQueryExecution', times: 20 };
    const { queries } = await judge(rollup);
    expect(queries).toHaveLength(1);
    expect(world.left()).toEqual([]);
  }, 180_000);

  it('throttling without end at the start: the next run starts the query, once', async () => {
    const rollup = freshRollup();
    world.athena.script.throttle = { action: 'StartQueryExecution', times: 1000 };
    expect(await failureOf(rollup)).toMatchObject({ code: 'aws-throttled' });
    expect(await nextRun(rollup)).toHaveLength(1);
  }, 60_000);

  it('an Athena that does not answer any more', async () => {
    world.athena.script.fault = () => () => undefined;
    const timeouts = { connectMs: 200, idleMs: 100, pauseMs: 1 };
    const aws = new AwsAccess({ version: 'test', maxAttempts: 1, timeouts });
    const waiting = waitForQuery(aws, 'q', () => undefined);
    await expect(waiting).rejects.toMatchObject({ code: 'aws-network' });
    await aws.close();
  }, 60_000);

  it.each([
    ['Query timeout', 'athena-limit', /daysPerQuery/],
    [
      'HIVE_PARTITION_SCHEMA_MISMATCH: There is a mismatch between the table and partition schemas',
      'athena-data',
      /not what the table says/,
    ],
    ["COLUMN_NOT_FOUND: line 1:8: Column 'tcp_flags' cannot be resolved", 'athena-table', /Glue/],
    ['GENERIC_INTERNAL_ERROR: oops', 'athena-failed', /oops/],
  ])('a query that fails: %s', async (reason, code, message) => {
    const rollup = freshRollup();
    world.athena.script.failNext = reason;
    const failure = await failureOf(rollup);
    expect(failure).toMatchObject({ code });
    expect(failure.message).toMatch(message);
    expect(await nextRun(rollup)).toHaveLength(1);
  });

  it('an empty answer: says that the table holds nothing, and cleans up', async () => {
    const window = { firstDay: '2026-11-20', lastDay: '2026-11-21' };
    const failure = await failureOf(freshRollup(), { window: { kind: 'days', window } });
    expect(failure).toMatchObject({ code: 'no-flow-logs' });
    expect(world.left()).toEqual([]);
  });

  it('a table that lacks a column, or that is not there: said before anything is scanned', async () => {
    const before = world.athena.queries.length;
    const table = world.tables.get('network.flow_logs') as GlueAnswer;
    const { Columns } = table.StorageDescriptor;
    table.StorageDescriptor.Columns = Columns.filter(({ Name }) => Name !== 'action');
    const failure = await failureOf(freshRollup());
    expect(failure).toMatchObject({ code: 'table-columns' });
    expect(failure.message).toMatch(/no column for action/);
    world.tables.clear();
    expect(await failureOf(freshRollup())).toMatchObject({ code: 'athena-table' });
    expect(world.athena.queries).toHaveLength(before);
  });

  it('logs that lie twice under the table: a warning with their keys', async () => {
    const [key = ''] = [...world.s3.objects.keys()].filter((each) => each.includes('/2026/11/05/'));
    const copy = key.replace('us-east-1/', 'eu-west-1/');
    const object = world.s3.objects.get(key);
    if (object) world.s3.objects.set(copy, object);
    const { warnings } = await judge(freshRollup());
    world.s3.objects.delete(copy);
    expect(warnings.map(({ code }) => code)).toEqual(['duplicate-logs']);
    expect(warnings[0]?.message).toContain(`s3://${copy}`);
    expect(warnings[0]?.message).toContain(`s3://${key}`);
    expect((await judge(freshRollup())).warnings).toEqual([]);
  });

  it('several queries run at once, four at most, and a run that fails leaves none to be paid again', async () => {
    writeFileSync(config, world.settings.replace('{database', '{daysPerQuery: 2, database'));
    let most = 0;
    world.athena.script.duration = 100;
    world.athena.script.onStart = () => {
      const running = world.athena.queries.filter(({ state }) => /QUEUED|RUNNING/.test(state));
      most = Math.max(most, running.length);
    };
    const whole = await judge(freshRollup());
    expect(whole.queries).toHaveLength(7);
    expect(most).toBe(4);
    const rollup = freshRollup();
    const before = world.athena.queries.length;
    world.athena.script.fault = (action, query) =>
      action === 'GetQueryExecution' && world.athena.queries.indexOf(query as never) > before
        ? EXPIRED
        : null;
    await failureOf(rollup);
    const started = world.athena.queries.length - before;
    expect(started).toBe(5);
    expect(await nextRun(rollup)).toHaveLength(7 - started);
    expect(whole.report.rules).toEqual((await judge(rollup)).report.rules);
  }, 60_000);

  it('partitions that write days in two ways: said before anything is scanned', async () => {
    const before = world.athena.queries.length;
    const table = world.tables.get('network.flow_logs') as GlueAnswer;
    table.Parameters = {};
    table.PartitionKeys = [{ Name: 'day', Type: 'string' }];
    world.partitions.set('network.flow_logs', [['2026/11/02'], ['2026-11-03']]);
    const failure = await failureOf(freshRollup());
    expect(failure).toMatchObject({ code: 'table-partitions' });
    expect(failure.message).toContain('"2026/11/02" and "2026-11-03"');
    expect(world.athena.queries).toHaveLength(before);
  });

  describe('results that are not whole', () => {
    const dropPart = () => {
      world.athena.script.onAnswer = (action, query) => {
        if (action !== 'GetQueryExecution' || query?.state !== 'SUCCEEDED') return;
        const part = query.written[1]?.slice(5) ?? '';
        world.s3.objects.delete(part);
      };
    };

    it.each([false, true])('are refused (row counts hidden: %s)', async (hidesRows) => {
      const rollup = freshRollup();
      dropPart();
      world.athena.script.hidesRows = hidesRows;
      const failure = await failureOf(rollup);
      expect(failure).toMatchObject({ code: 'athena-results' });
      expect(failure.message).toContain('not all of the files that it wrote are there');
      expect(await nextRun(rollup)).toHaveLength(1);
    });

    it('are known by the count of rows, of a SELECT', async () => {
      const rollup = freshRollup();
      world.athena.workgroups.set('primary', { output: 's3://results/own/', isEnforced: true });
      world.athena.script.onAnswer = (action, query) => {
        if (action !== 'GetQueryExecution' || query?.state !== 'SUCCEEDED') return;
        const key = query.outputLocation.slice(5);
        const lines = world.s3.objects.get(key)?.body.toString('utf8').split('\n') ?? [];
        world.s3.objects.set(key, { body: Buffer.from(`${lines.slice(0, 100).join('\n')}\n`) });
      };
      const failure = await failureOf(rollup);
      expect(failure).toMatchObject({ code: 'athena-results' });
      expect(failure.message).toMatch(/answered \d+ rows, and 99 have arrived/);
    });

    it('of an earlier run are asked for anew at once', async () => {
      const rollup = freshRollup();
      const gone = (method: string, key: string) => method === 'GET' && key.includes('/rows/');
      world.s3.fault = ({ method }, key) =>
        gone(method ?? '', key) ? s3Error(403, 'AccessDenied', 'no') : null;
      await failureOf(rollup);
      world.s3.objects.delete((world.athena.queries.at(-1)?.written[0] ?? '').slice(5));
      expect(await nextRun(rollup)).toHaveLength(1);
    });
  });

  it('a query that is not the one that was noted is not believed', async () => {
    const rollup = freshRollup();
    world.athena.script.hold = true;
    world.athena.script.fault = (action) => (action === 'GetQueryExecution' ? EXPIRED : null);
    await failureOf(rollup);
    const entries = JSON.parse(readFileSync(journalOf(rollup), 'utf8'));
    entries[0].id = world.athena.queries[0]?.id;
    writeFileSync(journalOf(rollup), JSON.stringify(entries));
    expect(await nextRun(rollup)).toHaveLength(1);
  });

  it('a query that Athena has forgotten is asked anew', async () => {
    const rollup = freshRollup();
    world.athena.script.fault = (action) => (action === 'GetQueryExecution' ? EXPIRED : null);
    await failureOf(rollup);
    const entries = JSON.parse(readFileSync(journalOf(rollup), 'utf8'));
    entries[0].id = '00000000-0000-4000-8000-000000000000';
    writeFileSync(journalOf(rollup), JSON.stringify(entries));
    expect(await nextRun(rollup)).toHaveLength(1);
  });

  it('an earlier query counts for the days that were over when it was asked', async () => {
    const rollup = freshRollup();
    world.athena.script.fault = (action) => (action === 'GetQueryExecution' ? EXPIRED : null);
    await failureOf(rollup);
    const entries = JSON.parse(readFileSync(journalOf(rollup), 'utf8'));
    entries[0].startedAt = '2026-11-15T12:00:00.000Z';
    writeFileSync(journalOf(rollup), JSON.stringify(entries));
    calm();
    const { report, queries } = await judge(rollup);
    expect(queries.map(({ sql }) => daysAsked(sql))).toEqual([['2026/11/15', '2026/11/16']]);
    expect(report.rules).toEqual((await judge(freshRollup())).report.rules);
    expect(world.left()).toEqual([]);
  });

  it('a clock that is wrong', async () => {
    world.athena.script.fault = (action) =>
      action === 'StartQueryExecution'
        ? refuse('InvalidSignatureException', 'Signature expired: 20261124T000000Z is now earlier')
        : null;
    const failure = await failureOf(freshRollup());
    expect(failure).toMatchObject({ code: 'aws-clock' });
    expect(failure.message).toMatch(/this machine's clock says/);
  }, 60_000);

  it('results that may not be removed: said, and nothing else', async () => {
    const rollup = freshRollup();
    world.s3.fault = ({ method }) =>
      method === 'DELETE' ? s3Error(403, 'AccessDenied', 'no') : null;
    const { notices } = await judge(rollup);
    expect(notices.join('\n')).toContain('the caller lacks s3:DeleteObject there');
    expect(existsSync(journalOf(rollup))).toBe(false);
  });

  it('results that cannot be removed now: the run ends well, and the next one removes them', async () => {
    const rollup = freshRollup();
    world.s3.fault = ({ method }) => (method === 'DELETE' ? s3Error(500, 'Odd', 'no') : null);
    const { notices } = await judge(rollup, { language: 'zh-CN' });
    expect(notices.join('\n')).toContain('查询结果未能删除，下次运行会再试');
    expect(world.left()).not.toEqual([]);
    expect(await nextRun(rollup)).toEqual([]);
  }, 60_000);

  describe('Ctrl-C', () => {
    const interrupted = new WeakSet<object>();

    function start(rollup: string) {
      return spawnCommand(
        [
          ...['lint', EXAMPLE, '--athena', '--config', config, '--rollup', rollup, '--lang', 'en'],
          ...['--state', join(EXAMPLE, 'terraform.tfstate')],
          ...['--inventory', join(EXAMPLE, 'inventory')],
          ...['--window', `${WINDOW.firstDay}..${WINDOW.lastDay}`],
        ],
        world.environment,
      );
    }

    /** Interrupts the run once: a second Ctrl-C would end it as a signal does, with nothing tidied. */
    function interrupt(running: ReturnType<typeof start>) {
      if (interrupted.has(running)) return;
      interrupted.add(running);
      running.child.kill('SIGINT');
    }

    it('while the query runs stops it, and the next run asks anew', async () => {
      const rollup = freshRollup();
      world.athena.script.hold = true;
      const stopped: string[] = [];
      world.athena.script.onAnswer = (action, query) => {
        if (action === 'StopQueryExecution') stopped.push(query?.id ?? '');
        if (action === 'GetQueryExecution' && query?.state === 'RUNNING') {
          interrupt(running);
        }
      };
      const running = start(rollup);
      const { end, stderr } = await running.ended;
      expect({ end, stderr }).toEqual({ end: 2, stderr: expect.stringContaining('(interrupted)') });
      expect(stopped).toEqual([world.athena.queries.at(-1)?.id]);
      expect(world.athena.queries.at(-1)?.state).toBe('CANCELLED');
      expect(await nextRun(rollup)).toHaveLength(1);
    }, 60_000);

    it('while several run stops all', async () => {
      writeFileSync(config, world.settings.replace('{database', '{daysPerQuery: 4, database'));
      const rollup = freshRollup();
      const before = world.athena.queries.length;
      world.athena.script.hold = true;
      world.athena.script.onAnswer = (action) => {
        if (action === 'GetQueryExecution') interrupt(running);
      };
      const running = start(rollup);
      expect((await running.ended).end).toBe(2);
      const states = world.athena.queries.slice(before).map(({ state }) => state);
      expect(states).toEqual(['CANCELLED', 'CANCELLED', 'CANCELLED', 'CANCELLED']);
      expect(await nextRun(rollup)).toHaveLength(4);
    }, 60_000);

    it('while the answer is downloaded keeps the query for the next run', async () => {
      const rollup = freshRollup();
      world.s3.fault = ({ method }, key) => {
        if (method !== 'GET' || !key.includes('/rows/part-')) return null;
        interrupt(running);
        return () => undefined;
      };
      const running = start(rollup);
      expect((await running.ended).end).toBe(2);
      expect(await nextRun(rollup)).toEqual([]);
    }, 60_000);
  });
});

function daysAsked(sql: string): string[] {
  return [...new Set(sql.match(/\d{4}\/\d{2}\/\d{2}/g))].sort();
}
