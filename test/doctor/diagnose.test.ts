import { describe, expect, it } from '@jest/globals';
import type { FlowLogSettings } from '../../src/aws/ec2/flow-logs.ts';
import { type Diagnosis, type DoctorFacts, diagnose, LEVELS } from '../../src/doctor/diagnose.ts';
import { LOG_FIELDS } from '../../src/init/log-fields.ts';
import { messagesFor } from '../../src/messages/index.ts';

const NOW = '2026-11-24T12:00:00.000Z';
const WHOLE = LOG_FIELDS.map(({ name }) => `$\{${name}}`).join(' ');

function log(changes: Partial<FlowLogSettings> = {}): FlowLogSettings {
  return {
    account: '111122223333',
    region: 'eu-west-1',
    id: 'fl-1',
    resourceId: 'vpc-1',
    trafficType: 'ALL',
    destinationType: 's3',
    destination: 'arn:aws:s3:::traffic-logs',
    format: WHOLE,
    fileFormat: 'parquet',
    hivePartitions: false,
    hourlyPartitions: false,
    aggregationSeconds: 60,
    createdAt: '2026-10-01T00:00:00.000Z',
    deliveryError: null,
    ...changes,
  };
}

function facts(logs: readonly FlowLogSettings[], changes: Partial<DoctorFacts> = {}): DoctorFacts {
  const interfaces = [
    { id: 'eni-1', vpcId: 'vpc-1', subnetId: 'subnet-1' },
    { id: 'eni-2', vpcId: 'vpc-1', subnetId: 'subnet-2' },
  ];
  return {
    now: NOW,
    places: [{ account: '111122223333', region: 'eu-west-1', interfaces, flowLogs: logs }],
    deliveries: new Map([['fl-1', '2026-11-24T11:50:00.000Z']]),
    denials: [],
    inventory: { captures: 3, newest: '2026-11-24T03:00:00.000Z' },
    rollup: { days: 30, newestDay: '2026-11-23' },
    table: null,
    workgroup: null,
    ...changes,
  };
}

const codes = (logs: readonly FlowLogSettings[], changes: Partial<DoctorFacts> = {}) =>
  diagnose(facts(logs, changes), 14).map(({ code }) => code);

const WORKGROUP = {
  ...{ name: 'audit', problem: null, output: 's3://results/', isEnforced: false },
  ...{ scanLimit: 1e9, engine: 'Athena engine version 3' },
} as const;
const WORKGROUPS: readonly NonNullable<DoctorFacts['workgroup']>[] = [
  { name: 'audit', problem: 'it is disabled' },
  { ...WORKGROUP, output: null, scanLimit: null, engine: null },
  { ...WORKGROUP, isEnforced: true },
  { ...WORKGROUP, engine: 'Athena engine version 2', scanLimit: null },
  WORKGROUP,
];

