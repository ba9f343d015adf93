import { describe, expect, it } from '@jest/globals';
import type { Attribute, Block, Expression } from '../../../src/hcl/ast.ts';
import { parseExpression, parseFile, parseTemplate } from '../../../src/hcl/parse.ts';
import { sourceText } from '../../../src/hcl/source-text.ts';
import { generateFile } from '../../support/hcl/generate.ts';
import { spansOutside, textOf } from '../../support/hcl/spans.ts';

/** An expression with its structure shown by parentheses. */
function shape(expression: Expression): string {
  switch (expression.kind) {
    case 'variable':
      return expression.name;
    case 'number':
      return expression.text;
    case 'parentheses':
      return `{${shape(expression.inner)}}`;
    case 'unary':
      return `(${expression.operator}${shape(expression.operand)})`;
    case 'binary':
      return `(${shape(expression.left)}${expression.operator}${shape(expression.right)})`;
    case 'conditional':
      return `(${shape(expression.condition)}?${shape(expression.then)}:${shape(expression.else)})`;
    case 'get-attribute':
      return `${shape(expression.object)}.${expression.name}`;
    case 'index':
      return `${shape(expression.collection)}[${shape(expression.key)}${expression.legacy ? '!' : ''}]`;
    case 'splat':
      return `splat<${expression.style}>(${shape(expression.source)}, ${shape(expression.each)})`;
    default:
      return expression.kind;
  }
}

function expressionOf(text: string): Expression {
  const { expression, problems } = parseExpression(sourceText('x', text));
  expect(problems).toEqual([]);
  return expression;
}

describe('expressions', () => {
  it.each([
    ['a || b && c == d < e + f * g', '(a||(b&&(c==(d<(e+(f*g))))))'],
    ['a - b - c', '((a-b)-c)'],
    ['a * b + c % d', '((a*b)+(c%d))'],
    ['-a + b', '((-a)+b)'],
    ['!a.b == c', '((!a.b)==c)'],
    ['a ? b : c ? d : e', '(a?b:(c?d:e))'],
    ['a ? b ? c : d : e', '(a?(b?c:d):e)'],
    ['(a + b) * c', '({(a+b)}*c)'],
    ['a.0.b', 'a[0!].b'],
    ['a[0].b[c]', 'a[0].b[c]'],
    ['a.*.b.0.c', 'splat<attribute-only>(a, *.b[0!].c)'],
    ['a.*.b[0]', 'splat<attribute-only>(a, *.b)[0]'],
    ['a[*].b[0].c', 'splat<full>(a, *.b[0].c)'],
    ['a[*].b[*].c', 'splat<full>(a, splat<full>(*.b, *.c))'],
    ['a[*]', 'splat<full>(a, *)'],
    ['a-b - c', '(a-b-c)'],
  ])('%s is %s', (text, expected) => {
    expect(shape(expressionOf(text))).toBe(expected);
  });

  it('keeps a namespaced call with its name and expansion', () => {
    const source = 'provider::aws::arn_parse(a, b...)';
    expect(expressionOf(source)).toMatchObject({
      kind: 'call',
      name: 'provider::aws::arn_parse',
      nameSpan: { start: 0, end: 24 },
      expandFinal: true,
      arguments: [{ name: 'a' }, { name: 'b' }],
    });
  });

  it('reads both indexes of a chained legacy index beside its problem', () => {
    const { expression, problems } = parseExpression(sourceText('x', 'a.0.1.b'));
    expect(shape(expression)).toBe('a[0!][1!].b');
    expect(problems.map((problem) => problem.message)).toEqual(['Invalid legacy index syntax']);
  });

  it('refuses anything after the expression', () => {
    const { problems } = parseExpression(sourceText('x', 'a b'));
    expect(problems).toMatchObject([{ message: 'Extra characters after expression', start: 2 }]);
  });

  it('takes bare words as literal keys and parentheses as expressions', () => {
    expect(expressionOf('{ a = 1, true = 2, (b) = 3, "c" : 4 }')).toMatchObject({
      items: [
        { key: { kind: 'template', style: 'bare', parts: [{ value: 'a' }] } },
        { key: { kind: 'template', style: 'bare', parts: [{ value: 'true' }] } },
        { key: { kind: 'parentheses', inner: { name: 'b' } } },
        { key: { kind: 'template', style: 'quoted', parts: [{ value: 'c' }] } },
      ],
    });
  });
});

