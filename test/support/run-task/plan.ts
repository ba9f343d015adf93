import { readFileSync } from 'node:fs';

interface StateResource {
  readonly module?: string;
  readonly mode: string;
  readonly type: string;
  readonly name: string;
  readonly instances: readonly {
    readonly index_key?: string | number;
    readonly attributes: Readonly<Record<string, unknown>>;
  }[];
}

/** The plan that `terraform show -json` would print of a root with this state, when these resources are to go. */
export function planDestroying(statePath: string, addresses: readonly string[]): string {
  const state = JSON.parse(readFileSync(statePath, 'utf8'));
  const changes = (state.resources as StateResource[]).flatMap((resource) => {
    const { module, mode, type, name } = resource;
    return resource.instances.map(({ index_key: key, attributes }) => {
      const index = key === undefined ? '' : `[${JSON.stringify(key)}]`;
      const address = `${module ? `${module}.` : ''}${type}.${name}${index}`;
      const goes = addresses.includes(address);
      return {
        address,
        ...(module ? { module_address: module } : {}),
        mode,
        type,
        name,
        change: {
          actions: goes ? ['delete'] : ['no-op'],
          before: attributes,
          after: goes ? null : attributes,
          after_unknown: {},
        },
      };
    });
  });
  const missing = addresses.filter((each) => !changes.some(({ address }) => address === each));
  if (missing.length > 0) throw new Error(`the state has no ${missing}`);
  return JSON.stringify({
    format_version: '1.2',
    complete: true,
    errored: false,
    planned_values: { root_module: {} },
    resource_changes: changes,
    variables: { password: { value: 'hunter2' } },
  });
}
