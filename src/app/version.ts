import { readFileSync } from 'node:fs';

interface Manifest {
  readonly version: string;
}

const MANIFEST = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as Manifest;

export const TOOL_VERSION: string = MANIFEST.version;
