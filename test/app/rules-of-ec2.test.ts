import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { lint } from '../../src/app/lint.ts';
import { parseWindow } from '../../src/app/window.ts';
import type { Report, ReportRule } from '../../src/model/report.ts';
import { describeRule } from '../../src/model/rule-text.ts';

const EXAMPLE = fileURLToPath(new URL('../../examples/terraform', import.meta.url));
const top = mkdtempSync(join(tmpdir(), 'sgaudit-ec2-'));
afterAll(() => rmSync(top, { recursive: true, force: true }));

/** A rule as `aws ec2 describe-security-groups` prints it, one permission each. */
function permission(rule: ReportRule): object {
  const { peer, protocol } = rule;
  const numbers = { tcp: 'tcp', udp: 'udp', icmp: 'icmp', icmpv6: 'icmpv6', all: '-1' };
  const ports = rule.fromPort === null ? {} : { FromPort: rule.fromPort, ToPort: rule.toPort };
  const own = { IpProtocol: numbers[protocol as keyof typeof numbers] ?? protocol, ...ports };
  switch (peer.kind) {
    case 'cidr':
      return peer.value.includes(':')
        ? { ...own, Ipv6Ranges: [{ CidrIpv6: peer.value }] }
        : { ...own, IpRanges: [{ CidrIp: peer.value }] };
    case 'self':
      return { ...own, UserIdGroupPairs: [{ GroupId: rule.group.id }] };
    case 'group':
      return { ...own, UserIdGroupPairs: [{ GroupId: peer.id }] };
    case 'prefix-list':
      return { ...own, PrefixListIds: [{ PrefixListId: peer.id }] };
    case 'unresolved':
      throw new Error('EC2 has no rule without a peer');
  }
}

/** The report's rules as EC2 has them, once each. */
function groupsOf({ groups, rules }: Report): object {
  return {
    SecurityGroups: groups
      .filter(({ id }) => id !== null)
      .map(({ id, name, vpcId }) => {
        const own = rules.filter(
          ({ group, unresolved }) => group.id === id && unresolved.length === 0,
        );
        const once = new Map(own.map((rule) => [describeRule(rule), rule]));
        const of = (direction: string) =>
          [...once.values()].filter((rule) => rule.direction === direction).map(permission);
        return {
          GroupId: id,
          GroupName: name,
          VpcId: vpcId,
          IpPermissions: of('ingress'),
          IpPermissionsEgress: of('egress'),
        };
      }),
  };
}

describe('rules that EC2 prints, judged by logs', () => {
  const at = (name: string) => join(top, name);
  const common = {
    flowLogs: [join(EXAMPLE, 'flow-logs')],
    inventory: [join(EXAMPLE, 'inventory')],
    window: parseWindow('15d'),
  };
  let written: Report;
  beforeAll(async () => {
    cpSync(EXAMPLE, at('infra'), { recursive: true });
    const states = [at('infra/terraform.tfstate')];
    written = (await lint({ path: at('infra'), states, ...common })).report;
    writeFileSync(at('groups.json'), JSON.stringify(groupsOf(written)));
  }, 60_000);

  test('have the verdicts of the same rules in Terraform', async () => {
    rmSync(at('empty'), { recursive: true, force: true });
    const { report } = await lint({
      ...common,
      path: top,
      terraform: 'if-present',
      securityGroups: at('groups.json'),
    });
    expect(report.target.sources).toEqual(['security-groups']);
    const name = (rule: ReportRule) => `${rule.group.id} ${describeRule(rule)}`;
    const peerId = (rule: ReportRule): ReportRule =>
      rule.peer.kind === 'group' || rule.peer.kind === 'prefix-list'
        ? { ...rule, peer: { ...rule.peer, address: null } }
        : rule;
    const verdicts = (rules: readonly ReportRule[]) => {
      const found = new Map<string, Set<string>>();
      for (const rule of rules.map(peerId)) {
        found.set(name(rule), (found.get(name(rule)) ?? new Set()).add(rule.verdict ?? '-'));
      }
      return found;
    };
    const ours = verdicts(report.rules);
    const theirs = verdicts(written.rules.filter(({ unresolved }) => unresolved.length === 0));
    const same: string[] = [];
    for (const [rule, [verdict, ...others]] of ours) {
      const expected = theirs.get(rule);
      // Of two equal rules in Terraform one is redundant; EC2 has one.
      if (!expected || others.length > 0 || expected.size > 1) continue;
      expect([rule, verdict]).toEqual([rule, [...expected][0]]);
      same.push(verdict ?? '');
    }
    expect(same.length).toBeGreaterThan(40);
    for (const verdict of ['used', 'unused']) expect(same).toContain(verdict);
  }, 60_000);

  test('that only EC2 has stand beside the written ones, which keep their verdicts and removals', async () => {
    const groups = JSON.parse(readFileSync(at('groups.json'), 'utf8')).SecurityGroups;
    const anywhere = { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] };
    const idle = {
      IpProtocol: 'tcp',
      FromPort: 6,
      ToPort: 6,
      IpRanges: [{ CidrIp: '192.0.2.0/24' }],
    };
    for (const group of groups) group.IpPermissions.push(anywhere, idle);
    writeFileSync(at('more.json'), JSON.stringify(groups));
    const { report } = await lint({
      ...common,
      path: at('infra'),
      states: [at('infra/terraform.tfstate')],
      securityGroups: at('more.json'),
      includeRedundant: true,
    });
    const own = report.rules.filter(({ address }) => address !== null);
    for (const rule of own) {
      const before = written.rules.find(({ key }) => key === rule.key);
      // A rule that lets everybody in is no reason for any written one to go.
      if (rule.verdict === 'redundant') expect(before?.verdict).toBe('redundant');
      if (rule.verdict === 'unused') expect(before?.verdict).toBe('unused');
      // It may have let in what a written one was thought to have.
      if (before?.verdict === 'used') expect(['used', 'unknown']).toContain(rule.verdict);
    }
    const foreign = report.rules.filter(({ address }) => address === null);
    expect(foreign).toHaveLength(2 * groups.length);
    // The idle one is within the one that lets everybody in.
    const unused = foreign.filter(({ verdict }) => verdict === 'redundant');
    expect(unused.length).toBeGreaterThan(0);
    for (const rule of unused)
      expect([rule.fix, rule.fixRefused]).toEqual([null, expect.any(String)]);
  }, 60_000);

  test('beside the same Terraform change nothing of what is said of it', async () => {
    const { report } = await lint({
      ...common,
      path: at('infra'),
      states: [at('infra/terraform.tfstate')],
      securityGroups: at('groups.json'),
    });
    const facts = ({ rules }: Report) =>
      rules.map(({ key, verdict, reasons, traffic }) => ({ key, verdict, reasons, traffic }));
    expect(facts(report)).toEqual(facts(written));
    expect(report.rules.map(({ fix }) => fix?.edits)).toEqual(
      written.rules.map(({ fix }) => fix?.edits),
    );
    expect(readFileSync(at('groups.json'), 'utf8')).toContain('SecurityGroups');
  }, 60_000);
});
