import { locationOf } from '../hcl/source-text.ts';
import { isInstalled, type Location } from '../model/source.ts';
import type { ModuleCall } from '../terraform/configuration.ts';

/** A module call of which it is not known what it made before, or will make. */
export interface UnreadModule {
  /** `module.web["a"]` */
  readonly address: string;
  /** Where the call stands now; null for one that is gone. */
  readonly location: Location | null;
}

/**
 * Calls whose module is not on disk, and calls of installed modules that name another source or version than before:
 * what is installed is one of the two at most.
 */
export function unreadModules(
  before: readonly ModuleCall[],
  after: readonly ModuleCall[],
): UnreadModule[] {
  const earlier = new Map(before.map((call) => [call.address, call]));
  const now = new Set(after.map(({ address }) => address));
  return [
    ...after
      .filter((call) => isOpen(call, earlier.get(call.address)))
      .map(({ address, source, block }) => ({ address, location: locationOf(source, block) })),
    ...before
      .filter(({ address, folder }) => folder === null && !now.has(address))
      .map(({ address }) => ({ address, location: null })),
  ];
}

function isOpen(call: ModuleCall, earlier: ModuleCall | undefined): boolean {
  if (call.folder === null) return true;
  if (earlier === undefined) return false;
  if (earlier.folder === null) return true;
  return isInstalled(call.folder) && pinOf(call) !== pinOf(earlier);
}

/** What decides which code `terraform init` installs. */
function pinOf({ block, source }: ModuleCall): string {
  return block.body.items
    .filter((item) => item.kind === 'attribute' && ['source', 'version'].includes(item.name))
    .map((item) => source.text.slice(item.start, item.end).replaceAll(/\s+/g, ''))
    .sort()
    .join();
}
