/**
 * Flow log files as AWS delivers them to S3: gzipped text with a header line, one log with the default
 * format and one with a custom format up to version 5. Source of fields and values: the VPC user guide,
 * "Flow log records".
 */
import { gzipSync } from 'node:zlib';
import { ACCOUNT, awsId, END, GAP, INTERFACES, REGION, START, VPC } from './places.mjs';

const INTERVAL = 600;

const V2_FIELDS =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status';
const V5_FIELDS =
  'version account-id vpc-id subnet-id instance-id interface-id srcaddr dstaddr pkt-srcaddr pkt-dstaddr srcport dstport protocol tcp-flags type flow-direction packets bytes start end action log-status';

const LOGS = {
  v2: { fields: V2_FIELDS.split(' '), version: '2', id: awsId('fl', 'private') },
  v5: { fields: V5_FIELDS.split(' '), version: '5', id: awsId('fl', 'public') },
};

/** File contents by path below `flow-logs/`: one file a day and log, by the time of delivery. */
export function logFiles(connections) {
  const lines = { v2: new Map(), v5: new Map() };
  for (const networkInterface of INTERFACES) {
    for (const record of recordsOf(networkInterface, connections)) {
      const day = new Date(record.delivered * 1000).toISOString().slice(0, 10);
      const byDay = lines[networkInterface.log];
      if (!byDay.has(day)) byDay.set(day, []);
      byDay.get(day).push(record);
    }
  }
  const files = new Map();
  for (const [name, log] of Object.entries(LOGS)) {
    for (const [day, records] of [...lines[name]].sort()) {
      records.sort((left, right) => left.delivered - right.delivered);
      const text = [
        log.fields.join(' '),
        ...records.map((record) => formatRecord(log, record)),
        '',
      ].join('\n');
      files.set(pathOf(log, day), compress(text));
    }
  }
  return files;
}

function pathOf(log, day) {
  const suffix = awsId('x', `${log.id}/${day}`).slice(2, 10);
  const stamp = `${day.replaceAll('-', '')}T0000Z`;
  return (
    `AWSLogs/${ACCOUNT}/vpcflowlogs/${REGION}/${day.replaceAll('-', '/')}/` +
    `${ACCOUNT}_vpcflowlogs_${REGION}_${log.id}_${stamp}_${suffix}.log.gz`
  );
}

/** gzip with the time and system bytes fixed, so that the same text gives the same file. */
function compress(text) {
  const bytes = gzipSync(text, { level: 9 });
  bytes.fill(0, 4, 8);
  bytes[9] = 255;
  return bytes;
}

/** Everything that one interface's log holds: traffic, or NODATA, in every interval but the gap's. */
function recordsOf(networkInterface, connections) {
  const slots = new Map();
  for (const connection of connections) {
    for (const [own, inbound] of [
      [connection.server, true],
      [connection.client, false],
    ]) {
      if (own.interface?.name !== networkInterface.name) continue;
      for (const [slot, record] of slicesOf(networkInterface, connection, inbound)) {
        if (!slots.has(slot)) slots.set(slot, []);
        slots.get(slot).push(record);
      }
    }
  }
  const all = [];
  const first = START + networkInterface.intervalOffset;
  for (let slot = first; slot < END; slot += INTERVAL) {
    if (networkInterface.name === GAP.interface && slot + INTERVAL > GAP.from && slot < GAP.to) {
      continue;
    }
    const records = slots.get(slot) ?? [
      { interface: networkInterface, start: slot, end: slot + INTERVAL - 1, status: 'NODATA' },
    ];
    for (const record of records) all.push({ ...record, delivered: slot + INTERVAL });
  }
  return all;
}

/** A connection's records on one interface, by the start of the aggregation interval. */
function* slicesOf(networkInterface, connection, inbound) {
  const { client, server, from, seconds, packets, oneWay, protocol, accepted } = connection;
  const to = from + seconds;
  const slotOf = (time) => time - ((time - START - networkInterface.intervalOffset) % INTERVAL);
  for (let slot = slotOf(from); slot <= to; slot += INTERVAL) {
    const begins = slot <= from;
    const ends = to < slot + INTERVAL;
    const common = {
      interface: networkInterface,
      protocol,
      start: Math.max(from, slot),
      end: Math.min(to, slot + INTERVAL - 1) + (begins && ends ? 1 : 0),
      action: accepted ? 'ACCEPT' : 'REJECT',
      status: 'OK',
      packets,
      bytes: packets * (protocol === 6 ? 312 : 84),
    };
    const fin = ends && accepted ? 1 : 0;
    yield [
      slot,
      {
        ...common,
        source: client.address,
        target: server.address,
        sourcePort: connection.clientPort,
        targetPort: connection.serverPort,
        flags: protocol === 6 ? (begins ? 2 : 0) + fin : 0,
        direction: inbound ? 'ingress' : 'egress',
      },
    ];
    if (oneWay) continue;
    yield [
      slot,
      {
        ...common,
        source: server.address,
        target: client.address,
        sourcePort: connection.serverPort,
        targetPort: connection.clientPort,
        packets: packets + 2,
        bytes: (packets + 2) * (protocol === 6 ? 768 : 84),
        flags: protocol === 6 ? (begins ? 18 : 0) + fin : 0,
        direction: inbound ? 'egress' : 'ingress',
      },
    ];
  }
}

function formatRecord(log, record) {
  const at = record.interface;
  const values = {
    version: log.version,
    'account-id': ACCOUNT,
    'vpc-id': VPC,
    'subnet-id': at.subnetId,
    'instance-id': at.instanceId,
    'interface-id': at.id,
    srcaddr: record.source,
    dstaddr: record.target,
    'pkt-srcaddr': record.source,
    'pkt-dstaddr': record.target,
    srcport: record.sourcePort,
    dstport: record.targetPort,
    protocol: record.protocol,
    'tcp-flags': record.flags,
    type: record.source && (record.source.includes(':') ? 'IPv6' : 'IPv4'),
    'flow-direction': record.direction,
    packets: record.packets,
    bytes: record.bytes,
    start: record.start,
    end: record.end,
    action: record.action,
    'log-status': record.status,
  };
  return log.fields.map((field) => values[field] ?? '-').join(' ');
}
