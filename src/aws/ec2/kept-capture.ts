import type { Ec2Capture } from './capture.ts';

/** What an inventory needs of a capture, and nothing that people write into tags. */
export function keptCapture(capture: Ec2Capture): object {
  return {
    NetworkInterfaces: capture.NetworkInterfaces.map((each) => ({
      NetworkInterfaceId: each.NetworkInterfaceId,
      OwnerId: each.OwnerId,
      VpcId: each.VpcId,
      SubnetId: each.SubnetId,
      InterfaceType: each.InterfaceType,
      Description: each.Description,
      Groups: each.Groups,
      PrivateIpAddress: each.PrivateIpAddress,
      PrivateIpAddresses: each.PrivateIpAddresses,
      Association: each.Association,
      Ipv6Addresses: each.Ipv6Addresses,
      Ipv4Prefixes: each.Ipv4Prefixes,
      Ipv6Prefixes: each.Ipv6Prefixes,
      ...(each.Attachment ? { Attachment: { AttachTime: each.Attachment.AttachTime } } : {}),
    })),
    SecurityGroups: capture.SecurityGroups.map((each) => ({
      GroupId: each.GroupId,
      GroupName: each.GroupName,
      VpcId: each.VpcId,
      Description: each.Description,
    })),
    SecurityGroupRules: capture.SecurityGroupRules.map(({ Tags: _, ...rule }) => rule),
    PrefixLists: capture.PrefixLists,
    VpcPeeringConnections: capture.VpcPeeringConnections.map(({ Tags: _, ...peering }) => peering),
  };
}
