import { evaluate } from '../../../../src/hcl/evaluate.ts';
import type { Value } from '../../../../src/hcl/value.ts';
import {
  type Configuration,
  type ConfigurationOptions,
  loadConfiguration,
  type ResourceInstance,
} from '../../../../src/terraform/configuration.ts';
import { memoryFiles } from './memory-files.ts';

/** Loads a root module at `/repo/infra` of a repository at `/repo`; paths are relative to the repository. */
export function load(
  texts: Readonly<Record<string, string>>,
  options: Partial<ConfigurationOptions> = {},
): Configuration {
  const absolute = Object.fromEntries(
    Object.entries(texts).map(([path, text]) => [
      path.startsWith('/') ? path : `/repo/${path}`,
      text,
    ]),
  );
  return loadConfiguration({
    root: '/repo/infra',
    repositoryRoot: '/repo',
    variableFiles: [],
    variables: [],
    environment: {},
    files: memoryFiles(absolute),
    ...options,
  });
}

/** A value as plain data; what is unknown is `?` with its references, a symbol `<address path>`. */
export function plain(value: Value): unknown {
  switch (value.kind) {
    case 'null':
      return null;
    case 'number':
      return value.value.toNumber();
    case 'bool':
    case 'string':
      return value.value;
    case 'list':
    case 'set':
    case 'tuple':
      return value.elements.map(plain);
    case 'map':
    case 'object':
      return Object.fromEntries(
        [...value.entries.values()].map((entry) => [entry.key, plain(entry.value)]),
      );
    case 'unknown':
      return value.symbol
        ? `<${[value.symbol.address, ...value.symbol.path].join(' ')}>`
        : `?${value.references.join(',')}`;
  }
}

export function output(configuration: Configuration, name: string, moduleAddress = ''): unknown {
  const found = outputValue(configuration, name, moduleAddress);
  return plain(found);
}

export function outputValue(configuration: Configuration, name: string, moduleAddress = ''): Value {
  const found = configuration.outputs.find(
    (each) => each.name === name && each.moduleAddress === moduleAddress,
  );
  if (!found) throw new Error(`no output ${name} in "${moduleAddress}"`);
  return found.value;
}

export function resource(configuration: Configuration, address: string): ResourceInstance {
  const found = configuration.resources.find((each) => each.address === address);
  if (!found) throw new Error(`no ${address} among ${addresses(configuration).join(', ')}`);
  return found;
}

export function addresses(configuration: Configuration): string[] {
  return configuration.resources.map((each) => each.address);
}

/** The value of an argument of a resource. */
export function argument(instance: ResourceInstance, name: string): unknown {
  return plain(argumentValue(instance, name));
}

export function argumentValue(instance: ResourceInstance, name: string): Value {
  for (const item of instance.block.body.items) {
    if (item.kind === 'attribute' && item.name === name) {
      return evaluate(item.value, instance.scopeOf(item));
    }
  }
  throw new Error(`${instance.address} has no argument ${name}`);
}

/** `file:line:column severity message`, the message cut at its first colon. */
export function problems(configuration: Configuration): string[] {
  return configuration.problems.map(({ location, severity, message }) => {
    const place = location
      ? `${location.file}:${location.start.line}:${location.start.column}`
      : '-';
    return `${place} ${severity} ${message.split(': ')[0]}`;
  });
}
