import { describe, expect, it } from '@jest/globals';
import type { Block, FileNode } from '../../../src/hcl/ast.ts';
import { parseFile } from '../../../src/hcl/parse.ts';
import { positionAt, sourceText } from '../../../src/hcl/source-text.ts';
import { generateFile } from '../../support/hcl/generate.ts';
import { mutate } from '../../support/hcl/mutate.ts';
import { Random } from '../../support/hcl/random.ts';
import { outline } from '../../support/hcl/spans.ts';

function read(text: string): FileNode {
  return parseFile(sourceText('main.tf', text));
}

function messages(file: FileNode): string[] {
  return file.problems.map(
    (problem) => `${positionAt(file.source, problem.start).line}: ${problem.message}`,
  );
}

function inside(file: FileNode, index: number): string[] {
  return outline((file.body.items[index] as Block).body);
}

describe('after a problem', () => {
  it('a missing brace does not lose the next block', () => {
    const file = read(`resource "a" "one" {
  name = "x"

resource "a" "two" {
  name = "y"
}
output "z" { value = 1 }
`);
    expect(messages(file)).toEqual(['1: Unclosed configuration block']);
    expect(outline(file.body)).toEqual(['resource.a.one', 'resource.a.two', 'output.z']);
    expect(inside(file, 0)).toEqual(['name']);
    expect(inside(file, 1)).toEqual(['name']);
  });

  it('a missing brace of a nested block costs that block only', () => {
    const file = read(`resource "a" "one" {
  ingress {
    from_port = 1
  name = "x"
}

resource "a" "two" {
}
`);
    expect(messages(file)).toEqual(['1: Unclosed configuration block']);
    expect(outline(file.body)).toEqual(['resource.a.one', 'resource.a.two']);
  });

  it('a missing brace of an object does not lose the next block', () => {
    const file = read(`resource "a" "one" {
  tags = {
    x = 1
}

resource "a" "two" {
  name = "y"
}
`);
    expect(messages(file)).toEqual(['1: Unclosed configuration block']);
    expect(outline(file.body)).toEqual(['resource.a.one', 'resource.a.two']);
  });

  it('an unterminated string ends at its line', () => {
    const file = read(`resource "a" "one" {
  name = "x
  other = 1
}
resource "a" "two" {}
`);
    expect(messages(file)).toEqual(['2: Invalid multi-line string']);
    expect(outline(file.body)).toEqual(['resource.a.one', 'resource.a.two']);
    expect(inside(file, 0)).toEqual(['name', 'other']);
  });

  it('an unterminated label loses its block only', () => {
    const file = read(`resource "a" "one {
  name = 1
}
resource "a" "two" {}
`);
    expect(messages(file)[0]).toBe('1: Invalid multi-line string');
    expect(outline(file.body)).toContain('resource.a.two');
  });

  it('an unterminated heredoc ends at the next block', () => {
    const file = read(`resource "a" "one" {
  script = <<EOT
  echo

resource "a" "two" {}
`);
    expect(messages(file)).toEqual([
      '1: Unclosed configuration block',
      '6: Unterminated template string',
    ]);
    expect(outline(file.body)).toEqual(['resource.a.one', 'resource.a.two']);
  });

  it('an unclosed bracket ends at the next argument', () => {
    const file = read(`resource "a" "one" {
  cidrs = [
    "10.0.0.0/8",
    "10.1.0.0/16"
  name = "x"
  port = f(1,
  ingress {
    b = 1
  }
}
resource "a" "two" {}
`);
    expect(messages(file)).toEqual(['5: Missing item separator', '7: Missing argument separator']);
    expect(inside(file, 0)).toEqual(['cidrs', 'name', 'port', 'ingress']);
    expect(outline(file.body)).toEqual(['resource.a.one', 'resource.a.two']);
  });

  it('a broken value is an invalid expression, and every broken argument is told', () => {
    const file = read(`a = 1 +
b = 2
c = [1 2]
d = "\${x y}"
e = {
  f = (
  g = 2
}
h = 3
`);
    expect(messages(file)).toEqual([
      '1: Invalid expression',
      '3: Missing item separator',
      '4: Extra characters after interpolation expression',
      '7: Unbalanced parentheses',
    ]);
    expect(outline(file.body)).toEqual(['a', 'b', 'c', 'd', 'e', 'h']);
    expect(file.body.items.map((item) => item.kind === 'attribute' && item.value.kind)).toEqual([
      ...['invalid', 'number', 'invalid', 'invalid', 'invalid', 'number'],
    ]);
  });

  it('a stray brace is one problem', () => {
    const file = read('a {\n  b = 1\n}\n}\nc {\n}\n');
    expect(messages(file)).toEqual(['4: Argument or block definition required']);
    expect(outline(file.body)).toEqual(['a', 'c']);
  });

  it('unindented blocks inside a block stay inside it', () => {
    const file = read('a {\nb {\nc = 1 2\n}\nd {\n}\n}\ne {}\n');
    expect(messages(file)).toEqual(['3: Missing newline after argument']);
    expect(outline(file.body)).toEqual(['a', 'e']);
    expect(inside(file, 0)).toEqual(['b', 'd']);
  });

  it('an open comment is told and what follows is read', () => {
    const file = read('a = 1\n/* b\nc {\n}\n');
    expect(messages(file)[0]).toBe('2: Unterminated comment');
    expect(outline(file.body)).toContain('c');
  });

  it('problems end at fifty', () => {
    const file = read('a = = 1\n'.repeat(5000));
    expect(file.problems).toHaveLength(50);
  });

  it('nothing that a person may type makes reading throw, and problems lie in the text', () => {
    for (let seed = 1; seed <= 500; seed += 1) {
      let text = generateFile(seed % 100);
      const random = new Random(seed);
      for (let times = 1 + (seed % 6); times > 0; times -= 1) text = mutate(text, random);
      const outside = read(text).problems.filter(
        ({ start, end }) => start < 0 || end < start || end > text.length,
      );
      expect({ seed, outside }).toEqual({ seed, outside: [] });
    }
  });
});
