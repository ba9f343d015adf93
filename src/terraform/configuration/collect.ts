import { unknown } from '../../hcl/values.ts';
import { headerSpan } from './merged-block.ts';
import type { ModuleInstance } from './module-instance.ts';
import { moduleSource } from './module-tree.ts';
import type { ModuleCall, OutputValue, ResourceInstance } from './types.ts';

export interface Collected {
  readonly resources: readonly ResourceInstance[];
  readonly outputs: readonly OutputValue[];
  readonly moduleCalls: readonly ModuleCall[];
}

/** Everything in a module instance and the modules it calls: the module first, then its calls in order. */
export function collect(root: ModuleInstance): Collected {
  const resources: ResourceInstance[] = [];
  const outputs: OutputValue[] = [];
  const moduleCalls: ModuleCall[] = [];
  const visit = (module: ModuleInstance) => {
    const { declarations } = module.node;
    for (const { mode, type, name } of declarations.resources.values()) {
      resources.push(...(module.resource(mode, type, name)?.instances ?? []));
    }
    for (const name of declarations.outputs.keys()) outputs.push(...outputOf(module, name));
    for (const name of declarations.moduleCalls.keys()) {
      const node = module.call(name);
      for (const called of node?.instances ?? []) {
        if (node) moduleCalls.push(moduleCall(module, node.call, called));
        if (called.instance) visit(called.instance);
      }
    }
  };
  visit(root);
  return { resources, outputs, moduleCalls };
}

function outputOf(module: ModuleInstance, name: string): OutputValue[] {
  const declaration = module.node.declarations.outputs.get(name);
  if (declaration === undefined) return [];
  const { block, source } = declaration;
  return [
    {
      name,
      moduleAddress: module.address,
      block,
      source,
      get value() {
        return module.output(name, source, headerSpan(block)) ?? unknown();
      },
    },
  ];
}

function moduleCall(
  caller: ModuleInstance,
  { block, source, sources }: Parameters<typeof moduleSource>[0],
  called: { address: string; existence: 'known' | 'unknown'; instance: ModuleInstance | null },
): ModuleCall {
  const { address, existence, instance } = called;
  return {
    address,
    existence,
    moduleSource: moduleSource({ block, source, sources }),
    folder: instance === null ? null : caller.context.territory.display(instance.node.folder),
    block,
    source,
    callers: caller.callers,
  };
}
