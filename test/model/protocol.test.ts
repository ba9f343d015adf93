import { describe, expect, it } from '@jest/globals';
import { parseProtocol, protocolName, protocolNumber } from '../../src/model/protocol.ts';

describe('protocols', () => {
  it.each([
    ['tcp', 'tcp'],
    ['TCP', 'tcp'],
    ['6', 'tcp'],
    ['17', 'udp'],
    ['1', 'icmp'],
    ['58', 'icmpv6'],
    ['ICMPv6', 'icmpv6'],
    ['-1', 'all'],
    ['all', 'all'],
    ['50', '50'],
    ['0', '0'],
  ])('%s is %s', (written, protocol) => {
    expect(parseProtocol(written)).toBe(protocol);
  });

  it.each(['', 'http', '256', '-2', '6.0', 'tcp/udp'])('%p is none', (written) => {
    expect(parseProtocol(written)).toBeNull();
  });

  it('go to numbers and back', () => {
    for (let number = 0; number < 256; number++) {
      expect(protocolNumber(protocolName(number))).toBe(number);
    }
    expect(protocolNumber('all')).toBeNull();
  });
});
