import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { validateReport } from '../../src/app/validate-report.ts';
import { Lint } from '../../src/commands/lint.ts';
import type { Report } from '../../src/model/report.ts';
import { runCommand } from '../support/run-command.ts';

const EXAMPLE = new URL('../../examples/terraform', import.meta.url).pathname;
/** Where the example's unused rules are written. */
const EDITED = [
  'access.tf',
  'app.tf',
  'locals.tf',
  'partners.tf',
  'services.tf',
  'terraform.tfvars',
];
const top = mkdtempSync(join(tmpdir(), 'sgaudit-fix-'));
let shop = '';
let count = 0;

const git = (...argv: string[]) =>
  execFileSync('git', ['-c', 'user.name=Team', '-c', 'user.email=team@example.com', ...argv], {
    cwd: shop,
    encoding: 'utf8',
  });
const lint = (...argv: string[]) =>
  runCommand(Lint, [
    ...[shop, '--lang', 'en', '--state', join(shop, 'terraform.tfstate')],
    ...['--rollup', join(top, 'rollup'), '--inventory', join(EXAMPLE, 'inventory')],
    ...['--window', '2026-11-02..2026-11-15', ...argv],
  ]);
const textOf = (file: string) => readFileSync(join(shop, file), 'utf8');
const textsOf = () => Object.fromEntries(EDITED.map((file) => [file, textOf(file)]));
const leftovers = () => readdirSync(shop).filter((name) => name.endsWith('.tmp'));

beforeAll(async () => {
  await runCommand(Lint, [
    ...[EXAMPLE, '--rollup', join(top, 'rollup'), '--flow-logs', join(EXAMPLE, 'flow-logs')],
    ...['--window', '2026-11-02..2026-11-15'],
  ]);
});

beforeEach(() => {
  shop = join(top, `shop-${count++}`);
  cpSync(EXAMPLE, shop, {
    recursive: true,
    filter: (path) => !/\/(flow-logs|inventory)$/.test(path),
  });
});

afterAll(() => rmSync(top, { recursive: true, force: true }));

function commit(): void {
  git('init', '-q');
  git('add', '-A');
  // Older than the window: younger rules would not be judged.
  execFileSync(
    'git',
    ['-c', 'user.name=Team', '-c', 'user.email=team@example.com', 'commit', '-qm', 'Shop'],
    { cwd: shop, env: { ...process.env, GIT_COMMITTER_DATE: '2026-09-01T12:00:00Z' } },
  );
}

describe('lint --fix', () => {
  it('writes all proved removals; what is reported is what stands after them', async () => {
    commit();
    const patch = join(top, 'all.patch');
    const before = JSON.parse((await lint('--format', 'json', '--patch', patch)).stdout) as Report;
    const { stdout, stderr, exitCode } = await lint('--fix', '--format', 'json');
    const report = JSON.parse(stdout) as Report;
    expect(validateReport(report)).toBeNull();

    const going = before.rules.filter(({ fix }) => fix).map(({ key }) => key);
    expect([...(report.fixed?.ruleKeys ?? [])].sort()).toEqual([...going].sort());
    expect(report.fixed?.findings.map(({ checkId }) => checkId)).toEqual(
      going.map(() => 'unused-rule'),
    );
    expect(report.fixed?.files).toEqual(EDITED);
    expect(stderr).toContain(`Fixed ${going.length} findings: ${going.length} rules removed`);

    // The rules that stay are judged as before, also those on lines that were touched.
    const verdicts = ({ rules }: Report) => rules.map(({ key, verdict }) => `${key} ${verdict}`);
    const expected = before.rules.filter(({ key }) => !going.includes(key));
    expect(verdicts(report).sort()).toEqual(verdicts({ ...before, rules: expected }).sort());
    expect(
      report.findings.some(({ ruleKeys }) => ruleKeys.some((key) => going.includes(key))),
    ).toBe(false);
    expect(exitCode).toBe(1);

    // The same as the patch of the run before.
    const fixed = textsOf();
    git('checkout', '-q', '.');
    git('apply', '--whitespace=nowarn', patch);
    expect(textsOf()).toEqual(fixed);
    expect(leftovers()).toEqual([]);
  });

  it('does not count what was fixed for the exit code', async () => {
    commit();
    const only = ['--only', 'redundant-rule', '--include-redundant', '--fail-on', 'note'];
    expect((await lint(...only)).exitCode).toBe(1);
    const { exitCode, stdout } = await lint(...only, '--fix');
    expect(stdout).toContain('Fixed 1 finding: 1 rule removed in 1 file.');
    expect(exitCode).toBe(0);
  });

  it('tells the command that undoes it, which brings back every byte', async () => {
    commit();
    const before = textsOf();
    const { stdout } = await lint('--fix');
    expect(textsOf()).not.toEqual(before);
    const command = /^Undo: (git .*)$/m.exec(stdout)?.[1] ?? '';
    expect(command).toMatch(/undo-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ\.patch$/);
    execFileSync('sh', ['-c', command]);
    expect(textsOf()).toEqual(before);
    // Git sees neither the patch nor a change.
    expect(git('status', '--porcelain')).toBe('');
    expect(readdirSync(join(shop, '.sgaudit'))).toHaveLength(2);
  });

  it('has nothing left to do the second time', async () => {
    commit();
    await lint('--fix');
    const after = textsOf();
    git('commit', '-qam', 'Remove what nothing used');
    const { stdout } = await lint('--fix');
    expect(stdout).toContain('Nothing to fix');
    expect(textsOf()).toEqual(after);
    expect(readdirSync(join(shop, '.sgaudit'))).toHaveLength(2);
  });

  it('keeps the mode of a file', async () => {
    commit();
    chmodSync(join(shop, 'app.tf'), 0o640);
    await lint('--fix');
    expect(statSync(join(shop, 'app.tf')).mode & 0o777).toBe(0o640);
  });

  it('keeps CRLF, a byte-order mark, and the want of a last line break', async () => {
    const crlf = `\ufeff${textOf('app.tf').replaceAll('\n', '\r\n').trimEnd()}`;
    writeFileSync(join(shop, 'app.tf'), crlf);
    commit();
    git('config', 'core.autocrlf', 'false');
    const before = textsOf();
    const { stdout } = await lint('--fix');
    const after = textOf('app.tf');
    expect(after).not.toBe(crlf);
    expect(after.startsWith('\ufeff')).toBe(true);
    expect(after.endsWith('}')).toBe(true);
    expect(after.replaceAll('\r\n', '')).not.toContain('\n');
    execFileSync('sh', ['-c', /^Undo: (git .*)$/m.exec(stdout)?.[1] ?? 'false']);
    expect(textsOf()).toEqual(before);
  });

  it('works outside of git, and says that the patch is the only way back', async () => {
    const before = textsOf();
    const { stdout } = await lint('--fix');
    expect(stdout).toContain('This is no git repository');
    expect(textsOf()).not.toEqual(before);
    execFileSync('sh', ['-c', /^Undo: (git .*)$/m.exec(stdout)?.[1] ?? 'false']);
    expect(textsOf()).toEqual(before);
  });
});

