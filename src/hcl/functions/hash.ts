import { createHash } from 'node:crypto';
import { STRING } from '../type.ts';
import { computed, string } from '../values.ts';
import { ArgumentError, type HclFunction, textOf } from './function.ts';
import { parameter } from './results.ts';

/** "Hash and Crypto Functions" that always give the same for the same text. */
export const HASH_FUNCTIONS: Readonly<Record<string, HclFunction>> = {
  base64sha256: digest('sha256', 'base64'),
  base64sha512: digest('sha512', 'base64'),
  md5: digest('md5', 'hex'),
  sha1: digest('sha1', 'hex'),
  sha256: digest('sha256', 'hex'),
  sha512: digest('sha512', 'hex'),
  uuidv5: {
    parameters: [parameter('namespace', STRING), parameter('name', STRING)],
    returns: STRING,
    call: (args) => computed(string(uuidVersion5(textOf(args, 0), textOf(args, 1))), args),
  },
};

function digest(algorithm: string, encoding: 'base64' | 'hex'): HclFunction {
  return {
    parameters: [parameter('str', STRING)],
    returns: STRING,
    call: (args) =>
      computed(
        string(createHash(algorithm).update(textOf(args, 0), 'utf8').digest(encoding)),
        args,
      ),
  };
}

/** RFC 4122, appendix C. */
const NAMESPACES: Readonly<Record<string, string>> = {
  dns: '6ba7b810-9dad-11d1-80b4-00c04fd430c8',
  url: '6ba7b811-9dad-11d1-80b4-00c04fd430c8',
  oid: '6ba7b812-9dad-11d1-80b4-00c04fd430c8',
  x500: '6ba7b814-9dad-11d1-80b4-00c04fd430c8',
};

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const BARE_UUID = /^[0-9a-f]{32}$/i;

function uuidVersion5(namespace: string, name: string): string {
  const id = namespaceBytes(namespace);
  const bytes = createHash('sha1').update(id).update(name, 'utf8').digest().subarray(0, 16);
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** A known name, or a UUID as `8-4-4-4-12`, in braces, as a URN, or bare. */
function namespaceBytes(namespace: string): Buffer {
  const named = NAMESPACES[namespace] ?? namespace;
  const inner = named.replace(/^urn:uuid:/i, '').replace(/^\{(.{36})\}$/, '$1');
  if (!UUID.test(inner) && !BARE_UUID.test(named)) {
    throw new ArgumentError(0, "uuidv5() doesn't support this namespace");
  }
  return Buffer.from(inner.replaceAll('-', ''), 'hex');
}
