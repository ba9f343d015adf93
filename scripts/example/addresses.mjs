/** Whether an address lies in a CIDR block, by big integers. Families never mix. */
export function contains(cidr, address) {
  const [network, prefixText] = cidr.split('/');
  if (network.includes(':') !== address.includes(':')) return false;
  const bits = address.includes(':') ? 128n : 32n;
  const shift = bits - BigInt(prefixText);
  return toNumber(network) >> shift === toNumber(address) >> shift;
}

function toNumber(address) {
  if (!address.includes(':')) {
    return address.split('.').reduce((value, part) => value * 256n + BigInt(part), 0n);
  }
  const [head, tail = ''] = address.split('::');
  const left = head ? head.split(':') : [];
  const right = tail ? tail.split(':') : [];
  const zeros = Array(8 - left.length - right.length).fill('0');
  return [...left, ...(address.includes('::') ? zeros : []), ...right].reduce(
    (value, part) => value * 65_536n + BigInt(`0x${part}`),
    0n,
  );
}
