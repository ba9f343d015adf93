/** A field of the flow log that is written, and what verdicts need it for. */
export interface LogField {
  /** As `${name}` in the format; parquet and tables write `_` for `-`. */
  readonly name: string;
  readonly type: 'int' | 'bigint' | 'string';
  readonly use: string;
}

/** With these, who opened a connection is seen, not guessed. Types are those of AWS's own parquet files. */
export const LOG_FIELDS: readonly LogField[] = [
  { name: 'version', type: 'int', use: 'the highest version among the fields' },
  { name: 'account-id', type: 'string', use: 'tells the accounts of one bucket apart' },
  { name: 'vpc-id', type: 'string', use: 'tells interfaces by VPC that no capture knows' },
  { name: 'subnet-id', type: 'string', use: 'for people and other tools' },
  { name: 'instance-id', type: 'string', use: 'for people and other tools' },
  { name: 'interface-id', type: 'string', use: 'whose groups and rules admitted the traffic' },
  { name: 'srcaddr', type: 'string', use: 'with dstaddr, which end the interface is' },
  { name: 'dstaddr', type: 'string', use: 'with srcaddr, which end the interface is' },
  { name: 'srcport', type: 'int', use: 'the ports that rules name' },
  { name: 'dstport', type: 'int', use: 'the ports that rules name' },
  { name: 'protocol', type: 'int', use: 'the protocol that rules name' },
  { name: 'packets', type: 'bigint', use: 'how much a rule is used' },
  { name: 'bytes', type: 'bigint', use: 'how much a rule is used' },
  { name: 'start', type: 'bigint', use: 'the day of the record' },
  { name: 'end', type: 'bigint', use: 'when a rule was used last' },
  { name: 'action', type: 'string', use: 'whether it was let in' },
  {
    name: 'log-status',
    type: 'string',
    use: 'shows records that AWS lost: without it their loss is not seen',
  },
  { name: 'tcp-flags', type: 'int', use: 'shows who opened a connection' },
  { name: 'type', type: 'string', use: 'IPv4, IPv6 or EFA' },
  { name: 'pkt-srcaddr', type: 'string', use: 'the real sender behind NAT and transit gateways' },
  { name: 'pkt-dstaddr', type: 'string', use: 'the real receiver behind NAT and transit gateways' },
  { name: 'flow-direction', type: 'string', use: 'which end the interface is, without guessing' },
  { name: 'traffic-path', type: 'int', use: 'the way out, for people and other tools' },
];

/** A column of a table, as Athena and parquet name it. */
export function columnOf({ name }: LogField): string {
  return name.replaceAll('-', '_');
}
