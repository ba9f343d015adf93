import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { captureTimeOf, prefixListIdOf } from '../../src/aws/capture-path.ts';
import { loadInventory } from '../../src/aws/inventory-files.ts';
import { mergeCaptures, readInventoryFile } from '../../src/aws/inventory-json.ts';

/** As `aws ec2 describe-network-interfaces` prints an instance's interface with an elastic address. */
const WEB = {
  Association: { IpOwnerId: '111122223333', PublicIp: '52.1.2.3' },
  Attachment: { AttachTime: '2026-06-01T08:30:00+02:00', DeviceIndex: 0, Status: 'attached' },
  Description: 'web',
  Groups: [
    { GroupName: 'web', GroupId: 'sg-0web' },
    { GroupName: 'ops', GroupId: 'sg-0ops' },
  ],
  InterfaceType: 'interface',
  Ipv6Addresses: [{ Ipv6Address: '2600:1f18::33' }],
  NetworkInterfaceId: 'eni-0web',
  OwnerId: '111122223333',
  PrivateIpAddress: '10.0.1.10',
  PrivateIpAddresses: [
    { Primary: false, PrivateIpAddress: '10.0.1.11', Association: { PublicIp: '52.1.2.4' } },
    { Primary: true, PrivateIpAddress: '10.0.1.10', Association: { PublicIp: '52.1.2.3' } },
  ],
  Ipv4Prefixes: [{ Ipv4Prefix: '10.0.4.0/28' }],
  Ipv6Prefixes: [{ Ipv6Prefix: '2600:1f18:0:1::/80' }],
  SubnetId: 'subnet-0a',
  VpcId: 'vpc-0a',
};
const interfaces = (...items: unknown[]): string => JSON.stringify({ NetworkInterfaces: items });

describe('a file of the AWS CLI', () => {
  it('gives interfaces with all their addresses, the primary one first', () => {
    const part = readInventoryFile(interfaces(WEB), 'network-interfaces.json');
    expect(part).toEqual({
      capturedAt: null,
      groups: null,
      prefixLists: new Map(),
      interfaces: [
        {
          id: 'eni-0web',
          accountId: '111122223333',
          vpcId: 'vpc-0a',
          subnetId: 'subnet-0a',
          region: null,
          privateAddresses: ['10.0.1.10', '10.0.1.11'],
          ipv6Addresses: ['2600:1f18::33'],
          publicAddresses: ['52.1.2.3', '52.1.2.4'],
          prefixes: ['10.0.4.0/28', '2600:1f18:0:1::/80'],
          groupIds: ['sg-0web', 'sg-0ops'],
          type: 'interface',
          description: 'web',
          attachTime: '2026-06-01T06:30:00.000Z',
        },
      ],
    });
  });

  it.each([
    ['eu-west-1a', 'eu-west-1'],
    ['us-west-2-lax-1a', 'us-west-2'],
    ['us-east-1-wl1-bos-wlz-1', 'us-east-1'],
    ['us-gov-west-1b', 'us-gov-west-1'],
    ['somewhere', null],
  ])('tells the region of an interface by its availability zone, %s', (zone, region) => {
    const content = interfaces({ ...WEB, AvailabilityZone: zone });
    expect(readInventoryFile(content, 'x.json').interfaces?.[0]?.region).toBe(region);
  });

  it('gives groups, known by content whatever the file is called', () => {
    const content = JSON.stringify({
      SecurityGroups: [
        { GroupId: 'sg-0web', GroupName: 'web', VpcId: 'vpc-0a', Description: 'Web' },
      ],
    });
    expect(readInventoryFile(content, 'x.json').groups).toEqual([
      { id: 'sg-0web', name: 'web', vpcId: 'vpc-0a', description: 'Web' },
    ]);
  });

  it('gives the entries of the prefix list that the file is named after', () => {
    const content = JSON.stringify({ Entries: [{ Cidr: '192.0.2.0/24', Description: 'office' }] });
    const part = readInventoryFile(content, 'inventory/pl-0123abcd.json');
    expect(part.prefixLists).toEqual(new Map([['pl-0123abcd', ['192.0.2.0/24']]]));
    expect(() => readInventoryFile(content, 'office.json')).toThrow(
      /office\.json.*rename it to "pl-/,
    );
  });

  it('takes its time from what collect wrote, before the path', () => {
    const content = JSON.stringify({ capturedAt: '2026-11-06T00:00:00Z', NetworkInterfaces: [] });
    const part = readInventoryFile(content, '2026-11-05T00:00:00Z/network-interfaces.json');
    expect(part.capturedAt).toBe('2026-11-06T00:00:00.000Z');
  });

  it.each([
    ['{', /not valid JSON/],
    ['"text"', /not a JSON object/],
    ['{"Reservations": []}', /holds none of NetworkInterfaces/],
    [JSON.stringify({ NetworkInterfaces: [], NextToken: 'more' }), /one page of several/],
    [JSON.stringify({ NetworkInterfaces: {} }), /not an array/],
    [interfaces({ ...WEB, Groups: undefined }), /\[0\] \(eni-0web\) has no Groups/],
    [interfaces({ ...WEB, NetworkInterfaceId: undefined }), /has no NetworkInterfaceId/],
    [JSON.stringify({ capturedAt: 'noon', NetworkInterfaces: [] }), /not an ISO 8601 time/],
  ])('is refused with the file named when it is damaged (%#)', (content, message) => {
    expect(() => readInventoryFile(content, 'eni.json')).toThrow(message);
    expect(() => readInventoryFile(content, 'eni.json')).toThrow(/^eni\.json/);
  });
});

