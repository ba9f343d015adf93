// Deliberate faults, each of which a test must notice.   node scripts/mutate.mjs [name-or-folder-part …]
// The faults are data: test/mutations/*.json, each { name, file, search, replace, test }. They are made in a copy.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const project = fileURLToPath(new URL('..', import.meta.url));
const folder = join(project, 'test/mutations');
const wanted = process.argv.slice(2);
const faults = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .sort()
  .flatMap((list) =>
    JSON.parse(readFileSync(join(folder, list), 'utf8')).map((fault) => ({ list, ...fault })),
  )
  .filter(
    ({ list, name, file }) =>
      wanted.length === 0 || wanted.some((part) => `${list} ${name} ${file}`.includes(part)),
  );

const copy = mkdtempSync(join(tmpdir(), 'sgaudit-mutations-'));
try {
  copyProject();
  // A test that fails anyway notices nothing.
  if (!passes(...new Set(faults.map(({ test }) => test)))) {
    throw new Error('the tests named in test/mutations fail without any fault');
  }
  let missed = 0;
  console.log('| fault | file | noticed by | |\n| --- | --- | --- | --- |');
  for (const fault of faults) {
    const verdict = tryFault(fault);
    if (verdict !== 'caught') missed += 1;
    console.log(`| ${fault.name} | ${fault.file} | ${fault.test} | ${verdict} |`);
  }
  console.log(`\n${faults.length - missed} of ${faults.length} faults caught`);
  if (missed > 0 || faults.length === 0) process.exitCode = 1;
} finally {
  rmSync(copy, { recursive: true, force: true });
}

/** What git knows of, changes included; the packages are those of the project. */
function copyProject() {
  const known = execFileSync('git', ['ls-files', '-z', '-co', '--exclude-standard'], {
    cwd: project,
    encoding: 'utf8',
  });
  for (const file of known.split('\0').filter((name) => existsSync(join(project, name)))) {
    if (file !== '') cpSync(join(project, file), join(copy, file));
  }
  symlinkSync(join(project, 'node_modules'), join(copy, 'node_modules'), 'dir');
}

function tryFault({ file, search, replace, test }) {
  const path = join(copy, file);
  const text = readFileSync(path, 'utf8');
  if (text.split(search).length !== 2) return 'STALE: its text does not occur exactly once';
  writeFileSync(
    path,
    text.replace(search, () => replace),
  );
  try {
    return passes(test) ? 'NOT CAUGHT' : 'caught';
  } finally {
    writeFileSync(path, text);
  }
}

function passes(...tests) {
  const { status } = spawnSync(
    process.execPath,
    ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js', '--runTestsByPath', ...tests],
    { cwd: copy, stdio: 'ignore' },
  );
  return status === 0;
}
