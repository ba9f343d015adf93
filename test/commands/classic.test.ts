import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import ExcelJS from 'exceljs';
import { validateReport } from '../../src/app/validate-report.ts';
import { Lint } from '../../src/commands/lint.ts';
import { Show } from '../../src/commands/show.ts';
import type { Report } from '../../src/model/report.ts';
import { runCommand } from '../support/run-command.ts';

const top = mkdtempSync(join(tmpdir(), 'sgaudit-classic-'));
const started = process.cwd();
let folder = '';
let count = 0;

beforeEach(() => {
  folder = join(top, String(count++));
  mkdirSync(folder);
  process.chdir(folder);
});

afterAll(() => {
  process.chdir(started);
  rmSync(top, { recursive: true, force: true });
});

/** What the classic script keeps of each group. */
const REDUCED = [
  {
    GroupId: 'sg-0a1',
    GroupName: 'web',
    IpRanges: [['203.0.113.0/24', '198.51.100.0/24'], ['10.0.0.0/8']],
  },
  { GroupId: 'sg-0b2', GroupName: '=cmd()', IpRanges: [['192.0.2.7/24'], ['10.0.0/8']] },
];
const USED = '"pkt_srcaddr"\n"203.0.113.9"\n"2001:db8::1"\n"203.0.113.9"\n';

function given(groups: unknown = REDUCED, used = USED): void {
  writeFileSync('groups.json', JSON.stringify(groups));
  writeFileSync('used_ips.csv', used);
}

const INPUTS = ['--security-groups', 'groups.json', '--used-ips', 'used_ips.csv'];

async function judge(...argv: string[]) {
  const { stdout, stderr, exitCode } = await runCommand(Lint, [
    ...argv,
    ...INPUTS,
    ...['--lang', 'en', '--format', 'json'],
  ]);
  const report = JSON.parse(stdout) as Report;
  expect(validateReport(report)).toBeNull();
  const verdicts = report.rules.map(({ peer, verdict }) => [
    peer.kind === 'cidr' ? peer.value : peer.kind,
    verdict,
  ]);
  return { report, verdicts, stderr, exitCode };
}

