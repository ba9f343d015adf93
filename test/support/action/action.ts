import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

export interface ActionStep {
  readonly name: string;
  readonly id?: string;
  readonly shell?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Action {
  readonly name: string;
  readonly description: string;
  readonly inputs: Readonly<Record<string, { description: string; default?: string }>>;
  readonly outputs: Readonly<Record<string, { description: string; value: string }>>;
  readonly runs: { readonly using: string; readonly steps: readonly ActionStep[] };
}

export const ROOT = new URL('../../..', import.meta.url).pathname;

export const ACTION_TEXT = readFileSync(`${ROOT}/action.yml`, 'utf8');

export const ACTION: Action = parse(ACTION_TEXT);

/** What an expression of the kinds that the action uses stands for. An unknown name is an error of the test. */
export function evaluate(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{\{\s*([\w.-]+)\s*\}\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`nothing is known of ${name}`);
    return value;
  });
}
