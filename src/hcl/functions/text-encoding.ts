import { ArgumentError } from './function.ts';

/** A character set that converts one way and the other; null where the text or the bytes do not fit. */
export interface Charset {
  encode(text: string): Buffer | null;
  decode(bytes: Buffer): string | null;
}

/** The names are IANA's; `utf8` and `CP1252` are none. Letter case does not matter. */
const NAMES: Readonly<Record<string, string>> = {
  'utf-8': 'utf-8',
  csutf8: 'utf-8',
  'utf-16': 'utf-16',
  csutf16: 'utf-16',
  'utf-16be': 'utf-16be',
  'utf-16le': 'utf-16le',
  latin1: 'iso-8859-1',
  l1: 'iso-8859-1',
  iso_8859_1: 'iso-8859-1',
  'iso_8859-1': 'iso-8859-1',
  ibm819: 'iso-8859-1',
  cp819: 'iso-8859-1',
  latin2: 'iso-8859-2',
  l2: 'iso-8859-2',
  shift_jis: 'shift_jis',
  ms_kanji: 'shift_jis',
  csshiftjis: 'shift_jis',
  'euc-jp': 'euc-jp',
  'iso-2022-jp': 'iso-2022-jp',
  'euc-kr': 'euc-kr',
  big5: 'big5',
  gbk: 'gbk',
  cp936: 'gbk',
  ms936: 'gbk',
  'windows-936': 'gbk',
  gb18030: 'gb18030',
  'koi8-r': 'koi8-r',
  'koi8-u': 'koi8-u',
  macintosh: 'macintosh',
  mac: 'macintosh',
  ibm866: 'ibm866',
  cp866: 'ibm866',
};
const NUMBERED = /^(?:iso-8859-(?:[1-9]|1[03-6])|windows-125[0-8])$/;
/** Real character sets that Terraform knows and this machine does not. */
const FOREIGN = /^(?:ibm|cp|csibm|hz-gb|iso-2022|gb2312|iso-8859|tis|x-mac)/;

/** null for a character set that Terraform knows but that is not read here. */
export function charsetNamed(name: string, argument: number): Charset | null {
  const lower = name.toLowerCase();
  const known = NAMES[lower] ?? (NUMBERED.test(lower) ? lower : null);
  if (known === null || known === 'iso-2022-jp') {
    if (FOREIGN.test(lower) && !/^cp125\d$/.test(lower)) return null;
    throw new ArgumentError(
      argument,
      'the given encoding is not supported in this Terraform version',
    );
  }
  switch (known) {
    case 'utf-8':
      return { encode: (text) => Buffer.from(text, 'utf8'), decode: decoder('utf-8') };
    case 'utf-16le':
      return { encode: (text) => Buffer.from(text, 'utf16le'), decode: decoder('utf-16le') };
    case 'utf-16be':
      return { encode: bigEndian, decode: decoder('utf-16be') };
    case 'utf-16':
      return {
        encode: (text) => Buffer.concat([BIG_ENDIAN_MARK, bigEndian(text)]),
        decode: marked,
      };
    case 'iso-8859-1':
      return { encode: latin1, decode: (bytes) => bytes.toString('latin1') };
    default:
      return tabled(known);
  }
}

const BIG_ENDIAN_MARK = Buffer.from([0xfe, 0xff]);

function decoder(name: string): (bytes: Buffer) => string | null {
  return (bytes) => {
    try {
      return new TextDecoder(name, { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      return null;
    }
  };
}

function bigEndian(text: string): Buffer {
  return Buffer.from(text, 'utf16le').swap16();
}

/** A byte-order mark decides; without one it is big-endian. */
function marked(bytes: Buffer): string | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decoder('utf-16le')(bytes.subarray(2));
  return decoder('utf-16be')(bytes[0] === 0xfe && bytes[1] === 0xff ? bytes.subarray(2) : bytes);
}

function latin1(text: string): Buffer | null {
  return /^[\0-\xff]*$/.test(text) ? Buffer.from(text, 'latin1') : null;
}

/** Node gives control characters for the bytes that a Windows character set leaves out. */
const CONTROLS = /[\x80-\x9f]/;

const tables = new Map<string, ReadonlyMap<string, Buffer>>();

/** Node decodes these sets only; encoding goes by the table of all their one- and two-byte sequences. */
function tabled(name: string): Charset {
  const isWindows = name.startsWith('windows-');
  const decodeAll = decoder(name);
  const decode = (bytes: Buffer) => {
    const text = decodeAll(bytes);
    return text !== null && isWindows && CONTROLS.test(text) ? null : text;
  };
  return {
    decode,
    encode(text) {
      let table = tables.get(name);
      if (table === undefined) {
        table = encodingTable(decode);
        tables.set(name, table);
      }
      const parts: Buffer[] = [];
      for (const character of text) {
        const bytes = table.get(character);
        if (bytes === undefined) return null;
        parts.push(bytes);
      }
      return Buffer.concat(parts);
    },
  };
}

function encodingTable(decode: (bytes: Buffer) => string | null): ReadonlyMap<string, Buffer> {
  const table = new Map<string, Buffer>();
  const learn = (bytes: Buffer) => {
    const character = decode(bytes);
    if (character !== null && [...character].length === 1 && !table.has(character)) {
      table.set(character, bytes);
    }
  };
  for (let byte = 0; byte < 0x100; byte++) learn(Buffer.from([byte]));
  for (let lead = 0x80; lead < 0x100; lead++) {
    for (let trail = 0x40; trail < 0x100; trail++) learn(Buffer.from([lead, trail]));
  }
  return table;
}
