import type { DirEntry } from '../files.ts';

/**
 * Which files of a folder are configuration, after
 * https://developer.hashicorp.com/terraform/language/files and …/files/override,
 * and OpenTofu's https://opentofu.org/docs/language/files/: `a.tofu` replaces `a.tf`.
 */
export interface FolderFiles {
  readonly primary: readonly string[];
  /** In the order in which they are merged. */
  readonly override: readonly string[];
}

const EXTENSIONS = ['.tf.json', '.tofu.json', '.tf', '.tofu'] as const;

/** Names in bytewise order, as Terraform lists a folder. */
export function configurationFiles(entries: readonly DirEntry[]): FolderFiles {
  const names = entries
    .filter((entry) => entry.kind === 'file' || entry.kind === 'link')
    .map((entry) => entry.name)
    .filter((name) => !isIgnored(name) && extensionOf(name) !== null);
  const all = new Set(names);
  const read = [...all].filter((name) => !isReplaced(name, all)).sort(compareBytes);
  return {
    primary: read.filter((name) => !isOverride(name)),
    override: read.filter(isOverride),
  };
}

/** Editors' files: a leading dot, a trailing `~`, `#…#`. */
export function isIgnored(name: string): boolean {
  return name.startsWith('.') || name.endsWith('~') || (name.startsWith('#') && name.endsWith('#'));
}

function extensionOf(name: string): string | null {
  return EXTENSIONS.find((extension) => name.endsWith(extension)) ?? null;
}

function isOverride(name: string): boolean {
  const stem = name.slice(0, name.length - (extensionOf(name) ?? '').length);
  return stem === 'override' || stem.endsWith('_override');
}

function isReplaced(name: string, all: ReadonlySet<string>): boolean {
  if (name.endsWith('.tf')) return all.has(`${name.slice(0, -'.tf'.length)}.tofu`);
  if (name.endsWith('.tf.json')) return all.has(`${name.slice(0, -'.tf.json'.length)}.tofu.json`);
  return false;
}

/**
 * The variable files that Terraform loads by itself, in its order:
 * https://developer.hashicorp.com/terraform/language/values/variables#variable-definition-precedence
 */
export function automaticVariableFiles(entries: readonly DirEntry[]): string[] {
  const names = new Set(
    entries.filter((entry) => entry.kind !== 'folder').map((entry) => entry.name),
  );
  const automatic = [...names]
    .filter((name) => name.endsWith('.auto.tfvars') || name.endsWith('.auto.tfvars.json'))
    .filter((name) => !isIgnored(name))
    .sort(compareBytes);
  return ['terraform.tfvars', 'terraform.tfvars.json']
    .filter((name) => names.has(name))
    .concat(automatic);
}

/** UTF-8 order, which is what Go sorts by; UTF-16 order differs beyond the basic plane. */
export function compareBytes(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left, 'utf8'), Buffer.from(right, 'utf8'));
}
