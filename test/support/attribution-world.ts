import { attribute } from '../../src/attribution/attribute.ts';
import type { Inventory, NetworkInterface } from '../../src/model/inventory.ts';
import type { LiveRules } from '../../src/model/live.ts';
import { protocolNumber } from '../../src/model/protocol.ts';
import type { CoverageRow, FlowRow, RollupSummary, Window } from '../../src/model/rollup.ts';
import type { Group, Peer, Rule, RuleSet } from '../../src/model/rule.ts';
import type { Attribution, RuleJudgement } from '../../src/model/verdict.ts';
import { rollupOf } from './rollup-fixture.ts';

/** The world of most attribution tests: three days of November in one VPC. */
export const WINDOW: Window = { firstDay: '2026-11-01', lastDay: '2026-11-03' };
export const DAYS = ['2026-11-01', '2026-11-02', '2026-11-03'];
export const VPC = 'vpc-0a1b2c3d';
export const ALL_HOURS = 0xff_ffff;

export function group(name: string, more: Partial<Group> = {}): Group {
  return {
    address: `aws_security_group.${name}`,
    id: `sg-${name}`,
    name,
    vpcId: VPC,
    description: null,
    location: null,
    origin: 'managed',
    referencedBy: [],
    ...more,
  };
}

export function cidr(value: string): Peer {
  return { kind: 'cidr', value };
}

export function groupPeer(name: string): Peer {
  return { kind: 'group', address: `aws_security_group.${name}`, id: `sg-${name}` };
}

/** An ingress TCP 443 rule of group `web` from anywhere, unless said otherwise. */
export function rule(
  key: string,
  more: Partial<Rule> & { readonly port?: number; in?: string } = {},
): Rule {
  const { port = 443, in: groupName = 'web', ...rest } = more;
  return {
    key,
    address: `aws_vpc_security_group_ingress_rule.${key}`,
    ruleId: null,
    group: { address: `aws_security_group.${groupName}`, id: `sg-${groupName}`, name: groupName },
    direction: 'ingress',
    protocol: 'tcp',
    fromPort: port,
    toPort: port,
    peer: cidr('0.0.0.0/0'),
    unresolved: [],
    description: null,
    location: null,
    via: [],
    source: null,
    ...rest,
  };
}

export function ruleSet(rules: readonly Rule[], more: Partial<RuleSet> = {}): RuleSet {
  const names = new Set(rules.map((one) => one.group.name).filter((name) => name !== null));
  for (const { peer } of rules) {
    if (peer.kind === 'group' && peer.id) names.add(peer.id.replace('sg-', ''));
  }
  return {
    rules,
    groups: [...names].map((name) => group(name)),
    bindings: [],
    prefixLists: [],
    problems: [],
    ...more,
  };
}

export function networkInterface(
  id: string,
  groups: readonly string[],
  address: string,
  more: Partial<NetworkInterface> = {},
): NetworkInterface {
  return {
    id: `eni-${id}`,
    accountId: '111122223333',
    vpcId: VPC,
    subnetId: 'subnet-0a',
    privateAddresses: [address],
    ipv6Addresses: [],
    publicAddresses: [],
    prefixes: [],
    groupIds: groups.map((name) => `sg-${name}`),
    type: 'interface',
    description: null,
    attachTime: '2026-06-01T00:00:00Z',
    ...more,
  };
}

/** One capture as of the window's end, unless a time is given. */
export function inventory(
  interfaces: readonly NetworkInterface[],
  capturedAt: string | null = null,
): Inventory {
  return { captures: [{ capturedAt, interfaces, groups: null, prefixLists: new Map() }] };
}

/** Ten accepted records to TCP 443 of `eni-web1`, observed, unless said otherwise. */
export function flow(more: Partial<FlowRow> & { readonly on?: string } = {}): FlowRow {
  const { on = 'web1', ...rest } = more;
  const day = rest.day ?? DAYS[0]!;
  const noon = Date.parse(`${day}T12:00:00Z`) / 1000;
  return {
    day,
    account: '111122223333',
    vpc: VPC,
    interface: `eni-${on}`,
    direction: 'ingress',
    peer: '203.0.113.7',
    protocol: protocolNumber('tcp')!,
    port: 443,
    action: 'ACCEPT',
    certainty: 'observed',
    ambiguity: null,
    reading: 0,
    readings: 1,
    flows: 10,
    bytes: 1_000,
    packets: 20,
    first_seen: noon,
    last_seen: noon + 60,
    ...rest,
  };
}

