import { isJsonObject, type Json, type JsonObject } from '../rule-parts/json-value.ts';

/**
 * The parts of a resource that Terraform marks as sensitive, in the shape of a plan's `after_unknown`:
 * true where the value must not be read. Undefined where nothing is. Its value is taken as not known.
 * `mask` is `sensitive_values`, `before_sensitive` or `after_sensitive` of `terraform show -json`.
 */
export function sensitiveParts(mask: Json | undefined): Json | undefined {
  if (mask === true) return true;
  if (Array.isArray(mask)) {
    const parts: Json[] = mask.map((item: Json) => sensitiveParts(item) ?? false);
    return parts.some((part) => part !== false) ? parts : undefined;
  }
  if (!isJsonObject(mask)) return undefined;
  const parts: Record<string, Json> = {};
  for (const [name, item] of Object.entries(mask)) {
    const part = sensitiveParts(item);
    if (part !== undefined) parts[name] = part;
  }
  return Object.keys(parts).length > 0 ? parts : undefined;
}

/** The same of a state file, where each path of `sensitive_attributes` hides the attribute that it begins with. */
export function sensitiveAttributes(paths: Json | undefined): JsonObject | undefined {
  const parts: Record<string, Json> = {};
  for (const path of Array.isArray(paths) ? paths : []) {
    const [first] = Array.isArray(path) ? path : [path];
    const name = isJsonObject(first) ? first.value : undefined;
    if (typeof name === 'string') parts[name] = true;
  }
  return Object.keys(parts).length > 0 ? parts : undefined;
}

/** What is true in either mask. */
export function eitherPart(left: Json | undefined, right: Json | undefined): Json | undefined {
  if (left === true || right === true) return true;
  if (Array.isArray(left) && Array.isArray(right)) {
    const [longer, shorter] = left.length < right.length ? [right, left] : [left, right];
    return longer.map((item: Json, index) => eitherPart(item, shorter[index]) ?? false);
  }
  if (!isJsonObject(left) || !isJsonObject(right)) return left || right || undefined;
  const parts: Record<string, Json | undefined> = {};
  for (const name of new Set([...Object.keys(left), ...Object.keys(right)])) {
    parts[name] = eitherPart(left[name], right[name]);
  }
  return parts;
}
