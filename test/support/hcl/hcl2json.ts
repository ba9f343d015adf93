import { parse } from '@cdktf/hcl2json';
import type { JsonObject } from './to-hcl2json.ts';

export type Judgement =
  | { readonly accepted: true; readonly json: JsonObject }
  | { readonly accepted: false; readonly message: string };

/** What HashiCorp's own parser makes of a text. */
export async function judge(text: string): Promise<Judgement> {
  try {
    return { accepted: true, json: (await parse('main.tf', text)) as JsonObject };
  } catch (error) {
    return { accepted: false, message: error instanceof Error ? error.message : String(error) };
  }
}
