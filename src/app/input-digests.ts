import { createHash } from 'node:crypto';
import { asWritten } from '../edit/diff.ts';
import type { InputDigest } from '../model/certificate.ts';
import type { Inventory } from '../model/inventory.ts';
import type { RollupSummary } from '../model/rollup.ts';
import type { Configuration } from '../terraform/configuration.ts';
import { toDisplay } from './target.ts';

export function sha256(content: string): string {
  return createHash('sha256').update(content).digest('hex');
}

export function digest(
  kind: InputDigest['kind'],
  name: string | null,
  content: string,
): InputDigest {
  return { kind, name, sha256: sha256(content) };
}

/** Every configuration and variable file, and the data files that functions read. */
export function configurationDigests({ files, dataFiles }: Configuration): InputDigest[] {
  const sources = new Map(dataFiles);
  for (const [path, file] of files) sources.set(path, file.source);
  return [...sources].map(([path, source]) =>
    digest('configuration', path, asWritten(source, source.text)),
  );
}

/** An inventory file's moment is part of what it says, and it may stand in the path alone. */
export function inventoryDigests(
  inventory: Inventory | null,
  repositoryRoot: string,
): InputDigest[] {
  return (inventory?.files ?? []).map(({ path, capturedAt, sha256: hash }) => {
    const shown = toDisplay(repositoryRoot, path);
    const name = shown.startsWith('..') ? (path.split(/[/\\]/).at(-1) ?? '') : shown;
    return { kind: 'inventory', name: `${capturedAt ?? '-'} ${name}`, sha256: hash };
  });
}

export function trafficDigests({ origin }: RollupSummary): InputDigest[] {
  return origin ? [{ kind: 'flow-logs', name: null, sha256: origin.sha256 }] : [];
}

/** In the order of their lines; and the hash of all lines. */
export function combined(inputs: readonly InputDigest[]): {
  readonly inputs: readonly InputDigest[];
  readonly inputsSha256: string;
} {
  const line = ({ kind, name, sha256: hash }: InputDigest) => `${kind} ${name ?? '-'} ${hash}\n`;
  const sorted = [...inputs].sort((left, right) => (line(left) < line(right) ? -1 : 1));
  return { inputs: sorted, inputsSha256: sha256(sorted.map(line).join('')) };
}
