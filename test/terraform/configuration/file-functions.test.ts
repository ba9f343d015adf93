import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Configuration, loadConfiguration } from '../../../src/terraform/configuration.ts';
import { nodeFileReader } from '../../../src/terraform/files.ts';
import { load, output, problems } from './support/load.ts';

let folder: string;

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'sgaudit-files-')));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

function loadFrom(root: string, repositoryRoot = 'repo'): Configuration {
  return loadConfiguration({
    root: join(folder, root),
    repositoryRoot: join(folder, repositoryRoot),
    variableFiles: [],
    variables: [],
    environment: {},
    files: nodeFileReader(),
  });
}

describe('functions that read files', () => {
  const configuration = () =>
    load({
      'infra/rules.json': '{"office": "203.0.113.0/24"}',
      'infra/rules.csv': 'name,port\nweb,443\n',
      'infra/user-data.tftpl':
        '%{ for port in ports ~}\nallow ${port} from ${office}\n%{ endfor ~}',
      'infra/modules/web/names.yaml': 'names: [a, b]',
      'infra/modules/web/main.tf':
        'output "names" { value = yamldecode(file("${path.module}/names.yaml")).names }',
      'infra/conf/a.json': 'A',
      'infra/conf/deep/b.json': '',
      'infra/conf/deep/c.yaml': '',
      'infra/conf/.hidden.json': '',
      'infra/main.tf': `
        module "web" { source = "./modules/web" }
        locals { ports = [22, 443] }
        output "json" { value = jsondecode(file("rules.json")).office }
        output "csv" { value = csvdecode(file("\${path.root}/rules.csv"))[0].port }
        output "template" { value = templatefile("user-data.tftpl", { ports = local.ports, office = "here" }) }
        output "names" { value = module.web.names }
        output "exists" { value = [fileexists("rules.json"), fileexists("absent.json")] }
        output "base64" { value = filebase64("conf/a.json") }
        output "md5" { value = filemd5("conf/a.json") }
        output "sha256" { value = filesha256("conf/a.json") }
        output "one_level" { value = fileset("conf", "*.json") }
        output "all_levels" { value = fileset("\${path.module}/conf", "**/*.{json,yaml}") }
        output "string" { value = templatestring(local.greeting, { name = "shop" }) }
        locals { greeting = "hello $\${name}" }
      `,
    });

  it.each([
    ['json', '203.0.113.0/24'],
    ['csv', '443'],
    ['template', 'allow 22 from here\nallow 443 from here\n'],
    ['names', ['a', 'b']],
    ['exists', [true, false]],
    ['base64', 'QQ=='],
    ['md5', '7fc56270e7a70fa81a5935b72eacbe29'],
    ['sha256', '559aead08264d5795d3909718cdd05abd49572e84fe55590eef31a88a08fdffd'],
    ['one_level', ['.hidden.json', 'a.json']],
    ['all_levels', ['.hidden.json', 'a.json', 'deep/b.json', 'deep/c.yaml']],
    ['string', 'hello shop'],
  ])('give %s', (name, expected) => {
    const loaded = configuration();
    expect(output(loaded, name)).toEqual(expected);
    expect(loaded.problems).toEqual([]);
  });

  it('are unknown when their arguments are', () => {
    const loaded = load({
      'infra/main.tf': `
        variable "path" { type = string }
        output "text" { value = file(var.path) }
        output "files" { value = fileset(var.path, "*") }
      `,
    });
    expect(output(loaded, 'text')).toBe('?var.path');
    expect(output(loaded, 'files')).toBe('?var.path');
  });

  it.each([
    ['file("absent.json")', 'no file exists at "absent.json"'],
    ['file("../../elsewhere/secret.txt")', 'lies outside the repository'],
    ['file("/etc/hostname")', 'lies outside the repository'],
    ['file("rules.json", "x")', 'Too many function arguments'],
    ['templatefile("bad.tftpl", {})', 'vars map does not contain key "name"'],
    ['templatefile("rules.json", [])', 'invalid vars value'],
    ['fileset(".", "[z-a]")', 'failed to glob pattern'],
    ['templatefile("loop.tftpl", {})', 'nested too deeply'],
  ])('refuse %s', (expression, reason) => {
    const loaded = load({
      'infra/main.tf': `output "value" {\n  value = ${expression}\n}`,
      'infra/rules.json': '{}',
      'infra/bad.tftpl': 'hello ${name}',
      'infra/loop.tftpl': '${templatefile("loop.tftpl", {})}',
      '/elsewhere/secret.txt': 's',
    });
    expect(output(loaded, 'value')).toBe('?output.value');
    expect(loaded.problems).toMatchObject([
      {
        message: expect.stringContaining(reason),
        location: { file: 'infra/main.tf', start: { line: 2, column: 11 } },
      },
    ]);
  });
});

