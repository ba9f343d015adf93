import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

/** The newest Trino that the Maven repository has as a tarball. */
const VERSION = '476';
const LEAST_JAVA = 24;
/** What the tests ask; a whole Trino is five times as large. */
const PLUGINS = ['hive', 'memory', 'tpch', 'spooling-filesystem'];

export type TrinoHome = UnpackedTrino | RunningTrino;

/** A Trino that is unpacked on this machine, and the Java that it runs with. */
export interface UnpackedTrino {
  readonly kind: 'unpacked';
  readonly folder: string;
  readonly java: string;
}

/** A Trino that runs already, as `test/support/compose/compose.yaml` has one. */
export interface RunningTrino {
  readonly kind: 'running';
  readonly url: string;
  /** Its catalog `hive` reads `local:///…` from here. */
  readonly files: string;
}

/** The one that runs (SGAUDIT_TRINO_URL, SGAUDIT_TRINO_FILES), else one to start; null where there is none. */
export function findTrino(): TrinoHome | null {
  const { SGAUDIT_TRINO_URL: url, SGAUDIT_TRINO_FILES: files } = process.env;
  return url && files ? { kind: 'running', url, files } : findUnpackedTrino();
}

/**
 * SGAUDIT_TRINO_HOME, else the tarball in the local Maven repository (`.ci/run` puts it there), unpacked once into the
 * temporary folder. Null where one of both is missing.
 */
export function findUnpackedTrino(): UnpackedTrino | null {
  const java = findJava();
  const folder = java === null ? null : (process.env.SGAUDIT_TRINO_HOME ?? unpacked());
  return java !== null && folder !== null && existsSync(join(folder, 'bin', 'launcher'))
    ? { kind: 'unpacked', folder, java }
    : null;
}

/** Why the tests that need a Trino do not run; for their names. */
export const NO_TRINO =
  'skipped: no Trino (SGAUDIT_TRINO_URL, SGAUDIT_TRINO_HOME, or trino-server in the Maven repository, and Java 24 or later)';

function findJava(): string | null {
  const machines = '/usr/lib/jvm';
  const installed = existsSync(machines)
    ? readdirSync(machines).map((name) => join(machines, name))
    : [];
  const homes = [process.env.JAVA_HOME, ...installed].filter((home) => home !== undefined);
  return homes.find((home) => javaVersion(home) >= LEAST_JAVA) ?? null;
}

function javaVersion(home: string): number {
  const release = join(home, 'release');
  if (!existsSync(release)) return 0;
  return Number(/^JAVA_VERSION="(\d+)/m.exec(readFileSync(release, 'utf8'))?.[1] ?? 0);
}

function unpacked(): string | null {
  const folder = join(tmpdir(), `sgaudit-trino-${VERSION}-${PLUGINS.length}`);
  if (existsSync(folder)) return folder;
  const repository = process.env.SGAUDIT_MAVEN_REPOSITORY ?? join(homedir(), '.m2', 'repository');
  const name = `trino-server-${VERSION}`;
  const tarball = join(repository, 'io', 'trino', 'trino-server', VERSION, `${name}.tar.gz`);
  if (!existsSync(tarball)) return null;
  const scratch = `${folder}.${process.pid}`;
  mkdirSync(scratch, { recursive: true });
  try {
    // All of it: plugins are hard links to each other.
    const { status } = spawnSync('tar', ['-xzf', tarball, '-C', scratch], { stdio: 'ignore' });
    if (status !== 0) return null;
    const plugins = join(scratch, name, 'plugin');
    for (const plugin of readdirSync(plugins)) {
      if (!PLUGINS.includes(plugin)) rmSync(join(plugins, plugin), { recursive: true });
    }
    renameSync(join(scratch, name), folder);
  } catch (error) {
    // Another test file was faster.
    if (!existsSync(folder)) throw error;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return folder;
}
