import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import stringWidth from 'string-width';
import { validateCertificate, validateReport } from '../../src/app/validate-report.ts';
import { Explain } from '../../src/commands/explain.ts';
import { ReportCommand } from '../../src/commands/report.ts';
import type { Certificate } from '../../src/model/certificate.ts';
import type { Report } from '../../src/model/report.ts';
import { EXAMPLE } from '../example/project.ts';
import { type CommandResult, runCommand } from '../support/run-command.ts';

const GOLDEN = new URL('../fixtures/explain/', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'sgaudit-explain-'));
const at = (name: string) => join(folder, name);
const shop = at('shop');
const store = ['--rollup', at('rollup')];

function explainIn(root: string, rule: string, ...argv: string[]): Promise<CommandResult> {
  const given = [
    '--state',
    join(root, 'terraform.tfstate'),
    '--inventory',
    join(root, 'inventory'),
  ];
  const window = ['--window', '2026-11-02..2026-11-15'];
  return runCommand(Explain, [rule, root, ...given, ...window, ...argv]);
}

const explain = (rule: string, ...argv: string[]) => explainIn(shop, rule, ...store, ...argv);

const locale = process.env.LC_ALL;

beforeAll(async () => {
  process.env.LC_ALL = 'C.UTF-8';
  cpSync(EXAMPLE, shop, { recursive: true });
  mkdirSync(join(shop, '.git'));
  await explain('95c06a628185', '--flow-logs', join(shop, 'flow-logs'));
});

afterAll(() => {
  if (locale === undefined) delete process.env.LC_ALL;
  else process.env.LC_ALL = locale;
  rmSync(folder, { recursive: true, force: true });
});

