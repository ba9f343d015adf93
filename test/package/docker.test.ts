import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { ROOT } from '../support/action/action.ts';
import { copyOf, type Instruction, readDockerfile } from '../support/dockerfile.ts';

const [build, image] = readDockerfile();
const all = [...(build?.instructions ?? []), ...(image?.instructions ?? [])];
const of = (keyword: string, instructions: readonly Instruction[] = image?.instructions ?? []) =>
  instructions.filter((each) => each.keyword === keyword);

/** What `.dockerignore` lets through: it names all that it does. */
const allowed = readFileSync(`${ROOT}/.dockerignore`, 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('!'))
  .map((line) => line.slice(1));

describe('the Dockerfile', () => {
  it('builds in one stage and ships another, on slim images of one release', () => {
    expect(build?.name).toBe('build');
    expect(image?.name).toBeNull();
    expect(image?.image).toMatch(/^node:\d+-[a-z]+-slim$/);
    expect(build?.image).toBe(image?.image);
  });

  it('does not run as root', () => {
    const last = of('USER').at(-1)?.text ?? '';
    expect(last).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    const after = image?.instructions.slice(image.instructions.indexOf(of('USER')[0]!) + 1);
    expect(after?.map(({ keyword }) => keyword)).toEqual(['ENTRYPOINT', 'CMD']);
  });

  it('starts without a shell, so that signals arrive', () => {
    expect(JSON.parse(of('ENTRYPOINT')[0]?.text ?? '')).toEqual([
      'node',
      '/opt/sgaudit/bin/run.js',
    ]);
    expect(JSON.parse(of('CMD')[0]?.text ?? '')).toEqual(['--help']);
  });

  it('takes nothing from the network but packages, and leaves no lists of them', () => {
    expect(of('ADD', all)).toEqual([]);
    expect(of('ARG', all)).toEqual([]);
    for (const { text } of of('RUN', all)) {
      expect(text).not.toMatch(/curl|wget|sudo|latest/);
      if (text.includes('apt-get install')) {
        expect(text).toMatch(
          /^apt-get update && .*--no-install-recommends.*rm -rf \/var\/lib\/apt\/lists\/\*/,
        );
      }
    }
  });

  it('copies what there is, by name, and .dockerignore lets it through', () => {
    const copies = of('COPY', all)
      .map(copyOf)
      .filter(({ from }) => from === null);
    const sources = copies.flatMap((each) => each.sources);
    expect(sources).not.toContain('.');
    for (const source of sources) expect(existsSync(join(ROOT, source))).toBe(true);
    expect(new Set(sources.map((source) => source.replace('./', '')))).toEqual(new Set(allowed));
  });
});

describe('what the Dockerfile would make', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sgaudit-docker-'));
  const work = join(folder, 'build');
  const final = join(folder, 'image');
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** No engine is needed: the files that each stage has, and the commands that it runs, are those of the Dockerfile. */
  it('builds from the files that it copies, and runs', async () => {
    mkdirSync(work);
    symlinkSync(join(ROOT, 'node_modules'), join(work, 'node_modules'));
    for (const instruction of build?.instructions ?? []) {
      const { keyword, text } = instruction;
      if (keyword === 'COPY') {
        const { sources, target } = copyOf(instruction);
        for (const source of sources) {
          const isFolder = target.endsWith('/');
          cpSync(join(ROOT, source), join(work, isFolder ? basename(source) : target), {
            recursive: true,
          });
        }
      } else if (keyword === 'RUN') {
        // Packages are those of this checkout.
        const commands = text.split(' && ').filter((each) => !/^npm (ci|prune)/.test(each));
        for (const command of commands) await execa(command, { cwd: work, shell: true });
      }
    }
    for (const instruction of of('COPY')) {
      const { from, sources, target } = copyOf(instruction);
      for (const source of sources) {
        const path = from === 'build' ? source.replace('/build', work) : join(ROOT, source);
        const place = target === './' ? join(final, basename(source)) : resolve(final, target);
        cpSync(path, place, { recursive: true, verbatimSymlinks: true });
      }
    }
    const run = (...argv: string[]) =>
      execa('node', [join(final, 'bin/run.js'), ...argv], { cwd: ROOT, reject: false });
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect((await run('--version')).stdout).toContain(`sgaudit/${version}`);
    const { stdout, exitCode } = await run('lint', 'examples/terraform', '--format', 'json');
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout).findings.length).toBeGreaterThan(0);
  }, 180_000);
});
