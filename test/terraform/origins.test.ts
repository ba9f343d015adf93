import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { PartOrigin, Rule, RuleSet } from '../../src/model/rule.ts';
import type { SourceRange } from '../../src/model/source.ts';
import { ruleSetOf } from '../../src/terraform/rules.ts';
import { loadText, peerText } from './rules/loading.ts';
import {
  type GeneratedRoot,
  generatedRoot,
  PLAIN_RECIPES,
  rootOf,
} from './support/generated-root.ts';

type Files = Readonly<Record<string, string>>;

function rulesOf(files: Files): RuleSet {
  const { 'main.tf': main = '', ...more } = files;
  const configuration = loadText(main, more);
  const set = ruleSetOf(configuration);
  expect(configuration.problems.map((problem) => problem.message)).toEqual([]);
  return set;
}

/** What a rule does; where its instance stands plays no part. */
function effect(rule: Rule): string {
  const { group, direction, protocol, fromPort, toPort } = rule;
  const resource = rule.address?.replace(/\[.*?\]$/, '');
  return [resource, group.address, direction, protocol, fromPort, toPort, peerText(rule)].join(' ');
}

/** What is in `left` and not in `right`, each as often as it is. */
function missing(left: readonly string[], right: readonly string[]): string[] {
  const rest = [...right];
  return left.filter((item) => {
    const at = rest.indexOf(item);
    if (at >= 0) rest.splice(at, 1);
    return at < 0;
  });
}

function partsOf(rule: Rule): readonly PartOrigin[] {
  return rule.source === null ? [] : [rule.source.peer, rule.source.ports, rule.source.protocol];
}

function placeOf(literal: string, files: Files): { file: string; start: number; end: number } {
  for (const [file, text] of Object.entries(files)) {
    const start = text.indexOf(literal);
    if (start >= 0) return { file, start, end: start + literal.length };
  }
  throw new Error(`${literal} stands nowhere`);
}

/** Another value of the same kind, of the same length, that stands nowhere else. */
function changed(literal: string): string {
  if (literal.includes('/')) return literal.replace(/^10/, '11');
  return literal.length === 5 ? literal.replace(/^1/, '2') : literal.replace(/^1/, '2');
}

interface Claims {
  /** Rules that say that the literal is what a person would edit. */
  readonly literally: readonly string[];
  /** Rules that were made from it, as far as they say. */
  readonly at_all: readonly string[];
}

function claims(set: RuleSet, place: ReturnType<typeof placeOf>): Claims {
  const covers = (range: SourceRange | null) =>
    range !== null &&
    range.file === place.file &&
    range.startOffset <= place.start &&
    place.end <= range.endOffset;
  // A text of which the literal is a part only, such as JSON, is claimed by all that comes from it.
  const isIt = (range: SourceRange | null) =>
    range !== null &&
    covers(range) &&
    range.endOffset - range.startOffset <= place.end - place.start + 2;
  const which = (test: (part: PartOrigin) => boolean) =>
    set.rules.filter((rule) => partsOf(rule).some(test)).map(effect);
  return {
    literally: which((part) => isIt(part.literal)),
    at_all: which((part) => [part.literal, ...part.inputs].some(covers)),
  };
}

/** Changes each literal of a root in turn. */
function checkOrigins({ files, literals }: GeneratedRoot): void {
  const before = rulesOf(files);
  expect(before.rules.every((rule) => rule.unresolved.length === 0)).toBe(true);
  for (const literal of literals) {
    const place = placeOf(literal, files);
    const text = files[place.file] ?? '';
    const edited = text.slice(0, place.start) + changed(literal) + text.slice(place.end);
    const after = rulesOf({ ...files, [place.file]: edited });
    const gone = missing(before.rules.map(effect), after.rules.map(effect));
    const { literally, at_all } = claims(before, place);
    expect({ literal, files, claimedWithoutEffect: missing(literally, gone) }).toEqual({
      literal,
      files,
      claimedWithoutEffect: [],
    });
    expect({ literal, files, changedWithoutClaim: missing(gone, at_all) }).toEqual({
      literal,
      files,
      changedWithoutClaim: [],
    });
    expect(gone.length).toBeGreaterThan(0);
  }
}

/** What stands at the place that a rule names is what the rule says. */
function checkTexts({ files }: GeneratedRoot): void {
  for (const rule of rulesOf(files).rules) {
    const literal = rule.source?.peer.literal;
    if (!literal || rule.peer.kind !== 'cidr') continue;
    const written = files[literal.file]?.slice(literal.startOffset, literal.endOffset) ?? '';
    expect(written).toContain(rule.peer.value.replace(/\/\d+$/, '').slice(0, 6));
    const line = files[literal.file]?.split('\n')[literal.start.line - 1] ?? '';
    expect(line.slice(literal.start.column - 1)).toContain(written.split('\n')[0] ?? '');
  }
}

describe('when a literal of a root is changed', () => {
  it.each(PLAIN_RECIPES.map((recipe) => [JSON.stringify(recipe), recipe] as const))(
    'exactly the rules that claim it change: %s',
    (_, recipe) => {
      const root = rootOf([recipe]);
      checkOrigins(root);
      checkTexts(root);
    },
  );

  it('exactly the rules that claim it change, in generated roots', () => {
    fc.assert(fc.property(generatedRoot, checkOrigins), { seed: 4711, numRuns: 300 });
  }, 60_000);

  it('the place that a rule names holds what the rule says, in generated roots', () => {
    fc.assert(fc.property(generatedRoot, checkTexts), { seed: 4712, numRuns: 100 });
  }, 60_000);
});
