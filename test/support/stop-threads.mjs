// Begins the rollup of a folder with three threads and stops it at several moments; prints how each run ended.
// Usage: node stop-threads.mjs DIST FOLDER
import { pathToFileURL } from 'node:url';

const [dist, folder] = process.argv.slice(2);
const { buildRollup } = await import(pathToFileURL(`${dist}/flowlogs/rollup.js`).href);
const ends = [];
for (const afterMs of [0, 20, 50, 80, 110, 140, 170, 200]) {
  const controller = new AbortController();
  let timer = null;
  const onProgress = () => {
    timer ??= setTimeout(() => controller.abort(), afterMs);
  };
  try {
    const rollup = await buildRollup({
      ...{ inputs: [folder], logFormat: null, store: null, inventoryAddresses: new Map() },
      ...{ threads: 3, signal: controller.signal, onProgress },
    });
    await rollup.close();
    ends.push('whole');
  } catch (error) {
    ends.push(error.name);
  }
  clearTimeout(timer);
}
console.log(JSON.stringify(ends));
