import { NUMBER, STRING, type Type } from '../type.ts';
import type { Value } from '../value.ts';
import { computed, list, string, unknownFrom } from '../values.ts';
import { type Block, formatAddress, network, parseBlock } from './cidr.ts';
import {
  ArgumentError,
  CallError,
  type HclFunction,
  numberOf,
  textOf,
  wholeNumberOf,
} from './function.ts';
import { parameter } from './results.ts';

const LIST_OF_STRING: Type = { kind: 'list', element: STRING };
const MOST_NEW_BITS = 32;
/** What Terraform prints for a block without a mask. */
const NO_BLOCK = '<nil>';

/** "IP Network Functions", https://developer.hashicorp.com/terraform/language/functions/cidrsubnet */
export const IP_NETWORK_FUNCTIONS: Readonly<Record<string, HclFunction>> = {
  cidrhost: onPrefix([parameter('hostnum', NUMBER)], STRING, (block, args) =>
    string(host(block, integerOf(args, 1))),
  ),
  cidrnetmask: onPrefix([], STRING, ({ length, bits }) => {
    if (bits !== 32) throw new ArgumentError(0, 'IPv6 addresses cannot have a netmask');
    return string(formatAddress(network(0xffffffffn, length, bits), bits));
  }),
  cidrsubnet: onPrefix(
    [parameter('newbits', NUMBER), parameter('netnum', NUMBER)],
    STRING,
    (block, args) => {
      const subnet = subnetOf(block, wholeNumberOf(args, 1), integerOf(args, 2));
      return string(subnet === null ? NO_BLOCK : formatBlock(subnet));
    },
  ),
  cidrsubnets: {
    ...onPrefix([], LIST_OF_STRING, subnets),
    variadic: parameter('newbits', NUMBER),
  },
};

const IPV4_MAPPED = 0xffffn;

/** Terraform miscalculates IPv4-mapped blocks (`::ffff:10.0.0.0/104`), so their results are left open. */
function onPrefix(
  more: HclFunction['parameters'],
  returns: Type,
  compute: (block: Block, args: readonly Value[]) => Value,
): HclFunction {
  return {
    parameters: [parameter('prefix', STRING), ...more],
    returns,
    call(args) {
      const block = parseBlock(textOf(args, 0));
      if (block === null) {
        throw new ArgumentError(0, 'invalid CIDR expression: invalid CIDR address');
      }
      const mapped = block.bits === 128 && block.address >> 32n === IPV4_MAPPED;
      return mapped ? unknownFrom(args, returns) : computed(compute(block, args), args);
    },
  };
}

function integerOf(args: readonly Value[], index: number): bigint {
  const value = numberOf(args, index);
  if (!value.isInteger()) throw new ArgumentError(index, 'value must be a whole number');
  return BigInt(value.toFixed(0));
}

function formatBlock({ address, length, bits }: Block): string {
  return `${formatAddress(address, bits)}/${length}`;
}

/**
 * A negative number counts from the end of the block.
 * Terraform checks the low 64 bits of the number only, and so does this.
 */
function host(block: Block, number: bigint): string {
  const largest = (1n << BigInt(block.bits - block.length)) - 1n;
  const checked = number < 0n ? -number - 1n : BigInt.asIntN(64, number);
  if (checked > largest) {
    throw new CallError(`prefix of ${block.length} does not accommodate a host numbered ${number}`);
  }
  const offset = number < 0n ? largest - checked : number;
  return formatAddress(within(block.address | offset, block.bits), block.bits);
}

const LARGEST_WORD = (1n << 64n) - 1n;

/** null when not even a prefix is left: bits may be taken away, too. */
function subnetOf(block: Block, newBits: number, number: bigint): Block | null {
  const length = block.length + newBits;
  if (length > block.bits) {
    throw new CallError(
      `insufficient address space to extend prefix of ${block.length} by ${newBits}`,
    );
  }
  const inWord = newBits >= 0 && newBits < 64;
  const largest = inWord ? (1n << BigInt(newBits)) - 1n : LARGEST_WORD;
  if ((magnitude(number) & LARGEST_WORD) > largest) {
    throw new CallError(
      `prefix extension of ${newBits} does not accommodate a subnet numbered ${number}`,
    );
  }
  if (length < 0) return null;
  const combined = block.address | (number << BigInt(block.bits - length));
  return { address: within(magnitude(combined), block.bits), length, bits: block.bits };
}

function within(address: bigint, bits: number): bigint {
  if (address >> BigInt(bits) === 0n) return address;
  throw new CallError('the number does not fit into an address');
}

function magnitude(number: bigint): bigint {
  return number < 0n ? -number : number;
}

/**
 * Blocks of the asked sizes, each at the next place where it fits.
 * Terraform takes a block that begins at address zero for one that rolled over, and refuses.
 */
function subnets(block: Block, args: readonly Value[]): Value {
  const end = block.address + (1n << BigInt(block.bits - block.length));
  let next = block.address;
  const found: Value[] = [];
  for (let index = 1; index < args.length; index++) {
    const newBits = wholeNumberOf(args, index);
    if (newBits < 1) throw new ArgumentError(index, 'must extend prefix by at least one bit');
    if (newBits > MOST_NEW_BITS) {
      throw new ArgumentError(index, `may not extend prefix by more than ${MOST_NEW_BITS} bits`);
    }
    const length = block.length + newBits;
    if (length > block.bits) {
      throw new ArgumentError(
        index,
        'not enough remaining address space for a subnet of that size',
      );
    }
    const size = 1n << BigInt(block.bits - length);
    const address = ((next + size - 1n) / size) * size;
    if (address + size > end || block.address === 0n) {
      throw new ArgumentError(
        index,
        'not enough remaining address space for a subnet of that size',
      );
    }
    next = address + size;
    found.push(computed(string(formatBlock({ address, length, bits: block.bits })), args));
  }
  return list(found, STRING);
}