describe('lint --fix --fix-unsafe', () => {
  it('narrows rules on top of the removals; without it none is', async () => {
    commit();
    const plain = JSON.parse((await lint('--format', 'json')).stdout) as Report;
    const narrowing = plain.findings.filter(({ narrowing }) => narrowing);
    expect(narrowing.filter(({ fix }) => fix).length).toBeGreaterThan(2);
    for (const { fix, fixRefused } of narrowing) {
      if (fix) expect(fix).toMatchObject({ safety: 'unsafe', proof: { rules: 'passed' } });
      else expect(fixRefused).toBeTruthy();
    }
    const before = textsOf();
    const { stdout } = await lint('--fix', '--fix-unsafe', '--format', 'json');
    const report = JSON.parse(stdout) as Report;
    expect(validateReport(report)).toBeNull();
    expect(report.fixed?.ruleKeys).toHaveLength(8);
    expect(report.fixed?.narrowedKeys).toHaveLength(
      new Set(narrowing.filter(({ fix }) => fix).map(({ ruleKeys }) => ruleKeys[0])).size,
    );
    // Nothing is removed and added that was not meant: the others are the same rules.
    const changed = new Set([
      ...(report.fixed?.ruleKeys ?? []),
      ...(report.fixed?.narrowedKeys ?? []),
    ]);
    const keys = new Set(report.rules.map(({ key }) => key));
    const gone = plain.rules.filter(({ key }) => !keys.has(key)).map(({ key }) => key);
    expect(gone.sort()).toEqual([...changed].sort());
    execFileSync('sh', [
      '-c',
      `cd ${shop} && git apply --whitespace=nowarn ${report.fixed?.undo.patch}`,
    ]);
    expect(textsOf()).toEqual(before);
    expect(git('status', '--porcelain')).toBe('');
  });

  it('shows what it would narrow', async () => {
    commit();
    const { stdout } = await lint('--fix', '--fix-unsafe', '--dry-run');
    expect(stdout).toMatch(/Would remove 8 rules and narrow \d rules in \d files/);
    expect(stdout).toContain('narrowing proved, other traffic may come: --fix --fix-unsafe');
    expect(git('status', '--porcelain')).toBe('');
  });
});

describe('lint --fix --dry-run', () => {
  it('shows the diff, writes nothing, and exits as lint does', async () => {
    commit();
    const before = textsOf();
    const { stdout, exitCode } = await lint('--fix', '--dry-run');
    expect(exitCode).toBe(1);
    expect(stdout).toContain('Would remove 8 rules in 6 files; nothing was written.');
    expect(stdout).toContain('-    "198.51.100.160/28", # sandbox');
    expect(textsOf()).toEqual(before);
    expect(existsSync(join(shop, '.sgaudit'))).toBe(false);
    expect((await lint('--fix', '--dry-run', '--fail-on', 'never')).exitCode).toBe(0);
  });

  it('says what would keep it from writing', async () => {
    git('init', '-q');
    const { stdout, exitCode } = await lint('--fix', '--dry-run');
    expect(exitCode).toBe(1);
    expect(stdout).toContain(`--fix would write nothing: not in git`);
  });

  it('leaves standard output to JSON', async () => {
    const { stdout, stderr } = await lint('--fix', '--dry-run', '--format', 'json');
    expect(validateReport(JSON.parse(stdout))).toBeNull();
    expect(stderr).toContain('+++ b/locals.tf');
  });

  it('is refused without --fix', async () => {
    const { exitCode, stderr } = await lint('--dry-run');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('--fix');
  });
});

