/** What the AWS CLI would print of the example's VPC, in its own shape and order of keys. */
import {
  ACCOUNT,
  awsId,
  GROUPS,
  groupByAddress,
  INTERFACES,
  PREFIX_LISTS,
  SUBNETS,
  VPC,
} from './places.mjs';
import { RULES } from './rules.mjs';

/** One capture before the window and one after it: the groups did not change in between. */
export const CAPTURES = ['2026-11-01T00:00:00Z', '2026-11-16T00:00:00Z'];

/** File contents by path below `inventory/`. */
export function inventoryFiles() {
  const files = new Map();
  for (const capture of CAPTURES) {
    const put = (name, value) => files.set(`${capture}/${name}.json`, json(value));
    put('network-interfaces', { NetworkInterfaces: INTERFACES.map(networkInterface) });
    put('security-groups', { SecurityGroups: GROUPS.map(securityGroup) });
    for (const [id, entries] of Object.entries(PREFIX_LISTS)) put(id, { Entries: entries });
  }
  return files;
}

export function json(value) {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function networkInterface(each) {
  const association = each.publicAddress && {
    IpOwnerId: 'amazon',
    PublicDnsName: '',
    PublicIp: each.publicAddress,
  };
  return {
    ...(association && { Association: association }),
    Attachment: {
      AttachTime: '2026-02-03T09:15:00+00:00',
      AttachmentId: awsId('eni-attach', each.name),
      DeleteOnTermination: true,
      DeviceIndex: each.owner.instance ? 0 : 1,
      ...(each.instanceId && { InstanceId: each.instanceId }),
      InstanceOwnerId: each.owner.elb ? 'amazon-elb' : each.owner.rds ? 'amazon-rds' : ACCOUNT,
      Status: 'attached',
    },
    AvailabilityZone: SUBNETS[each.subnet].zone,
    Description: each.owner.elb
      ? `ELB ${each.owner.elb}`
      : each.owner.rds
        ? 'RDSNetworkInterface'
        : '',
    Groups: each.groups.map(({ id, name }) => ({ GroupId: id, GroupName: name })),
    InterfaceType: 'interface',
    Ipv6Addresses: each.ipv6 ? [{ Ipv6Address: each.ipv6, IsPrimaryIpv6: false }] : [],
    NetworkInterfaceId: each.id,
    OwnerId: ACCOUNT,
    PrivateIpAddress: each.address,
    PrivateIpAddresses: [
      {
        ...(association && { Association: association }),
        Primary: true,
        PrivateIpAddress: each.address,
      },
    ],
    RequesterManaged: Boolean(each.owner.elb || each.owner.rds),
    SourceDestCheck: true,
    Status: 'in-use',
    SubnetId: each.subnetId,
    TagSet: [],
    VpcId: VPC,
  };
}

function securityGroup(group) {
  const permissions = (direction) =>
    mergePermissions(
      RULES.filter((rule) => rule.group === group.address && rule.direction === direction),
    );
  return {
    Description: group.description,
    GroupName: group.name,
    IpPermissions: permissions('ingress'),
    OwnerId: ACCOUNT,
    GroupId: group.id,
    IpPermissionsEgress: permissions('egress'),
    VpcId: VPC,
  };
}

/** EC2 prints one permission for each protocol and port range, with all its peers. */
function mergePermissions(rules) {
  const byPorts = new Map();
  for (const rule of rules) {
    const ports = `${rule.protocol} ${rule.fromPort} ${rule.toPort}`;
    if (!byPorts.has(ports)) {
      byPorts.set(ports, {
        ...(rule.fromPort !== null && { FromPort: rule.fromPort }),
        IpProtocol: rule.protocol === 'all' ? '-1' : rule.protocol,
        IpRanges: [],
        Ipv6Ranges: [],
        PrefixListIds: [],
        ...(rule.toPort !== null && { ToPort: rule.toPort }),
        UserIdGroupPairs: [],
      });
    }
    addPeer(byPorts.get(ports), rule);
  }
  return [...byPorts.values()];
}

function addPeer(permission, { group, peer, live }) {
  if (live !== null) {
    permission.IpRanges.push({ CidrIp: live });
    return;
  }
  switch (peer.kind) {
    case 'cidr':
      if (peer.value.includes(':')) permission.Ipv6Ranges.push({ CidrIpv6: peer.value });
      else permission.IpRanges.push({ CidrIp: peer.value });
      return;
    case 'prefix-list':
      permission.PrefixListIds.push({ PrefixListId: peer.id });
      return;
    case 'group':
    case 'self': {
      const { id } = groupByAddress(peer.kind === 'self' ? group : peer.address);
      permission.UserIdGroupPairs.push({ GroupId: id, UserId: ACCOUNT });
      return;
    }
    default:
      throw new Error(`EC2 has no peer of the kind ${peer.kind}`);
  }
}
