import { execFileSync } from 'node:child_process';
import { dirname, isAbsolute, posix, relative, sep } from 'node:path';
import { SgauditError } from '../model/problem.ts';
import { type DirEntry, type FileReader, nodeFileReader } from '../terraform/files.ts';
import type { Target } from './target.ts';

interface TreeEntry {
  readonly kind: 'file' | 'link';
  readonly object: string;
}

/** A tree of git: entries by path, and the folders that hold them. Paths have `/` and no leading one. */
interface Tree {
  readonly entries: ReadonlyMap<string, TreeEntry>;
  readonly folders: ReadonlyMap<string, readonly DirEntry[]>;
}

const MOST_LINKS = 40;

/**
 * The files as they were at a commit, read as git's objects: nothing is checked out, and no hook, filter or text
 * conversion that a repository may name is run. What git ignores (installed modules, a developer's own
 * `terraform.tfvars`) is as it lies on the disk, and so are `alsoFromDisk`, unless the commit has them.
 * @throws SgauditError `base` when there is no git, no repository or no such commit
 */
export function baseFiles(
  { repositoryRoot, inGit }: Target,
  ref: string,
  alsoFromDisk: readonly string[],
): FileReader {
  if (ref.startsWith('-') || ref === '') {
    throw new SgauditError(
      'usage',
      `--base ${ref}: that is no commit; give a branch, tag or commit`,
    );
  }
  if (!inGit) {
    throw new SgauditError(
      'base',
      '--base needs a git repository, and PATH lies in none; use --plan',
    );
  }
  const git = gitIn(repositoryRoot);
  const commit = commitOf(git, ref);
  const tree = readTree(git('ls-tree', '-r', '-z', '--full-tree', commit).toString('utf8'));
  const isIgnored = ignoredPaths(git);
  const disk = nodeFileReader();
  const root = disk.realPath(repositoryRoot) ?? repositoryRoot;
  const contents = new Map<string, Buffer>();
  const kept = new Set(alsoFromDisk);

  /** The path inside of the repository; null for others. */
  const inside = (path: string): string | null => {
    for (const folder of [repositoryRoot, root]) {
      const way = relative(folder, path).split(sep).join('/');
      if (way !== '..' && !way.startsWith('../') && !isAbsolute(way)) return way;
    }
    return null;
  };
  const fromDisk = (path: string, way: string | null): boolean =>
    way === null ||
    (!tree.entries.has(way) && !tree.folders.has(way) && (isIgnored(way) || kept.has(path)));

  const objects = (wanted: readonly TreeEntry[]): void => {
    const missing = [...new Set(wanted.map(({ object }) => object))].filter(
      (id) => !contents.has(id),
    );
    for (const [id, content] of readObjects(git, missing)) contents.set(id, content);
  };
  const contentOf = (entry: TreeEntry): Buffer => {
    objects([entry]);
    return contents.get(entry.object)!;
  };

  /** The path with links followed; null where they lead nowhere. */
  const followed = (way: string): string | null => {
    let done = '';
    let rest = way.split('/').filter((part) => part !== '');
    for (let links = 0; rest.length > 0; ) {
      const [part = '', ...others] = rest;
      const at = posix.normalize(posix.join(done, part));
      const entry = tree.entries.get(at);
      rest = others;
      if (entry?.kind !== 'link') {
        done = at === '.' ? '' : at;
        continue;
      }
      links += 1;
      const to = contentOf(entry).toString('utf8');
      if (links > MOST_LINKS || posix.isAbsolute(to)) return null;
      rest = [...to.split('/').filter((step) => step !== ''), ...others];
    }
    return tree.entries.has(done) || tree.folders.has(done) ? done : null;
  };

  const bytes = (path: string): Buffer | null => {
    const way = inside(path);
    if (fromDisk(path, way)) return disk.readBytes(path) as Buffer | null;
    const entry = tree.entries.get(followed(way!) ?? '');
    if (!entry) return null;
    // Most likely its neighbours are asked for next.
    const folder = dirname(followed(way!)!);
    const near = (tree.folders.get(folder === '.' ? '' : folder) ?? []).flatMap(
      ({ name, kind }) => {
        const one = tree.entries.get(folder === '.' ? name : `${folder}/${name}`);
        return kind === 'file' && one && CONFIGURATION.test(name) ? [one] : [];
      },
    );
    objects([entry, ...near]);
    return contents.get(entry.object)!;
  };
  return {
    list(folder) {
      const way = inside(folder);
      if (fromDisk(folder, way)) return disk.list(folder);
      const at = followed(way!);
      const own = at === null ? undefined : tree.folders.get(at);
      if (!own) return null;
      const names = new Set(own.map(({ name }) => name));
      const ignored = (disk.list(folder) ?? []).filter(
        ({ name }) => !names.has(name) && isIgnored(way === '' ? name : `${way}/${name}`),
      );
      return [...own, ...ignored];
    },
    read: (path) => bytes(path)?.toString('utf8') ?? null,
    readBytes: bytes,
    realPath(path) {
      const way = inside(path);
      if (fromDisk(path, way)) return disk.realPath(path);
      const at = followed(way!);
      return at === null ? null : at === '' ? root : `${root}${sep}${at.split('/').join(sep)}`;
    },
  };
}

