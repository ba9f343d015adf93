import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { SgauditError } from '../model/problem.ts';
import { filesOfTar, safePath } from '../run-task/archive.ts';

const unzip = promisify(gunzip);

/** Unpacked, a configuration may have so many times its packed limit. */
const EXPANSION = 5;

export interface RunFiles {
  /** The root module. */
  readonly path: string;
  readonly plan: string;
  /** The folder of both, which no message should name. */
  readonly folder: string;
}

/**
 * Lays a run's plan and configuration on disk for as long as they are read. Only this user may read them, for they may
 * hold secrets.
 * @throws SgauditError `run-task-archive`
 */
export async function withRunFiles<T>(
  run: {
    readonly plan: Buffer;
    /** A tar archive by gzip. */
    readonly configuration: Buffer;
    /** Within the configuration; empty for its top. */
    readonly workingDirectory: string;
    readonly mostBytes: number;
  },
  work: (files: RunFiles) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'sgaudit-run-task-'));
  try {
    const plan = join(folder, 'plan.json');
    await writeFile(plan, run.plan, { mode: 0o600 });
    const code = join(folder, 'code');
    // The top of the repository: modules may lie beside the root module, and nothing above is looked at.
    await mkdir(join(code, '.git'), { recursive: true });
    const tar = await unzip(run.configuration, {
      maxOutputLength: run.mostBytes * EXPANSION,
    }).catch(() => {
      throw new SgauditError(
        'run-task-archive',
        'the configuration’s archive is damaged, or too large',
      );
    });
    for (const { path, content } of filesOfTar(tar)) {
      if (path === '.git' || path.startsWith('.git/')) continue;
      const target = join(code, path);
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, content, { mode: 0o600 });
    }
    const below = run.workingDirectory.replace(/^\/+|\/+$/g, '');
    const root = below === '' ? '' : safePath(below);
    if (root === null) {
      throw new SgauditError(
        'run-task-archive',
        'the working directory leads out of the configuration',
      );
    }
    return await work({ path: join(code, root), plan, folder });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
