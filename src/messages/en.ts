import { CHECK_PAGES_EN } from './check-pages.ts';
import { CHECKS_EN } from './checks.ts';
import { CLASSIC_EN } from './classic.ts';
import { COLLECT_EN } from './collect.ts';
import { DOCTOR_EN } from './doctor.ts';
import { ENGINE_MESSAGES_EN } from './engines.ts';
import { ERROR_MESSAGES_EN } from './errors.ts';
import { EXCHANGE_EN } from './exchange.ts';
import { EXPLAIN_EN } from './explain.ts';
import { FIX_EN } from './fix.ts';
import { GATE_MESSAGES_EN } from './gate.ts';
import { GITHUB_EN } from './github.ts';
import { HTML_EN } from './html-en.ts';
import type { Messages } from './index.ts';
import { INIT_EN } from './init.ts';
import { LOG_MESSAGES_EN } from './logs.ts';
import { REFUSAL_MESSAGES_EN } from './refusals.ts';
import { REMOVAL_PLAN_EN } from './removal-plan.ts';
import { RUN_TASK_EN } from './run-task.ts';
import { WORKBOOK_EN } from './workbook.ts';

const count = (value: number): string => value.toLocaleString('en-US');
const plural = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`;

/** What a log without a field cannot tell, and how that bears on the verdicts. */
const COST_OF_FIELD: Readonly<Record<string, string>> = {
  'tcp-flags': 'who opened a connection is learned and inferred only, so more rules stay unknown',
  'flow-direction': "an interface's own end is told by inventory and shared addresses only",
  'log-status':
    'records that AWS lost cannot be seen: a rule whose only traffic was lost would look unused',
  'pkt-srcaddr': 'behind NAT and transit gateways the real sender is not seen',
  'pkt-dstaddr': 'behind NAT and transit gateways the real receiver is not seen',
  'vpc-id': 'interfaces that no inventory holds cannot be told by VPC',
  srcaddr: "on NAT and transit gateways an interface's own end is not told",
  dstaddr: "on NAT and transit gateways an interface's own end is not told",
  end: 'a record ends where it starts, so the last time seen is early',
  bytes: 'bytes are not counted',
  packets: 'packets are not counted',
  'account-id': 'logs of several accounts are not told apart',
};

export const EN: Messages = {
  language: 'en',
  verdict: { used: 'used', redundant: 'redundant', unused: 'unused', unknown: 'unknown' },
  reason: {
    'no-logs': {
      what: 'no flow-log records of its interfaces',
      settle: 'switch on flow logs for the VPC, and give them with --flow-logs',
    },
    'short-window': {
      what: 'the logs cover too few days',
      settle: 'let more days pass, or widen --window (evidence.minimumDays in .sgaudit.yaml)',
    },
    'partial-coverage': {
      what: 'some days or hours of its interfaces are missing from the logs',
      settle: 'give the missing log files, or choose a --window that the logs cover',
    },
    'skipped-records': {
      what: 'AWS lost records of its interfaces (SKIPDATA)',
      settle: 'choose a --window without the lost intervals, or let more days pass',
    },
    'possible-traffic': {
      what: 'traffic that it may have admitted cannot be oriented',
      settle: 'log tcp-flags and flow-direction (a new flow log with a custom format)',
    },
    'unknown-interfaces': {
      what: 'the logs hold interfaces that no inventory capture knows',
      settle:
        'capture `aws ec2 describe-network-interfaces` regularly and give all captures with --inventory',
    },
    'no-inventory': {
      what: 'it is not known which interfaces the group is on',
      settle: 'give `aws ec2 describe-network-interfaces` output with --inventory',
    },
    'unresolved-peer': {
      what: 'the addresses that its peer stands for are not known',
      settle: 'give --state, or `aws ec2 get-managed-prefix-list-entries` output with --inventory',
    },
    'unlogged-service': {
      what: 'it could serve traffic that flow logs never hold (Amazon DNS, DHCP, metadata, time)',
      settle: 'decide by hand whether the service is needed',
    },
    'unresolved-value': {
      what: 'a part of the rule cannot be evaluated',
      settle: 'give the missing values with --var-file, --plan or --state',
    },
    'younger-than-window': {
      what: 'it was written during the window',
      settle: 'wait until it has been in force for the whole window',
    },
    'unknown-age': {
      what: 'it may have been written during the window: its history is cut off, or git may not be asked',
      settle:
        'fetch the whole history (`git fetch --unshallow`; in a workflow, fetch-depth: 0), or set evidence.ruleAge: ignore if the rules are older than the window',
    },
    'log-rejects-only': {
      what: 'the flow log holds rejected traffic only',
      settle: 'create a flow log with traffic type ALL',
    },
    drifted: {
      what: 'EC2 has the rule otherwise than it is written, or not at all',
      settle: 'apply the configuration, or write down what EC2 has',
    },
    'detached-group': {
      what: 'its group is on no interface',
      settle: 'decide by hand whether the group is kept for later',
    },
    'address-only': {
      what: 'only source addresses were given: no ports, no directions, and perhaps none of this range',
      settle: 'give the flow logs themselves with --flow-logs',
    },
  },
  finding: {
    unusedRule: (rule, group, days) =>
      `nothing used ${rule} on ${group} in ${plural(days, 'day')} of complete evidence`,
    redundantRule: (rule, group, flows, others) =>
      `${rule} on ${group} is not needed: ${others} also admits its ${plural(flows, 'record')}`,
    coveredRule: (rule, group, others) => `${rule} on ${group} is not needed: ${others} covers it`,
    insufficientEvidence: (rule, group, reasons) => `cannot judge ${rule} on ${group}: ${reasons}`,
    noTraffic: (rules) =>
      `no traffic given, so ${plural(rules, 'rule')} cannot be judged: give --flow-logs or --rollup`,
    publicPorts: (group, kind, ports, peers) =>
      `${group} opens ${kind === 'admin' ? 'administration' : 'data-store'} ports to the internet (${peers}): ${ports}`,
    publicIngress: (group, ports, peers) => `${group} opens ${ports} to the internet (${peers})`,
    publicAllPorts: (group, peers) => `${group} opens all ports to the internet (${peers})`,
    publicEgress: (group, peers) => `${group} lets all traffic out to the internet (${peers})`,
    missingRuleDescription: (rule, group) => `${rule} on ${group} has no description`,
    missingGroupDescription: (group) => `${group} has no description of its own`,
    duplicateRule: (rule, group) => `${rule} on ${group} is written more than once`,
    shadowedRule: (rule, group, other) => `${rule} on ${group} is covered by ${other}`,
    invalidRule: (address, problem) => `${address}: ${problem}`,
    defaultGroupRules: (group) =>
      `the default group ${group} has rules; AWS advises to leave it empty`,
    mixedRuleStyles: (group) =>
      `${group} has inline rules and standalone rules: Terraform will remove one with the other`,
    ignoreMalformed: () =>
      'write it as `sgaudit-ignore: CHECK until YYYY-MM-DD -- reason` (the date is optional)',
    ignoreUnknownCheck: (id, near) =>
      `there is no check "${id}"${near ? `; did you mean "${near}"?` : ''}`,
    ignoreWithoutReason: () => 'a suppression needs a reason: `-- why`',
    ignoreExpired: (until) => `the suppression expired on ${until}: look again`,
    ignoreUnneeded: (checks) => `nothing of ${checks} is found here: remove the suppression`,
    related: {
      staysAndAdmits: 'this rule stays and admits the same',
      sameRule: 'the same rule is written here',
      covers: 'this rule covers it',
      standalone: 'a standalone rule of the group',
    },
  },
  check: CHECKS_EN,
  text: {
    summary: 'Summary',
    settle: 'What would settle the unknown ones',
    evidence: 'Evidence',
    suppressed: 'suppressed',
    errors: 'Errors',
    noFindings: 'no findings',
    noTrafficGiven: 'no traffic given: configuration checks only (--flow-logs, --rollup)',
    proved: 'removal proved',
    refused: 'no removal offered',
    severity: { error: 'error', warning: 'warning', note: 'note' },
    rules: (value) => plural(value, 'rule'),
    findings: (value) => plural(value, 'finding'),
    window: (start, end, days) => `${start} to ${end} (${plural(days, 'day')})`,
    records: (accepted, rejected, noData, skipData) =>
      `${plural(accepted, 'accepted record')}, ${count(rejected)} rejected, ${count(noData)} NODATA, ${count(skipData)} SKIPDATA`,
    orientation: (observed, learned, inferred, ambiguous) =>
      `who opened the connection: ${count(observed)} observed, ${count(learned)} learned, ${count(inferred)} inferred, ${count(ambiguous)} ambiguous`,
    unexplained: (flows, accepted) =>
      `${count(flows)} of ${plural(accepted, 'accepted record')} match no rule: inventory or rules are not what was in force`,
    damaged: (file, problem) => `left out ${file}: ${problem}`,
    costOfField: (field) => COST_OF_FIELD[field] ?? '',
    missingField: (field) =>
      `some logs lack ${field}${COST_OF_FIELD[field] ? `: ${COST_OF_FIELD[field]}` : ''}`,
    more: (value) => `… and ${count(value)} more`,
  },
  checkPage: CHECK_PAGES_EN,
  exchange: EXCHANGE_EN,
  fix: FIX_EN,
  github: GITHUB_EN,
  runTask: RUN_TASK_EN,
  html: HTML_EN,
  explain: EXPLAIN_EN,
  logs: LOG_MESSAGES_EN,
  engines: ENGINE_MESSAGES_EN,
  problems: ERROR_MESSAGES_EN,
  refusal: REFUSAL_MESSAGES_EN,
  removalPlan: REMOVAL_PLAN_EN,
  gate: GATE_MESSAGES_EN,
  classic: CLASSIC_EN,
  doctor: DOCTOR_EN,
  init: INIT_EN,
  collect: COLLECT_EN,
  workbook: WORKBOOK_EN,
};
