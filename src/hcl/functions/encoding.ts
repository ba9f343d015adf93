import type { Span } from '../ast.ts';
import { DYNAMIC, STRING } from '../type.ts';
import type { Value } from '../value.ts';
import { computed, isWhollyKnown, string, unknownFrom, withOrigin } from '../values.ts';
import { decodeCsv } from './csv.ts';
import { ArgumentError, CallError, type HclFunction, textOf } from './function.ts';
import { readJson } from './json-reader.ts';
import { toJson } from './json-writer.ts';
import { placesIn } from './places.ts';
import { parameter } from './results.ts';
import { charsetNamed } from './text-encoding.ts';
import { readYaml } from './yaml-reader.ts';
import { toYaml } from './yaml-writer.ts';

/** "Encoding Functions". What is read out of a text has that text among its inputs. */
export const ENCODING_FUNCTIONS: Readonly<Record<string, HclFunction>> = {
  base64decode: {
    parameters: [parameter('str', STRING)],
    returns: STRING,
    call: (args) => computed(string(utf8(fromBase64(args, 0))), args),
  },
  base64encode: {
    parameters: [parameter('str', STRING)],
    returns: STRING,
    call: (args) => computed(string(Buffer.from(textOf(args, 0), 'utf8').toString('base64')), args),
  },
  csvdecode: { parameters: [parameter('str', STRING)], returns: DYNAMIC, call: decodeCsv },
  jsondecode: {
    parameters: [parameter('str', STRING)],
    returns: DYNAMIC,
    call: jsonDecode,
  },
  jsonencode: writer('val', toJson),
  textdecodebase64: {
    parameters: [parameter('source', STRING), parameter('encoding', STRING)],
    returns: STRING,
    call(args) {
      const charset = charsetNamed(textOf(args, 1), 1);
      const bytes = fromBase64(args, 0);
      if (charset === null) return unknownFrom(args, STRING);
      const text = charset.decode(bytes);
      if (text === null || text.includes('\ufffd')) {
        throw new ArgumentError(0, 'the given source bytes are not valid in the given encoding');
      }
      return computed(string(text), args);
    },
  },
  textencodebase64: {
    parameters: [parameter('string', STRING), parameter('encoding', STRING)],
    returns: STRING,
    call(args) {
      const charset = charsetNamed(textOf(args, 1), 1);
      if (charset === null) return unknownFrom(args, STRING);
      const bytes = charset.encode(textOf(args, 0));
      if (bytes === null) {
        throw new ArgumentError(0, 'the given string has characters that the encoding has not');
      }
      return computed(string(bytes.toString('base64')), args);
    },
  },
  urlencode: {
    parameters: [parameter('str', STRING)],
    returns: STRING,
    call: (args) => computed(string(urlEncode(textOf(args, 0))), args),
  },
  yamldecode: {
    parameters: [parameter('src', STRING)],
    returns: DYNAMIC,
    call: yamlDecode,
  },
  yamlencode: writer('value', toYaml),
};

function jsonDecode(args: readonly Value[]): Value {
  const text = textOf(args, 0);
  const originAt = placesIn(args[0] as Value, text);
  if (originAt === null) return readJson(text, (value) => computed(value, args));
  return readJson(text, (value, at) => withOrigin(value, originAt(at)), originAt);
}

function yamlDecode(args: readonly Value[]): Value {
  const text = textOf(args, 0);
  const originAt = placesIn(args[0] as Value, text);
  if (originAt === null) return readYaml(text, (value) => computed(value, args));
  const placed = (value: Value, at: Span | null) =>
    at === null ? computed(value, args) : withOrigin(value, originAt(at));
  return readYaml(text, placed, originAt);
}

function writer(name: string, write: (value: Value) => string): HclFunction {
  return {
    parameters: [{ ...parameter(name), allowNull: true, allowUnknown: true, allowDynamic: true }],
    returns: STRING,
    call(args) {
      const [value] = args as readonly [Value];
      if (!isWhollyKnown(value)) return unknownFrom(args, STRING, true);
      return computed(string(write(value)), args);
    },
  };
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Padding is required; line ends are passed over. */
function fromBase64(args: readonly Value[], index: number): Buffer {
  const text = textOf(args, index).replace(/[\r\n]/g, '');
  if (!BASE64.test(text)) throw new CallError('failed to decode base64 data');
  return Buffer.from(text, 'base64');
}

function utf8(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new CallError('the result of decoding the provided string is not valid UTF-8');
  }
}

/** As in the query of a URL: a blank is `+`. */
function urlEncode(text: string): string {
  return encodeURIComponent(text)
    .replaceAll('%20', '+')
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
