import { describe, expect, it } from '@jest/globals';
import type { Attribute, Block, FileNode } from '../../../src/hcl/ast.ts';
import { type BlockShape, parseJsonFile } from '../../../src/hcl/json.ts';
import { parseFile } from '../../../src/hcl/parse.ts';
import { positionAt, sourceText } from '../../../src/hcl/source-text.ts';
import { nodesIn, outline, textOf } from '../../support/hcl/spans.ts';

/** Resources with two labels, dynamic blocks in them, and `ingress` of security groups as a block. */
const TERRAFORM: BlockShape = {
  labels(path, enclosing) {
    switch (path.join('/')) {
      case 'resource':
        return 2;
      case 'variable':
      case 'resource/dynamic':
        return 1;
      case 'locals':
      case 'resource/dynamic/content':
        return 0;
      case 'resource/ingress':
        return enclosing[0]?.labels[0] === 'aws_security_group' ? 0 : null;
      default:
        return null;
    }
  },
};

function read(text: string): FileNode {
  return parseJsonFile(sourceText('main.tf.json', text), TERRAFORM);
}

describe('blocks in JSON', () => {
  it('peel off labels, one or many in an array', () => {
    const file = read(`{
      "//": "made by a machine",
      "resource": {
        "aws_security_group": {
          "web": { "//": 1, "name": "web", "ingress": [{ "from_port": 80 }, { "from_port": 443 }] },
          "db": [{ "name": "db" }]
        },
        "aws_instance": { "web": { "ingress": [] } }
      },
      "locals": [{ "a": 1 }, { "b": 2 }],
      "variable": { "x": null }
    }`);
    expect(file.problems).toEqual([]);
    expect(outline(file.body)).toEqual([
      'resource.aws_security_group.web',
      'resource.aws_security_group.db',
      'resource.aws_instance.web',
      'locals',
      'locals',
    ]);
    const [web, , instance] = file.body.items as Block[];
    expect(outline(web?.body as Block['body'])).toEqual(['name', 'ingress', 'ingress']);
    expect(instance?.body.items[0]).toMatchObject({ kind: 'attribute', name: 'ingress' });
  });

  it('take an array of objects as one body, and give dynamic blocks their content', () => {
    const file = read(`[{ "resource": [{ "a": { "x": {
      "dynamic": { "ingress": { "for_each": [1], "content": { "port": 1 } } } } } }] }, { "b": 1 }]`);
    expect(file.problems).toEqual([]);
    expect(outline(file.body)).toEqual(['resource.a.x', 'b']);
    const dynamic = (file.body.items[0] as Block).body.items[0] as Block;
    expect(dynamic.labels).toMatchObject([{ value: 'ingress', quoted: true }]);
    expect(outline(dynamic.body)).toEqual(['for_each', 'content']);
  });

  it('know their places', () => {
    const file = read('{"resource": {"a": {"x": {"n": "v"}}}}');
    const block = file.body.items[0] as Block;
    expect(textOf(file.source, block)).toBe('{"n": "v"}');
    expect(textOf(file.source, block.typeSpan)).toBe('"resource"');
    expect(block.labels.map((label) => textOf(file.source, label))).toEqual(['"a"', '"x"']);
    expect(textOf(file.source, block.body.items[0] as Attribute)).toBe('"n": "v"');
  });

  it.each([
    ['{"resource": {"a": 1}}', 'Incorrect JSON value type', '1:20'],
    ['{"resource": {}}', 'Missing block label', '1:14'],
    ['{"locals": 1}', 'Incorrect JSON value type', '1:12'],
    ['"x"', 'Incorrect JSON value type', '1:1'],
    ['{"a": 1, "a": 2}', 'Duplicate argument', '1:10'],
  ])('%s: %s at %s', (text, message, at) => {
    const file = read(text);
    expect(file.problems).toMatchObject([{ message }]);
    const { line, column } = positionAt(file.source, file.problems[0]?.start ?? -1);
    expect(`${line}:${column}`).toBe(at);
  });
});

