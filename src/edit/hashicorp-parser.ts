/**
 * HashiCorp's own HCL parser, as WebAssembly. The only file that knows the package: it is archived,
 * and its maintained fork must never be loaded into the same process.
 */

export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

/** Every removal from a file asks for the same unedited text again. */
const REMEMBERED = 100;
const remembered = new Map<string, Json | null>();

/** The JSON of a configuration text; null when HashiCorp's parser refuses it. */
export async function hashicorpJson(path: string, text: string): Promise<Json | null> {
  const key = `${path}\0${text}`;
  const known = remembered.get(key);
  if (known !== undefined) return known;
  let json: Json | null;
  // Half a second of start-up, for which a run without removals has no use.
  const { parse } = await import('@cdktf/hcl2json');
  try {
    json = (await parse(path, text)) as Json;
  } catch {
    json = null;
  }
  if (remembered.size >= REMEMBERED) remembered.clear();
  remembered.set(key, json);
  return json;
}
