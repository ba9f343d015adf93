import { dirname } from 'node:path';
import type { Config } from '../config/config.ts';
import type { Window } from '../model/rollup.ts';
import type { Rule } from '../model/rule.ts';
import { git, namesNoProgram } from './git.ts';
import type { RulesRead } from './read-rules.ts';
import { findRepository } from './target.ts';

/** What the history says of when rules came into force; a rule that neither names was written before the window. */
export interface Ages {
  /** The day on which the newest of a rule's lines was committed, by rule key: it lies in the window. */
  readonly young: ReadonlyMap<string, string>;
  /** Keys of rules with lines of which the history, where there is one, does not say since when they are there. */
  readonly unknown: ReadonlySet<string>;
}

/**
 * Asks git for the lines that make each rule: peer, ports, protocol, the heads of its blocks, and what leads there.
 * Where there is no repository nothing is known and nothing is said. Not known is also what lies beyond the edge of a
 * shallow clone, or in a repository whose configuration would make git run a program of its own.
 * Lines of a root commit are at least as old as that commit, so they do not count as young.
 */
export async function ruleAges(rules: RulesRead, window: Window, config: Config): Promise<Ages> {
  const young = new Map<string, string>();
  const unknown = new Set<string>();
  if (config.evidence?.ruleAge === 'ignore') return { young, unknown };
  const places = new Map(rules.ruleSet.rules.map((rule) => [rule.key, linesOf(rule)]));
  const files = [...new Set([...places.values()].flat().map(({ file }) => file))];
  const histories = await historiesOf(files, rules.configuration.absolutePaths);
  for (const [key, lines] of places) {
    const commits = lines.flatMap(({ file, line }) => histories.get(file)?.commits.get(line) ?? []);
    const isClosed = lines.some(({ file }) => histories.get(file)?.isClosed);
    const later = commits.filter(({ day }) => day > window.firstDay);
    const days = later.filter(({ edge }) => edge === null).map(({ day }) => day);
    const newest = days.sort().at(-1);
    if (newest !== undefined) young.set(key, newest);
    else if (isClosed || later.some(({ edge }) => edge === 'shallow')) unknown.add(key);
  }
  return { young, unknown };
}

/** The ages of rules in one run. A rule keeps the age that it had before `--fix` touched lines beside it. */
export class RuleAges {
  readonly #window: Window | null;
  readonly #config: Config;
  readonly #seen = new Set<string>();
  readonly #young = new Map<string, string>();
  readonly #unknown = new Set<string>();

  /** Without a window no rule is young. */
  constructor(window: Window | null, config: Config) {
    this.#window = window;
    this.#config = config;
  }

  async of(rules: RulesRead): Promise<Ages> {
    const found = this.#window ? await ruleAges(rules, this.#window, this.#config) : null;
    for (const { key } of rules.ruleSet.rules) {
      const day = found?.young.get(key);
      if (day && !this.#seen.has(key)) this.#young.set(key, day);
      if (found?.unknown.has(key) && !this.#seen.has(key)) this.#unknown.add(key);
      this.#seen.add(key);
    }
    return { young: this.#young, unknown: this.#unknown };
  }
}

interface Line {
  readonly file: string;
  readonly line: number;
}

function linesOf({ location, source, via }: Rule): Line[] {
  const parts = source === null ? [] : [source.peer, source.ports, source.protocol];
  const places = [
    ...(location === null ? [] : [location]),
    ...(source === null ? [] : [source.block, source.resource]),
    ...via,
    ...parts.flatMap((part) => [...part.inputs, ...part.via]),
  ];
  return places.map(({ file, start }) => ({ file, line: start.line }));
}

/** Processes that run beside each other. */
const AT_ONCE = 4;

async function historiesOf(
  files: readonly string[],
  paths: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, History>> {
  const trusted = new Map<string, Promise<Repository | null>>();
  const histories = new Map<string, History>();
  const rest = [...files];
  const work = async (): Promise<void> => {
    for (let file = rest.pop(); file !== undefined; file = rest.pop()) {
      const path = paths.get(file);
      if (path !== undefined) histories.set(file, await historyOf(path, trusted));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return histories;
}

/** What git tells of a file. */
interface History {
  readonly commits: ReadonlyMap<number, LineCommit>;
  /** The file lies in a repository that is not asked, or does not answer. */
  readonly isClosed: boolean;
}

export interface LineCommit {
  /** UTC; uncommitted lines have today. */
  readonly day: string;
  /** The line is at least as old as the day: its history ends there. */
  readonly edge: 'root' | 'shallow' | null;
}

interface Repository {
  readonly shallow: boolean;
}

/** `trusted` keeps what was found of each folder's repository, so that it is asked once and not for every file. */
async function historyOf(
  path: string,
  trusted: Map<string, Promise<Repository | null>>,
): Promise<History> {
  const folder = dirname(path);
  const known = trusted.get(folder) ?? trustedRepository(folder);
  trusted.set(folder, known);
  const repository = await known;
  if (repository === null) return { commits: new Map(), isClosed: findRepository(folder) !== null };
  try {
    const { stdout } = await git(folder, 'blame', '--line-porcelain', '--', path);
    return { commits: readBlame(stdout, repository.shallow), isClosed: false };
  } catch {
    // Git does not track the file.
    return { commits: new Map(), isClosed: false };
  }
}

/** Null where there is no repository or no git, or where the repository's configuration names programs. */
async function trustedRepository(folder: string): Promise<Repository | null> {
  if (!(await namesNoProgram(folder))) return null;
  try {
    const { stdout } = await git(folder, 'rev-parse', '--is-shallow-repository');
    return { shallow: stdout.trim() === 'true' };
  } catch {
    return null;
  }
}

/** Reads `git blame --line-porcelain`: https://git-scm.com/docs/git-blame#_the_porcelain_format */
export function readBlame(text: string, shallow = false): ReadonlyMap<number, LineCommit> {
  const lines = new Map<number, LineCommit>();
  let line = 0;
  let day: string | null = null;
  let boundary = false;
  for (const row of text.split('\n')) {
    const header = /^[0-9a-f]{40,64} \d+ (\d+)/.exec(row);
    if (header) {
      line = Number(header[1]);
      day = null;
      boundary = false;
    } else if (row.startsWith('committer-time ')) {
      day = new Date(Number(row.slice(15)) * 1000).toISOString().slice(0, 10);
    } else if (row === 'boundary') {
      boundary = true;
    } else if (row.startsWith('\t') && day) {
      lines.set(line, { day, edge: boundary ? (shallow ? 'shallow' : 'root') : null });
    }
  }
  return lines;
}
