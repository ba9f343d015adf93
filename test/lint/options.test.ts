import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { CHECK_IDS, CHECKS } from '../../src/lint/index.ts';
import { lintOptions } from '../../src/lint/options.ts';

const SCHEMA = JSON.parse(readFileSync('schema/config-v1.schema.json', 'utf8'));

/** Options by name with their defaults, as the configuration's schema has them. */
function schemaOptions(id: string): Record<string, unknown> {
  const name = SCHEMA.$defs.checks.properties[id].$ref.split('/').at(-1);
  const { severity: _, ...options } = SCHEMA.$defs[name].properties;
  return Object.fromEntries(
    Object.entries(options).map(([key, value]) => [key, (value as { default: unknown }).default]),
  );
}

describe('the options of checks', () => {
  it.each(CHECK_IDS)('of %s are the same on its page and in the schema', (id) => {
    const { options } = CHECKS[id];
    const onPage = Object.fromEntries(
      options.map((option) => [option.name, parse(option.default)]),
    );
    expect(onPage).toEqual(schemaOptions(id));
  });

  it('hold without a configuration as if the defaults were written there', () => {
    const written = Object.fromEntries(CHECK_IDS.map((id) => [id, schemaOptions(id)]));
    expect(lintOptions(written)).toEqual(lintOptions({}));
  });
});