describe('what --fix refuses: exit code 2, nothing written', () => {
  async function refused(reason: string, ...argv: string[]) {
    const before = textsOf();
    const { exitCode, stderr } = await lint('--fix', ...argv);
    expect(stderr).toContain(reason);
    expect(exitCode).toBe(2);
    expect(textsOf()).toEqual(before);
    expect(existsSync(join(shop, '.sgaudit'))).toBe(false);
    expect(leftovers()).toEqual([]);
  }

  it('a file with changes that are not committed, unless --force', async () => {
    commit();
    writeFileSync(join(shop, 'locals.tf'), `${textOf('locals.tf')}\n# a thought\n`);
    await refused('not committed (commit them first, or give --force): locals.tf (fix-refused)');
    expect((await lint('--fix', '--force')).stdout).toContain('Fixed 8 findings');
    expect(textOf('locals.tf')).toContain('# a thought');
  });

  it('a staged change', async () => {
    commit();
    writeFileSync(join(shop, 'locals.tf'), `${textOf('locals.tf')}\n# a thought\n`);
    git('add', '-A');
    await refused('--force): locals.tf (fix-refused)');
  });

  it('a file that git does not track, or ignores', async () => {
    writeFileSync(join(shop, '.gitignore'), '*.tfvars\n');
    git('init', '-q');
    git('add', '-A', '--', ':!app.tf');
    git('commit', '-qm', 'Shop');
    await refused(
      'not in git, which could not bring them back (add and commit them, or give --force): app.tf, terraform.tfvars',
    );
  });

  it('a file that git was told not to look at', async () => {
    commit();
    git('update-index', '--assume-unchanged', 'app.tf');
    writeFileSync(join(shop, 'app.tf'), `${textOf('app.tf')}\n# a thought\n`);
    await refused('git could not be asked (see git status, then give --force): app.tf');
  });

  it('a read-only file', async () => {
    commit();
    chmodSync(join(shop, 'app.tf'), 0o444);
    await refused('read-only: app.tf');
    chmodSync(join(shop, 'app.tf'), 0o644);
  });

  it('a file that leads out of the repository', async () => {
    const outside = mkdtempSync(join(top, 'shared-'));
    cpSync(join(shop, 'app.tf'), join(outside, 'app.tf'));
    rmSync(join(shop, 'app.tf'));
    symlinkSync(join(outside, 'app.tf'), join(shop, 'app.tf'));
    commit();
    // It is not even read.
    await refused('a part of the input was left out');
  });

  it('to write while a part of the configuration could not be read', async () => {
    writeFileSync(join(shop, 'broken.tf'), 'locals {\n  a = = 1\n}\n');
    commit();
    await refused('a part of the input was left out');
  });

  it('to run what the repository names: git is not asked then', async () => {
    commit();
    const trace = join(top, 'ran');
    writeFileSync(join(shop, '.git/more'), `[core]\n\tfsmonitor = "touch ${trace}; false"\n`);
    git('config', 'include.path', 'more');
    await refused('git could not be asked');
    expect(existsSync(trace)).toBe(false);
  });

  it('to keep the undo patch where a link leads', async () => {
    commit();
    mkdirSync(join(top, 'elsewhere'));
    symlinkSync(join(top, 'elsewhere'), join(shop, '.sgaudit'));
    const before = textsOf();
    const { exitCode, stderr } = await lint('--fix');
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: expect.stringContaining('cannot write the undo patch'),
    });
    expect(textsOf()).toEqual(before);
    expect(readdirSync(join(top, 'elsewhere'))).toEqual([]);
  });
});

describe('links within the repository', () => {
  it('stay links: the file behind one is written', async () => {
    mkdirSync(join(shop, 'shared'));
    cpSync(join(shop, 'app.tf'), join(shop, 'shared/app.tf'));
    rmSync(join(shop, 'app.tf'));
    symlinkSync('shared/app.tf', join(shop, 'app.tf'));
    commit();
    const before = textsOf();
    const { stdout } = await lint('--fix');
    expect(textOf('shared/app.tf')).not.toContain('app_debug');
    expect(git('status', '--porcelain')).toContain(' M shared/app.tf');
    execFileSync('sh', ['-c', /^Undo: (git .*)$/m.exec(stdout)?.[1] ?? 'false']);
    expect(textsOf()).toEqual(before);
    expect(git('status', '--porcelain')).toBe('');
  });
});
