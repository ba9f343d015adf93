import type { ValueSymbol } from '../../hcl/value.ts';
import { isJsonObject, type Json, type JsonObject } from '../rule-parts/json-value.ts';
import { withoutIndexes } from '../rule-parts/references.ts';
import { objects } from '../state/resources.ts';

/**
 * What the expressions of a plan's `configuration` refer to. It lacks locals and the inside of `dynamic` blocks,
 * so an answer is given only where references lead to exactly one attribute of one resource.
 */
export interface ModuleReferences {
  /** The attribute that an argument of a resource stands for; null when that is not certain. */
  argumentSymbol(moduleAddress: string, address: string, argument: string): ValueSymbol | null;
  /** The names in an argument's expression, for messages. */
  argumentNames(moduleAddress: string, address: string, argument: string): readonly string[];
}

const DEPTH = 20;

export function moduleReferences(configuration: Json | undefined): ModuleReferences {
  const root = isJsonObject(configuration) ? configuration.root_module : undefined;

  /** The module's configuration, and its path of call names with indexes. */
  function moduleAt(moduleAddress: string): JsonObject | null {
    let module = isJsonObject(root) ? root : null;
    for (const step of callNames(moduleAddress)) {
      const calls = module?.module_calls;
      const call = isJsonObject(calls) ? calls[step] : undefined;
      module = isJsonObject(call) && isJsonObject(call.module) ? call.module : null;
    }
    return module;
  }

  function resourceAt(moduleAddress: string, local: string): JsonObject | undefined {
    const resources = objects(moduleAt(moduleAddress)?.resources);
    return resources.find((item) => item.address === withoutIndexes(local));
  }

  function expressionOf(
    moduleAddress: string,
    address: string,
    argument: string,
  ): Json | undefined {
    const resource = resourceAt(moduleAddress, localAddress(moduleAddress, address));
    return isJsonObject(resource?.expressions) ? resource.expressions[argument] : undefined;
  }

  /** `each.value.id` where `for_each` is another resource with the same keys. */
  function chained(name: string, moduleAddress: string, address: string): ValueSymbol | null {
    const [first, second, ...path] = splitReference(name);
    if (first !== 'each' || second !== 'value' || path.length === 0) return null;
    const local = localAddress(moduleAddress, address);
    const forEach = resourceAt(moduleAddress, local)?.for_each_expression;
    const [source, ...others] = longestReferences(forEach);
    if (source === undefined || others.length > 0) return null;
    if (resourceAt(moduleAddress, source) === undefined || source.split('.').length !== 2)
      return null;
    const key = local.slice(withoutIndexes(local).length);
    return { address: joinAddress(moduleAddress, source + key), path };
  }

  /** Follows one reference, as seen in a module, to the resource attribute at its end. */
  function follow(name: string, moduleAddress: string, depth: number): ValueSymbol | null {
    if (depth > DEPTH) return null;
    const [first = '', second = '', ...rest] = splitReference(name);
    if (first === 'var') {
      const { parent, call } = parentOf(moduleAddress);
      if (parent === null) return null;
      const calls = moduleAt(parent)?.module_calls;
      const target = isJsonObject(calls) ? calls[call] : undefined;
      const expressions = isJsonObject(target) ? target.expressions : undefined;
      const passed = isJsonObject(expressions) ? expressions[second] : undefined;
      return rest.length === 0 ? only(passed, parent, depth + 1) : null;
    }
    if (first === 'module') {
      const child = joinAddress(moduleAddress, `module.${second}`);
      const outputs = moduleAt(child)?.outputs;
      const output = isJsonObject(outputs) ? outputs[rest[0] ?? ''] : undefined;
      const expression = isJsonObject(output) ? output.expression : undefined;
      return rest.length === 1 ? only(expression, child, depth + 1) : null;
    }
    if (['local', 'each', 'count', 'path', 'self', 'terraform'].includes(first)) return null;
    const steps = first === 'data' ? 3 : 2;
    const parts = [first, second, ...rest];
    if (parts.length <= steps) return null;
    const resource = parts.slice(0, steps).join('.');
    if (!exists(moduleAddress, resource)) return null;
    return { address: joinAddress(moduleAddress, resource), path: parts.slice(steps) };
  }

  /** A reference without an index to a resource that is repeated does not say which instance. */
  function exists(moduleAddress: string, resource: string): boolean {
    const found = resourceAt(moduleAddress, resource);
    if (!found) return false;
    const repeated =
      found.count_expression !== undefined || found.for_each_expression !== undefined;
    return !repeated || withoutIndexes(resource) !== resource;
  }

  function only(expression: Json | undefined, moduleAddress: string, depth: number) {
    const names = longestReferences(expression);
    const [name, ...others] = names;
    return name === undefined || others.length > 0 ? null : follow(name, moduleAddress, depth);
  }

  return {
    argumentSymbol(moduleAddress, address, argument) {
      const expression = expressionOf(moduleAddress, address, argument);
      const names = longestReferences(expression);
      const [name] = names;
      const symbol =
        name !== undefined && names.length === 1 ? chained(name, moduleAddress, address) : null;
      return symbol ?? only(expression, moduleAddress, 0);
    },
    argumentNames: (moduleAddress, address, argument) =>
      longestReferences(expressionOf(moduleAddress, address, argument)),
  };
}

/** Terraform lists `aws_x.a.id` and its prefixes `aws_x.a`: only the longest say what is meant. */
function longestReferences(expression: Json | undefined): readonly string[] {
  if (!isJsonObject(expression) || !Array.isArray(expression.references)) return [];
  const names = expression.references.filter((name) => typeof name === 'string');
  return names.filter(
    (name) =>
      !names.some(
        (other) => other !== name && (other.startsWith(`${name}.`) || other.startsWith(`${name}[`)),
      ),
  );
}

/** At dots outside of indexes; an index stays with its name: `aws_x`, `a["k.v"]`, `id`. */
function splitReference(name: string): readonly string[] {
  return name.match(/(?:[^.[]|\["(?:[^"\\]|\\.)*"\]|\[\d+\])+/g) ?? [];
}

/** The address inside its module. */
function localAddress(moduleAddress: string, address: string): string {
  return moduleAddress === '' ? address : address.slice(moduleAddress.length + 1);
}

/** `web`, `inner` of `module.web["a"].module.inner[0]`. */
function callNames(moduleAddress: string): readonly string[] {
  const steps = withoutIndexes(moduleAddress).split('.');
  return steps.filter((_, index) => index % 2 === 1);
}

/** The module that calls this one, and the call's name; null for the root. */
function parentOf(moduleAddress: string): {
  readonly parent: string | null;
  readonly call: string;
} {
  const steps = splitReference(moduleAddress);
  if (steps.length < 2) return { parent: null, call: '' };
  return { parent: steps.slice(0, -2).join('.'), call: withoutIndexes(steps.at(-1) ?? '') };
}

function joinAddress(moduleAddress: string, local: string): string {
  return moduleAddress === '' ? local : `${moduleAddress}.${local}`;
}
