import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateManagedPrefixListCommand,
  CreateNetworkInterfaceCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { validateReport } from '../../src/app/validate-report.ts';
import { Lint } from '../../src/commands/lint.ts';
import { Show } from '../../src/commands/show.ts';
import type { Report } from '../../src/model/report.ts';
import { useAwsEnvironment } from '../support/aws-environment.ts';
import { HAS_MOTO, type Moto, startMoto } from '../support/moto.ts';
import { runCommand } from '../support/run-command.ts';

const top = mkdtempSync(join(tmpdir(), 'sgaudit-live-'));
const started = process.cwd();
const describeMoto = HAS_MOTO ? describe : describe.skip;
if (!HAS_MOTO) process.stderr.write('skipped: moto is not installed\n');

const MAIN = `resource "aws_security_group" "web" {
  name        = "web"
  description = "Web servers"
}

resource "aws_vpc_security_group_ingress_rule" "partner" {
  security_group_id = aws_security_group.web.id
  description       = "partner"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "203.0.113.0/24"
}

resource "aws_vpc_security_group_ingress_rule" "office" {
  security_group_id = aws_security_group.web.id
  description       = "office"
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  cidr_ipv4         = "198.51.100.0/24"
}
`;

describeMoto('lint --live', () => {
  let moto: Moto;
  let leave: () => void;
  let groupId = '';
  let ruleIds: string[] = [];
  let folder = '';
  let count = 0;

  beforeAll(async () => {
    moto = await startMoto();
    leave = useAwsEnvironment(moto.url);
    const ec2 = new EC2Client({});
    const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
    const VpcId = Vpc?.VpcId ?? '';
    const group = (GroupName: string) =>
      ec2.send(new CreateSecurityGroupCommand({ GroupName, Description: 'Web servers', VpcId }));
    groupId = (await group('web')).GroupId ?? '';
    const open = async (GroupId: string, port: number, CidrIp: string, Description: string) => {
      const ranges = [{ CidrIp, Description }];
      const permission = { IpProtocol: 'tcp', FromPort: port, ToPort: port, IpRanges: ranges };
      const { SecurityGroupRules } = await ec2.send(
        new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [permission] }),
      );
      return SecurityGroupRules?.[0]?.SecurityGroupRuleId ?? '';
    };
    ruleIds = [
      await open(groupId, 443, '203.0.113.0/24', 'partner'),
      // Somebody has widened it by hand.
      await open(groupId, 22, '0.0.0.0/0', 'office'),
      // And somebody has added one.
      await open(groupId, 3389, '198.51.100.0/24', 'for a minute'),
    ];
    await open((await group('elsewhere')).GroupId ?? '', 80, '10.0.0.0/8', 'other');
    await ec2.send(
      new CreateManagedPrefixListCommand({
        PrefixListName: 'offices',
        AddressFamily: 'IPv4',
        MaxEntries: 5,
        Entries: [{ Cidr: '198.51.100.0/24' }],
      }),
    );
    const { Subnet } = await ec2.send(new CreateSubnetCommand({ VpcId, CidrBlock: '10.0.0.0/24' }));
    await ec2.send(
      new CreateNetworkInterfaceCommand({
        SubnetId: Subnet?.SubnetId,
        Groups: [groupId],
        PrivateIpAddress: '10.0.0.5',
      }),
    );
    ec2.destroy();
  }, 60_000);

  beforeEach(() => {
    folder = join(top, String(count++));
    mkdirSync(folder);
    process.chdir(folder);
  });

  afterAll(async () => {
    process.chdir(started);
    leave?.();
    await moto?.stop();
    rmSync(top, { recursive: true, force: true });
  });

  function infra(): string[] {
    mkdirSync('infra');
    writeFileSync('infra/main.tf', MAIN);
    const resource = (type: string, name: string, attributes: object) => ({
      mode: 'managed',
      type,
      name,
      provider: 'provider["registry.terraform.io/hashicorp/aws"]',
      instances: [{ schema_version: 1, attributes }],
    });
    const rule = 'aws_vpc_security_group_ingress_rule';
    const resources = [
      resource('aws_security_group', 'web', { id: groupId, name: 'web' }),
      resource(rule, 'office', { id: ruleIds[1], security_group_rule_id: ruleIds[1] }),
    ];
    const state = { version: 4, terraform_version: '1.11.4', serial: 1, lineage: 'a', resources };
    writeFileSync('terraform.tfstate', JSON.stringify(state));
    return ['infra', '--state', 'terraform.tfstate'];
  }

  async function judge(...argv: string[]): Promise<Report> {
    const { stdout } = await runCommand(Lint, [
      ...argv,
      '--live',
      '--lang',
      'en',
      '--format',
      'json',
    ]);
    const report = JSON.parse(stdout) as Report;
    expect(validateReport(report)).toBeNull();
    expect(report.errors).toEqual([]);
    return report;
  }

  it('tells what only EC2 has, and what it has otherwise', async () => {
    const report = await judge(...infra());
    expect(report.target.sources).toEqual(['hcl', 'state', 'live']);
    const of = (check: string) => report.findings.filter(({ checkId }) => checkId === check);
    const unmanaged = of('unmanaged-rule').map(({ message }) => message);
    expect(unmanaged).toEqual(
      expect.arrayContaining([
        expect.stringContaining(`ingress tcp 3389 from 198.51.100.0/24 (${ruleIds[2]})`),
        expect.stringContaining('(elsewhere)'),
      ]),
    );
    const drifted = of('drifted-rule');
    expect(drifted).toHaveLength(1);
    expect(drifted[0]).toMatchObject({ location: { file: 'infra/main.tf' } });
    expect(drifted[0]?.message).toContain('0.0.0.0/0');
    expect(report.rules[0]).toMatchObject({ ruleId: ruleIds[0], group: { id: groupId } });
    // What is in force is checked too.
    expect(of('public-admin-port').map(({ message }) => message)).toEqual([
      expect.stringContaining('22'),
    ]);
  });

  it('reports on everything without any Terraform', async () => {
    const report = await judge();
    expect(report.target.sources).toEqual(['live']);
    const own = report.rules.filter(({ group }) => group.id === groupId);
    expect(own.filter(({ direction }) => direction === 'ingress')).toHaveLength(3);
    expect(own.every(({ address, ruleId }) => address === null && ruleId !== null)).toBe(true);
    const checks = new Set(report.findings.map(({ checkId }) => checkId));
    expect(checks.has('public-admin-port')).toBe(true);
    expect(checks.has('unmanaged-rule')).toBe(false);
  });

  it('judges by logs with the interfaces that EC2 has now', async () => {
    cpSync(new URL('../../examples/terraform/flow-logs', import.meta.url).pathname, 'flow-logs', {
      recursive: true,
    });
    const report = await judge('--flow-logs', 'flow-logs');
    expect(report.evidence?.inventory).toEqual({ captures: 1, interfaces: 1 });
    expect(report.rules.every(({ verdict }) => verdict !== null)).toBe(true);
    expect(report.groups.find(({ id }) => id === groupId)?.interfaces).toHaveLength(1);
  });

  it('shows the rules that EC2 has', async () => {
    const { stdout, exitCode } = await runCommand(Show, ['--live', '--format', 'json']);
    expect(exitCode).toBe(0);
    const report = JSON.parse(stdout) as Report;
    expect(report.rules.map(({ ruleId }) => ruleId)).toEqual(expect.arrayContaining(ruleIds));
  });
});
