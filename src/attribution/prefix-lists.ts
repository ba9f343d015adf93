import { type Cidr, parseCidr } from '../model/address.ts';
import { isSameName } from '../model/group.ts';
import type { Inventory } from '../model/inventory.ts';
import type { PrefixList, RuleSet } from '../model/rule.ts';
import { captureTime, type Days, dayEnd, dayStart } from './timeline.ts';

export interface PrefixListEntries {
  /** In every capture that holds the list. */
  readonly certain: readonly Cidr[];
  /** In some of them only: the list changed. */
  readonly possible: readonly Cidr[];
  /**
   * False where the list may have held other addresses on some day of the window: AWS changes its own lists, and what a
   * rule admitted through an entry that is gone is needed as before.
   */
  readonly complete: boolean;
}

/**
 * What a prefix list holds: as the captures saw it, else as Terraform writes it; null when neither
 * knows, as for AWS's own lists without a capture.
 */
export function prefixListEntries(
  name: { readonly address: string | null; readonly id: string | null },
  ruleSet: RuleSet,
  inventory: Inventory | null,
  days: Days,
): PrefixListEntries | null {
  const declared = ruleSet.prefixLists.find((list) => isSameName(name, list));
  const id = name.id ?? declared?.id ?? null;
  const captured = (inventory?.captures ?? []).flatMap((capture) => {
    const entries = id === null ? undefined : capture.prefixLists.get(id);
    return entries ? [{ entries, time: captureTime(capture, days) }] : [];
  });
  const versions =
    captured.length > 0
      ? captured.map(({ entries }) => entries)
      : declared?.cidrs
        ? [declared.cidrs]
        : [];
  if (versions.length === 0) return null;
  const counts = new Map<string, number>();
  for (const version of versions) {
    for (const text of new Set(version)) counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  const certain: Cidr[] = [];
  const possible: Cidr[] = [];
  for (const [text, count] of counts) {
    const cidr = parseCidr(text);
    if (cidr === null) return null;
    (count === versions.length ? certain : possible).push(cidr);
  }
  const times = captured.map(({ time }) => time);
  const complete = !isAwsOwn(declared) || spans(times, days);
  return { certain, possible, complete };
}

/** Whether AWS fills a list: of one's own, entries change by somebody's will, as the CIDR of a rule does. */
function isAwsOwn(list: PrefixList | undefined): boolean {
  return (
    /^com\.amazonaws\./.test(list?.name ?? '') ||
    /(^|\.)(data\.aws_prefix_list|aws_vpc_endpoint)\./.test(list?.address ?? '')
  );
}

/** Whether the first moment lies on the window's first day or before, and the last on its last day or after. */
function spans(times: readonly number[], days: Days): boolean {
  const first = Math.min(...times);
  const last = Math.max(...times);
  return first < dayEnd(days, 0) && last >= dayStart(days, days.labels.length - 1);
}
