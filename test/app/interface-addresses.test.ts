import { describe, expect, it } from '@jest/globals';
import { interfaceAddresses } from '../../src/app/interface-addresses.ts';
import { inventory, networkInterface } from '../support/attribution-world.ts';

describe('the addresses of an interface', () => {
  it('are all that any capture gives it, with those of delegated IPv4 prefixes', () => {
    const first = networkInterface('node', [], '10.0.1.10');
    const later = networkInterface('node', [], '10.0.1.10', {
      privateAddresses: ['10.0.1.10', '10.0.1.99'],
      ipv6Addresses: ['2001:db8::a'],
      prefixes: ['10.0.1.32/28', '2001:db8:0:1::/80', '10.0.0.0/16'],
    });
    const captures = [...inventory([first]).captures, ...inventory([later]).captures];
    const addresses = interfaceAddresses({ captures }).get('eni-node') ?? [];
    expect(addresses).toHaveLength(3 + 16);
    expect(addresses).toEqual(
      expect.arrayContaining(['10.0.1.10', '10.0.1.99', '2001:db8::a', '10.0.1.32', '10.0.1.47']),
    );
    expect(interfaceAddresses(null).size).toBe(0);
  });
});
