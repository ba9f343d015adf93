import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/**
 * DuckDB's packages, loaded as the CommonJS that they are: `import` would first scan their sources for the names that
 * they export, which takes longer than to run them.
 */
export const duckdb = require('@duckdb/node-api') as typeof import('@duckdb/node-api');
/** Of the C interface. */
export const bindings = require('@duckdb/node-bindings') as typeof import('@duckdb/node-bindings');