describe('a diagnosis', () => {
  it('is good where all is there and new', () => {
    expect(codes([log()])).toEqual(['good-flow-log', 'good-inventory', 'good-rollup']);
  });

  it('names a VPC whose interfaces no flow log records, wholly or in part', () => {
    const [none] = diagnose(facts([]), 14);
    expect(none).toEqual({ code: 'no-flow-log', subject: 'vpc-1', interfaces: 2, uncovered: 2 });
    const [part] = diagnose(facts([log({ resourceId: 'subnet-1' })]), 14);
    expect(part).toMatchObject({ code: 'no-flow-log', uncovered: 1 });
    const both = [log({ resourceId: 'subnet-1' }), log({ resourceId: 'eni-2' })];
    expect(codes(both)).not.toContain('no-flow-log');
  });

  it.each<[string, Partial<FlowLogSettings>, string]>([
    ['rejects-only', { trafficType: 'REJECT' }, 'error'],
    ['accepts-only', { trafficType: 'ACCEPT' }, 'note'],
    ['delivery-failed', { deliveryError: 'Access error' }, 'error'],
    ['not-s3', { destinationType: 'cloud-watch-logs', destination: 'flow-logs' }, 'warning'],
    ['unusable-format', { format: '$' + '{srcaddr} $' + '{dstaddr}' }, 'error'],
  ])('says %s', (code, changes, level) => {
    const found = codes([log(changes)]);
    expect(found).toContain(code);
    expect(LEVELS[code as Diagnosis['code']]).toBe(level);
  });

  it('tells a log that never delivered from one that is new, and from one that stopped', () => {
    const nothing = { deliveries: new Map([['fl-1', null]]) };
    expect(codes([log()], nothing)[0]).toBe('never-delivered');
    expect(codes([log({ createdAt: '2026-11-24T11:45:00.000Z' })], nothing)[0]).toBe(
      'good-flow-log',
    );
    const old = { deliveries: new Map([['fl-1', '2026-11-20T00:00:00.000Z']]) };
    expect(codes([log()], old)[0]).toBe('stale-delivery');
    // A bucket that may not be listed says nothing.
    expect(codes([log()], { deliveries: new Map() })[0]).toBe('good-flow-log');
  });

  it('names every field that the default format lacks', () => {
    const names =
      'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status';
    const format = names
      .split(' ')
      .map((name) => `$\{${name}}`)
      .join(' ');
    const found = diagnose(facts([log({ format })]), 14);
    expect(found.flatMap((each) => (each.code === 'missing-field' ? each.field : []))).toEqual([
      'tcp-flags',
      'flow-direction',
      'pkt-srcaddr',
      'pkt-dstaddr',
      'vpc-id',
    ]);
  });

  it('asks how old inventory and rollup are, and how long', () => {
    expect(codes([log()], { inventory: null, rollup: null }).slice(1)).toEqual([
      'no-inventory',
      'no-rollup',
    ]);
    const old = {
      inventory: { captures: 1, newest: '2026-11-20T00:00:00.000Z' },
      rollup: { days: 5, newestDay: '2026-11-18' },
    };
    expect(codes([log()], old).slice(1)).toEqual([
      'stale-inventory',
      'stale-rollup',
      'short-rollup',
    ]);
  });

  it('of what could not be asked claims nothing', () => {
    const place = { account: null, region: 'eu-west-1', interfaces: null, flowLogs: null };
    const denials = [{ subject: '? eu-west-1', message: 'lacks ec2:DescribeFlowLogs' }];
    expect(codes([], { places: [place], denials })).toEqual([
      'denied',
      'good-inventory',
      'good-rollup',
    ]);
  });

  it('says what the workgroup allows and demands', () => {
    const of = (workgroup: DoctorFacts['workgroup']) => codes([log()], { workgroup }).slice(1, -2);
    expect(WORKGROUPS.map(of)).toEqual([
      ['unusable-workgroup'],
      ['no-output', 'no-scan-limit'],
      ['good-workgroup', 'enforced-output'],
      ['old-engine', 'no-scan-limit'],
      ['good-workgroup'],
    ]);
  });

  it('has a cost and a fix in both languages, unless it stands well', () => {
    const tables = [
      { name: 'a.b', problem: 'c' },
      { name: 'a.b', problem: null, fields: [], tellsDay: false },
      { name: 'a.b', problem: null, fields: [], tellsDay: true },
    ] as const;
    const all = [
      ...diagnose(
        facts([], { inventory: null, rollup: null, denials: [{ subject: 'a', message: 'b' }] }),
        14,
      ),
      ...diagnose(facts([log({ trafficType: 'REJECT', format: '$' + '{start}' })]), 14),
      ...diagnose(facts([log({ trafficType: 'ACCEPT', deliveryError: 'x' })]), 14),
      ...diagnose(facts([log({ destinationType: 'kinesis-data-firehose' })]), 14),
      ...tables.flatMap((table) => diagnose(facts([], { table }), 14)),
      ...WORKGROUPS.flatMap((workgroup) => diagnose(facts([], { workgroup }), 14)),
    ];
    for (const language of ['en', 'zh-CN'] as const) {
      const { doctor, text } = messagesFor(language);
      for (const diagnosis of all) {
        const { what, cost, fix } = doctor.sentence(diagnosis, text.costOfField);
        expect(what).not.toBe('');
        expect([diagnosis.code, !cost, !fix]).toEqual([
          diagnosis.code,
          ...(LEVELS[diagnosis.code] === 'ok' ? [true, true] : [false, false]),
        ]);
      }
    }
  });
});
