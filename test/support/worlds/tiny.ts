import type { Rule } from '../../../src/model/rule.ts';
import type { Connection, World, WorldInterface } from './model.ts';
import { captureAt, groupId, VPC_ID } from './topology.ts';

const START = Date.parse('2026-11-10T00:00:00Z') / 1000;
const END = START + 3 * 86_400;

/** What one rule says; the group is the host's only one. */
export type TinyRule = Pick<Rule, 'direction' | 'protocol' | 'fromPort' | 'toPort' | 'peer'>;

/** One client that meets one port of the host; a null answer is none. */
export interface Meeting {
  readonly client: string;
  readonly clientPort: number;
  readonly serverPort: number;
  /** tcp-flags of what the client and the host sent. */
  readonly flags: number;
  readonly answer: number | null;
  /** The host opened the connection, from `serverPort` to the other's `clientPort`. */
  readonly byHost?: boolean;
  /** Of the window; the first unless said otherwise. */
  readonly day?: number;
}

/** One host with one group, and its connections, inbound unless they say otherwise, that all its logs show. */
export function tinyWorld(
  rules: readonly TinyRule[],
  protocol: number,
  meetings: readonly Meeting[],
): World {
  const id = groupId(0);
  const host: WorldInterface = {
    id: 'eni-0300000000000aaaa',
    type: 'interface',
    primary: '10.0.1.10',
    secondary: [],
    ipv6: null,
    publicAddress: null,
    role: 'host',
    memberships: [{ from: 0, groupIds: [id] }],
    born: 0,
    died: Number.POSITIVE_INFINITY,
    logged: true,
  };
  const group = { address: 'aws_security_group.host', id, name: 'host' };
  return {
    seed: 0,
    window: { firstDay: '2026-11-10', lastDay: '2026-11-12' },
    start: START,
    end: END,
    ruleSet: {
      rules: rules.map((rule, index) => ({
        ...rule,
        key: `rule-${index}`,
        address: `aws_vpc_security_group_${rule.direction}_rule.r${index}`,
        ruleId: null,
        group,
        unresolved: [],
        description: null,
        location: null,
        via: [],
        source: null,
      })),
      groups: [
        {
          ...group,
          vpcId: VPC_ID,
          description: null,
          location: null,
          origin: 'managed',
          referencedBy: [],
        },
      ],
      bindings: [],
      prefixLists: [],
      problems: [],
    },
    interfaces: [host],
    connections: meetings.map((meeting, index) => connection(host, protocol, meeting, index)),
    admissions: [],
    losses: [],
    inventory: { captures: [START, END].map((time) => captureAt([host], [id], new Map(), time)) },
  };
}

function connection(
  host: WorldInterface,
  protocol: number,
  { client, clientPort, serverPort, flags, answer, byHost = false, day = 0 }: Meeting,
  index: number,
): Connection {
  const time = START + day * 86_400 + 40_000 + index * 7;
  const other = { end: { address: client, interface: null }, port: clientPort };
  const own = { end: { address: host.primary, interface: host }, port: serverPort };
  const [from, to] = byHost ? [own, other] : [other, own];
  const request = { time, byClient: true, flags, packets: 1 };
  const reply = { time: time + 1, byClient: false, flags: answer ?? 0, packets: 1 };
  return {
    client: from.end,
    server: to.end,
    protocol,
    clientPort: from.port,
    serverPort: to.port,
    opened: time,
    outcome: 'accepted',
    bursts: answer === null ? [request] : [request, reply],
    natPort: null,
  };
}
