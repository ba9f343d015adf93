// Copies the examples of the checks beside their compiled code: `sgaudit checks ID` shows them. Part of the build.
import { cpSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const from = fileURLToPath(new URL('../src/lint/checks', import.meta.url));
const to = fileURLToPath(new URL('../dist/lint/checks', import.meta.url));
for (const id of readdirSync(from)) {
  cpSync(`${from}/${id}/examples`, `${to}/${id}/examples`, { recursive: true });
}
