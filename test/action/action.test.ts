import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { parse } from 'yaml';
import { ACTION, ACTION_TEXT, ROOT } from '../support/action/action.ts';
import { runAction } from '../support/action/runner.ts';
import { type FakeGithub, startGithub } from '../support/github/server.ts';
import { githubState, HEAD } from '../support/github/state.ts';

describe('action.yml', () => {
  it('runs what it is with nothing else: no other action, no expression within a script', () => {
    expect(ACTION.runs.using).toBe('composite');
    for (const step of ACTION.runs.steps) {
      expect(step.uses).toBeUndefined();
      expect(step.shell).toBe('bash');
      expect(step.run).not.toContain('${{');
    }
  });

  it('uses each of its inputs, and describes it', () => {
    for (const [name, { description }] of Object.entries(ACTION.inputs)) {
      expect(ACTION_TEXT).toContain(`\${{ inputs.${name} }}`);
      expect(description.length).toBeGreaterThan(10);
    }
  });

  it('gives the token to the one step that posts', () => {
    const holders = ACTION.runs.steps.filter(({ env = {} }) =>
      JSON.stringify(env).includes('inputs.token'),
    );
    expect(holders.map(({ name }) => name)).toEqual(['Tell the pull request']);
  });
});

describe('workflows of this repository', () => {
  it.each(['ci', 'security-groups'])('%s.yml asks for no more than it needs', (name) => {
    const workflow = parse(readFileSync(`${ROOT}/.github/workflows/${name}.yml`, 'utf8'));
    expect(workflow.permissions.contents).toBe('read');
    expect(Object.values(workflow.permissions)).not.toContain('write-all');
    expect(workflow.on).not.toHaveProperty('pull_request_target');
    const text = JSON.stringify(workflow.jobs);
    expect(text).not.toMatch(/"run":"[^"]*\$\{\{/);
  });

  it('security-groups.yml gives the action inputs that it has', () => {
    const workflow = parse(readFileSync(`${ROOT}/.github/workflows/security-groups.yml`, 'utf8'));
    const steps = workflow.jobs.example.steps as { uses?: string; with?: object }[];
    const own = steps.find(({ uses }) => uses === './');
    expect(Object.keys(own?.with ?? {}).filter((name) => !(name in ACTION.inputs))).toEqual([]);
    const checkout = steps.find(({ uses }) => uses?.startsWith('actions/checkout@'));
    expect(checkout?.with).toMatchObject({ 'fetch-depth': 0 });
  });
});

describe('the action, from a fresh clone', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sgaudit-action-'));
  const actionPath = join(folder, 'action');
  const workspace = join(folder, 'workspace');
  let github: FakeGithub;
  let runs = 0;

  beforeAll(async () => {
    // What a clone of this checkout would hold, with what is not committed yet.
    const { stdout } = await execa('git', ['ls-files', '-co', '--exclude-standard', '-z'], {
      cwd: ROOT,
    });
    for (const file of stdout.split('\0').filter((name) => existsSync(join(ROOT, name)))) {
      if (file) cpSync(join(ROOT, file), join(actionPath, file));
    }
    cpSync(join(ROOT, 'examples/terraform'), join(workspace, 'infra'), { recursive: true });
    await execa('git', ['init', '-q'], { cwd: workspace });
    const head = { number: 7, head: { sha: HEAD } };
    writeFileSync(join(folder, 'event.json'), JSON.stringify({ pull_request: head }));
    github = await startGithub(githubState());
  });

  beforeEach(() => {
    const lines = readFileSync(join(workspace, 'infra/locals.tf'), 'utf8').trimEnd().split('\n');
    const patch = `@@ -0,0 +1,${lines.length} @@\n${lines.map((line) => `+${line}`).join('\n')}`;
    const files = [{ filename: 'infra/locals.tf', patch }];
    Object.assign(github.state, githubState({ pullRequest: { number: 7, headSha: HEAD, files } }));
  });

  afterAll(async () => {
    await github.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const AUTHOR = ['-c', 'user.name=a', '-c', 'user.email=a@example.com'];
  const JUDGED = {
    path: 'infra',
    state: 'infra/terraform.tfstate',
    'flow-logs': 'infra/flow-logs',
    inventory: 'infra/inventory',
    window: '2026-11-02..2026-11-15',
  };

  function run(inputs: Readonly<Record<string, string>>, checkout = workspace) {
    runs += 1;
    return runAction(inputs, {
      actionPath,
      workspace: checkout,
      temporary: join(folder, `runner ${runs}`),
      environment: {
        GITHUB_ACTIONS: 'true',
        GITHUB_API_URL: github.url,
        GITHUB_REPOSITORY: 'octo/infra',
        GITHUB_EVENT_PATH: join(folder, 'event.json'),
        GITHUB_SHA: 'e5'.repeat(20),
        GITHUB_TOKEN: github.state.token,
      },
    });
  }

  it('builds itself, judges the rules, and tells the pull request', async () => {
    const { exitCode, log, outputs } = await run({ ...JUDGED, xlsx: 'out/report.xlsx' });
    expect(log).toContain('check run: posted');
    expect(exitCode).toBe(1);
    expect(outputs['exit-code']).toBe('1');
    expect(JSON.parse(readFileSync(outputs.report ?? '', 'utf8')).target.root).toBe('infra');
    expect(existsSync(join(workspace, 'out/report.xlsx'))).toBe(true);
    expect(github.state.checkRuns).toHaveLength(1);
    expect(github.state.comments).toHaveLength(1);
    expect(github.state.reviewComments.length).toBeGreaterThan(0);
    expect(log).not.toContain(github.state.token);
  }, 400_000);

  it('changes nothing in a second run that has nothing new to say', async () => {
    await run(JUDGED);
    const first = github.log.length;
    await run(JUDGED);
    const second = github.log.slice(first);
    expect(second.length).toBeGreaterThan(3);
    expect(second.filter((each) => !each.startsWith('GET '))).toEqual([]);
  }, 120_000);

  it('leaves a fork’s findings to the step, and fails as they say', async () => {
    github.state.permissions = { checks: false, issues: false, pulls: false, scanning: false };
    const { exitCode, log, summary } = await run({ ...JUDGED, 'fail-on': 'never' });
    expect(log).toContain('::warning file=infra/locals.tf,line=6');
    expect(summary).toContain('## sgaudit');
    expect(exitCode).toBe(0);
  }, 120_000);

  it('makes annotations of the step where nothing is to be posted', async () => {
    const nothing = { check: 'false', comment: 'false', suggest: 'false' };
    const { exitCode, log } = await run({ ...JUDGED, ...nothing });
    expect(log).toContain('::warning file=infra/locals.tf,line=6');
    expect(github.state.checkRuns).toEqual([]);
    expect(exitCode).toBe(1);
  }, 120_000);

  it('takes what users give as data', async () => {
    const trap = join(workspace, 'pwned');
    const hostile = `$(touch ${trap}) \`touch ${trap}\`"; touch ${trap}; "\n--update-baseline`;
    const { exitCode, log } = await run({ path: 'infra', state: hostile, window: '--fix' });
    expect(exitCode).toBe(2);
    expect(log).toMatch(/Error: Flag --state expects a value/);
    expect(existsSync(trap)).toBe(false);
    const other = await run({ path: '--help', version: '' });
    expect(other.log).toContain('there is no folder --help');
    expect((await run({ version: '1.0.0; touch x' })).log).toContain('not a version of sgaudit');
  }, 120_000);

  it('replays the traffic against what a pull request changes', async () => {
    const changed = join(folder, 'changed');
    const git = (...argv: string[]) => execa('git', ['-C', changed, ...AUTHOR, ...argv]);
    cpSync(join(workspace, 'infra'), join(changed, 'infra'), { recursive: true });
    await git('init', '-q', '-b', 'main');
    await git('add', '-A');
    await git('commit', '-q', '-m', 'as it is');
    const lb = join(changed, 'infra/lb.tf');
    const text = readFileSync(lb, 'utf8');
    writeFileSync(
      lb,
      text
        .replaceAll(/from_port( *)= 443\n/g, 'from_port$1= 442\n')
        .replaceAll(/to_port( *)= 443\n/g, 'to_port$1= 442\n'),
    );
    const { state: known, 'flow-logs': logs, inventory, window } = JUDGED;
    const given = { path: 'infra', state: known, 'flow-logs': logs, inventory, window };
    const inputs = { command: 'gate', base: 'main', ...given };
    const { exitCode, log } = await run(inputs, changed);
    expect(log).toContain('2 changes cut live traffic');
    expect(exitCode).toBe(1);
    expect(github.state.checkRuns.map(({ name }) => name)).toEqual(['sgaudit gate (infra)']);
    expect((await run({ command: 'lint --fix' })).log).toContain('command is lint or gate');
  }, 120_000);

  it('ends with 2 when the work could not be done, and posts nothing', async () => {
    const { exitCode, log } = await run({ path: 'nowhere' });
    expect(exitCode).toBe(2);
    expect(log).toContain('there is no folder nowhere');
    expect(github.state.checkRuns).toEqual([]);
  }, 120_000);

  it('says what a shallow clone costs', async () => {
    const shallow = join(folder, 'shallow');
    await execa('git', ['-C', workspace, 'add', '-A']);
    for (const subject of ['one', 'two']) {
      await execa('git', [
        '-C',
        workspace,
        ...AUTHOR,
        'commit',
        '-q',
        '--allow-empty',
        '-m',
        subject,
      ]);
    }
    await execa('git', ['clone', '-q', '--depth', '1', `file://${workspace}`, shallow]);
    const { log } = await run({ ...JUDGED, 'fail-on': 'never' }, shallow);
    expect(log).toContain('set fetch-depth to 0 in actions/checkout');
  }, 120_000);
});