describe('groups and used addresses of the classic pipeline', () => {
  it('need no Terraform: verdicts by address only, of days that are not known', async () => {
    given();
    const { report, verdicts, exitCode } = await judge();
    expect(verdicts).toEqual([
      ['203.0.113.0/24', 'used'],
      ['198.51.100.0/24', 'unused'],
      ['10.0.0.0/8', 'unknown'],
      ['192.0.2.0/24', 'unused'],
      ['10.0.0/8', 'unknown'],
    ]);
    expect(report).toMatchObject({
      target: { sources: ['security-groups'] },
      window: null,
      evidence: null,
      usedAddresses: { file: 'used_ips.csv', column: 'pkt_srcaddr', ipv4: 1, ipv6: 1 },
    });
    for (const rule of report.rules) {
      expect(rule.reasons).toContain('address-only');
      expect(rule.traffic).toBeNull();
      expect(rule.fix).toBeNull();
    }
    expect(report.rules[0]?.seen).toEqual({ addresses: 1, examples: ['203.0.113.9'] });
    const invalid = report.findings.filter(({ checkId }) => checkId === 'invalid-rule');
    expect(invalid.map(({ ruleKeys }) => ruleKeys)).toEqual(
      expect.arrayContaining([[report.rules[3]?.key], [report.rules[4]?.key]]),
    );
    expect(exitCode).toBe(1);
  });

  it('make the workbook with its two sheets and their columns', async () => {
    given();
    await runCommand(Lint, [...INPUTS, '--xlsx', 'out.xlsx']);
    const workbook = new ExcelJS.Workbook();
    await workbook.xlsx.readFile('out.xlsx');
    const rowsOf = (name: string) =>
      (workbook.getWorksheet(name)?.getSheetValues() ?? [])
        .slice(1)
        .map((row) => (row as unknown[]).slice(1, 4));
    expect(rowsOf('已使用规则')).toEqual([
      ['SecurityGroupId', 'GroupName', 'CIDR'],
      ['sg-0a1', 'web', '203.0.113.0/24'],
    ]);
    expect(rowsOf('未使用规则')).toEqual([
      ['SecurityGroupId', 'GroupName', 'CIDR'],
      ['sg-0a1', 'web', '198.51.100.0/24'],
      ['sg-0b2', '=cmd()', '192.0.2.0/24'],
    ]);
  });

  it('are joined with Terraform by ids where PATH is given', async () => {
    given();
    mkdirSync('infra');
    writeFileSync(
      'infra/main.tf',
      `resource "aws_security_group" "web" {
  name = "web"
  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["198.51.100.0/24", "203.0.113.0/24"]
  }
}
`,
    );
    const state = {
      version: 4,
      terraform_version: '1.11.4',
      serial: 1,
      lineage: 'a',
      outputs: {},
      resources: [
        {
          mode: 'managed',
          type: 'aws_security_group',
          name: 'web',
          provider: 'provider["registry.terraform.io/hashicorp/aws"]',
          instances: [{ schema_version: 1, attributes: { id: 'sg-0a1', name: 'web' } }],
        },
      ],
    };
    writeFileSync('terraform.tfstate', JSON.stringify(state));
    const { report, verdicts } = await judge('infra', '--state', 'terraform.tfstate');
    expect(report.target.sources).toEqual(['hcl', 'state', 'security-groups']);
    expect(verdicts).toEqual([
      ['198.51.100.0/24', 'unused'],
      ['203.0.113.0/24', 'used'],
      ['10.0.0.0/8', 'unknown'],
      ['192.0.2.0/24', 'unused'],
      ['10.0.0/8', 'unknown'],
    ]);
    expect(report.rules[0]).toMatchObject({
      address: 'aws_security_group.web',
      location: { file: 'infra/main.tf', start: { line: 7 } },
      fixRefused: expect.stringContaining('--flow-logs'),
    });
    expect(report.rules[2]).toMatchObject({ address: null, group: { id: 'sg-0a1' } });
  });

  it('with PATH, which must then hold Terraform', async () => {
    given();
    mkdirSync('empty');
    const { exitCode, stderr } = await runCommand(Lint, ['empty', ...INPUTS]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('(no-configuration)');
  });

  it.each([
    ['"pkt_srcaddr"\n"203.0.113.9"\n\n"203.0.113.900"\n', 'used_ips.csv:4:1: error'],
    ['"pkt_srcaddr"\n"203.0.113.9"\n"203.0.113.9","x"\n', 'used_ips.csv:3:1: error'],
    ['"pkt_srcaddr"\n"203.0.113.9\n', 'used_ips.csv:2:1: error'],
    ['"pkt_srcaddr"\n', 'holds no address'],
    ['', 'the file is empty'],
    ['"a","b"\n"203.0.113.9","1"\n', 'none of the columns "a", "b"'],
  ])('a CSV that is damaged is refused with its place: %j', async (used, message) => {
    given(REDUCED, used);
    const { exitCode, stderr, stdout } = await runCommand(Lint, [...INPUTS, '--lang', 'en']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
    expect(stdout).toBe('');
  });

  it('a CSV without a header loses no address, and of several columns the source is read', async () => {
    given(REDUCED, '203.0.113.9\r\n198.51.100.1\r\n');
    expect((await judge()).verdicts.slice(0, 2)).toEqual([
      ['203.0.113.0/24', 'used'],
      ['198.51.100.0/24', 'used'],
    ]);
    given(REDUCED, '"dstaddr","pkt_srcaddr"\n"198.51.100.1","203.0.113.9"\n"198.51.100.1","-"\n');
    expect((await judge()).verdicts.slice(0, 2)).toEqual([
      ['203.0.113.0/24', 'used'],
      ['198.51.100.0/24', 'unused'],
    ]);
  });

  it('cannot be given beside logs', async () => {
    given();
    const { exitCode, stderr } = await runCommand(Lint, [...INPUTS, '--rollup', 'rollup']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(
      '--used-ips cannot be given with --flow-logs, --trino, --athena or --rollup',
    );
  });

  it('groups alone are checked and shown', async () => {
    given([
      {
        GroupId: 'sg-0a1',
        GroupName: 'web',
        IpPermissions: [
          { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] },
        ],
      },
    ]);
    const groups = ['--security-groups', 'groups.json', '--lang', 'en'];
    const { stdout } = await runCommand(Lint, groups);
    expect(stdout).toContain('sg-0a1 opens administration');
    const shown = await runCommand(Show, groups);
    expect(shown.stdout).toContain('sg-0a1');
    expect(shown.exitCode).toBe(0);
  });
});
