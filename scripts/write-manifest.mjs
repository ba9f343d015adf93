// Writes oclif.manifest.json, from which oclif knows the commands without loading their code. Part of the build.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Config } from '@oclif/core';

const root = fileURLToPath(new URL('..', import.meta.url));
const config = await Config.load({ root, ignoreManifest: true });
const plugin = config.plugins.get('sgaudit');
if (!plugin) throw new Error('oclif found no plugin; was the project built?');
writeFileSync(`${root}/oclif.manifest.json`, JSON.stringify(plugin.manifest));
