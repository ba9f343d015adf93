import { valueArgument } from './hcl-argument.ts';
import { isJsonObject, type Json, type JsonObject, jsonValue } from './json-value.ts';
import { ABSENT, type Argument, elementsOf, objectAsBlock, type ResourceView } from './view.ts';

/** A resource of plan or state. */
export interface JsonResource {
  readonly address: string;
  readonly mode: 'managed' | 'data';
  readonly type: string;
  readonly attributes: JsonObject;
  /** The plan's `after_unknown`, and what Terraform marks as sensitive. */
  readonly unknowns?: Json;
  /** Looks at an argument before rules are read from it, to say what an unknown stands for. */
  readonly refine?: (name: string, argument: Argument) => Argument;
}

/** A resource of plan or state as rules are read from it. It has no place in a file. */
export function jsonResourceView(resource: JsonResource): ResourceView {
  const unknowns = isJsonObject(resource.unknowns) ? resource.unknowns : {};
  const names = new Set([...Object.keys(resource.attributes), ...Object.keys(unknowns)]);
  const view: ResourceView = {
    address: resource.address,
    type: resource.type,
    mode: resource.mode,
    repetition: 'none',
    callers: [],
    existence: 'known',
    range: null,
    argument(name) {
      if (!names.has(name)) return ABSENT;
      const value = jsonValue(resource.attributes[name], unknowns[name]);
      const argument = valueArgument(value, `${resource.address}.${name}`, null);
      return resource.refine?.(name, argument) ?? argument;
    },
    blocks: (type) =>
      elementsOf(view.argument(type)).map((element) => objectAsBlock(element, null)),
    names: () => [...names],
  };
  return view;
}