describe('the text', () => {
  const cases = readdirSync(GOLDEN).map(
    (name) => /^(.*)\.([0-9a-f]+)\.(en|zh-CN)\.txt$/.exec(name)!,
  );

  it.each(cases.map(([file, story, key, language]) => [story, language, key, file] as const))(
    'of the %s rule in %s',
    async (_, language, key, file) => {
      const { stdout, exitCode } = await explain(key ?? '', '--lang', language ?? '');
      expect(timeless(stdout)).toBe(readFileSync(join(GOLDEN, file), 'utf8'));
      expect(exitCode).toBe(0);
    },
  );

  it('fits 80 columns', async () => {
    const { stdout } = await explain('aws_security_group.lb', '--lang', 'zh-CN');
    const wide = stdout.split('\n').filter((line) => stringWidth(line) > 80);
    expect(wide).toEqual([]);
  });

  it('draws with plain ASCII where the locale names no UTF-8', async () => {
    process.env.LC_ALL = 'C';
    const { stdout } = await explain('1e42f7cf4054');
    process.env.LC_ALL = 'C.UTF-8';
    expect(stdout).toMatch(/^ {2}[-~=+*%#_.]{14}$/m);
  });

  it('shows the choice first where several go by the name, and the choice alone where many do', async () => {
    const two = await explain('aws_security_group_rule.app_gossip');
    expect(two.stdout).toMatch(
      /^2 rules by that name\n {2}8b6efaa1a01b {2}used .*\n.*\n {2}81401fa9ccbe {2}unknown/,
    );
    expect(two.stdout.match(/^Certificate$/gm)).toHaveLength(2);
    const many = await explain('aws_security_group.app');
    expect(many.stdout).toContain('11 rules by that name');
    expect(many.stdout).toContain('Name one of them by its key, or by FILE:LINE.');
    expect(many.stdout).not.toContain('Certificate');
  });

  it('offers no removal of what somebody keeps, and says why it is kept', async () => {
    const kept = at('kept');
    cpSync(shop, kept, { recursive: true });
    const file = join(kept, 'locals.tf');
    const literal = '"198.51.100.160/28",';
    const comment = `# sgaudit-ignore: unused-rule -- kept for the drill\n    ${literal}`;
    writeFileSync(file, readFileSync(file, 'utf8').replace(literal, comment));
    const { stdout } = await explainIn(kept, '95c06a628185', ...store);
    expect(stdout).toContain('none is offered: its finding is suppressed');
    expect(stdout.replace(/\s+/g, ' ')).toContain('(suppressed: kept for the drill)');
  });

  it('tells what it can without traffic', async () => {
    const { stdout, exitCode } = await runCommand(Explain, ['locals.tf:6', shop]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('=> not judged');
    expect(stdout).toContain('locals.tf:4:3 > locals.tf:6:5');
    expect(stdout).toContain('No traffic given: --flow-logs or --rollup.');
  });
});

describe('the JSON', () => {
  it('is a report of just these rules that its schema allows, from which the text can be made again', async () => {
    const { stdout } = await explain('locals.tf:2', '--format', 'json');
    const report = JSON.parse(stdout) as Report;
    expect(validateReport(report)).toBeNull();
    const keys = report.rules.map(({ key }) => key);
    expect(keys).toHaveLength(4);
    expect(report.explanations?.map(({ ruleKey }) => ruleKey)).toEqual(keys);
    for (const finding of report.findings) {
      expect(finding.ruleKeys.some((key) => keys.includes(key))).toBe(true);
    }
    writeFileSync(at('saved.json'), stdout);
    const again = await runCommand(ReportCommand, [at('saved.json'), '--format', 'explanation']);
    expect(again.stdout).toContain('4 rules by that name');
  });

  it('counts the same flows in the derivation, the shares and the traffic', async () => {
    const { stdout } = await explain('aws_security_group.ops', '--format', 'json');
    const { rules, explanations } = JSON.parse(stdout) as Report;
    expect(explanations).toHaveLength(5);
    for (const { ruleKey, grounds } of explanations ?? []) {
      const traffic = rules.find(({ key }) => key === ruleKey)?.traffic;
      const shares = grounds?.shared.reduce((sum, { flows }) => sum + flows, 0);
      const alone = grounds?.shared.find(({ ruleKeys }) => ruleKeys.length === 0)?.flows ?? 0;
      expect(shares).toBe(traffic?.flows);
      expect(grounds?.derivation.admitted).toBe(traffic?.flows);
      expect(alone).toBe(traffic?.sole);
    }
  });
});

describe('what cannot be explained', () => {
  it('ends with 2 and what comes nearest, as JSON too where that was asked for', async () => {
    const { stdout, stderr, exitCode } = await explain('access.tf:3', '--format', 'json');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('no rule stands at access.tf:3; nearest: access.tf:44');
    const report = JSON.parse(stdout) as Report;
    expect(validateReport(report)).toBeNull();
    expect(report.errors).toMatchObject([{ code: 'no-such-rule' }]);
  });

  it('is known before any log is read', async () => {
    const { stderr } = await runCommand(Explain, ['nothing', shop, '--flow-logs', at('absent')]);
    expect(stderr).toContain('no-such-rule');
  });
});

describe('the certificate', () => {
  const paper = at('certificate.json');
  const certificate = async (root = shop): Promise<Certificate> => {
    await explainIn(
      root,
      '95c06a628185',
      '--flow-logs',
      join(root, 'flow-logs'),
      '--certificate',
      paper,
    );
    return JSON.parse(readFileSync(paper, 'utf8')) as Certificate;
  };

  it('is what its schema allows, equal for equal inputs, with a rollup folder and without', async () => {
    const first = await certificate();
    expect(validateCertificate(first)).toBeNull();
    expect(first).toMatchObject({
      verdict: 'unused',
      confidence: 'high',
      removal: { safety: 'safe' },
    });
    await explain('95c06a628185', '--certificate', at('again.json'));
    expect(readFileSync(at('again.json'), 'utf8')).toBe(readFileSync(paper, 'utf8'));
  });

  it.each([
    ['the configuration', 'web.tf', (file: string) => appendFileSync(file, '# reviewed\n')],
    ['the values', 'terraform.tfvars', (file: string) => appendFileSync(file, '\n')],
    ['the state', 'terraform.tfstate', (file: string) => appendFileSync(file, '\n')],
    [
      'a capture',
      'inventory/2026-11-01T00:00:00Z/network-interfaces.json',
      (file: string) => appendFileSync(file, '\n'),
    ],
    [
      'the logs',
      'flow-logs/AWSLogs/123456789012/vpcflowlogs/us-east-1/2026/11/01',
      (file: string) => rmSync(file, { recursive: true }),
    ],
  ])('is another after %s changed', async (_, name, change) => {
    const before = await certificate();
    const copy = at('copy');
    cpSync(shop, copy, { recursive: true });
    change(join(copy, name));
    const after = await certificate(copy);
    rmSync(copy, { recursive: true });
    expect(after.inputsSha256).not.toBe(before.inputsSha256);
    expect(after.inputs).toHaveLength(before.inputs.length);
    const changed = after.inputs.filter(
      (input) => !before.inputs.some((old) => JSON.stringify(old) === JSON.stringify(input)),
    );
    expect(changed).toHaveLength(1);
  });

  it('names a damaged log that was left out, without the folders above it, and the run ends with 2', async () => {
    const broken = at('broken');
    cpSync(shop, broken, { recursive: true });
    const day = join(broken, 'flow-logs/AWSLogs/123456789012/vpcflowlogs/us-east-1/2026/11/05');
    const [name = ''] = readdirSync(day);
    writeFileSync(join(day, name), readFileSync(join(day, name)).subarray(0, 200));
    const logs = ['--flow-logs', join(broken, 'flow-logs'), '--certificate', paper];
    const { exitCode, stderr } = await explainIn(broken, '95c06a628185', ...logs);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(name);
    const { verdict, reasons, damaged } = JSON.parse(readFileSync(paper, 'utf8')) as Certificate;
    expect(verdict).toBe('unknown');
    expect(reasons).toContain('partial-coverage');
    expect(damaged).toMatchObject([{ file: name }]);
  });

  it('holds no secret of the state, and no path of this machine', async () => {
    const text = JSON.stringify(await certificate());
    expect(text).not.toContain(folder);
    expect(text).not.toContain('manage_master_user_password');
  });

  it('is of one rule with traffic', async () => {
    const two = await explain(
      'aws_security_group_rule.app_gossip',
      '--certificate',
      at('two.json'),
    );
    expect(two.exitCode).toBe(2);
    expect(two.stderr).toContain('8b6efaa1a01b (ingress tcp 7946 from self)');
    const none = await runCommand(Explain, ['locals.tf:6', shop, '--certificate', at('two.json')]);
    expect(none.stderr).toContain('a certificate needs traffic');
    expect(existsSync(at('two.json'))).toBe(false);
  });
});

/** Versions and hashes of inputs change with any release of the example. */
function timeless(text: string): string {
  return text
    .replace(/sha256:[0-9a-f]{64}/g, 'sha256:…')
    .replace(/^( {2}sgaudit )\d[^ ,，]*/gm, '$1…');
}