const CONFIGURATION = /\.(tf|tofu|tfvars)(\.json)?$/;

type Git = (command: string, ...args: readonly (string | { readonly input: string })[]) => Buffer;

function gitIn(folder: string): Git {
  return (command, ...args) => {
    const words = args.filter((arg) => typeof arg === 'string');
    const input = args.find((arg) => typeof arg === 'object')?.input;
    return execFileSync(
      'git',
      // What a repository's own configuration could make these commands run or fetch.
      [
        '-C',
        folder,
        '-c',
        'core.fsmonitor=false',
        '-c',
        'core.hooksPath=/dev/null',
        '-c',
        'protocol.allow=never',
        command,
        ...words,
      ],
      {
        maxBuffer: 1024 * 1024 * 1024,
        stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
        ...(input === undefined ? {} : { input }),
        env: {
          ...process.env,
          GIT_OPTIONAL_LOCKS: '0',
          GIT_NO_LAZY_FETCH: '1',
          GIT_TERMINAL_PROMPT: '0',
          LC_ALL: 'C',
        },
      },
    );
  };
}

function commitOf(git: Git, ref: string): string {
  try {
    const found = git('rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`);
    return found.toString('utf8').trim();
  } catch (error) {
    const { code, stderr } = error as NodeJS.ErrnoException & { readonly stderr?: Buffer };
    if (code === 'ENOENT')
      throw new SgauditError('base', '--base needs git, which is not there; use --plan');
    const said = stderr?.toString('utf8').trim().split('\n')[0] ?? '';
    throw new SgauditError(
      'base',
      `--base ${ref}: there is no such commit here${said ? ` (git: ${said})` : ''}; fetch it first (in a shallow clone: git fetch origin ${ref})`,
    );
  }
}

/** Reads `git ls-tree -r -z`: `MODE TYPE OBJECT\tPATH`. Submodules are left out: their files are not here. */
function readTree(text: string): Tree {
  const entries = new Map<string, TreeEntry>();
  const folders = new Map<string, Map<string, DirEntry>>([['', new Map()]]);
  const put = (path: string, kind: DirEntry['kind']): void => {
    const parent = dirname(path) === '.' ? '' : dirname(path);
    if (!folders.has(parent)) {
      folders.set(parent, new Map());
      put(parent, 'folder');
    }
    folders.get(parent)!.set(posix.basename(path), { name: posix.basename(path), kind });
  };
  for (const row of text.split('\0')) {
    const match = /^(\d+) blob ([0-9a-f]+)\t(.+)$/s.exec(row);
    if (!match) continue;
    const [, mode, object = '', path = ''] = match;
    const kind = mode === '120000' ? 'link' : 'file';
    entries.set(path, { kind, object });
    put(path, kind);
  }
  return {
    entries,
    folders: new Map([...folders].map(([path, held]) => [path, [...held.values()].sort(byName)])),
  };
}

function byName(left: DirEntry, right: DirEntry): number {
  return Buffer.compare(Buffer.from(left.name), Buffer.from(right.name));
}

/** What git ignores; `.terraform` in any case, which is Terraform's own. */
function ignoredPaths(git: Git): (path: string) => boolean {
  const listed = git(
    'ls-files',
    '--others',
    '--ignored',
    '--exclude-standard',
    '--directory',
    '-z',
    '--full-name',
  );
  const paths = listed
    .toString('utf8')
    .split('\0')
    .filter((path) => path !== '');
  const files = new Set(paths.filter((path) => !path.endsWith('/')));
  const folders = new Set(
    paths.filter((path) => path.endsWith('/')).map((path) => path.slice(0, -1)),
  );
  return (path) => {
    if (files.has(path)) return true;
    for (let at = path; at !== '.' && at !== '/'; at = dirname(at)) {
      if (folders.has(at) || posix.basename(at) === '.terraform') return true;
    }
    return false;
  };
}

/** Reads `git cat-file --batch`: `OBJECT blob SIZE\n`, the bytes, `\n`. */
function* readObjects(git: Git, ids: readonly string[]): Generator<readonly [string, Buffer]> {
  if (ids.length === 0) return;
  const output = git('cat-file', '--batch', { input: `${ids.join('\n')}\n` });
  let at = 0;
  for (const id of ids) {
    const end = output.indexOf(0x0a, at);
    const size = Number(output.toString('latin1', at, end).split(' ')[2]);
    if (!Number.isSafeInteger(size)) {
      throw new SgauditError(
        'base',
        `git does not hold the object ${id} of the base; fetch all of it (git fetch --refetch)`,
      );
    }
    yield [id, output.subarray(end + 1, end + 1 + size)];
    at = end + 1 + size + 1;
  }
}