/**
 * An ambiguous set: the row, and the same turned round with the other end's port; with another peer where it is open
 * which end is the interface's.
 */
export function bothReadings(
  row: FlowRow,
  otherPort: number,
  otherPeer: string | null = null,
): FlowRow[] {
  const { port } = row;
  const shared = { ...row, readings: 2, opener_ports: null };
  const openedFrom = (from: number) =>
    otherPeer === null ? { opener_low: from, opener_high: from } : {};
  return [
    { ...shared, reading: 0, ...openedFrom(port === null ? 0 : otherPort) },
    {
      ...{ ...shared, reading: 1, ...openedFrom(port ?? 0) },
      peer: otherPeer ?? row.peer,
      direction: row.direction === 'ingress' ? 'egress' : 'ingress',
      port: port === null ? null : otherPort,
    },
  ];
}

let lastAmbiguity = 0n;

/** Both readings of one set of records of which the interface's end is open as well. */
export function ambiguous(
  one: Partial<FlowRow> & { on?: string },
  other: Partial<FlowRow>,
): FlowRow[] {
  lastAmbiguity += 1n;
  const shared = { certainty: 'ambiguous' as const, ambiguity: lastAmbiguity, readings: 2 };
  return [
    flow({ ...one, ...shared, reading: 0 }),
    flow({ ...one, ...other, ...shared, reading: 1 }),
  ];
}

export function covered(id: string, day: string, more: Partial<CoverageRow> = {}): CoverageRow {
  const midnight = Date.parse(`${day}T00:00:00Z`) / 1000;
  return {
    day,
    account: '111122223333',
    vpc: VPC,
    interface: `eni-${id}`,
    accepted: 100,
    rejected: 0,
    no_data: 44,
    skip_data: 0,
    hours: ALL_HOURS,
    first_seen: midnight,
    last_seen: midnight + 86_399,
    ...more,
  };
}

/** Complete logs of these interfaces on every day. */
export function fullCoverage(...ids: readonly string[]): CoverageRow[] {
  return ids.flatMap((id) => DAYS.map((day) => covered(id, day)));
}

export interface World {
  readonly ruleSet: RuleSet;
  readonly inventory: Inventory | null;
  readonly flows: readonly FlowRow[];
  readonly coverage: readonly CoverageRow[];
  readonly summary?: Partial<RollupSummary>;
  readonly window?: Window;
  readonly minimumDays?: number;
  readonly youngRules?: ReadonlyMap<string, string>;
  readonly rulesOfUnknownAge?: ReadonlySet<string>;
  readonly live?: LiveRules;
}

export async function attributeWorld(world: World): Promise<Attribution> {
  return whileOpen(world, async (attribution) => attribution);
}

/** Asks the attribution something for which the rollup must still be open. */
export async function whileOpen<Answer>(
  world: World,
  ask: (attribution: Attribution) => Promise<Answer>,
): Promise<Answer> {
  const rollup = await rollupOf(world.flows, world.coverage, { days: DAYS, ...world.summary });
  try {
    const attribution = await attribute({
      ruleSet: world.ruleSet,
      inventory: world.inventory,
      rollup,
      window: world.window ?? WINDOW,
      thresholds: { minimumDays: world.minimumDays ?? 3 },
      ...(world.youngRules ? { youngRules: world.youngRules } : {}),
      ...(world.rulesOfUnknownAge ? { rulesOfUnknownAge: world.rulesOfUnknownAge } : {}),
      ...(world.live ? { live: world.live } : {}),
    });
    return await ask(attribution);
  } finally {
    await rollup.close();
  }
}

export function judgementOf(attribution: Attribution, key: string): RuleJudgement {
  const found = attribution.judgements.find((one) => one.ruleKey === key);
  if (!found) throw new Error(`no judgement of ${key}`);
  return found;
}
