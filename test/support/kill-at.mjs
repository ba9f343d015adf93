// `NODE_OPTIONS=--import=…/kill-at.mjs`: a process that kills itself as kill -9 would, at a moment of its work on the rollup
// folder SGAUDIT_TEST_STORE. SGAUDIT_TEST_KILL_AT: `lock`, as it is about to be written; `read`, when what was read of some
// files is kept and more is about to be; `reading-named`, in the middle of naming it; `day-file`, when the first day
// lies there; `manifest`, when all days do and the manifest is about to name them; `named`, when it has.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { isMainThread } from 'node:worker_threads';

const { SGAUDIT_TEST_KILL_AT: moment, SGAUDIT_TEST_STORE: store = '' } = process.env;
const kill = () => process.kill(process.pid, 'SIGKILL');

if (isMainThread && moment) {
  const { open, rename, writeFile } = fs.promises;
  let kept = 0;
  fs.promises.open = async (path, ...rest) => {
    const isJournal = path === join(store, '.reading', 'journal');
    if (isJournal && ++kept === 2) {
      if (moment === 'read') kill();
      if (moment === 'reading-named') {
        fs.appendFileSync(path, '{"readings":[{"kind":"read"');
        kill();
      }
    }
    return open(path, ...rest);
  };
  fs.promises.writeFile = async (path, ...rest) => {
    if (moment === 'lock' && path === join(store, '.lock')) kill();
    await writeFile(path, ...rest);
  };
  fs.promises.rename = async (from, to) => {
    const isManifest = to === join(store, 'sgaudit-rollup.json');
    if (moment === 'manifest' && isManifest) kill();
    await rename(from, to);
    if (moment === 'named' && isManifest) kill();
  };
  syncBuiltinESMExports();
  if (moment === 'day-file') {
    const look = () => {
      const names = fs.existsSync(store) ? fs.readdirSync(store) : [];
      if (names.some((name) => name.startsWith('flows-'))) kill();
    };
    setInterval(look, 1).unref();
  }
}
