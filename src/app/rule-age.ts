import { dirname } from 'node:path';
import type { Config } from '../config/config.ts';
import type { Window } from '../model/rollup.ts';
import { git, namesNoProgram } from './git.ts';
import type { RulesRead } from './read-rules.ts';

/**
 * Rules whose lines were committed after the window began, with the day: they were not in force all the time.
 * Says nothing (an empty map) where git cannot tell: no repository, no git, or a configuration that would make
 * git run a program of the repository's. Lines of a root commit, or at the edge of a shallow clone, are at least
 * as old as that commit, so they do not count as young.
 */
export async function youngRules(
  rules: RulesRead,
  window: Window,
  config: Config,
): Promise<ReadonlyMap<string, string>> {
  const young = new Map<string, string>();
  if (config.evidence?.ruleAge === 'ignore') return young;
  const linesByFile = new Map<string, { key: string; line: number }[]>();
  for (const { key, location } of rules.ruleSet.rules) {
    if (!location) continue;
    const lines = linesByFile.get(location.file) ?? [];
    lines.push({ key, line: location.start.line });
    linesByFile.set(location.file, lines);
  }
  const trusted = new Map<string, Promise<boolean>>();
  for (const [file, lines] of linesByFile) {
    const path = rules.configuration.absolutePaths.get(file);
    const days = path ? await commitDays(path, trusted) : null;
    for (const { key, line } of days ? lines : []) {
      const day = days?.get(line);
      if (day && day > window.firstDay) young.set(key, day);
    }
  }
  return young;
}

/** The ages of rules in one run. A rule keeps the age that it had before `--fix` touched lines beside it. */
export class RuleAges {
  readonly #window: Window | null;
  readonly #config: Config;
  readonly #seen = new Set<string>();
  readonly #young = new Map<string, string>();

  /** Without a window no rule is young. */
  constructor(window: Window | null, config: Config) {
    this.#window = window;
    this.#config = config;
  }

  async of(rules: RulesRead): Promise<ReadonlyMap<string, string>> {
    const found = this.#window ? await youngRules(rules, this.#window, this.#config) : new Map();
    for (const { key } of rules.ruleSet.rules) {
      const day = found.get(key);
      if (day && !this.#seen.has(key)) this.#young.set(key, day);
      this.#seen.add(key);
    }
    return this.#young;
  }
}

/**
 * The day (UTC) on which each line of a file was committed; uncommitted lines have today. Null when git cannot tell.
 * `trusted` keeps what was found of each folder's repository, so that it is asked once and not for every file.
 */
async function commitDays(
  path: string,
  trusted: Map<string, Promise<boolean>>,
): Promise<ReadonlyMap<number, string> | null> {
  const folder = dirname(path);
  const known = trusted.get(folder) ?? namesNoProgram(folder);
  trusted.set(folder, known);
  if (!(await known)) return null;
  try {
    const { stdout } = await git(folder, 'blame', '--line-porcelain', '--', path);
    return readBlame(stdout);
  } catch {
    return null;
  }
}

/** Reads `git blame --line-porcelain`: https://git-scm.com/docs/git-blame#_the_porcelain_format */
export function readBlame(text: string): ReadonlyMap<number, string> {
  const days = new Map<number, string>();
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
    } else if (row.startsWith('\t') && day && !boundary) {
      days.set(line, day);
    }
  }
  return days;
}