describe('values in JSON', () => {
  const argument = (json: string) => {
    const file = parseFile(sourceText('x.tfvars.json', `{"a": ${json}}`));
    expect(file.problems).toEqual([]);
    return (file.body.items[0] as Attribute).value;
  };

  it('are literals, tuples and objects', () => {
    expect(argument('[-1.5e3, true, null, {"k": []}]')).toMatchObject({
      kind: 'tuple',
      elements: [
        { kind: 'number', text: '-1.5e3' },
        { kind: 'bool', value: true },
        { kind: 'null' },
        { kind: 'object', items: [{ key: { kind: 'template' }, value: { kind: 'tuple' } }] },
      ],
    });
  });

  it('are templates where they are strings, keys too', () => {
    expect(argument('{"${x}": "a ${y.z} $${b}"}')).toMatchObject({
      items: [
        {
          key: { style: 'quoted', parts: [{ kind: 'interpolation' }] },
          value: { parts: [{ value: 'a ' }, { kind: 'interpolation' }, { value: ' ${b}' }] },
        },
      ],
    });
  });

  it('lead places inside escaped strings back to the text', () => {
    const text = '{"a": "\\u00e9\\n${f(\\"x\\", y.z)} \\ud83d\\ude00${w}"}';
    const file = parseFile(sourceText('x.tf.json', text));
    expect(file.problems).toEqual([]);
    const texts = nodesIn(file.body).map((node) => textOf(file.source, node));
    expect(texts).toContain('${f(\\"x\\", y.z)}');
    expect(texts).toContain('y.z');
    expect(texts).toContain('\\"x\\"');
    expect(texts).toContain('${w}');
    expect(texts).toContain(' \\ud83d\\ude00');
  });

  it('tell problems of a template at its place', () => {
    const file = parseFile(sourceText('x.tf.json', '{\n"a": "\\n${x y}",\n"b": "${1"}'));
    expect(file.problems.map((p) => [p.message, positionAt(file.source, p.start)])).toEqual([
      ['Extra characters after interpolation expression', { line: 2, column: 13 }],
      ['Unclosed template interpolation sequence', { line: 3, column: 7 }],
    ]);
  });

  it('unescape as JSON does, with a replacement for half a pair', () => {
    const json = '"\\"\\\\\\/\\b\\f\\n\\r\\t\\u5b89 \\ud800"';
    expect(argument(json)).toMatchObject({ parts: [{ value: '"\\/\b\f\n\r\t安 \ufffd' }] });
  });
});

describe('JSON syntax', () => {
  const SOUND = [
    '{}',
    '[]',
    ' {"a":1} \n',
    '{"a":{"b":[1,{"c":null}]}}',
    '{"a":-0.1E+5}',
    '{"":""}',
  ];
  const BROKEN = [
    ['', 'Missing value'],
    ['{', 'Unclosed object'],
    ['{"a"', 'Missing property value colon'],
    ['{"a"}', 'Missing object value'],
    ['{"a" = 1}', 'Missing property value colon'],
    ['{"a":}', 'Invalid start of value'],
    ['{"a":,}', 'Missing JSON value'],
    ['{"a":1,}', 'Trailing comma in object'],
    ['{"a":1 "b":2}', 'Missing attribute separator comma'],
    ['{"a":1', 'Unclosed object'],
    ['{"a":1]', 'Mismatched braces'],
    ['{a:1}', 'Invalid object property name'],
    ['{"a":[1,]}', 'Trailing comma in array'],
    ['{"a":[1}', 'Mismatched brackets'],
    ['{"a":[1', 'Unclosed array'],
    ['{"a":[1:2]}', 'Invalid array value'],
    ['{"a":[,]}', 'Missing JSON value'],
    ['{"a":01}', 'Invalid JSON number'],
    ['{"a":1.}', 'Invalid JSON number'],
    ['{"a":+1}', 'Invalid start of value'],
    ['{"a":tru}', 'Invalid JSON keyword'],
    ['{"a":NaN}', 'Invalid JSON keyword'],
    ["{'a':1}", 'Invalid object property name'],
    ['{"a":"\\x"}', 'Invalid JSON string'],
    ['{"a":"\\u12"}', 'Invalid JSON string'],
    ['{"a":"b\nc"}', 'Invalid JSON string'],
    ['{"a":"b', 'Invalid JSON string'],
    ['{} {}', 'Extraneous data after value'],
    ['{"a":1} // c', 'Extraneous data after value'],
  ] as const;

  it.each(SOUND)('%s is read, as JSON.parse does', (text) => {
    expect(() => JSON.parse(text)).not.toThrow();
    expect(parseFile(sourceText('x.json', text)).problems).toEqual([]);
  });

  it.each(BROKEN)('%j is refused, as JSON.parse does: %s', (text, message) => {
    expect(() => JSON.parse(text)).toThrow();
    expect(parseFile(sourceText('x.json', text)).problems).toMatchObject([{ message }]);
  });
});
