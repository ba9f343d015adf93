import { SgauditError } from '../model/problem.ts';

export interface ArchivedFile {
  /** Relative, with `/`; never leads out of where it is put. */
  readonly path: string;
  readonly content: Buffer;
}

const BLOCK = 512;

/**
 * The regular files of a tar archive: ustar, with the long names of pax and GNU, as Terraform packs configurations.
 * Links and devices are left out, and so is what would lie outside of the folder.
 * @throws SgauditError `run-task-archive` where it ends too early or is none
 */
export function filesOfTar(bytes: Buffer): ArchivedFile[] {
  const files: ArchivedFile[] = [];
  let longName: string | null = null;
  for (let at = 0; at + BLOCK <= bytes.length; ) {
    const header = bytes.subarray(at, at + BLOCK);
    if (header.every((byte) => byte === 0)) return files;
    if (!hasChecksum(header)) throw damaged();
    const size = numberOf(header.subarray(124, 136));
    const start = at + BLOCK;
    const content = bytes.subarray(start, start + size);
    if (content.length < size) throw damaged();
    at = start + Math.ceil(size / BLOCK) * BLOCK;
    const type = String.fromCharCode(header[156] ?? 0);
    if (type === 'x') {
      longName = paxPath(content) ?? longName;
    } else if (type === 'L') {
      longName = textOf(content);
    } else {
      const path = safePath(longName ?? nameOf(header));
      longName = null;
      if ((type === '0' || type === '\0') && path !== null) files.push({ path, content });
    }
  }
  throw damaged();
}

function nameOf(header: Buffer): string {
  const name = textOf(header.subarray(0, 100));
  const isUstar = header.subarray(257, 262).toString('latin1') === 'ustar';
  const prefix = isUstar ? textOf(header.subarray(345, 500)) : '';
  return prefix ? `${prefix}/${name}` : name;
}

/** Null for a name that is absolute, climbs up, or is a folder. */
export function safePath(name: string): string | null {
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  const climbs = parts.includes('..') || /[\\\0]/.test(name) || name.startsWith('/');
  return climbs || parts.length === 0 || name.endsWith('/') ? null : parts.join('/');
}

/** Records are `LENGTH KEY=VALUE\n`, the length in bytes and its own digits counted. */
function paxPath(content: Buffer): string | null {
  let path: string | null = null;
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(0x20, at);
    const length = Number(content.subarray(at, space).toString('latin1'));
    if (space < 0 || !Number.isInteger(length) || length <= 0) throw damaged();
    const record = content.subarray(space + 1, at + length - 1).toString('utf8');
    if (record.startsWith('path=')) path = record.slice('path='.length);
    at += length;
  }
  return path;
}

function hasChecksum(header: Buffer): boolean {
  let sum = 0;
  for (const [index, byte] of header.entries()) sum += index >= 148 && index < 156 ? 0x20 : byte;
  return sum === numberOf(header.subarray(148, 156));
}

function numberOf(field: Buffer): number {
  const text = textOf(field).trim();
  if (!/^[0-7]+$/.test(text)) throw damaged();
  return Number.parseInt(text, 8);
}

function textOf(field: Buffer): string {
  const end = field.indexOf(0);
  return field.subarray(0, end < 0 ? field.length : end).toString('utf8');
}

function damaged(): SgauditError {
  return new SgauditError('run-task-archive', 'the configuration’s archive is damaged');
}
