/**
 * Every documented field of a VPC flow log record.
 * Source: https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html
 */

export type FieldType = 'integer' | 'text';

export interface FlowLogField {
  /** As it stands in a log format and in a text header: `interface-id`. Parquet writes `_` for `-`. */
  readonly name: string;
  /** The version that brought it. */
  readonly version: number;
  readonly type: FieldType;
  /** `needed`: a file without it cannot be used; `read`: it sharpens the rollup; `skipped`: the rollup has no use for it. */
  readonly use: 'needed' | 'read' | 'skipped';
}

function field(
  version: number,
  type: FieldType,
  use: FlowLogField['use'],
  ...names: readonly string[]
): FlowLogField[] {
  return names.map((name) => ({ name, version, type, use }));
}

export const FLOW_LOG_FIELDS: readonly FlowLogField[] = [
  ...field(2, 'integer', 'skipped', 'version'),
  ...field(2, 'text', 'read', 'account-id'),
  ...field(2, 'text', 'needed', 'interface-id'),
  // Addresses are needed, but `pkt-srcaddr` and `pkt-dstaddr` do as well: see `missingNeeds`.
  ...field(2, 'text', 'read', 'srcaddr', 'dstaddr'),
  ...field(2, 'integer', 'needed', 'srcport', 'dstport', 'protocol'),
  ...field(2, 'integer', 'read', 'packets', 'bytes'),
  ...field(2, 'integer', 'needed', 'start'),
  ...field(2, 'integer', 'read', 'end'),
  ...field(2, 'text', 'needed', 'action'),
  ...field(2, 'text', 'read', 'log-status'),
  ...field(3, 'text', 'read', 'vpc-id'),
  ...field(3, 'text', 'skipped', 'subnet-id', 'instance-id'),
  ...field(3, 'integer', 'read', 'tcp-flags'),
  ...field(3, 'text', 'skipped', 'type'),
  ...field(3, 'text', 'read', 'pkt-srcaddr', 'pkt-dstaddr'),
  ...field(4, 'text', 'skipped', 'region', 'az-id', 'sublocation-type', 'sublocation-id'),
  ...field(5, 'text', 'skipped', 'pkt-src-aws-service', 'pkt-dst-aws-service'),
  ...field(5, 'text', 'read', 'flow-direction'),
  ...field(5, 'integer', 'skipped', 'traffic-path'),
  // Version 6 is that of transit-gateway logs, which are a kind of their own.
  ...field(7, 'text', 'skipped', 'ecs-cluster-arn', 'ecs-cluster-name'),
  ...field(7, 'text', 'skipped', 'ecs-container-instance-arn', 'ecs-container-instance-id'),
  ...field(7, 'text', 'skipped', 'ecs-container-id', 'ecs-second-container-id'),
  ...field(7, 'text', 'skipped', 'ecs-service-name', 'ecs-task-definition-arn'),
  ...field(7, 'text', 'skipped', 'ecs-task-arn', 'ecs-task-id'),
  ...field(8, 'text', 'skipped', 'reject-reason'),
  ...field(9, 'text', 'skipped', 'resource-id'),
  ...field(10, 'integer', 'skipped', 'encryption-status'),
  ...field(11, 'text', 'skipped', 'instance-tag', 'instance-tag-2'),
  ...field(11, 'text', 'skipped', 'interface-tag', 'interface-tag-2', 'asg-tag', 'asg-tag-2'),
  ...field(11, 'text', 'skipped', 'interface-type'),
  ...field(11, 'text', 'skipped', 'next-hop-interface-id', 'next-hop-subnet-id'),
  ...field(11, 'text', 'skipped', 'next-hop-az-id', 'next-hop-vpc-id', 'next-hop-interface-type'),
];

export const FIELD_BY_NAME: ReadonlyMap<string, FlowLogField> = new Map(
  FLOW_LOG_FIELDS.map((each) => [each.name, each]),
);

/** What AWS writes when no format was chosen: the version 2 fields in this order. */
export const DEFAULT_FORMAT: readonly string[] = [
  'version',
  'account-id',
  'interface-id',
  'srcaddr',
  'dstaddr',
  'srcport',
  'dstport',
  'protocol',
  'packets',
  'bytes',
  'start',
  'end',
  'action',
  'log-status',
];

/**
 * Fields that only transit-gateway flow logs have; such a log has neither interface nor action.
 * Source: https://docs.aws.amazon.com/vpc/latest/tgw/tgw-flow-logs.html
 */
const TRANSIT_GATEWAY_FIELD = /^(tgw[-_].+|resource[-_]type|packets[-_]lost[-_].+)$/;

export function isTransitGatewayLog(fields: readonly string[]): boolean {
  return fields.some((name) => TRANSIT_GATEWAY_FIELD.test(name));
}

/** What a file must have to be used and these fields lack, in the words of a log format. */
export function missingNeeds(fields: readonly string[]): string[] {
  const has = new Set(fields);
  const missing = FLOW_LOG_FIELDS.filter(
    (each) => each.use === 'needed' && !has.has(each.name),
  ).map((each) => each.name);
  if (!has.has('srcaddr') && !has.has('pkt-srcaddr')) missing.push('srcaddr or pkt-srcaddr');
  if (!has.has('dstaddr') && !has.has('pkt-dstaddr')) missing.push('dstaddr or pkt-dstaddr');
  return missing;
}

/** Fields whose absence costs certainty though the file can be used. */
export const SHARPENING = [
  'tcp-flags',
  'flow-direction',
  'log-status',
  'pkt-srcaddr',
  'pkt-dstaddr',
  'srcaddr',
  'dstaddr',
  'vpc-id',
  'end',
  'bytes',
  'packets',
  'account-id',
];

export function missingSharpeners(fields: readonly string[]): string[] {
  const has = new Set(fields);
  return SHARPENING.filter((name) => !has.has(name));
}

/** Largest value of the integers that the rollup reads; what lies above is no record. */
export const FIELD_MAXIMUM: ReadonlyMap<string, bigint> = new Map([
  ['srcport', 65_535n],
  ['dstport', 65_535n],
  ['protocol', 255n],
  ['tcp-flags', 255n],
  ['packets', 2n ** 63n - 1n],
  ['bytes', 2n ** 63n - 1n],
  ['start', 2n ** 63n - 1n],
  ['end', 2n ** 63n - 1n],
]);
