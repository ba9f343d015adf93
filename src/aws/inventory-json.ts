import type { Capture, Inventory, LiveGroup } from '../model/inventory.ts';
import { SgauditError } from '../model/problem.ts';
import { captureTimeOf, prefixListIdOf } from './capture-path.ts';
import { readInterface } from './interface-json.ts';
import { isObject, text } from './json.ts';

/** The code of the error for JSON that is something else. */
export const NOT_INVENTORY = 'inventory-not-recognised';

/** What one file adds to the capture of its moment. */
export type CapturePart = Capture;

/**
 * Reads what `aws ec2 describe-network-interfaces`, `describe-security-groups` or
 * `get-managed-prefix-list-entries` printed, known by its content. A file may hold several of them
 * side by side, as `collect` writes it. `path` gives the moment and, for entries, the list's id.
 */
export function readInventoryFile(content: string, path: string): CapturePart {
  const document = parse(content, path);
  const interfaces = arrayOf(document, 'NetworkInterfaces', path);
  const groups = arrayOf(document, 'SecurityGroups', path);
  const entries = arrayOf(document, 'Entries', path);
  const lists = arrayOf(document, 'PrefixLists', path);
  if (!interfaces && !groups && !entries && !lists) {
    throw new SgauditError(
      NOT_INVENTORY,
      `${path} ` +
        'holds none of NetworkInterfaces, SecurityGroups and Entries; give the unchanged JSON output of ' +
        '"aws ec2 describe-network-interfaces", "describe-security-groups" or "get-managed-prefix-list-entries"',
    );
  }
  if (document.NextToken) {
    throw problem(
      path,
      'is one page of several (NextToken is set); run the AWS CLI without paging limits',
    );
  }
  const stated = capturedAtOf(document, path);
  return {
    capturedAt: stated ?? captureTimeOf(path),
    interfaces:
      interfaces?.map((one, at) => readInterface(one, `${path}: NetworkInterfaces[${at}]`)) ?? null,
    groups: groups?.map((one, at) => readGroup(one, `${path}: SecurityGroups[${at}]`)) ?? null,
    prefixLists: new Map([
      ...(entries ? [readEntries(entries, document, path)] : []),
      ...(lists ?? []).map((one, at) => readList(one, `${path}: PrefixLists[${at}]`)),
    ]),
  };
}

/**
 * Joins parts of one moment to one capture, and orders captures by time. Of an interface that two
 * files of a moment hold, the last stands.
 */
export function mergeCaptures(parts: readonly CapturePart[]): Inventory {
  const byMoment = new Map<string | null, CapturePart[]>();
  for (const part of parts) {
    byMoment.set(part.capturedAt, [...(byMoment.get(part.capturedAt) ?? []), part]);
  }
  const captures = [...byMoment].map(([capturedAt, same]) => ({
    capturedAt,
    interfaces: joinById(same.map((part) => part.interfaces)),
    groups: joinById(same.map((part) => part.groups)),
    prefixLists: new Map(same.flatMap((part) => [...part.prefixLists])),
  }));
  return { captures: captures.sort(byTime) };
}

function byTime(left: Capture, right: Capture): number {
  if (left.capturedAt === right.capturedAt) return 0;
  if (left.capturedAt === null) return 1;
  if (right.capturedAt === null) return -1;
  return left.capturedAt < right.capturedAt ? -1 : 1;
}

function joinById<Item extends { readonly id: string }>(
  lists: readonly (readonly Item[] | null)[],
): Item[] | null {
  const present = lists.filter((list) => list !== null);
  if (present.length === 0) return null;
  return [...new Map(present.flat().map((item) => [item.id, item])).values()];
}

function parse(content: string, path: string): Record<string, unknown> {
  let document: unknown;
  try {
    document = JSON.parse(content.replace(/^\uFEFF/, ''));
  } catch {
    throw problem(path, 'is not valid JSON; write the AWS CLI output again with --output json');
  }
  // The CLI's `--query` may have left a bare array of interfaces or groups.
  if (Array.isArray(document)) return bareArray(document, path);
  if (!isObject(document))
    throw problem(path, 'is not a JSON object; give the AWS CLI output as it is');
  return document;
}

function bareArray(items: readonly unknown[], path: string): Record<string, unknown> {
  const [first] = items;
  if (isObject(first) && 'NetworkInterfaceId' in first) return { NetworkInterfaces: items };
  if (isObject(first) && 'GroupId' in first) return { SecurityGroups: items };
  if (isObject(first) && 'Cidr' in first) return { Entries: items };
  throw problem(
    path,
    'is an array without interfaces, groups or entries; give the AWS CLI output as it is',
  );
}

function arrayOf(document: Record<string, unknown>, field: string, path: string): unknown[] | null {
  const value = document[field];
  if (value === undefined) return null;
  if (!Array.isArray(value))
    throw problem(
      path,
      `has a ${field} that is not an array; the file is damaged, capture it again`,
    );
  return value;
}

function capturedAtOf(document: Record<string, unknown>, path: string): string | null {
  const value = document.capturedAt;
  if (value === undefined || value === null) return null;
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(time))
    throw problem(path, 'has a capturedAt that is not an ISO 8601 time; correct or remove it');
  return new Date(time).toISOString();
}

function readGroup(item: unknown, where: string): LiveGroup {
  const id = isObject(item) ? text(item.GroupId) : null;
  if (!isObject(item) || id === null)
    throw problem(where, 'has no GroupId; the file is damaged, capture it again');
  return {
    id,
    name: text(item.GroupName) ?? id,
    vpcId: text(item.VpcId),
    description: text(item.Description),
  };
}

function readEntries(
  entries: readonly unknown[],
  document: Record<string, unknown>,
  path: string,
): [string, string[]] {
  const id = text(document.PrefixListId) ?? prefixListIdOf(path);
  if (id === null) {
    throw problem(
      path,
      'holds prefix-list entries, and its name is not the list\'s id, which the output does not say; rename it to "pl-….json"',
    );
  }
  return [id, cidrsOf(entries, path)];
}

/** `describe-prefix-lists` prints AWS's own lists with their CIDRs. */
function readList(item: unknown, where: string): [string, string[]] {
  const id = isObject(item) ? text(item.PrefixListId) : null;
  if (!isObject(item) || id === null || !Array.isArray(item.Cidrs)) {
    throw problem(
      where,
      'has no PrefixListId and Cidrs; use "aws ec2 get-managed-prefix-list-entries"',
    );
  }
  return [id, item.Cidrs.map((cidr) => String(cidr))];
}

function cidrsOf(entries: readonly unknown[], path: string): string[] {
  return entries.map((entry, at) => {
    const cidr = isObject(entry) ? text(entry.Cidr) : null;
    if (cidr === null)
      throw problem(
        `${path}: Entries[${at}]`,
        'has no Cidr; the file is damaged, capture it again',
      );
    return cidr;
  });
}

function problem(where: string, what: string): SgauditError {
  return new SgauditError('inventory-unreadable', `${where} ${what}`);
}
