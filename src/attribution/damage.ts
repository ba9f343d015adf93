import type { DamagedInput, LogSource } from '../model/rollup.ts';
import type { InterfaceHistory, Membership } from './membership.ts';
import type { Days } from './timeline.ts';

/** Interfaces that none but the owner of a VPC can make there ("VPC sharing" in the VPC user guide). */
const OWNERS_ALONE: ReadonlySet<string> = new Set(['nat_gateway', 'transit_gateway']);

/** The damaged files that may hold records of the window. */
export function damageIn(days: Days, damaged: readonly DamagedInput[]): DamagedInput[] {
  return damaged.filter(
    (input) => input.days === null || input.days.some((day) => days.labels.includes(day)),
  );
}

/** What captures tell of a VPC. */
interface VpcFacts {
  readonly regions: ReadonlySet<string>;
  /** Accounts that have interfaces in it. */
  readonly accounts: ReadonlySet<string | null>;
  /** The account that owns the VPC itself; null where nothing shows it. */
  readonly owner: string | null;
}

/**
 * Tells which groups' interfaces a damaged file may hold records of, seen ones or not (docs/decisions/0030). Where nothing
 * speaks against it, it may.
 */
export function damageReach(
  damaged: readonly DamagedInput[],
  membership: Membership,
): (group: number) => boolean {
  const vpcs = factsByVpc(membership.interfaces.values());
  const members = membership.byGroup();
  return (position) => {
    const group = membership.index.groups[position]!;
    if (group.vpcId === null) return damaged.length > 0;
    const own = (members.get(group.key) ?? []).map((id) => membership.interfaces.get(id)!);
    const ofGroup = new Set([group.vpcId, ...own.map(({ vpcId }) => vpcId)]);
    return damaged.some(({ source }) => !source || reaches(source, ofGroup, own));
  };

  function reaches(
    source: LogSource,
    ofGroup: ReadonlySet<string | null>,
    own: readonly InterfaceHistory[],
  ): boolean {
    if (ofGroup.has(null)) return true;
    const { sibling } = source;
    const vpc = sibling?.vpc ?? membership.interfaces.get(sibling?.interface ?? '')?.vpcId ?? null;
    if (vpc !== null) return ofGroup.has(vpc);
    const facts = [...ofGroup].map((id) => vpcs.get(id ?? ''));
    return facts.some((each) => !each || !isElsewhere(each, source, own));
  }
}

/** A VPC lies in one region. What an account logs lies in its own VPCs, or is its own interface in a VPC shared with it. */
function isElsewhere(
  vpc: VpcFacts,
  { account, region }: LogSource,
  own: readonly InterfaceHistory[],
): boolean {
  if (vpc.regions.size === 1 && !vpc.regions.has(region)) return true;
  const isOthers = (id: string | null) => id !== null && id !== account;
  return (
    isOthers(vpc.owner) &&
    [...vpc.accounts].every(isOthers) &&
    own.length > 0 &&
    own.every(({ seen }) => seen.length > 0 && seen.every(({ state }) => isOthers(state.accountId)))
  );
}

function factsByVpc(interfaces: Iterable<InterfaceHistory>): Map<string, VpcFacts> {
  const found = new Map<
    string,
    { regions: Set<string>; accounts: Set<string | null>; owner: string | null }
  >();
  for (const { seen } of interfaces) {
    for (const { state } of seen) {
      if (state.vpcId === null) continue;
      const facts = found.get(state.vpcId) ?? {
        regions: new Set<string>(),
        accounts: new Set<string | null>(),
        owner: null,
      };
      found.set(state.vpcId, facts);
      if (state.region) facts.regions.add(state.region);
      facts.accounts.add(state.accountId);
      if (OWNERS_ALONE.has(state.type)) facts.owner = state.accountId;
    }
  }
  return found;
}
