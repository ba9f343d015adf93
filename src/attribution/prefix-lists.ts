import { type Cidr, parseCidr } from '../model/address.ts';
import { isSameName } from '../model/group.ts';
import type { Inventory } from '../model/inventory.ts';
import type { RuleSet } from '../model/rule.ts';

export interface PrefixListEntries {
  /** In every capture that holds the list. */
  readonly certain: readonly Cidr[];
  /** In some of them only: the list changed. */
  readonly possible: readonly Cidr[];
}

/**
 * What a prefix list holds: as the captures saw it, else as Terraform writes it; null when neither
 * knows, as for AWS's own lists without a capture.
 */
export function prefixListEntries(
  name: { readonly address: string | null; readonly id: string | null },
  ruleSet: RuleSet,
  inventory: Inventory | null,
): PrefixListEntries | null {
  const declared = ruleSet.prefixLists.find((list) => isSameName(name, list));
  const id = name.id ?? declared?.id ?? null;
  const captured = (inventory?.captures ?? []).flatMap((capture) => {
    const entries = id === null ? undefined : capture.prefixLists.get(id);
    return entries ? [entries] : [];
  });
  const versions = captured.length > 0 ? captured : declared?.cidrs ? [declared.cidrs] : [];
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
  return { certain, possible };
}
