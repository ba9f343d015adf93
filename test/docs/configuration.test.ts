import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parseConfig } from '../../src/config/parse.ts';
import { CHECK_IDS } from '../../src/lint/index.ts';
import { blocksOf } from '../support/documents.ts';

interface Schema {
  readonly $ref?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

const SCHEMA = JSON.parse(readFileSync('schema/config-v1.schema.json', 'utf8'));
const PAGE = readFileSync('docs/configuration.md', 'utf8');

/** Keys that take a value, with the schema of each. What stands under `checks` is on the pages of the checks. */
function keysOf(schema: Schema, prefix = ''): [string, Schema][] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const resolved: Schema = {
      ...SCHEMA.$defs[property.$ref?.split('/').at(-1) ?? ''],
      ...property,
    };
    const key = prefix + name;
    if (name === 'checks') return [[key, resolved]];
    const inner = [...keysOf(resolved, `${key}.`), ...keysOf(resolved.items ?? {}, `${key}[].`)];
    return inner.length > 0 ? inner : [[key, resolved]];
  });
}

describe('docs/configuration.md', () => {
  it('names every key of the schema in its table, and no other', () => {
    const table = PAGE.split('<!-- keys -->')[1]?.split('<!-- /keys -->')[0] ?? '';
    const rows = [...table.matchAll(/^\| `([^`]+)` \|.*\| ([^|]*) \|$/gm)];
    const keys = keysOf(SCHEMA);
    expect(rows.map(([, key]) => key)).toEqual(keys.map(([key]) => key));
    expect(rows.map(([, , meaning]) => meaning)).toEqual(keys.map(([, key]) => key.description));
  });

  it('shows a configuration that is valid', () => {
    const [example = '', ...others] = blocksOf('configuration.md', 'yaml');
    expect(others).toEqual([]);
    const config = parseConfig(example, '.sgaudit.yaml', CHECK_IDS);
    expect(config.checks?.['unused-rule']).toEqual({ severity: 'error' });
    expect(config.overrides).toHaveLength(1);
  });

  it.each(CHECK_IDS)('links to a page whose settings of %s are valid', (id) => {
    for (const folder of ['checks', 'checks/zh-CN']) {
      const [settings = ''] = blocksOf(`${folder}/${id}.md`, 'yaml');
      expect(Object.keys(parseConfig(settings, '.sgaudit.yaml', CHECK_IDS).checks ?? {})).toEqual([
        id,
      ]);
    }
  });
});