describe('the time of a capture', () => {
  it.each([
    ['inventory/2026-11-05T00:00:00Z/network-interfaces.json', '2026-11-05T00:00:00.000Z'],
    ['inventory/2026-11-05T06-30-00Z/eni.json', '2026-11-05T06:30:00.000Z'],
    ['eni-20261105T063000Z.json', '2026-11-05T06:30:00.000Z'],
    ['eni_2026-11-05T06:30:00+02:00.json', '2026-11-05T04:30:00.000Z'],
    ['backup-2026-01-01/2026-11-05/eni.json', '2026-11-05T00:00:00.000Z'],
    ['123456789012/eni.json', null],
    ['2026-02-30/eni.json', null],
    ['eni.json', null],
  ])('in %s is %s', (path, time) => {
    expect(captureTimeOf(path)).toBe(time);
  });

  it('is not read from a prefix list id', () => {
    expect(captureTimeOf('pl-20261105abcdef012.json')).toBeNull();
    expect(prefixListIdOf('pl-20261105abcdef012.json')).toBe('pl-20261105abcdef012');
  });
});

describe('captures', () => {
  it('of one moment are joined, and stand in the order of time, those without one last', () => {
    const early = readInventoryFile(interfaces(WEB), '2026-11-01T00:00:00Z/a.json');
    const other = { ...WEB, NetworkInterfaceId: 'eni-0db' };
    const same = readInventoryFile(interfaces(other), '2026-11-01T00:00:00Z/b.json');
    const late = readInventoryFile(interfaces(), '2026-11-09T00:00:00Z/a.json');
    const now = readInventoryFile(interfaces(), 'a.json');
    const { captures } = mergeCaptures([now, late, early, same]);
    expect(
      captures.map(({ capturedAt, interfaces: list }) => [capturedAt, list?.map(({ id }) => id)]),
    ).toEqual([
      ['2026-11-01T00:00:00.000Z', ['eni-0web', 'eni-0db']],
      ['2026-11-09T00:00:00.000Z', []],
      [null, []],
    ]);
  });

  it('that hold no interfaces are told from those that hold none of them', () => {
    const groupsOnly = readInventoryFile(JSON.stringify({ SecurityGroups: [] }), 'sg.json');
    expect(mergeCaptures([groupsOnly]).captures[0]).toMatchObject({ interfaces: null, groups: [] });
  });
});

describe('an inventory on disk', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'inventory-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });
  const write = async (path: string, content: string): Promise<void> => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  };

  it('is read from folders with all their captures', async () => {
    await write('2026-11-05T00:00:00Z/network-interfaces.json', interfaces(WEB));
    await write(
      '2026-11-05T00:00:00Z/pl-0a.json',
      JSON.stringify({ Entries: [{ Cidr: '192.0.2.0/24' }] }),
    );
    await write('2026-11-12T00:00:00Z/network-interfaces.json', interfaces(WEB));
    await write('README.md', 'not an inventory');
    await write('sgaudit-rollup.json', JSON.stringify({ schemaVersion: '1.0', days: {} }));
    const { captures } = await loadInventory([folder]);
    expect(captures).toHaveLength(2);
    expect(captures[0]?.prefixLists.get('pl-0a')).toEqual(['192.0.2.0/24']);
  });

  it('is refused when a path does not exist or a folder holds no JSON', async () => {
    await expect(loadInventory([join(folder, 'gone')])).rejects.toThrow(/gone does not exist/);
    await expect(loadInventory([folder])).rejects.toThrow(/holds no inventory/);
  });

  it('is refused when a file that is named holds something else', async () => {
    await write('state.json', JSON.stringify({ version: 4, resources: [] }));
    await expect(loadInventory([join(folder, 'state.json')])).rejects.toThrow(/holds none of/);
  });

  it('is refused as a whole when one file is damaged', async () => {
    await write('a.json', interfaces(WEB));
    await write('b.json', '{"NetworkInterfaces": [');
    await expect(loadInventory([folder])).rejects.toThrow(/b\.json is not valid JSON/);
  });
});
