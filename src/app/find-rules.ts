import { basename, resolve } from 'node:path';
import { nearestOnes } from '../config/nearest.ts';
import { SgauditError } from '../model/problem.ts';
import type { Rule } from '../model/rule.ts';
import { describeGroup, describeRule } from '../model/rule-text.ts';
import type { Location } from '../model/source.ts';
import type { RulesRead } from './read-rules.ts';
import type { Target } from './target.ts';

const MOST_SUGGESTED = 3;

/**
 * The rules that a name means: a rule's key, its id (`sgr-…`), the address of its resource with or without indexes, the
 * address or id of its group, or `FILE:LINE` (relative to the working directory, the root module or the repository).
 * @throws SgauditError `no-such-rule`, with the names or places that come nearest
 */
export function findRules(name: string, { ruleSet, configuration }: RulesRead, target: Target) {
  const { rules } = ruleSet;
  const named = byName(name, rules);
  if (named.length > 0) return named;
  const place = /^(.+?):(\d+)(?::\d+)?$/.exec(name);
  if (place && !name.endsWith(']')) {
    return byPlace(place[1]!, Number(place[2]), rules, configuration.absolutePaths, target);
  }
  const known = rules.flatMap(({ key, ruleId, address, group }) =>
    [key, ruleId, address, address && withoutIndexes(address), group.address, group.id].filter(
      (each) => each !== null,
    ),
  );
  throw noSuchRule(`there is no rule "${name}"`, nearestOnes(name, known, MOST_SUGGESTED));
}

/** The first way of reading the name that means any rule. */
function byName(name: string, rules: readonly Rule[]): Rule[] {
  const ways: ((rule: Rule) => boolean)[] = [
    ({ key }) => key === name,
    ({ ruleId }) => ruleId === name,
    ({ address }) => address === name,
    // A shell takes the quotes of `web["a"]` away.
    ({ address }) => address?.replaceAll('"', '') === name,
    ({ address }) => address?.replace(/\[(?:\d+|"(?:[^"\\]|\\.)*")\]$/, '') === name,
    ({ address }) => address !== null && withoutIndexes(address) === name,
    ({ group }) => group.address === name || group.id === name,
  ];
  for (const means of ways) {
    const found = rules.filter(means);
    if (found.length > 0) return found;
  }
  return [];
}

function withoutIndexes(address: string): string {
  return address.replace(/\[(?:\d+|"(?:[^"\\]|\\.)*")\]/g, '');
}

function byPlace(
  file: string,
  line: number,
  rules: readonly Rule[],
  absolutePaths: ReadonlyMap<string, string>,
  target: Target,
): Rule[] {
  const named = [resolve(file), resolve(target.root, file), resolve(target.repositoryRoot, file)];
  const files = [
    ...new Set(
      rules.flatMap((rule) =>
        placesOf(rule)
          .flat()
          .map((one) => one.file),
      ),
    ),
  ];
  const shown = files.find((each) =>
    named.includes(absolutePaths.get(each) ?? resolve(target.repositoryRoot, each)),
  );
  if (shown === undefined) {
    const near = nearestOnes(file, [...files, ...files.map((each) => basename(each))], 2);
    throw noSuchRule(`no rule is written in ${file}`, near);
  }
  const holds = (place: Location): boolean =>
    place.file === shown && place.start.line <= line && line <= lastLine(place);
  for (let narrowness = 0; narrowness < NARROWNESSES; narrowness++) {
    const found = rules.filter((rule) => placesOf(rule)[narrowness]?.some(holds));
    if (found.length > 0) return found;
  }
  throw noSuchRule(`no rule stands at ${file}:${line}`, nearestLines(rules, shown, line, file));
}

const NARROWNESSES = 4;

/** Where a rule stands, from the narrowest to the widest: its peer, its other parts, its block, its resource. */
function placesOf({ location, via, source }: Rule): readonly (readonly Location[])[] {
  const parts = [source?.ports.literal, source?.protocol.literal].filter((one) => one != null);
  return [
    location ? [location] : [],
    [...via, ...parts],
    source ? [source.block] : [],
    source ? [source.resource] : [],
  ];
}

/** A block that ends where a line begins does not hold that line. */
function lastLine({ start, end }: Location): number {
  return end.column === 1 && end.line > start.line ? end.line - 1 : end.line;
}

function nearestLines(
  rules: readonly Rule[],
  shown: string,
  line: number,
  file: string,
): readonly string[] {
  const distance = ({ location }: Rule) => Math.abs((location?.start.line ?? 0) - line);
  return rules
    .filter(({ location }) => location?.file === shown)
    .sort((left, right) => distance(left) - distance(right))
    .slice(0, MOST_SUGGESTED)
    .map(
      (rule) =>
        `${file}:${rule.location?.start.line} (${describeRule(rule)} on ${describeGroup(rule.group)})`,
    );
}

function noSuchRule(what: string, near: readonly string[]): SgauditError {
  const hint = near.length > 0 ? `; nearest: ${near.join(', ')}` : '';
  return new SgauditError(
    'no-such-rule',
    `${what}${hint}. Give a resource address, a rule key, sgr-… or FILE:LINE; \`sgaudit show\` lists the rules`,
  );
}
