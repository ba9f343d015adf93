import type { Report, ReportRule } from '../../src/model/report.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import { exchangeReport, finding } from './exchange-report.ts';
import { reportOf, reportRule } from './reports.ts';
import { rule } from './rules.ts';

const DAYS = Array.from({ length: 14 }, (_, day) => `2026-11-${String(day + 1).padStart(2, '0')}`);

/** Traffic as a rule with some peers has it; `scale` makes rules differ. */
export function trafficOf(scale: number): NonNullable<ReportRule['traffic']> {
  const byDay = DAYS.map((day, index) => ({ day, flows: scale * (1 + (index % 7)), bytes: 900 }));
  const flows = byDay.reduce((sum, day) => sum + day.flows, 0);
  return {
    flows,
    sole: flows,
    possible: 0,
    bytes: 4_500_000,
    packets: 9000,
    firstSeen: '2026-11-01T02:38:40Z',
    lastSeen: '2026-11-14T21:05:09Z',
    peers: 12,
    topPeers: Array.from({ length: 10 }, (_, index) => ({
      address: `10.0.${scale % 250}.${index + 1}`,
      flows: Math.ceil(flows / (index + 2)),
      bytes: 1000,
    })),
    ports: [{ from: 443, to: 443, flows }],
    byDay,
  };
}

/** All kinds of rules and findings: of every verdict, with a removal, one refused, traffic, what was left out. */
export function fullReport(): Report {
  const base = exchangeReport();
  const used = reportRule(rule('ingress tcp 443 10.0.0.0/8'), 'used', { traffic: trafficOf(3) });
  const redundant = reportRule(rule('ingress tcp 443 10.1.0.0/16'), 'redundant', {
    reasons: [used.key],
    traffic: trafficOf(1),
    fixRefused: 'its resource uses count',
  });
  const unknown = reportRule(rule('ingress udp 500 198.51.100.0/24'), 'unknown', {
    reasons: ['no-logs', 'short-window'],
    description: 'IKE of the branch office',
  });
  const ping = reportRule(
    rule('ingress icmp - 0.0.0.0/0', { protocol: 'icmp', fromPort: 8, toPort: 0 }),
    'used',
  );
  return {
    ...base,
    rules: [...base.rules, used, redundant, unknown, ping],
    groups: [
      {
        address: 'aws_security_group.web',
        id: 'sg-0a1b2c3d',
        name: 'web',
        vpcId: 'vpc-1',
        interfaces: ['eni-1', 'eni-2'],
        location: null,
      },
    ],
    findings: [
      ...base.findings,
      finding({
        checkId: 'overbroad-cidr',
        severity: 'note',
        message: 'only 2 peers used it',
        ruleKeys: [used.key],
        fingerprint: 'd4',
        narrowing: {
          kind: 'cidr',
          from: '10.0.0.0/8',
          size: '16777216',
          steps: [
            {
              entries: [{ value: '10.0.3.0/24', name: 'aws_subnet.app' }],
              size: '256',
              givenUp: '16776960',
            },
          ],
          proposed: 0,
          observed: 2,
          seen: [{ value: '10.0.3.1', flows: 5, certain: true }],
        },
        fix: {
          safety: 'unsafe',
          files: ['main.tf'],
          edits: [],
          proof: { parser: 'passed', rules: 'passed', terraform: 'not-run' },
          diff: '--- a/main.tf\n+++ b/main.tf\n-  "10.0.0.0/8"\n+  "10.0.3.0/24"\n',
        },
      }),
    ],
    evidence: {
      ...(base.evidence as NonNullable<Report['evidence']>),
      interfaces: [{ id: 'eni-1', daysWithRecords: 13, skipDataRecords: 2, inInventory: true }],
      explained: {
        flows: 8,
        unexplained: 2,
        topUnexplained: [
          {
            interface: 'eni-1',
            direction: 'ingress',
            peer: '192.0.2.1',
            protocol: 'tcp',
            port: 8443,
            flows: 2,
          },
        ],
      },
      damaged: [{ file: 'logs/a.log.gz', problem: 'the file ends too early' }],
    },
  };
}

const VERDICTS: readonly Verdict[] = ['used', 'used', 'unused', 'redundant', 'unknown'];

/** As many rules as wanted, fifty to a group. */
export function largeReport(count: number): Report {
  const rules = Array.from({ length: count }, (_, index) => {
    const verdict = VERDICTS[index % VERDICTS.length] ?? 'used';
    const group = `aws_security_group.service_${Math.floor(index / 50)}`;
    return reportRule(
      rule(`ingress tcp ${1024 + index} 10.${index % 250}.0.0/16`, {
        group: { address: group, id: null, name: null },
        description: `service number-${index}`,
      }),
      verdict,
      {
        reasons: verdict === 'unknown' ? ['possible-traffic'] : [],
        ...(verdict === 'used' ? { traffic: trafficOf(1 + (index % 90)) } : {}),
      },
    );
  });
  return reportOf(rules);
}
