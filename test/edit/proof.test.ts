import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { readRules } from '../../src/app/read-rules.ts';
import { hashicorpJson, type Json } from '../../src/edit/hashicorp-parser.ts';
import { prove } from '../../src/edit/prove.ts';
import { countRemoved } from '../../src/edit/reduction.ts';
import { applyEdits, textEdit } from '../../src/edit/text-edits.ts';
import { sourceText } from '../../src/hcl/source-text.ts';
import type { TextEdit } from '../../src/model/edit.ts';

const folder = mkdtempSync(join(tmpdir(), 'sgaudit-proof-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const TEXT = `locals {
  offices = ["203.0.113.0/28", "203.0.113.16/28"]
}

resource "aws_security_group" "bastion" {
  name        = "bastion"
  description = "Way in"

  ingress {
    description = "SSH"
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = concat(local.offices, ["198.51.100.0/24"])
  }
}
`;

async function removed(before: string, after: string): Promise<number | null> {
  const [old, now] = [await hashicorpJson('a.tf', before), await hashicorpJson('a.tf', after)];
  return countRemoved(old as Json, now as Json);
}

describe('what HashiCorp’s parser sees of an edit', () => {
  it.each([
    ['a list element', '"203.0.113.0/28", ', '', 1],
    ['an element inside an expression', '["198.51.100.0/24"]', '[]', 1],
    ['an attribute', '    description = "SSH"\n', '', 1],
  ])('%s is one thing less', async (_, from, to, count) => {
    expect(await removed(TEXT, TEXT.replace(from, to))).toBe(count);
  });

  it('a block in whose place stands an empty argument is one thing less', async () => {
    const start = TEXT.indexOf('  ingress {');
    const after = `${TEXT.slice(0, start)}  ingress = []\n}\n`;
    expect(await removed(TEXT, after)).toBe(1);
  });

  it('a resource is one thing less, be it the only one of its type', async () => {
    expect(await removed(TEXT, TEXT.slice(0, TEXT.indexOf('resource')))).toBe(1);
  });

  it.each([
    ['a changed value', '"203.0.113.16/28"', '"203.0.113.32/28"'],
    ['a changed number', '= 22\n    to', '= 23\n    to'],
    ['an added argument', 'protocol    =', 'self = true\n    protocol    ='],
    ['a changed expression', 'local.offices,', 'local.branches,'],
    ['a swap', '"203.0.113.0/28", "203.0.113.16/28"', '"203.0.113.16/28", "203.0.113.0/28"'],
    ['a new element in the place of two', '"203.0.113.0/28", "203.0.113.16/28"', '"10.0.0.0/8"'],
  ])('%s is no removal', async (_, from, to) => {
    expect(TEXT).toContain(from);
    expect(await removed(TEXT, TEXT.replace(from, to))).toBeNull();
  });

  it('refuses what it cannot read', async () => {
    expect(await hashicorpJson('a.tf', 'resource {')).toBeNull();
  });
});

describe('a proof', () => {
  async function proofOf(edit: (text: string) => readonly [string, string], rulePeer: string) {
    const root = mkdtempSync(join(folder, 'root-'));
    writeFileSync(join(root, 'main.tf'), TEXT);
    const target = { root, repositoryRoot: root, display: '.', inGit: false };
    const { configuration, ruleSet, reload } = readRules(target, { path: root });
    const [from, to] = edit(TEXT);
    const at = TEXT.indexOf(from);
    const source = configuration.files.get('main.tf')?.source ?? sourceText('main.tf', '');
    const plan = {
      edits: [textEdit(source, at, at + from.length, to)],
      removed: new Map([['main.tf', 1]]),
      changes: new Map(),
    };
    const keys = ruleSet.rules
      .filter(({ peer }) => peer.kind === 'cidr' && peer.value === rulePeer)
      .map((rule) => rule.key);
    const { proof } = await prove(
      { configuration, ruleSet, reload },
      plan,
      new Set(keys),
      'whole-files',
    );
    return [proof.parser, proof.rules];
  }

  it('passes for the right element', async () => {
    expect(await proofOf(() => ['"203.0.113.0/28", ', ''], '203.0.113.0/28')).toEqual([
      'passed',
      'passed',
    ]);
  });

  it('fails when another rule goes', async () => {
    expect(await proofOf(() => ['"203.0.113.0/28", ', ''], '203.0.113.16/28')).toEqual([
      'passed',
      'failed',
    ]);
  });

  it('fails when more goes than was meant', async () => {
    const all = '"203.0.113.0/28", "203.0.113.16/28"';
    expect(await proofOf(() => [all, ''], '203.0.113.0/28')).toEqual(['failed', 'failed']);
  });

  it('fails when the text no longer parses', async () => {
    expect(await proofOf(() => ['"203.0.113.0/28", ', '"'], '203.0.113.0/28')).toEqual([
      'failed',
      'failed',
    ]);
  });

  it('fails when a rule is widened by the way', async () => {
    const edit = () => ['"203.0.113.0/28", "203.0.113.16/28"', '"203.0.113.16/27"'] as const;
    expect(await proofOf(edit, '203.0.113.0/28')).toEqual(['failed', 'failed']);
  });

  it('fails when a description changes, though addresses stay', async () => {
    expect(await proofOf(() => ['    description = "SSH"\n', ''], '10.0.0.0/8')).toEqual([
      'passed',
      'failed',
    ]);
  });
});

describe('text edits', () => {
  const edit = (startOffset: number, endOffset: number, newText: string): TextEdit => ({
    ...textEdit(sourceText('a.tf', 'abcdef'), startOffset, endOffset, newText),
  });

  it('are made from back to front, whatever their order', () => {
    expect(applyEdits('abcdef', [edit(4, 5, ''), edit(0, 1, 'X'), edit(2, 2, '-')])).toBe('Xb-cdf');
  });

  it('must not overlap', () => {
    expect(() => applyEdits('abcdef', [edit(0, 3, ''), edit(2, 4, '')])).toThrow(RangeError);
  });
});