describe('on a disk', () => {
  it('reads bytes that are no text only where bytes are asked for', () => {
    write({
      'repo/binary/lambda.zip': Uint8Array.from([0x50, 0x4b, 0xff, 0xfe]),
      'repo/binary/main.tf':
        'output "base64" {\n  value = filebase64("lambda.zip")\n}\noutput "text" {\n  value = file("lambda.zip")\n}',
    });
    const loaded = loadFrom('repo/binary');
    expect(output(loaded, 'base64')).toBe('UEv//g==');
    expect(output(loaded, 'text')).toBe('?output.text');
    expect(loaded.problems).toMatchObject([
      { message: expect.stringContaining('not valid UTF-8') },
    ]);
  });

  it('follows links inside the repository, and none that lead outside', () => {
    write({
      'repo/linked/main.tf': `
        module "inside" { source = "./inside" }
        module "outside" { source = "./outside" }
        output "inside" { value = module.inside.name }
        output "common" { value = local.common }
        output "file" { value = file("secret.txt") }
        output "files" { value = fileset(".", "**/*.txt") }
      `,
      'repo/common/locals.tf': 'locals {\n  common = "shared"\n}',
      'repo/common/module/main.tf': 'output "name" { value = "linked" }',
      'outside/main.tf': 'output "name" { value = "s" }',
      'outside/secret.txt': 's',
    });
    symlinkSync(join(folder, 'repo/common/locals.tf'), join(folder, 'repo/linked/locals.tf'));
    symlinkSync(join(folder, 'repo/common/module'), join(folder, 'repo/linked/inside'));
    symlinkSync(join(folder, 'outside'), join(folder, 'repo/linked/outside'));
    symlinkSync(join(folder, 'outside/main.tf'), join(folder, 'repo/linked/more.tf'));
    symlinkSync(join(folder, 'outside/secret.txt'), join(folder, 'repo/linked/secret.txt'));
    symlinkSync(join(folder, 'nowhere'), join(folder, 'repo/linked/dangling.tf'));
    const loaded = loadFrom('repo/linked');
    expect(output(loaded, 'inside')).toBe('linked');
    expect(output(loaded, 'common')).toBe('shared');
    expect(output(loaded, 'file')).toBe('?output.file');
    expect(output(loaded, 'files')).toEqual([]);
    expect(loaded.problems.map(({ code }) => code).sort()).toEqual([
      'evaluation',
      'link-outside',
      'missing-file',
      'module-outside',
    ]);
    expect(problems(loaded).join('\n')).not.toContain(folder);
    expect([...loaded.files.keys()].sort()).toEqual([
      'linked/inside/main.tf',
      'linked/locals.tf',
      'linked/main.tf',
    ]);
    expect(loaded.absolutePaths.get('linked/main.tf')).toBe(join(folder, 'repo/linked/main.tf'));
  });

  it('ends where links make a module contain itself', () => {
    write({
      'repo/looped/main.tf':
        'module "left" { source = "./again" }\nmodule "right" { source = "./again" }',
    });
    symlinkSync(join(folder, 'repo/looped'), join(folder, 'repo/looped/again'));
    expect(loadFrom('repo/looped').problems.map(({ code }) => code)).toEqual([
      'module-cycle',
      'module-cycle',
    ]);
  });

  it('reads a file of 10 MB', () => {
    const entries = Array.from(
      { length: 160_000 },
      (_, index) =>
        `  "10.${(index >> 16) & 255}.${(index >> 8) & 255}.${index & 255}/32" = "host ${index} of the old data centre",`,
    );
    write({
      'repo/large/main.tf': `locals {\n  hosts = {\n${entries.join('\n')}\n  }\n}\noutput "count" {\n  value = length(local.hosts)\n}\n`,
    });
    expect(output(loadFrom('repo/large'), 'count')).toBe(160_000);
  });
});
