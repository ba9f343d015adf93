/**
 * HashiCorp's own HCL parser, as WebAssembly. The only file that knows the package: it is archived,
 * and its maintained fork must never be loaded into the same process.
 */
import { parse } from '@cdktf/hcl2json';

export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

/** The JSON of a configuration text; null when HashiCorp's parser refuses it. */
export async function hashicorpJson(path: string, text: string): Promise<Json | null> {
  try {
    return (await parse(path, text)) as Json;
  } catch {
    return null;
  }
}
