import type { NetworkInterface } from '../model/inventory.ts';
import { SgauditError } from '../model/problem.ts';
import { isObject, objects, text } from './json.ts';

/** One element of `NetworkInterfaces` (EC2 API reference, type NetworkInterface). */
export function readInterface(item: unknown, where: string): NetworkInterface {
  const id = isObject(item) ? text(item.NetworkInterfaceId) : null;
  if (!isObject(item) || id === null) {
    throw damaged(where, 'has no NetworkInterfaceId');
  }
  // Without its groups an interface would count as a member of none, and their rules as unused.
  if (!Array.isArray(item.Groups)) throw damaged(where, `(${id}) has no Groups`);
  const groupIds = item.Groups.map((group) => {
    const groupId = isObject(group) ? text(group.GroupId) : null;
    if (groupId === null) throw damaged(where, `(${id}) has a group without GroupId`);
    return groupId;
  });
  return {
    id,
    accountId: text(item.OwnerId),
    vpcId: text(item.VpcId),
    subnetId: text(item.SubnetId),
    region: regionOf(text(item.AvailabilityZone)),
    privateAddresses: privateAddresses(item),
    ipv6Addresses: distinct(objects(item.Ipv6Addresses).map((one) => text(one.Ipv6Address))),
    publicAddresses: publicAddresses(item),
    prefixes: distinct([
      ...objects(item.Ipv4Prefixes).map((one) => text(one.Ipv4Prefix)),
      ...objects(item.Ipv6Prefixes).map((one) => text(one.Ipv6Prefix)),
    ]),
    groupIds,
    type: text(item.InterfaceType) ?? 'interface',
    description: text(item.Description),
    attachTime: attachTime(item.Attachment, `${where} (${id})`),
  };
}

/** `eu-west-1a`, `us-west-2-lax-1a` → `eu-west-1`, `us-west-2`. */
function regionOf(zone: string | null): string | null {
  return /^[a-z]+(?:-[a-z]+)+-\d+/.exec(zone ?? '')?.[0] ?? null;
}

/** The primary address first. */
function privateAddresses(item: Record<string, unknown>): string[] {
  const all = objects(item.PrivateIpAddresses);
  const primary = all.filter((one) => one.Primary === true);
  return distinct([
    ...primary.map((one) => text(one.PrivateIpAddress)),
    text(item.PrivateIpAddress),
    ...all.map((one) => text(one.PrivateIpAddress)),
  ]);
}

/** Elastic and other public addresses, with the carrier and customer-owned ones of edge zones. */
function publicAddresses(item: Record<string, unknown>): string[] {
  const associations = [item, ...objects(item.PrivateIpAddresses)]
    .map((one) => one.Association)
    .filter(isObject);
  return distinct(
    associations.flatMap((one) => [
      text(one.PublicIp),
      text(one.CarrierIp),
      text(one.CustomerOwnedIp),
    ]),
  );
}

function attachTime(attachment: unknown, where: string): string | null {
  const value = isObject(attachment) ? text(attachment.AttachTime) : null;
  if (value === null) return null;
  const time = Date.parse(value);
  if (Number.isNaN(time)) throw damaged(where, 'has an AttachTime that is not a time');
  return new Date(time).toISOString();
}

function distinct(values: readonly (string | null)[]): string[] {
  return [...new Set(values.filter((value) => value !== null))];
}

function damaged(where: string, what: string): SgauditError {
  return new SgauditError(
    'inventory-unreadable',
    `${where} ${what}; give the unchanged output of "aws ec2 describe-network-interfaces --output json"`,
  );
}
