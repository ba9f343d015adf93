import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Config } from '@oclif/core';
import { COMMANDS } from '../../src/commands/index.ts';

// `node --import ./scripts/typescript.mjs test/support/command-process.ts lint …`: a command from source, in a process
// that a test may kill.
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const pjson = JSON.parse(readFileSync(`${ROOT}/package.json`, 'utf8'));
const { commands: _, ...oclif } = pjson.oclif;
const config = new Config({ root: ROOT, pjson: { ...pjson, oclif }, ignoreManifest: true });
await config.load();
const [name = '', ...argv] = process.argv.slice(2);
await COMMANDS[name as keyof typeof COMMANDS].run(argv, config);
