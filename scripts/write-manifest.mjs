// Writes oclif.manifest.json, from which oclif knows the commands without loading their code. Part of the build.
import { rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Config } from '@oclif/core';

const root = fileURLToPath(new URL('..', import.meta.url));
// oclif reads an old one even where it is told to ignore it, and then knows no new command.
rmSync(`${root}/oclif.manifest.json`, { force: true });
const config = await Config.load({ root, ignoreManifest: true });
const plugin = config.plugins.get('sgaudit');
if (!plugin) throw new Error('oclif found no plugin; was the project built?');
writeFileSync(`${root}/oclif.manifest.json`, JSON.stringify(plugin.manifest));
