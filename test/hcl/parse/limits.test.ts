import { describe, expect, it } from '@jest/globals';
import type { FileNode } from '../../../src/hcl/ast.ts';
import { parseFile } from '../../../src/hcl/parse.ts';
import { sourceText } from '../../../src/hcl/source-text.ts';

function read(text: string, path = 'main.tf'): FileNode {
  return parseFile(sourceText(path, text));
}

/** Processor time, so that other work on the machine does not count. */
function milliseconds(run: () => void): number {
  const start = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

const RULES = (count: number) =>
  Array.from(
    { length: count },
    (_, index) => `resource "aws_security_group_rule" "rule_${index}" {
  type              = "ingress"
  security_group_id = aws_security_group.web[${index}].id
  from_port         = ${index}
  to_port           = ${index}
  protocol          = "tcp" # as ever
  cidr_blocks       = ["10.${index % 256}.0.0/16", var.cidrs["k\${local.x}"], "192.0.2.1/32"]
  description       = <<-EOT
    Rule \${var.name} of ${index}
  EOT
  tags = { Name = "rule", Index = ${index} + 1, On = var.a ? "x" : "y" }
}

`,
  ).join('');

describe('nesting', () => {
  const deep: readonly (readonly [string, (levels: number) => string])[] = [
    ['parentheses', (n) => `a = ${'('.repeat(n)}1${')'.repeat(n)}`],
    ['tuples', (n) => `a = ${'['.repeat(n)}${']'.repeat(n)}`],
    ['objects', (n) => `a = ${'{b='.repeat(n)}1${'}'.repeat(n)}`],
    ['calls', (n) => `a = ${'f('.repeat(n)}1${')'.repeat(n)}`],
    ['indexes', (n) => `a = ${'b['.repeat(n)}1${']'.repeat(n)}`],
    ['for', (n) => `a = ${'[for v in '.repeat(n)}x${': v]'.repeat(n)}`],
    ['signs', (n) => `a = ${'!'.repeat(n)}b`],
    ['conditionals', (n) => `a = ${'b ? c : '.repeat(n)}d`],
    ['strings', (n) => `a = ${'"${'.repeat(n)}1${'}"'.repeat(n)}`],
    ['directives', (n) => `a = "${'%{if b}'.repeat(n)}${'%{endif}'.repeat(n)}"`],
    ['splats', (n) => `a = b${'[*]'.repeat(n)}`],
    ['blocks', (n) => `${'a {\n'.repeat(n)}${'}\n'.repeat(n)}`],
    [
      'operators',
      (n) =>
        `a = ${Array(n + 1)
          .fill('b')
          .join(' + ')}`,
    ],
    ['attributes', (n) => `a = b${'.c'.repeat(n)}`],
  ];

  it.each(deep)('100 levels of %s are read', (_, text) => {
    expect(read(text(100)).problems).toEqual([]);
  });

  it.each(deep)('100,000 levels of %s are one clear problem', (_, text) => {
    const { problems } = read(text(100_000));
    expect(problems[0]?.message).toBe('Nested too deeply');
    expect(problems.filter(({ message }) => message === 'Nested too deeply')).toHaveLength(1);
  });

  it('also in JSON', () => {
    const text = `{"a": ${'['.repeat(1000)}${']'.repeat(1000)}}`;
    expect(read(text, 'main.tf.json').problems).toMatchObject([{ message: 'Nested too deeply' }]);
  });
});

describe('speed', () => {
  it('grows with the size of the file and no faster', () => {
    const small = RULES(500);
    const large = RULES(8000);
    read(small);
    const once = Math.min(...[1, 2, 3].map(() => milliseconds(() => read(small))));
    const sixteen = milliseconds(() => expect(read(large).problems).toEqual([]));
    expect(sixteen).toBeLessThan(once * 16 * 6);
  });

  it.each([
    ['open brackets', '[\n'],
    ['open strings', 'a = "x\n'],
    ['open heredocs', 'a = <<E\n'],
    ['open heredocs before braces', 'a = <<E\n}\n'],
    ['open comments', '/* x\n'],
    ['open interpolations', 'a = "${"${\n'],
    ['open blocks', 'a {\nb = [\n'],
    ['less-than signs', '<<<<'],
    ['bare names', 'aaaa '],
    ['quoted labels', 'a "b" "c"'],
    ['closing braces', '}\n'],
    ['signs in a heredoc', 'a = <<E\n$%$%$%$%\nE\n'],
  ])('is not lost on a megabyte of %s', (_, piece) => {
    const text = piece.repeat(Math.ceil(1_000_000 / piece.length));
    expect(milliseconds(() => read(text))).toBeLessThan(3000);
  });
});