describe('templates', () => {
  it('keep an empty text beside an interpolation, which makes the result a string', () => {
    expect(expressionOf('" ${~ x ~} "')).toMatchObject({
      parts: [{ kind: 'text', value: '' }, { kind: 'interpolation' }, { kind: 'text', value: '' }],
    });
    expect(expressionOf('"${x}"')).toMatchObject({ parts: [{ kind: 'interpolation' }] });
    expect(expressionOf('""')).toMatchObject({ parts: [] });
  });

  it('parse without quotes', () => {
    const text = 'a\n%{ if x ~}\n  $${b} "c" \\n\n%{ endif }${d}$';
    const { template, problems } = parseTemplate(sourceText('user-data.tftpl', text));
    expect(problems).toEqual([]);
    expect(template).toMatchObject({
      style: 'bare',
      parts: [
        { kind: 'text', value: 'a\n' },
        { kind: 'if', else: [] },
        { kind: 'interpolation' },
        { kind: 'text', value: '$' },
      ],
    });
    const branch = template.parts[1];
    expect(branch?.kind === 'if' && branch.then).toMatchObject([
      { kind: 'text', value: '  ${b} "c" \\n\n' },
    ]);
  });

  it('that cannot be read are an invalid interpolation, never a text', () => {
    const { template, problems } = parseTemplate(sourceText('x.tftpl', 'a ${b'));
    expect(problems).toMatchObject([{ message: 'Unclosed template interpolation sequence' }]);
    expect(template.parts).toMatchObject([{ expression: { kind: 'invalid' } }]);
  });
});

describe('places', () => {
  const text = `# top
resource "aws_security_group" "größe" { // c
  ingress {
    cidr_blocks = ["10.0.0.0/8", var.a[0] /* in */ ]
    description = "😀 \${ each.key } x"
  }
  user_data = <<-EOT
    hi \${name}
    EOT
}
`;
  const source = sourceText('main.tf', text);
  const file = parseFile(source);
  const block = file.body.items[0] as Block;
  const ingress = block.body.items[0] as Block;
  const at = (node: { start: number; end: number }) => textOf(source, node);

  it('of blocks, labels and bodies', () => {
    expect(file.problems).toEqual([]);
    expect(at(block)).toBe(text.slice(text.indexOf('resource'), text.lastIndexOf('}') + 1));
    expect(at(block.typeSpan)).toBe('resource');
    expect(block.labels.map(at)).toEqual(['"aws_security_group"', '"größe"']);
    expect(at(ingress.body)).toMatch(/^\{\n.*\}$/s);
  });

  it('of attributes, elements and parts of templates', () => {
    const [cidrs, description] = ingress.body.items as Attribute[];
    expect(at(cidrs as Attribute)).toBe('cidr_blocks = ["10.0.0.0/8", var.a[0] /* in */ ]');
    expect(cidrs?.value).toMatchObject({ kind: 'tuple' });
    const elements = cidrs?.value.kind === 'tuple' ? cidrs.value.elements : [];
    expect(elements.map(at)).toEqual(['"10.0.0.0/8"', 'var.a[0]']);
    const parts = description?.value.kind === 'template' ? description.value.parts : [];
    expect(parts.map(at)).toEqual(['😀 ', '${ each.key }', ' x']);
  });

  it('of a heredoc, from its introducer to its marker', () => {
    const heredoc = (block.body.items[1] as Attribute).value;
    expect(at(heredoc)).toBe('<<-EOT\n    hi ${name}\n    EOT');
    expect(heredoc).toMatchObject({ parts: [{ value: 'hi ' }, {}, { value: '\n' }] });
  });

  it('of comments, with their text', () => {
    expect(file.comments.map((comment) => [comment.style, comment.text, at(comment)])).toEqual([
      ['#', ' top', '# top'],
      ['//', ' c', '// c'],
      ['/*', ' in ', '/* in */'],
    ]);
  });

  it('lie inside the node around them, in any generated file', () => {
    for (let seed = 1; seed <= 60; seed += 1) {
      const { body } = parseFile(sourceText('main.tf', generateFile(seed)));
      expect({ seed, escaped: spansOutside(body) }).toEqual({ seed, escaped: [] });
    }
  });

  it('count UTF-16 units and leave a byte-order mark out', () => {
    const marked = sourceText('main.tf', '\ufeffa = "😀"\nb = c');
    const [, b] = parseFile(marked).body.items as Attribute[];
    expect(textOf(marked, b?.value ?? { start: 0, end: 0 })).toBe('c');
  });
});
