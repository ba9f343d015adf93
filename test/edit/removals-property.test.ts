import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readRules } from '../../src/app/read-rules.ts';
import { unifiedDiff } from '../../src/edit/patch.ts';
import { proposeRemovals } from '../../src/edit/removals.ts';
import type { Rule } from '../../src/model/rule.ts';
import { describeGroup, describePeer, describeRule } from '../../src/model/rule-text.ts';
import { type World, worlds } from './support/styles.ts';

const RUNS = Number(process.env.SGAUDIT_RUNS ?? 40);
/** So many characters at the end of a file hold its last CIDR. */
const LAST_THING = 150;
const top = mkdtempSync(join(tmpdir(), 'sgaudit-property-'));
afterAll(() => rmSync(top, { recursive: true, force: true }));

function write(files: ReadonlyMap<string, string>): string {
  const root = mkdtempSync(join(top, 'root-'));
  for (const [path, text] of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

function read(root: string) {
  return readRules({ root, repositoryRoot: root, display: '.', inGit: false }, { path: root });
}

const facts = (rule: Rule) =>
  `${rule.address} ${describeGroup(rule.group)} ${describeRule(rule)} ${rule.description}`;

async function removalsOf(root: string, { going }: World, reversed = false) {
  const { configuration, ruleSet, reload } = read(root);
  const asked = ruleSet.rules.filter(({ peer }) => going.includes(describePeer(peer)));
  const ruleKeys = asked.map(({ key }) => key);
  if (reversed) ruleKeys.reverse();
  const result = await proposeRemovals({ configuration, ruleSet, reload, ruleKeys });
  return { ...result, rules: ruleSet.rules };
}

/** `after` is `before` with stretches cut out; blanks do not count, and `[]` may stand where all elements went. */
function isCutOf(before: string, after: string): boolean {
  const bare = (text: string) => text.replace(/[\s,]+/g, '');
  const [whole, rest] = [bare(before), bare(after).replace(/(ingress=)?\[\]/g, '')];
  let at = 0;
  for (const character of whole) if (rest[at] === character) at++;
  return at === rest.length;
}

describe('any removals from any configuration', () => {
  const shares = { offered: 0, asked: 0 };

  it('leave the old rules minus exactly these, and the rest of the text as it was', async () => {
    await fc.assert(
      fc.asyncProperty(worlds, async (world) => {
        const root = write(world.files);
        const { rules, removals, together, after } = await removalsOf(root, world);
        shares.asked += removals.length;
        shares.offered += together.length;

        // What was asked and is not removed has a reason.
        for (const { fix, refused } of removals) expect(fix === null).toBe(refused !== null);

        for (const [path, text] of after) writeFileSync(join(root, path), text);
        const left = rules.filter(({ key }) => !together.includes(key));
        expect(read(root).ruleSet.rules.map(facts).sort()).toEqual(left.map(facts).sort());

        for (const [path, before] of world.files) {
          const now = after.get(path) ?? before;
          expect(isCutOf(before, now)).toBe(true);
          // Line breaks stay as they were, and so does the want of one where what is last stays.
          if (before.includes('\r\n')) expect(now.replaceAll('\r\n', '')).not.toContain('\n');
          else expect(now).not.toContain('\r');
          if (now.trimEnd().endsWith(before.trimEnd().slice(-LAST_THING))) {
            expect(/\n$/.test(now)).toBe(/\n$/.test(before));
          }
        }
        // Whatever was said of a rule that stays is still said.
        const staying = new Set(left.map(({ peer }) => describePeer(peer)));
        const texts = [...new Map([...world.files, ...after]).values()].join('\n');
        const original = [...world.files.values()].join('\n');
        for (const cidr of world.cidrs) {
          const count = (text: string) => text.split(cidr).length - 1;
          if (staying.has(cidr)) expect(count(texts)).toBe(count(original));
          // A variable may keep what a resource that went took from it.
          else expect(count(texts)).toBeLessThanOrEqual(count(original));
        }
        for (const [marker] of original.matchAll(/# After this comes \w+\./g)) {
          expect(texts).toContain(marker);
        }
        rmSync(root, { recursive: true });
      }),
      { numRuns: RUNS },
    );
    // Otherwise nothing was tested.
    expect(shares.offered / shares.asked).toBeGreaterThan(0.9);
  }, 120_000);

  it('make the same edits in whatever order they are asked; once made, there is nothing left to make', async () => {
    await fc.assert(
      fc.asyncProperty(worlds, async (world) => {
        const root = write(world.files);
        const [first, second] = [
          await removalsOf(root, world),
          await removalsOf(root, world, true),
        ];
        expect(new Map([...second.after].sort())).toEqual(new Map([...first.after].sort()));
        for (const [path, text] of first.after) writeFileSync(join(root, path), text);
        const again = await removalsOf(root, world);
        expect(again.together).toEqual([]);
        expect(again.after.size).toBe(0);
        rmSync(root, { recursive: true });
      }),
      { numRuns: Math.ceil(RUNS / 3) },
    );
  }, 120_000);

  it('are undone by git, byte for byte', async () => {
    await fc.assert(
      fc.asyncProperty(worlds, async (world) => {
        const root = write(world.files);
        const { after } = await removalsOf(root, world);
        if (after.size === 0) return;
        for (const [path, text] of after) writeFileSync(join(root, path), text);
        const undo = unifiedDiff(
          [...after].map(([path, text]) => ({
            path,
            before: text,
            after: world.files.get(path) ?? '',
          })),
        );
        execFileSync('git', ['apply', '--whitespace=nowarn', '-'], { cwd: root, input: undo });
        for (const [path, text] of world.files) {
          expect(readFileSync(join(root, path), 'utf8')).toBe(text);
        }
        rmSync(root, { recursive: true });
      }),
      { numRuns: RUNS },
    );
  }, 120_000);

  it('are each proved alone as well: its own edits take out that rule', async () => {
    await fc.assert(
      fc.asyncProperty(worlds, async (world) => {
        const root = write(world.files);
        const { rules, removals } = await removalsOf(root, world);
        for (const { ruleKey, fix } of removals) {
          if (!fix) continue;
          const texts = new Map(world.files);
          for (const edit of [...fix.edits].sort((a, b) => b.startOffset - a.startOffset)) {
            const text = texts.get(edit.file) ?? '';
            const made =
              text.slice(0, edit.startOffset) + edit.newText + text.slice(edit.endOffset);
            texts.set(edit.file, made);
          }
          const alone = write(texts);
          const left = rules.filter(({ key }) => key !== ruleKey);
          expect(read(alone).ruleSet.rules.map(facts).sort()).toEqual(left.map(facts).sort());
          rmSync(alone, { recursive: true });
        }
        rmSync(root, { recursive: true });
      }),
      { numRuns: Math.ceil(RUNS / 3) },
    );
  }, 120_000);
});
